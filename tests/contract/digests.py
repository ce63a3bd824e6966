"""Digests at their smallest and largest, with whatever names and reasons a playbook can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time, timedelta

from sqlmodel import col, select

from desk.digests.grace import Offer
from desk.digests.lines import Line, Plea
from desk.digests.sight import LINES, DigestSight, OpenPage
from desk.wishes import Wishes
from policy.digest import EVER, HALF_A_YEAR, Figures, Process
from policy.preferences import How, Quiet, Topic
from policy.requests import Kind, Status
from policy.weeks import Week
from store.models import Notice
from tests.contract.retold import Told
from tests.contract.worlds import World
from views import breach_messages, digest, digest_pages, digest_thread, home_standing, insights, worklist


def everything(world: World) -> Iterator[Told]:
    for what, sight in sights(world):
        yield f"digest {what}", digest.card, (sight,)
        yield f"digest looked at {what}", digest.shown, (sight,)
        yield f"digest thread {what}", digest_thread.oldest, (sight,)
    pages = {"one": (1, 1), "first": (1, 9_999), "middle": (5_000, 9_999), "last": (9_999, 9_999)}
    most = full(world, world.desk.lookup.standards().open_regions()[0].code)
    for what, (number, of) in pages.items():
        page = OpenPage(most.subject, most.name, most.lines * 2, number, of, of * 10)
        yield f"digest page {what}", digest_pages.still_open, (page,)
    yield "digest usage", digest_pages.usage, ()
    yield "digest usage with a lead", digest_pages.usage, (digest_pages.lost(["<!channel>"] * 90),)
    for region in ("", world.desk.lookup.standards().open_regions()[0].code):
        for how in How:
            wishes = Wishes("UTC", {Topic.DIGESTS: how}, Quiet(time(20), time(8)))
            yield f"digest subscribed {region} {how}", digest_pages.subscribed, (region, wishes)
        yield f"digest unsubscribed {region}", digest_pages.unsubscribed, (region,)


def grace(world: World, filled: Callable[[int], str]) -> Iterator[Told]:
    """Yield what is sent about more time and waivers, from the form to the last reader, and about nudges."""
    desk = world.desk.digests
    for line in desk.still_open(f"digest:{world.region}:2026-W47", to=world.hub).lines[:2]:
        step = (line.ref, line.metric)
        if line.owner:
            desk.nudges.nudge(*step, by=world.hub, key=world.key())
        for kind in (Kind.EXTENSION, Kind.WAIVER):
            for decide in (desk.grace.decline, desk.grace.agree):
                offer = desk.grace.offer(kind, *step, by=world.hub)
                yield f"ask for {kind}", worklist.ask, (offer,)
                ref = desk.grace.ask(
                    kind, *step, by=world.decider, key=world.key(), reason=filled(1000), hours=str(offer.hours[0])
                )
                asked = desk.grace.look(ref, by=world.hub)
                yield f"decline {kind}", worklist.decline, (asked,)
                yield f"looked at {kind}", digest_pages.request, (asked,)
                yield from _letters(world)
                more = {"reason": filled(1000)} if decide == desk.grace.decline else {}
                decide(ref, by=world.hub, key=world.key(), **more)
                yield from _letters(world)
        yield "all of a line", digest.shown, (desk.show(world.region, to=world.hub, last_week=True),)
    longest = Offer(Kind.EXTENSION, "DR-999999999", filled(200), "m" * 60, world.now, tuple(range(1, 13)), None)
    yield "longest form", worklist.ask, (longest,)
    yield "nudged", worklist.nudged, (filled(200),)


def insights_of(world: World, filled: Callable[[int], str]) -> Iterator[Told]:
    """Yield what is sent about what should change, from the question to the answer."""
    desk = world.desk.digests
    subject = f"digest:{world.region}:{desk.show(world.region, to=world.hub, last_week=True).week}"
    yield "what should change", insights.form, (desk.insights.question(subject, by=world.decider),)
    for _ in range(3):
        ref = desk.insights.tell(subject, by=world.decider, key=world.key(), text=filled(2000))
    yield "answer it", insights.answer_form, (desk.insights.to_answer(ref, by=world.hub),)
    yield from _letters(world)
    world.now += timedelta(weeks=4)
    world.desk.timers.run_due()
    yield from _letters(world)
    desk.insights.answer(ref, by=world.hub, key=world.key(), answer=filled(2000))
    yield from _letters(world)
    yield "asked of the hub", home_standing.asked, (*world.desk.home.asked(by=world.hub),)
    link = "https://example.slack.com/archives/C0/p1"
    last = [(one.figures, link) for one in desk.sent(world.region, to=world.hub)]
    for several in (last, (), ((full(world, world.region).figures, link),) * 8):
        yield f"last digests {len(several)}", digest_pages.sent, (world.region, several)
    yield "preview", digest.preview, (desk.preview(world.region, to=world.hub),)


def _letters(world: World) -> Iterator[Told]:
    """Yield what the last notices say."""
    about = {
        "grace.ping": worklist.ping, "grace.receipt": worklist.receipt, "insight.card": insights.card,
        "insight.receipt": insights.receipt,
    }  # fmt: skip
    events = {
        "insight.news": insights.news,
        "insight.due": insights.due,
        "grace.news": worklist.news,
        "breach.nudge": worklist.nudge,
        "breach.line": breach_messages.line,
    }
    with world.desk.store.read() as work:
        ours = col(Notice.kind).in_([*about, *events])
        notices = work.exec(select(Notice).where(ours).order_by(col(Notice.id).desc()).limit(4)).all()
    for notice in notices:
        letter = world.desk.letters.open(notice)
        if notice.kind in about:
            yield f"{notice.kind} {notice.id}", about[notice.kind], (letter.seen,)
        elif notice.kind == "breach.line" and letter.happening:
            yield f"{notice.kind} {notice.id}", breach_messages.line, (letter.happening,)
        elif notice.kind in events and letter.happening:
            yield f"{notice.kind} {notice.id}", events[notice.kind], (letter.seen, letter.happening)


def sights(world: World) -> Iterator[tuple[str, DigestSight]]:
    """Give digests as the desk shows them and as large as they get."""
    region = world.desk.lookup.standards().open_regions()[0].code
    now = world.desk.digests.show(region, to=world.hub)
    yield "now", now
    yield "now, all", world.desk.digests.show("all", to=world.hub)
    most = full(world, region)
    with_timelines = {one.ref: world.seen[-1].history[-6:] for one in most.lines}
    yield "at most", replace(most, timelines=with_timelines)
    yield "at most, all", replace(most, region=None, parts=(most.figures,) * 40)
    yield "settled", replace(most, lines=tuple(replace(one, done_at=world.now) for one in most.lines))
    for best in (EVER, HALF_A_YEAR, "2026-W31"):
        quiet = tuple(replace(one, breaches=0) for one in most.figures.processes)
        figures = replace(most.figures, processes=quiet, best_since=best, at_risk=0, open=0, reasons=(), courts=())
        yield f"quiet, best since {best}", replace(most, figures=figures, lines=(), chart=None)


def full(world: World, region: str) -> DigestSight:
    name = world.texture.of(200) if world.texture else "n"
    metrics = [f"{'m' * 40}.step{number}" for number in range(30)]
    processes = tuple(Process(metric, 99_999, 9_999, 9_999, 99_999, 9_999.25, 9_999_999.0) for metric in metrics)
    figures = Figures(
        region=region, week="2026-W47", zone="America/Argentina/ComodRivadavia", processes=processes, weeks_before=4,
        still_open=99_999, waived=9_999, courts=tuple((court, 1e9) for court in ("submitter", "hub", "other", "lead")),
        reasons=tuple((name[:70], 9_999) for _ in range(12)), unexplained=9_999, open=99_999, at_risk=99_999,
        trend=tuple((f"2026-W{36 + n}", dict.fromkeys(metrics, 9_999)) for n in range(12)), best_since="",
    )  # fmt: skip
    lines = tuple(
        Line(
            ref=f"DR-{999_999_990 + n}", metric=metrics[n], title=name, owner=name, reason=name[:70],
            due_at=world.now - timedelta(days=99), done_at=None, late=timedelta(days=99), always=False,
            cancelled=n == LINES - 1, nudged_by=name,
            nudged_at=world.now, pleas=(
                Plea("RQ-999999999", Kind.EXTENSION, Status.OPEN, name, name, name, name, 99, world.now),
                Plea("RQ-999999999", Kind.WAIVER, Status.DECLINED, name, name, name, name, 0, None),
            ),
        )
        for n in range(LINES)
    )  # fmt: skip
    return DigestSight(
        subject=f"digest:{region}:2026-W47", region=world.desk.lookup.standards().regions[region],
        week=Week(2026, 47), figures=figures, parts=(), lines=lines, due_at=world.now - timedelta(days=9),
        sent_at=world.now, now=world.now, chart="F0123456789", leads=(name,) * 9,
    )  # fmt: skip
