"""More time for what is late, and waivers: two more kinds of requests, and which one waived a breach."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_BEFORE = ("question", "proposal", "exception", "insight")
_AFTER = (*_BEFORE, "extension", "waiver")
_OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    _allow(_AFTER)
    op.execute("ALTER TABLE sla_clock ADD COLUMN waiver VARCHAR")


def downgrade() -> None:
    op.execute("ALTER TABLE sla_clock DROP COLUMN waiver")
    # An older version has no name for them. As insights that nobody is asked about they lose nothing.
    op.execute(
        "UPDATE request SET kind = 'insight', status = CASE status WHEN 'open' THEN 'withdrawn' ELSE status END "
        "WHERE kind IN ('extension', 'waiver')"
    )
    _allow(_BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    op.drop_index("ix_request_open", table_name="request")
    with op.batch_alter_table("request") as batch_op:
        batch_op.drop_constraint(op.f("ck_request_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_request_kind"), sa.column("kind").in_(kinds))
    op.create_index("ix_request_open", "request", ["kind", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
