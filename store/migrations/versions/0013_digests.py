"""Weekly digests, who wants them, and the indexes that their weeks are counted by."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_KINDS, _STAGES = ("weekly", "rollup"), ("announced", "uploaded", "done")
# By name: columns of sla_clock, and which rows.
INDEXES = {
    "ix_sla_clock_late": (["breached_at", "region", "metric"], "breached_at IS NOT NULL"),
    "ix_sla_clock_in_time": (["stopped_at", "region", "metric"], "state = 'stopped' AND breached_at IS NULL"),
    "ix_sla_clock_late_open": (["region", "breached_at"], "breached_at IS NOT NULL AND state IN ('running', 'paused')"),
}
_BEFORE = {"ix_sla_clock_breached_at_region": (["breached_at", "region"], "breached_at IS NOT NULL")}


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*_KINDS, name="digestkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("kind", "region", "period", name=op.f("uq_digest_kind_region_period")),
    )
    op.create_table(
        "subscription",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_subscription_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "region", name=op.f("pk_subscription")),
    )
    op.create_table(
        "mention",
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_mention_card_id_card")),
        sa.PrimaryKeyConstraint("card_id", "subject", name=op.f("pk_mention")),
    )
    op.create_index(op.f("ix_mention_subject"), "mention", ["subject"])
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(*_STAGES, name="stage", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_attachment_card_id_card")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("card_id", "name", name=op.f("uq_attachment_card_id_name")),
    )
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest_at", sa.String(), nullable=False, server_default="Monday 08:00"))
        batch_op.add_column(sa.Column("digest_head", sa.String(), nullable=True))
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.alter_column("digest_at", existing_type=sa.String(), server_default=None)
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.add_column(sa.Column("leaders_channel", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("digest_at", sa.String(), nullable=True))
    _replace(_BEFORE, INDEXES)


def downgrade() -> None:
    _replace(INDEXES, _BEFORE)
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_column("digest_at")
        batch_op.drop_column("leaders_channel")
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.drop_column("digest_head")
        batch_op.drop_column("digest_at")
    for table in ("attachment", "mention", "subscription", "digest"):
        op.drop_table(table)


def _replace(old: dict[str, tuple[list[str], str]], new: dict[str, tuple[list[str], str]]) -> None:
    for name in old:
        op.drop_index(name, table_name="sla_clock")
    for name, (columns, rows) in new.items():
        op.create_index(name, "sla_clock", columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))
