"""The clerical queue"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "clerical_pair",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("record", WHOLE, nullable=False),
        sa.Column("other", WHOLE, nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("score", WHOLE, nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("since", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("claimed_until", WHOLE, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("decided_at", WHOLE, nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("clerical_pair_records", "clerical_pair", ["record", "other"], unique=False)
    op.create_index("clerical_pair_state", "clerical_pair", ["state"], unique=False)
    op.create_table(
        "clerical_verdict",
        sa.Column("pair", WHOLE, autoincrement=False, nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("assurance", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("note_key", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pair", "round", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "clerical_draw",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("wanted", WHOLE, nullable=False),
        sa.Column("drawn", WHOLE, nullable=False),
        sa.Column("among", WHOLE, nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "clerical_drawn",
        sa.Column("draw", WHOLE, autoincrement=False, nullable=False),
        sa.Column("pair", WHOLE, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("draw", "pair"),
        sqlite_with_rowid=False,
    )
    op.create_index("clerical_drawn_pair", "clerical_drawn", ["pair"], unique=False)


def downgrade() -> None:
    op.drop_index("clerical_drawn_pair", table_name="clerical_drawn")
    op.drop_table("clerical_drawn")
    op.drop_table("clerical_draw")
    op.drop_table("clerical_verdict")
    op.drop_index("clerical_pair_state", table_name="clerical_pair")
    op.drop_index("clerical_pair_records", table_name="clerical_pair")
    op.drop_table("clerical_pair")
