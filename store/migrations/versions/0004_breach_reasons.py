"""Clocks keep why they were late, as the desk says."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sla_clock", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("reason_note", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("reason_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key("fk_sla_clock_reason_by_person", "person", ["reason_by"], ["id"])
    with op.batch_alter_table("sla_clock", schema=None) as batch_op:
        batch_op.alter_column("reason_note", existing_type=sa.String(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sla_clock", schema=None) as batch_op:
        batch_op.drop_constraint("fk_sla_clock_reason_by_person", type_="foreignkey")
        batch_op.drop_column("reason_by")
        batch_op.drop_column("reason_note")
        batch_op.drop_column("reason")
