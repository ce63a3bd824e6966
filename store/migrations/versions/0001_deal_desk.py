"""Deal desk."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("customer", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("open_opportunity", sa.Boolean(), nullable=False),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("external_id", name=op.f("uq_account_external_id")),
    )
    op.create_table(
        "calendar",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_calendar")),
    )
    op.create_table(
        "choice",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "code", name=op.f("pk_choice")),
    )
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("hub_channel", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
    )
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbox")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_at"), ["at"], unique=False)

    op.create_table(
        "lane",
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("audience", name=op.f("pk_lane")),
    )
    op.create_table(
        "playbook_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playbook_run")),
    )
    op.create_table(
        "rule_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_version")),
        sa.UniqueConstraint("code", "region", "version", name=op.f("uq_rule_version_code_region_version")),
    )
    op.create_table(
        "sla_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("goal_seconds", sa.Integer(), nullable=False),
        sa.Column("warn_share", sa.Float(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "paused",
                "stopped",
                "cancelled",
                name="clockstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spent_seconds", sa.Float(), nullable=False),
        sa.Column("counted_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_clock")),
        sa.UniqueConstraint("subject", "metric", name=op.f("uq_sla_clock_subject_metric")),
    )
    with op.batch_alter_table("sla_clock", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sla_clock_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.create_table(
        "sla_target",
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("around_the_clock", sa.Boolean(), nullable=False),
        sa.Column("warn_share", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("metric", "region", name=op.f("pk_sla_target")),
    )
    op.create_table(
        "account_domain",
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("skeleton", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_domain_account_id_account")),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_account_domain")),
    )
    with op.batch_alter_table("account_domain", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_domain_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_domain_skeleton"), ["skeleton"], unique=False)

    op.create_table(
        "business_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(["calendar"], ["calendar.code"], name=op.f("fk_business_day_calendar_calendar")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_day")),
    )
    with op.batch_alter_table("business_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_business_day_calendar"), ["calendar"], unique=False)

    op.create_table(
        "business_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["calendar"], ["calendar.code"], name=op.f("fk_business_hours_calendar_calendar")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_hours")),
    )
    with op.batch_alter_table("business_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_business_hours_calendar"), ["calendar"], unique=False)

    op.create_table(
        "region",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column(
            "amounts",
            sa.Enum("1,234.56", "1.234,56", name="habit", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["calendar"], ["calendar.code"], name=op.f("fk_region_calendar_calendar")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_partner_region_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("external_id", name=op.f("uq_partner_external_id")),
    )
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_name_key"), ["name_key"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("home_region", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("profile_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["home_region"], ["region.code"], name=op.f("fk_person_home_region_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_person_slack_id")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("from_status", sa.String(), nullable=True),
        sa.Column("to_status", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("rule_version", sa.Integer(), nullable=True),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_audit_event_actor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_event_subject_id", ["subject", "id"], unique=False)

    op.create_table(
        "clock_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("court", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_clock_change_actor_id_person")),
        sa.ForeignKeyConstraint(["clock_id"], ["sla_clock.id"], name=op.f("fk_clock_change_clock_id_sla_clock")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_change")),
    )
    with op.batch_alter_table("clock_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clock_change_clock_id"), ["clock_id"], unique=False)

    op.create_table(
        "deal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "submitted",
                "in_review",
                "in_conflict",
                "waiting",
                "approved",
                "declined",
                "withdrawn",
                "expired",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("customer_key", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("motion", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("close_on", sa.Date(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("evidence_on", sa.Date(), nullable=True),
        sa.Column("tender", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("submitter_id", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("routed_because", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("question_fields", sa.JSON(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("rule_version", sa.Integer(), nullable=True),
        sa.Column("protected_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_deal_account_id_account")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_deal_asked_by_id_person")),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_deal_assignee_id_person")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_deal_decided_by_id_person")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_deal_owner_id_person")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_deal_partner_id_partner")),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_deal_region_region")),
        sa.ForeignKeyConstraint(["submitter_id"], ["person.id"], name=op.f("fk_deal_submitter_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
    )
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_domain"), ["domain"], unique=False)
        batch_op.create_index(
            "ix_deal_open_assignee",
            ["assignee_id"],
            unique=False,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_deal_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index("ix_deal_region_status_id", ["region", "status", "id"], unique=False)
        batch_op.create_index("ix_deal_submitter_id_id", ["submitter_id", "id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "rep",
                "specialist",
                "lead",
                "leader",
                "hub",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("motion", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_role_grant_region_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_region"), ["region"], unique=False)

    op.create_table(
        "card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["audit_event.id"], name=op.f("fk_card_event_id_audit_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("subject", "kind", "audience", name=op.f("uq_card_subject_kind_audience")),
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "same_partner",
                "rival_protected",
                "rival_pending",
                "customer",
                "open_opportunity",
                "own_contact",
                "named_account",
                "tender",
                "similar_name",
                "lookalike",
                "elsewhere",
                "earlier",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum("block", "person", "note", name="level", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("other_deal_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_conflict_account_id_account")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_conflict_deal_id_deal")),
        sa.ForeignKeyConstraint(["other_deal_id"], ["deal.id"], name=op.f("fk_conflict_other_deal_id_deal")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_conflict_settled_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_deal_id"), ["deal_id"], unique=False)

    op.create_table(
        "deal_product",
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_deal_product_deal_id_deal")),
        sa.PrimaryKeyConstraint("deal_id", "product", name=op.f("pk_deal_product")),
    )
    op.create_table(
        "protection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_protection_account_id_account")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_protection_deal_id_deal")),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_protection_region_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protection")),
    )
    with op.batch_alter_table("protection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_protection_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(
            "ix_protection_due",
            ["ends_at"],
            unique=False,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )
        batch_op.create_index(
            "uq_protection_holding",
            ["account_id", "product", "region"],
            unique=True,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "sending",
                "sent",
                "dropped",
                "dead",
                name="noticestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_notice_card_id_card")),
        sa.ForeignKeyConstraint(["event_id"], ["audit_event.id"], name=op.f("fk_notice_event_id_audit_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_card_id"), ["card_id"], unique=False)
        batch_op.create_index(
            "ix_notice_open",
            ["audience", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'sending')"),
            postgresql_where=sa.text("state IN ('pending', 'sending')"),
        )

    # Expression indexes cannot be reflected, so autogenerate leaves them out.
    op.create_index("ix_deal_customer_head", "deal", [sa.text("substr(customer_key, 1, 3)")])
    op.create_index("ix_account_name_head", "account", [sa.text("substr(name_key, 1, 3)")])
    _make_audit_append_only()


def _make_audit_append_only() -> None:
    """Refuse UPDATE and DELETE of audit events in the database itself."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_event_no_{verb.lower()} BEFORE {verb} ON audit_event "
                "BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END"
            )
        # INSERT OR REPLACE deletes the row it replaces without asking the trigger above.
        op.execute(
            "CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event "
            "WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit events are append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_event_no_update")
        op.execute("DROP TRIGGER audit_event_no_delete")
        op.execute("DROP TRIGGER audit_event_no_replace")
    else:
        op.execute("DROP TRIGGER audit_event_append_only ON audit_event")
        op.execute("DROP FUNCTION audit_event_refuse()")
    op.drop_index("ix_account_name_head", "account")
    op.drop_index("ix_deal_customer_head", "deal")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notice_open",
            sqlite_where=sa.text("state IN ('pending', 'sending')"),
            postgresql_where=sa.text("state IN ('pending', 'sending')"),
        )
        batch_op.drop_index(batch_op.f("ix_notice_card_id"))

    op.drop_table("notice")
    with op.batch_alter_table("protection", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_protection_holding",
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_protection_due",
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_protection_deal_id"))

    op.drop_table("protection")
    op.drop_table("deal_product")
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_deal_id"))

    op.drop_table("conflict")
    op.drop_table("card")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_region"))
        batch_op.drop_index(batch_op.f("ix_role_grant_person_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.drop_index("ix_deal_submitter_id_id")
        batch_op.drop_index("ix_deal_region_status_id")
        batch_op.drop_index(batch_op.f("ix_deal_partner_id"))
        batch_op.drop_index(
            "ix_deal_open_assignee",
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_deal_domain"))
        batch_op.drop_index(batch_op.f("ix_deal_account_id"))

    op.drop_table("deal")
    with op.batch_alter_table("clock_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clock_change_clock_id"))

    op.drop_table("clock_change")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject_id")
        batch_op.drop_index(batch_op.f("ix_audit_event_at"))

    op.drop_table("audit_event")
    op.drop_table("person")
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_name_key"))

    op.drop_table("partner")
    op.drop_table("region")
    with op.batch_alter_table("business_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_business_hours_calendar"))

    op.drop_table("business_hours")
    with op.batch_alter_table("business_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_business_day_calendar"))

    op.drop_table("business_day")
    with op.batch_alter_table("account_domain", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_domain_skeleton"))
        batch_op.drop_index(batch_op.f("ix_account_domain_account_id"))

    op.drop_table("account_domain")
    op.drop_table("sla_target")
    with op.batch_alter_table("sla_clock", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_sla_clock_next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.drop_table("sla_clock")
    op.drop_table("rule_version")
    op.drop_table("playbook_run")
    op.drop_table("lane")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_at"))

    op.drop_table("inbox")
    op.drop_table("company")
    op.drop_table("choice")
    op.drop_table("calendar")
    op.drop_table("account")
