"""Homes, and the indexes from which they are read."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OPEN, PROTECTED, RUNNING = "decided_at IS NULL", "protected_until IS NOT NULL", "state = 'running'"
# By name: the table, its columns, and which rows.
INDEXES: dict[str, tuple[str, list[str], str | None]] = {
    "ix_deal_open_owner": ("deal", ["owner_id"], OPEN),
    "ix_deal_open_region": ("deal", ["region", "owner_id", "assignee_id"], OPEN),
    "ix_deal_submitter_id_decided_at": ("deal", ["submitter_id", "decided_at"], None),
    "ix_deal_decided_by_id_decided_at": ("deal", ["decided_by_id", "decided_at"], None),
    "ix_deal_protected": ("deal", ["submitter_id", "protected_until"], PROTECTED),
    "ix_sla_clock_running": ("sla_clock", ["due_at", "region", "court", "warn_at"], RUNNING),
}


def upgrade() -> None:
    op.create_table(
        "home",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_home_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_home")),
    )
    op.create_index("ix_home_opened_at", "home", ["opened_at"])
    for name, (table, columns, rows) in INDEXES.items():
        where = sa.text(rows) if rows else None
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, (table, _, _) in reversed(INDEXES.items()):
        op.drop_index(name, table_name=table)
    op.drop_index("ix_home_opened_at", table_name="home")
    op.drop_table("home")
