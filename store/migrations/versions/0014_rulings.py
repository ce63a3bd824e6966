"""Rulings on channel conflicts, kept as precedents."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_OUTCOMES = sa.Enum(
    "approved", "declined", name="outcome", native_enum=False, create_constraint=True, length=32
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("rivals", sa.JSON(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("outcome", _OUTCOMES, nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("reasoning", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.Column("ruled_by_id", sa.Integer(), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_ruling_deal_id_deal")),
        sa.ForeignKeyConstraint(["ruled_by_id"], ["person.id"], name=op.f("fk_ruling_ruled_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
    )
    op.create_index("ix_ruling_deal_id", "ruling", ["deal_id"])
    op.create_index("ix_ruling_ruled_at", "ruling", ["ruled_at"])


def downgrade() -> None:
    op.drop_index("ix_ruling_ruled_at", table_name="ruling")
    op.drop_index("ix_ruling_deal_id", table_name="ruling")
    op.drop_table("ruling")
