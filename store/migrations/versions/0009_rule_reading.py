"""Who has read which change of a rule."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_reading",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_rule_reading_request_id_request")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rule_reading_person_id_person")),
        sa.PrimaryKeyConstraint("request_id", "person_id", name=op.f("pk_rule_reading")),
    )
    op.create_index(
        "ix_rule_reading_open",
        "rule_reading",
        ["person_id"],
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_rule_reading_open", table_name="rule_reading")
    op.drop_table("rule_reading")
