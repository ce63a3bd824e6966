"""Rules of engagement in words, with scopes of segment and motion, and with people who keep them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WORDS = ("segment", "motion", "answer", "text", "topic", "owner", "sponsor")
_BEFORE, _SINCE = ("code", "region", "version"), ("code", "region", "segment", "motion", "version")


def upgrade() -> None:
    """Give rules their words. Those are empty until the playbook is applied again, which fills them in."""
    with op.batch_alter_table("rule_version", schema=None) as batch_op:
        for name in _WORDS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("review_by", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("fields", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.drop_constraint(op.f("uq_rule_version_code_region_version"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_rule_version_code_region_segment_motion_version"), list(_SINCE))
    with op.batch_alter_table("rule_version", schema=None) as batch_op:
        for name in (*_WORDS, "withdrawn", "fields"):
            batch_op.alter_column(name, server_default=None)
    _unpark()


def downgrade() -> None:
    """Go back to standards and regional overrides.

    What holds for a segment or a motion alone, or no longer, must not govern there: it is parked under a region that
    no region is called, and comes back with the next upgrade.
    """
    op.execute(
        "UPDATE rule_version SET region = region || '/' || segment || '/' || motion "
        "WHERE segment <> '' OR motion <> '' OR withdrawn"
    )
    with op.batch_alter_table("rule_version", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_rule_version_code_region_segment_motion_version"), type_="unique")
        for name in ("fields", "review_by", "withdrawn", *reversed(_WORDS)):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(op.f("uq_rule_version_code_region_version"), list(_BEFORE))


def _unpark() -> None:
    rule = sa.table("rule_version", *(sa.column(name) for name in ("id", "region", "segment", "motion")))
    parked = op.get_bind().execute(sa.select(rule.c.id, rule.c.region).where(rule.c.region.like("%/%"))).all()
    for number, scope in parked:
        region, segment, motion = scope.split("/")
        back = {"region": region, "segment": segment, "motion": motion}
        op.execute(rule.update().where(rule.c.id == number).values(back))
