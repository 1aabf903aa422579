"""Where to look in the log; subject access requests"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SEARCHED = ("staff", "agency", "purpose", "type", "level", "operation", "at")


def upgrade() -> None:
    op.create_table(
        "entry_index",
        sa.Column("entry", WHOLE, autoincrement=False, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("type", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Integer(), nullable=False),
        sa.Column("agency", sa.Integer(), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("operation", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Integer(), nullable=False),
        sa.Column("relationship", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("break_glass", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Integer(), nullable=False),
        sa.Column("relates_to", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("entry"),
    )
    for column in SEARCHED:
        op.create_index(f"entry_index_{column}", "entry_index", [column, "entry"], unique=False)
    op.create_table(
        "entry_about",
        sa.Column("kind", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, autoincrement=False, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "entry"),
        sqlite_with_rowid=False,
    )
    op.create_index("entry_about_entry", "entry_about", ["entry"], unique=False)
    op.create_table(
        "entry_word",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("text"),
    )
    op.create_table(
        "access_request",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("received", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("assembled_by", sa.Text(), nullable=False),
        sa.Column("assembled_at", WHOLE, nullable=False),
        sa.Column("released_by", sa.Text(), nullable=False),
        sa.Column("released_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("access_request_agency", "access_request", ["agency", "id"], unique=False)
    op.create_table(
        "access_item",
        sa.Column("request", WHOLE, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("told_as", sa.Text(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("exemption", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", WHOLE, nullable=False),
        sa.Column("text_key", sa.LargeBinary(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("request", "number"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("access_item")
    op.drop_index("access_request_agency", table_name="access_request")
    op.drop_table("access_request")
    op.drop_table("entry_word")
    op.drop_index("entry_about_entry", table_name="entry_about")
    op.drop_table("entry_about")
    for column in SEARCHED:
        op.drop_index(f"entry_index_{column}", table_name="entry_index")
    op.drop_table("entry_index")
