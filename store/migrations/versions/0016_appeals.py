"""The tier that the conflict of a registration has reached, and that a ruling was made on."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not by a batch: that makes the table anew, and would lose its index over an expression on SQLite.
    op.execute("ALTER TABLE deal ADD COLUMN tier INTEGER DEFAULT 1 NOT NULL")
    op.execute("ALTER TABLE ruling ADD COLUMN tier INTEGER DEFAULT 1 NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE ruling DROP COLUMN tier")
    op.execute("ALTER TABLE deal DROP COLUMN tier")
