"""Who subscribes gets the whole digest, when they want to be told, and hears beforehand when that is."""

from datetime import time

import pytest
from sqlmodel import col, select

from desk import Desk
from desk.telling import DIGEST
from desk.wishes import Wishes
from policy.preferences import How, Topic
from store.models import Card, Mention, Notice
from tests.digests.test_weekly import MONDAY
from tests.digests.test_worklist import late
from tests.reliability.evidence import member
from tests.watch import Watch
from views import digest_pages

WISHES = [
    pytest.param({Topic.DIGESTS: How.BRIEF}, None, id="in the morning"),
    pytest.param({}, (time(6), time(8, 30)), id="after quiet hours"),
]


@pytest.mark.parametrize(("how", "quiet"), WISHES)
def test_a_digest_that_was_held_comes_whole(staffed: Desk, watch: Watch, how, quiet):
    tom = member(staffed, "U0TOM")
    starts, ends = quiet or (None, None)
    staffed.preferences.set(how, quiet_from=starts, quiet_until=ends, by=tom, key="wish")
    staffed.digests.arrange()
    staffed.digests.subscribe("emea", by=tom, wanted=True)
    late(staffed, watch)
    watch.at = MONDAY
    assert staffed.timers.run_due() == []

    def there() -> set[str]:
        with staffed.store.read() as work:
            card = work.exec(select(Card).where(Card.kind == DIGEST, Card.audience == f"person:{tom.id}")).first()
            if card is None:
                return set()
            mentioned = work.exec(select(Mention.subject).where(Mention.card_id == card.id)).all()
            files = work.exec(select(Notice.kind).where(col(Notice.audience).startswith(f"files:{card.id}"))).all()
            told = work.exec(select(Notice.kind).where(Notice.audience == f"person:{tom.id}")).all()
            return {*mentioned, *files, *told}

    assert there() == set()
    watch.moves_on(minutes=91)  # half past eight where Tom is
    assert staffed.timers.run_due() == []
    assert there() >= {DIGEST, "digest.line", "digest.files:chart", "digest.files:rows", "DR-1"}
    assert "news.held" not in there()


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (How.AT_ONCE, "From now on the digest of EMEA comes to you in my messages every week. "),
        (How.BRIEF, "every week, with your morning brief at 08:30. "),
        (How.NEVER, "You chose not to hear of digests, so the digest of EMEA does not come to you."),
    ],
)
def test_subscribing_says_when_it_comes(how: How, words: str):
    assert words in digest_pages.subscribed("EMEA", Wishes("Europe/Berlin", {Topic.DIGESTS: how})).text


def test_who_gets_it_still_is_named():
    assert "goes to its leaders' channel." in digest_pages.unsubscribed("EMEA").text
    assert "goes to the head of ecosystem operations." in digest_pages.unsubscribed("").text
