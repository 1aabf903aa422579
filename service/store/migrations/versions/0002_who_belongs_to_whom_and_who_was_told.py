"""Who belongs to whom, and who was told"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "alias",
        sa.Column("golden", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("into", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("golden"),
    )
    op.create_index(op.f("ix_alias_into"), "alias", ["into"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("undoes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("request"),
    )
    op.create_index(op.f("ix_change_state"), "change", ["state"], unique=False)
    op.create_table(
        "hidden",
        sa.Column("record", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("match_key", sa.LargeBinary(), nullable=False),
        sa.Column("match_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("seen_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("record"),
    )
    op.create_table(
        "kept_edge",
        sa.Column("change", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("record", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("other", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("score", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brought", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("change", "record", "other"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "move",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("record", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("change", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("load", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_golden", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("from_state", sa.Integer(), nullable=False),
        sa.Column("from_hidden", sa.Integer(), nullable=False),
        sa.Column("to_golden", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("to_state", sa.Integer(), nullable=False),
        sa.Column("to_hidden", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "move_change",
        "move",
        ["change"],
        unique=False,
        sqlite_where=sa.text("change IS NOT NULL"),
        postgresql_where=sa.text("change IS NOT NULL"),
    )
    op.create_index(
        "move_from",
        "move",
        ["from_golden"],
        unique=False,
        sqlite_where=sa.text("from_golden IS NOT NULL"),
        postgresql_where=sa.text("from_golden IS NOT NULL"),
    )
    op.create_index("move_record", "move", ["record"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("change", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("told_as", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("corrected_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("change", "entry"),
    )
    op.create_index(op.f("ix_notice_state"), "notice", ["state"], unique=False)
    op.create_table(
        "override",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("one", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("other", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("change", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("withdrawn", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("withdrawn_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "override_one",
        "override",
        ["one"],
        unique=False,
        sqlite_where=sa.text("withdrawn = 0"),
        postgresql_where=sa.text("withdrawn = 0"),
    )
    op.create_index(
        "override_other",
        "override",
        ["other"],
        unique=False,
        sqlite_where=sa.text("withdrawn = 0"),
        postgresql_where=sa.text("withdrawn = 0"),
    )
    op.create_table(
        "ruled",
        sa.Column("change", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "override", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("stands", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("change", "override"),
        sqlite_with_rowid=False,
    )
    op.add_column("tie", sa.Column("since", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:

    op.drop_column("tie", "since")
    op.drop_table("ruled")
    op.drop_index(
        "override_other",
        table_name="override",
        sqlite_where=sa.text("withdrawn = 0"),
        postgresql_where=sa.text("withdrawn = 0"),
    )
    op.drop_index(
        "override_one",
        table_name="override",
        sqlite_where=sa.text("withdrawn = 0"),
        postgresql_where=sa.text("withdrawn = 0"),
    )
    op.drop_table("override")
    op.drop_index(op.f("ix_notice_state"), table_name="notice")
    op.drop_table("notice")
    op.drop_index("move_record", table_name="move")
    op.drop_index(
        "move_from",
        table_name="move",
        sqlite_where=sa.text("from_golden IS NOT NULL"),
        postgresql_where=sa.text("from_golden IS NOT NULL"),
    )
    op.drop_index(
        "move_change",
        table_name="move",
        sqlite_where=sa.text("change IS NOT NULL"),
        postgresql_where=sa.text("change IS NOT NULL"),
    )
    op.drop_table("move")
    op.drop_table("kept_edge")
    op.drop_table("hidden")
    op.drop_index(op.f("ix_change_state"), table_name="change")
    op.drop_table("change")
    op.drop_index(op.f("ix_alias_into"), table_name="alias")
    op.drop_table("alias")
