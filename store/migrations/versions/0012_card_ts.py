"""A card is found by the message that people reply under."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_card_ts", "card", ["ts"])


def downgrade() -> None:
    op.drop_index("ix_card_ts", table_name="card")
