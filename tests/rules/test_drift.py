"""Drift: who does it otherwise, since when, and what should have been looked at by now."""

from datetime import date

import pytest
from sqlmodel import select

from desk.keeping.drift import see
from desk.standards import load
from policy.errors import Refused
from store.models import AuditEvent, Notice
from tests.databases import on_both_engines, on_sqlite
from tests.reliability.evidence import member
from tests.rules.changing import publish
from views import drift as views

pytestmark = on_sqlite


def test_the_report_names_every_override_with_its_standard(staffed):
    report = staffed.drift.report(by=member(staffed, "U0JONAS"))
    window = next(one for one in report.overrides if one.rule.id == "ROE-3.EMEA")
    assert window.standard.id == "ROE-3"
    assert not window.overdue
    with pytest.raises(Refused, match="for leads, leaders and the hub"):
        staffed.drift.report(by=member(staffed, "U0ROSA"))


def test_an_override_counts_from_its_first_version_on(staffed):
    publish(staffed, "ROE-3", days=45)
    report = staffed.drift.report(by=member(staffed, "U0JONAS"))
    window = next(one for one in report.overrides if one.rule.id == "ROE-3.EMEA")
    assert (window.rule.version, window.since) == (2, date(2026, 1, 1))


def test_the_report_of_one_region_names_its_overrides_alone(bot, jonas):
    shown = jonas.types("/roe drift emea").text
    assert "ROE-3.EMEA" in shown
    assert "APAC" not in shown


@on_both_engines
def test_a_review_that_is_overdue_is_flagged_to_the_hub_once(staffed, watch):
    staffed.drift.keep_watch()
    staffed.drift.keep_watch()
    watch.moves_on(days=100)  # past the shipped rules' review dates in January 2027
    assert staffed.timers.run_due() == []
    watch.moves_on(days=2)
    assert staffed.timers.run_due() == []
    with staffed.store.read() as work:
        flagged = work.exec(select(AuditEvent.subject).where(AuditEvent.action == "review.overdue")).all()
        (notice,) = work.exec(select(Notice).where(Notice.kind == "review.overdue")).all()
        said = views.overdue(see(work, load(work), notice, staffed.now()))
    assert len(flagged) == len(set(flagged)) > 10
    assert f"{len(flagged)} rules were to be reviewed by now" in said.text
    assert any(one.overdue for one in staffed.drift.report(by=member(staffed, "U0PRIYA")).overrides)


def test_a_specialist_proposes_from_the_rule_and_a_rep_reads_the_report_is_not_theirs(bot, mira, rosa, jonas):
    form = mira.types("/roe propose ROE-3")
    form.fills(parameters="days: 60\nextension_days: 30\ntender_days: 120\nreminder_days: 30, 14, 7, 1")
    form.fills(reason="Sixty days are enough here.", review_by="2027-06-01").submits()
    mira.sees("RQ-1: a change of ROE-3")
    assert "override" in jonas.types("/roe drift").text
    assert "for leads, leaders and the hub" in rosa.types("/roe drift").text


def test_a_rep_asks_for_an_exception_in_one_line(bot, rosa, jonas):
    form = rosa.types("/roe exception ROE-4 bluebird-bank.com they asked for this partner")
    assert not form.fills(until="2026-12-31").submits().errors
    rosa.sees("RQ-1: an exception to ROE-4 for bluebird-bank.com")
    jonas.sees("they asked for this partner")
