"""Escalations, absences, and coverage by severity."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_UNRESOLVED = sa.text("status <> 'resolved'")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _person(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}_person"))


def _moment(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    states = _word("status", "open", "acknowledged", "waiting", "snoozed", "resolved")
    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", states, nullable=False),
        sa.Column("severity", _word("severity", "low", "normal", "high", "urgent"), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("subject", "subject_key", "region")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("segment", "motion")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("about", "details", "permalink")),
        sa.Column("raiser_id", sa.Integer(), nullable=False),
        _moment("raised_at", nullable=False),
        _moment("changed_at", nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        _moment("asked_at"),
        sa.Column("routed_because", sa.String(), nullable=False),
        _moment("round_at", nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        _moment("acknowledged_at"),
        _moment("snoozed_until"),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        _moment("answer_by"),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("learning", sa.String(), nullable=False),
        _moment("resolved_at"),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        _moment("first_resolved_at"),
        sa.Column("first_seconds", sa.Float(), nullable=True),
        sa.Column("total_seconds", sa.Float(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_escalation_region_region")),
        *(
            _person(column, "escalation")
            for column in ("raiser_id", "assignee_id", "owner_id", "asked_by_id", "resolved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
    )
    same_thing = ["region", "about", "subject_key"]
    op.create_index(
        "uq_escalation_same_thing",
        "escalation",
        same_thing,
        unique=True,
        sqlite_where=_UNRESOLVED,
        postgresql_where=_UNRESOLVED,
    )
    op.create_index("ix_escalation_raiser_id_id", "escalation", ["raiser_id", "id"])
    op.create_index("ix_escalation_region_status_id", "escalation", ["region", "status", "id"])
    op.create_index("ix_escalation_owner_id_status", "escalation", ["owner_id", "status"])
    op.create_index("ix_escalation_assignee_id_status", "escalation", ["assignee_id", "status"])
    op.create_index("ix_escalation_about", "escalation", ["about"])
    op.create_table(
        "escalation_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        _moment("at", nullable=False),
        sa.Column("instead_of_id", sa.Integer(), nullable=True),
        _moment("away_until"),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_escalation_ask_escalation_id_escalation")
        ),
        _person("person_id", "escalation_ask"),
        _person("instead_of_id", "escalation_ask"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_ask")),
    )
    op.create_index(op.f("ix_escalation_ask_escalation_id"), "escalation_ask", ["escalation_id"])
    op.create_index("ix_escalation_ask_person_id_at", "escalation_ask", ["person_id", "at"])
    op.create_table(
        "escalation_follower",
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_escalation_follower_escalation_id_escalation")
        ),
        _person("person_id", "escalation_follower"),
        sa.PrimaryKeyConstraint("escalation_id", "person_id", name=op.f("pk_escalation_follower")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _moment("starts_at", nullable=False),
        _moment("ends_at"),
        sa.Column("delegate_id", sa.Integer(), nullable=True),
        _person("person_id", "absence"),
        _person("delegate_id", "absence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("person_id", "starts_at", name=op.f("uq_absence_person_id_starts_at")),
    )
    op.create_index(op.f("ix_absence_person_id"), "absence", ["person_id"])
    op.create_index("ix_absence_ends_at", "absence", ["ends_at"])
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("severity", sa.String(), nullable=True))


def downgrade() -> None:
    # Coverage of one severity would become coverage of everything.
    op.execute("DELETE FROM role_grant WHERE severity IS NOT NULL")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_column("severity")
    for table in ("absence", "escalation_follower", "escalation_ask", "escalation"):
        op.drop_table(table)
