"""The indexes that a week is counted by begin with the region: a region's week no longer reads those of all others."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# By name: the time, and which rows of sla_clock.
_INDEXES = {
    "ix_sla_clock_late": ("breached_at", "breached_at IS NOT NULL"),
    "ix_sla_clock_in_time": ("stopped_at", "state = 'stopped' AND breached_at IS NULL"),
}


def upgrade() -> None:
    for name, (time, where) in _INDEXES.items():
        _index_anew(name, ["region", time, "metric"], where)


def downgrade() -> None:
    for name, (time, where) in _INDEXES.items():
        _index_anew(name, [time, "region", "metric"], where)


def _index_anew(name: str, columns: list[str], where: str) -> None:
    op.drop_index(name, table_name="sla_clock")
    op.create_index(name, "sla_clock", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
