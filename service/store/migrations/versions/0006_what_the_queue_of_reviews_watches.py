"""What the queue of reviews watches"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VERDICTS = (("justified", "cleared"), ("further_action", "concern"), ("not_justified", "concern"))
"""What reviewers found, in the words from now on. What is not justified need not be misuse: nobody is accused by us."""


def upgrade() -> None:
    op.create_table(
        "watched",
        sa.Column("entry", WHOLE, autoincrement=False, nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("facts_key", sa.LargeBinary(), nullable=True),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entry"),
    )
    op.create_index("watched_staff", "watched", ["staff", "agency", "entry"], unique=False)
    op.create_table(
        "staff_token",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token", "agency"),
    )
    op.add_column("review", sa.Column("kind", sa.Text(), nullable=False, server_default="rule"))
    op.add_column("review", sa.Column("once", sa.Text(), nullable=False, server_default=""))
    op.add_column("review", sa.Column("found_key", sa.LargeBinary(), nullable=True))
    op.add_column("review", sa.Column("found_sealed", sa.LargeBinary(), nullable=False, server_default=sa.text("''")))
    op.execute("UPDATE review SET kind = 'emergency' WHERE emergency > 0")
    op.execute("UPDATE review SET once = 'emergency/' || emergency WHERE emergency > 0")
    op.execute("UPDATE review SET once = 'rule/' || entry WHERE emergency = 0")
    for before, after in VERDICTS:
        op.execute(f"UPDATE review SET verdict = '{after}' WHERE verdict = '{before}'")  # noqa: S608 - our own words
    op.create_index("review_once", "review", ["once"], unique=True)


def downgrade() -> None:
    op.drop_index("review_once", table_name="review")
    for column in ("found_sealed", "found_key", "once", "kind"):
        op.drop_column("review", column)
    op.drop_table("staff_token")
    op.drop_index("watched_staff", table_name="watched")
    op.drop_table("watched")
