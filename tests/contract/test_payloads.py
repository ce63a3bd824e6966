"""Whatever the bot sends, Slack takes: at the smallest content and at the largest."""

from collections import Counter

from policy.deals import Status
from tests.contract import slack
from tests.contract.payloads import Sent, writers
from tests.contract.worlds import World
from views import forms


def complaints(found: dict[str, str | None]) -> str:
    """Write what is wrong with which payload, a line each."""
    return "\n".join(f"{what}: {why}"[:600] for what, why in found.items() if why)


def test_the_worlds_show_every_state_of_a_registration(world: World) -> None:
    assert {seen.sight.deal.status for seen in world.seen} == set(Status)
    if world.texture:
        assert max(len(seen.sight.findings) for seen in world.seen) > 6
        assert max(len(seen.history) for seen in world.seen) > 30


def test_every_function_that_writes_to_slack_is_tried(sent: list[Sent]) -> None:
    missing = writers() - {one.by for one in sent}
    assert not missing, f"No payload of {sorted(f'{f.__module__}.{f.__name__}' for f in missing)} is checked."


def test_the_sandbox_takes_every_payload(different: list[Sent]) -> None:
    wrong = complaints({one.what: slack.refused(one) for one in different})
    assert not wrong, wrong


def test_every_payload_passes_the_published_schemas(different: list[Sent]) -> None:
    wrong = complaints({one.what: slack.breaks_schema(one) for one in different})
    assert not wrong, wrong


def test_the_sdk_reads_every_payload_back_as_it_was(different: list[Sent]) -> None:
    wrong = [one.what for one in different if not slack.reads_back(one)]
    assert not wrong, wrong


def test_every_message_fits_an_edit(sent: list[Sent]) -> None:
    """An edit takes less than a post: 4,000 characters of text; the blocks of a message fail near 13,200 of JSON."""
    messages = [one for one in sent if not one.is_view]
    assert {one.what: n for one in messages if (n := len(one.payload["text"])) > 4000} == {}
    assert {one.what: n for one in messages if (n := slack.blocks_characters(one)) >= slack.BLOCKS_CHARACTERS} == {}
    assert all(one.payload["text"].strip() for one in messages)


def test_nothing_that_was_typed_is_obeyed_and_nothing_is_cut_in_two(sent: list[Sent]) -> None:
    """Every `<` opens a whole time of ours and every `&` a whole entity, in blocks and on the lock screen."""
    pieces = {
        f"{one.what} {place}": slack.stray(piece)
        for one in sent
        for place, piece in enumerate([*slack.mrkdwn_of(one.payload), *([] if one.is_view else [one.payload["text"]])])
    }
    assert not any(pieces.values()), complaints(pieces)


def test_what_can_be_done_stays_in_reach_however_long_the_texts_are(sent: list[Sent]) -> None:
    """A card in the queue has its buttons, a decided one has none that decide."""
    cards = [one for one in sent if one.what.startswith("card ")]
    actions = {
        one.what: [e["action_id"] for b in one.blocks if b["type"] == "actions" for e in b["elements"]] for one in cards
    }
    for what, ids in actions.items():
        decided = any(word in what for word in ("approved", "declined", "withdrawn", "expired"))
        assert ("deal.approve" in ids) != decided, (what, ids)


def test_a_page_keeps_to_two_screens_of_blocks(sent: list[Sent]) -> None:
    """Slack takes 100 blocks in a modal; a page's history is cut before that."""
    assert max(len(one.blocks) for one in sent if one.payload.get("type") == "modal") < 60


def test_block_ids_of_inputs_are_unique_and_answered_by_value(sent: list[Sent]) -> None:
    for one in sent:
        inputs = [block for block in one.blocks if block["type"] == "input"]
        assert {block["element"]["action_id"] for block in inputs} <= {forms.VALUE}, one.what
        twice = [name for name, n in Counter(block["block_id"] for block in inputs).items() if n > 1]
        assert not twice, one.what
