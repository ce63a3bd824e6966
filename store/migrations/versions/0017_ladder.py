"""Each tier of a conflict has its own target; until the playbook says another, the neutral seat's is the desk's."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO sla_target (metric, region, minutes, around_the_clock, warn_share) "
        "SELECT 'conflict.neutral', region, minutes, around_the_clock, warn_share "
        "FROM sla_target WHERE metric = 'conflict.ruling'"
    )


def downgrade() -> None:
    op.execute("DELETE FROM sla_target WHERE metric = 'conflict.neutral'")
