"""What people looked up in the rules, and the accounts they watch."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_WAITING = sa.text("told_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "rule_lookup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("helped", sa.Boolean(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rule_lookup_person_id_person")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_rule_lookup_partner_id_partner")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_rule_lookup_request_id_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_lookup")),
    )
    op.create_index(op.f("ix_rule_lookup_at"), "rule_lookup", ["at"])
    op.create_index(op.f("ix_rule_lookup_person_id"), "rule_lookup", ["person_id"])
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("lookup_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_watch_account_id_account")),
        sa.ForeignKeyConstraint(["lookup_id"], ["rule_lookup.id"], name=op.f("fk_watch_lookup_id_rule_lookup")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_watch_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
    )
    op.create_index(op.f("ix_watch_person_id"), "watch", ["person_id"])
    op.create_index(
        "ix_watch_waiting",
        "watch",
        ["account_id", "region", "person_id"],
        unique=True,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def downgrade() -> None:
    op.drop_table("watch")
    op.drop_table("rule_lookup")
