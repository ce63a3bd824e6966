"""Forms read back as they were filled, and every button has somebody who listens."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block, ContextBlock, MarkdownTextObject, Option, PlainTextObject, SectionBlock

import commands
from desk.corrections import ASKABLE
from desk.drafts import Draft
from desk.playbook import PlaybookInvalid
from desk.playbook import read as read_playbook
from desk.playbook.toml import dumps
from policy.deals import Status
from sandbox.checks import check_options, with_ids
from sandbox.inputs import initial_state
from tests.contract.payloads import Sent
from tests.contract.retold import retellings
from tests.contract.worlds import World
from views import deal_form, forms
from views.checked import Context, Entry, Markdown, Plain, Section


def read(*blocks: Block) -> dict[str, Any]:
    """Return what a form holds when nobody touches it, as Slack would send it."""
    return read_blocks([block.to_dict() for block in blocks])


def read_blocks(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return forms.read({"state": {"values": initial_state(with_ids(blocks))}})


OFFERED = [("a", "An apple"), ("b", "A " + "very " * 30 + "long label"), ("c", "<&>")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (forms.text("f", "F", value="Ana & <Bo>"), "Ana & <Bo>"),
        (forms.text("f", "F", value="two\nlines", lines=True), "two\nlines"),
        (forms.text("f", "F", value="  blanks around  "), "blanks around"),
        (forms.text("f", "F"), None),
        (forms.choice("f", "F", OFFERED, value="b"), "b"),
        (forms.choice("f", "F", OFFERED), None),
        (forms.choice("f", "F", OFFERED, value="retired"), None),
        (forms.choices("f", "F", OFFERED, values=["c", "b"]), ("b", "c")),
        (forms.choices("f", "F", OFFERED), ()),
        (forms.typeahead("f", "F", placeholder="p", chosen=("7", "N" * 200)), "7"),
        (forms.typeahead("f", "F", placeholder="p"), None),
        (forms.picked_date("f", "F", value=date(2028, 2, 29)), date(2028, 2, 29)),
        (forms.picked_date("f", "F"), None),
        (forms.picked_time("f", "F", value=time(7, 5)), time(7, 5)),
        (forms.picked_time("f", "F"), None),
        (forms.tick("f", "F", "Yes", value=True), True),
        (forms.tick("f", "F", "Yes"), False),
    ],
)  # fmt: skip
def test_a_preset_field_reads_back_as_it_was_preset(field: Block, value: object) -> None:
    assert read(field) == {"f": value}


def test_every_builder_of_a_field_is_tried() -> None:
    builders = {"text", "choice", "choices", "typeahead", "picked_date", "picked_time", "tick"}
    returning = {
        name
        for name, function in vars(forms).items()
        if callable(function) and getattr(function, "__annotations__", {}).get("return") is forms.InputBlock
    }
    assert {name for name in returning if not name.startswith("_")} == builders


def test_a_label_longer_than_slack_takes_is_cut_and_its_value_stays() -> None:
    entry = forms.option("platform", "P" * 76).to_dict()
    assert len(entry["text"]["text"]) == 75
    assert entry["value"] == "platform"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Entry(value="v" * 151, text="words"), Option(value="v" * 151, text="words")),
        (Entry(value="value", text="w" * 76), Option(value="value", text="w" * 76)),
        (Section(text="w" * 3001), SectionBlock(text="w" * 3001)),
        (Section(), SectionBlock()),
        (Context(elements=[Markdown(text="w")] * 11), ContextBlock(elements=[MarkdownTextObject(text="w")] * 11)),
        (Context(elements=[Plain(text="w")] * 11), ContextBlock(elements=[PlainTextObject(text="w")] * 11)),
    ],
)
def test_what_slack_would_refuse_cannot_leave(ours: JsonObject, theirs: JsonObject) -> None:
    with pytest.raises(SlackObjectFormationError) as expected:
        theirs.to_dict()
    with pytest.raises(SlackObjectFormationError, match=re.escape(str(expected.value))):
        ours.to_dict()


def test_the_registration_form_reads_back_as_its_draft(world: World) -> None:
    retold = retellings(world)
    for seen in world.seen[::3]:
        draft = replace(deal_form.presets(seen.sight), partner="1")
        partner = world.desk.lookup.partner("1")
        given = (draft, world.desk.deals.preflight(draft, by=world.rep), partner)
        for put_in, *more in (given, *(one.copy(given) for one in retold)):
            back = Draft.of(read_blocks(deal_form.register(put_in, *more).to_dict()["blocks"]))
            assert replace(back, notes=back.notes or "") == put_in


def test_an_empty_form_reads_back_as_an_empty_draft(world: World) -> None:
    nobody = replace(world.rep, home_region=None)
    form = deal_form.register(Draft(), world.desk.deals.preflight(Draft(), by=nobody), None)
    assert Draft.of(read_blocks(form.to_dict()["blocks"])) == Draft()


def test_an_answer_opens_the_fields_that_were_asked_about_and_no_other(world: World) -> None:
    standards = world.desk.lookup.standards()
    for seen in world.seen:
        if seen.sight.deal.status is not Status.WAITING:
            continue
        draft = deal_form.presets(seen.sight)
        values = read_blocks(deal_form.answer(seen.sight, standards, draft).to_dict()["blocks"])
        assert values.pop("answer") is None
        assert set(values) == set(seen.sight.deal.question_fields)
        assert all((value or None) == (getattr(draft, name) or None) for name, value in values.items())


def test_every_field_that_can_be_asked_about_has_a_label() -> None:
    assert set(ASKABLE) == set(deal_form.LABELS)


def test_the_type_ahead_offers_what_slack_takes(world: World) -> None:
    found = world.desk.lookup.partners("")
    assert found
    for name in (str, *(one.text for one in retellings(world))):
        check_options({"options": [forms.option(str(one.id), name(one.name)).to_dict() for one in found]})


def test_a_playbook_offers_no_more_than_a_menu_takes(tmp_path: Path) -> None:
    (tmp_path / "playbook.toml").write_text('extends = "shipped"\n', encoding="utf-8")
    products = dict.fromkeys((f"product-{n}" for n in range(97)), "Another")
    (tmp_path / "choices.toml").write_text(dumps({"products": products}), encoding="utf-8")
    with pytest.raises(PlaybookInvalid, match=r"products: This list is too long\. Forms take 100 entries"):
        read_playbook(tmp_path)


class Ears:
    """Stands where the Bolt app stands, and writes down what the commands listen to."""

    def __init__(self) -> None:
        kinds = ("command", "view", "action", "options", "shortcut", "event")
        self.heard: dict[str, list[Any]] = {kind: [] for kind in kinds}
        commands.register(self)  # type: ignore[arg-type]

    def __getattr__(self, kind: str) -> Callable[[Any], Callable[..., None]]:
        def listen(to: Any, matchers: Sequence[Any] = (), **_only: Any) -> Callable[..., None]:
            fields = getattr(matchers[0], "fields", ()) if matchers else ()
            self.heard[kind] += [{"block_id": field, "action_id": to} for field in fields] or [to]
            return lambda *listeners: None

        return listen


def spoken(sent: list[Sent]) -> dict[str, list[Any]]:
    """Return what people can do with these payloads, in the words that listeners use."""
    said: dict[str, list[Any]] = {"view": [], "action": [], "options": []}
    for one in sent:
        if one.is_view and "submit" in one.payload:
            said["view"].append(one.payload["callback_id"])
        for block in one.blocks:
            element = block.get("element") or block.get("accessory") or {}
            in_form = {"block_id": block.get("block_id"), "action_id": element.get("action_id")}
            if element.get("type") == "external_select":
                said["options"].append(in_form)
            if block["type"] == "input":
                said["action"] += [in_form] if block.get("dispatch_action") else []
            else:
                said["action"] += [e["action_id"] for e in (element, *block.get("elements", ())) if "action_id" in e]
    return said


def test_somebody_listens_to_everything_people_can_do(sent: list[Sent]) -> None:
    heard = Ears().heard
    for kind, names in spoken(sent).items():
        deaf = [name for name in names if name not in heard[kind]]
        assert not deaf, f"Nobody listens to the {kind} {deaf[0]}."


def test_nobody_listens_to_what_no_one_can_do(sent: list[Sent]) -> None:
    said = spoken(sent)
    for kind in said:
        idle = [name for name in Ears().heard[kind] if name not in said[kind]]
        assert not idle, f"Nothing sends the {kind} {idle[0]}."


# A record, one of its clocks or how often it had been edited, a message by its place, a page of a digest.
IS_ABOUT = re.compile(
    r"(DR|ESC|RQ|ROE)-\d+( [a-z.]+|:\d+)?|[CDG][A-Z0-9]+ \d+\.\d+|digest:[A-Z0-9-]*:\d{4}-W\d\d( \d+)?"
)


def test_buttons_and_forms_carry_references_and_never_data(sent: list[Sent]) -> None:
    for one in sent:
        if one.is_view and "private_metadata" in one.payload:
            assert IS_ABOUT.fullmatch(one.payload["private_metadata"]), one.what
        for block in one.blocks:
            for element in (block.get("accessory") or {}, *block.get("elements", ())):
                action = element.get("action_id", "")
                if action.startswith("deal.") and element["type"] == "button" and "deal.page" not in action:
                    assert re.fullmatch(r"(DR|ESC|RQ|ROE)-\d+", element["value"]), (one.what, action)


def test_names_of_listeners_are_noun_and_verb() -> None:
    heard = Ears().heard
    names = [name for kind in ("view", "action", "shortcut") for name in heard[kind] if isinstance(name, str)]
    assert all(re.fullmatch(r"[a-z]+(\.[a-z]+){1,2}", name) for name in names), names
    assert all(re.fullmatch(r"/[a-z]+", name) for name in heard["command"])
