"""Timers as rows; clocks know their region, their court and what was missed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "timer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
        sa.UniqueConstraint("subject", "kind", name=op.f("uq_timer_subject_kind")),
    )
    op.create_index("ix_timer_next_at_id", "timer", ["next_at", "id"])
    # A clock that runs warns and breaches by timers from now on. Until now nothing acted on either.
    for word, column in (("warn", "warn_at"), ("breach", "due_at")):
        op.execute(
            "INSERT INTO timer (subject, kind, due_at, next_at, attempts) "  # noqa: S608
            f"SELECT subject, 'sla.{word} ' || metric, {column}, {column}, 0 FROM sla_clock WHERE state = 'running'"
        )
    with op.batch_alter_table("sla_clock", schema=None) as batch_op:
        batch_op.drop_index("ix_sla_clock_next_at")
        batch_op.drop_column("next_at")
        batch_op.add_column(sa.Column("region", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("court", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE sla_clock SET region = (SELECT deal.region FROM deal WHERE 'DR-' || deal.id = sla_clock.subject), "
        "court = (SELECT court FROM clock_change WHERE clock_id = sla_clock.id ORDER BY clock_change.id DESC LIMIT 1)"
    )
    op.execute("UPDATE sla_clock SET region = COALESCE(region, ''), court = COALESCE(court, 'specialist')")
    op.execute("UPDATE sla_clock SET breached_at = due_at WHERE state = 'stopped' AND stopped_at > due_at")
    with op.batch_alter_table("sla_clock", schema=None) as batch_op:
        batch_op.alter_column("region", existing_type=sa.String(), nullable=False)
        batch_op.alter_column("court", existing_type=sa.String(), nullable=False)
        batch_op.create_index(
            "ix_sla_clock_breached_at_region",
            ["breached_at", "region"],
            sqlite_where=sa.text("breached_at IS NOT NULL"),
            postgresql_where=sa.text("breached_at IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("sla_clock", schema=None) as batch_op:
        batch_op.drop_index("ix_sla_clock_breached_at_region")
        batch_op.drop_column("breached_at")
        batch_op.drop_column("warned_at")
        batch_op.drop_column("court")
        batch_op.drop_column("region")
        batch_op.add_column(sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE sla_clock SET next_at = warn_at WHERE state = 'running'")
    with op.batch_alter_table("sla_clock", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sla_clock_next_at",
            ["next_at"],
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
    op.drop_index("ix_timer_next_at_id", table_name="timer")
    op.drop_table("timer")
