"""Requests: questions, proposals, exceptions and insights."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_KINDS = ("question", "proposal", "exception", "insight")
_STATES = ("open", "answered", "approved", "declined", "withdrawn", "expired")
_OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    op.create_table(
        "request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum(*_KINDS, name="kind", native_enum=False, create_constraint=True, length=32), nullable=False
        ),
        sa.Column(
            "status",
            sa.Enum(*_STATES, name="status", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("submitter_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["submitter_id"], ["person.id"], name=op.f("fk_request_submitter_id_person")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_request_owner_id_person")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_request_closed_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    op.create_index("ix_request_open", "request", ["kind", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_request_about", "request", ["kind", "about"])
    op.create_index(op.f("ix_request_submitter_id"), "request", ["submitter_id"])
    op.create_index(op.f("ix_request_owner_id"), "request", ["owner_id"])


def downgrade() -> None:
    for name in ("ix_request_owner_id", "ix_request_submitter_id", "ix_request_about", "ix_request_open"):
        op.drop_index(name, table_name="request")
    op.drop_table("request")
