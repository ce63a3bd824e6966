"""Protections end by timers, and may be extended once."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not by a batch: that makes the table anew, and would lose its index over an expression on SQLite.
    op.execute(
        "ALTER TABLE deal ADD COLUMN extension VARCHAR(32) "
        "CONSTRAINT ck_deal_extension CHECK (extension IN ('asked', 'granted', 'denied'))"
    )
    op.drop_index("ix_protection_due", table_name="protection")
    op.execute(
        "INSERT INTO timer (subject, kind, due_at, next_at, attempts) "
        "SELECT 'DR-' || deal_id, 'protection.expire', min(ends_at), min(ends_at), 0 "
        "FROM protection WHERE released_at IS NULL GROUP BY deal_id"
    )


def downgrade() -> None:
    op.execute("DELETE FROM timer WHERE kind LIKE 'protection.%' OR kind LIKE 'nudge.%'")
    op.create_index(
        "ix_protection_due",
        "protection",
        ["ends_at"],
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.execute("ALTER TABLE deal DROP COLUMN extension")
