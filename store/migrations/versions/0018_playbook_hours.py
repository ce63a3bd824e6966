"""The hour of the morning briefs, and the share of items that may be late."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE company ADD COLUMN digest_target FLOAT DEFAULT (0.05) NOT NULL")
    op.execute("ALTER TABLE company ADD COLUMN brief_at TIME DEFAULT '08:30:00.000000' NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE company DROP COLUMN brief_at")
    op.execute("ALTER TABLE company DROP COLUMN digest_target")
