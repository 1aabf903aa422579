"""Emergencies, reviews, notices and alerts"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "emergency",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("agreements", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("review_hours", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("declared_at", WHOLE, nullable=False),
        sa.Column("until", WHOLE, nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_at", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("owners", sa.Text(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("reason_key", sa.LargeBinary(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("emergency_staff", "emergency", ["staff", "asked"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("emergency", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("since", WHOLE, nullable=False),
        sa.Column("due", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("claimed_until", WHOLE, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", WHOLE, nullable=False),
        sa.Column("note_key", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("review_state", "review", ["state"], unique=False)
    op.create_index("review_entry", "review", ["entry"], unique=False)
    op.create_table(
        "lead_notice",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("offices", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("emergency", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("seen_by", sa.Text(), nullable=False),
        sa.Column("seen_at", WHOLE, nullable=False),
        sa.Column("text_key", sa.LargeBinary(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("about"),
    )
    op.create_index("lead_notice_agency", "lead_notice", ["agency", "seen_at"], unique=False)
    op.create_table(
        "alert",
        sa.Column("entry", WHOLE, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("seen_by", sa.Text(), nullable=False),
        sa.Column("seen_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("entry"),
    )
    op.create_index("alert_agency", "alert", ["agency", "seen_at"], unique=False)


def downgrade() -> None:
    op.drop_index("emergency_staff", table_name="emergency")
    op.drop_table("emergency")
    op.drop_index("review_state", table_name="review")
    op.drop_index("review_entry", table_name="review")
    op.drop_table("review")
    op.drop_index("lead_notice_agency", table_name="lead_notice")
    op.drop_table("lead_notice")
    op.drop_index("alert_agency", table_name="alert")
    op.drop_table("alert")
