"""Fields of a form, and reading a form back.

An input's block_id is the draft's field name and its action_id is "value", so `read(view)` yields a draft's keyword
arguments, and an InvalidForm's fields are Slack's `errors` object.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    ContextBlock,
    DatePickerElement,
    ExternalDataSelectElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
    TimePickerElement,
)
from slack_sdk.models.blocks.basic_components import DispatchActionConfig

from views.checked import Context, Entry, Markdown, Plain, Section
from views.text import plain

VALUE = "value"
Choices = Sequence[tuple[str, str]]  # value, label


def option(value: str, label: str) -> Option:
    return Entry(value=value, text=Plain(text=plain(label, 75) or value))


def _options(choices: Choices) -> list[Option]:
    return [option(value, label) for value, label in choices]


def _input(
    name: str, label: str, element: InputInteractiveElement, *, optional: bool, hint: str | None, dispatch: bool = False
) -> InputBlock:
    return InputBlock(
        block_id=name,
        label=PlainTextObject(text=label),
        element=element,
        optional=optional,
        hint=PlainTextObject(text=hint) if hint else None,
        dispatch_action=dispatch or None,
    )


def text(
    name: str,
    label: str,
    *,
    value: str | None = None,
    placeholder: str | None = None,
    hint: str | None = None,
    optional: bool = False,
    lines: bool = False,
    at_most: int | None = None,
    dispatch: bool = False,
    focus: bool = False,
) -> InputBlock:
    """A line of text, or `lines` of it. `dispatch` tells the bot when Enter is pressed in it."""
    element = PlainTextInputElement(
        action_id=VALUE,
        initial_value=plain(value, at_most or 3000) if value else None,
        placeholder=PlainTextObject(text=placeholder) if placeholder else None,
        multiline=lines or None,
        max_length=at_most,
        focus_on_load=focus or None,
        dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_enter_pressed"]) if dispatch else None,
    )
    return _input(name, label, element, optional=optional, hint=hint, dispatch=dispatch)


def choice(
    name: str,
    label: str,
    choices: Choices,
    *,
    value: str | None = None,
    optional: bool = False,
    hint: str | None = None,
    dispatch: bool = False,
) -> InputBlock:
    """One of a list. A preset that is not on the list is left out."""
    chosen = next(((v, words) for v, words in choices if v == value), None)
    element = StaticSelectElement(
        action_id=VALUE,
        placeholder=PlainTextObject(text="Choose one"),
        options=_options(choices),
        initial_option=option(*chosen) if chosen else None,
    )
    return _input(name, label, element, optional=optional, hint=hint, dispatch=dispatch)


def choices(
    name: str,
    label: str,
    offered: Choices,
    *,
    values: Iterable[str] = (),
    optional: bool = False,
    hint: str | None = None,
) -> InputBlock:
    """Any of a list."""
    wanted = set(values)
    chosen = [option(v, words) for v, words in offered if v in wanted]
    element = StaticMultiSelectElement(
        action_id=VALUE,
        placeholder=PlainTextObject(text="Choose one or more"),
        options=_options(offered),
        initial_options=chosen or None,
    )
    return _input(name, label, element, optional=optional, hint=hint)


def typeahead(
    name: str,
    label: str,
    *,
    chosen: tuple[str, str] | None = None,
    placeholder: str,
    hint: str | None = None,
    optional: bool = False,
) -> InputBlock:
    """One of a list too long to send: the bot is asked while the person types."""
    element = ExternalDataSelectElement(
        action_id=VALUE,
        placeholder=PlainTextObject(text=placeholder),
        initial_option=option(*chosen) if chosen else None,
        min_query_length=0,
    )
    return _input(name, label, element, optional=optional, hint=hint)


def picked_date(
    name: str, label: str, *, value: date | None = None, optional: bool = False, hint: str | None = None
) -> InputBlock:
    element = DatePickerElement(action_id=VALUE, initial_date=value.isoformat() if value else None)
    return _input(name, label, element, optional=optional, hint=hint)


def picked_time(
    name: str, label: str, *, value: time | None = None, optional: bool = False, hint: str | None = None
) -> InputBlock:
    """A time of day, to the minute."""
    element = TimePickerElement(action_id=VALUE, initial_time=value.strftime("%H:%M") if value else None)
    return _input(name, label, element, optional=optional, hint=hint)


def tick(name: str, label: str, words: str, *, value: bool = False) -> InputBlock:
    """A yes or no."""
    box = option("yes", words)
    element = CheckboxesElement(action_id=VALUE, options=[box], initial_options=[box] if value else None)
    return _input(name, label, element, optional=True, hint=None)


def words(mrkdwn: str, block_id: str | None = None) -> SectionBlock:
    """A paragraph of mrkdwn; addresses and channel names in it stay words unless marked up."""
    return Section(text=Markdown(text=mrkdwn, verbatim=True), block_id=block_id)


def small(mrkdwn: str, block_id: str | None = None) -> ContextBlock:
    """A line of small print."""
    return Context(elements=[Markdown(text=mrkdwn, verbatim=True)], block_id=block_id)


def read(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's values by block_id: text stripped, dates and times as such, lists as tuples, a tick as True
    or False; None for what was left empty."""
    values = view["state"]["values"]
    return {name: _value(actions[VALUE]) for name, actions in values.items() if VALUE in actions}


def _value(state: Mapping[str, Any]) -> Any:
    match state["type"]:
        case "plain_text_input":
            return _writable(state.get("value") or "").strip() or None
        case "datepicker":
            chosen = state.get("selected_date")
            return date.fromisoformat(chosen) if chosen else None
        case "timepicker":
            chosen = state.get("selected_time")
            return time.fromisoformat(chosen) if chosen else None
        case "checkboxes":
            return bool(state.get("selected_options"))
        case "multi_static_select":
            return tuple(chosen["value"] for chosen in state.get("selected_options") or ())
        case _:
            return (state.get("selected_option") or {}).get("value")


def _writable(text: str) -> str:
    """Return text without what no database can keep: half characters and the zero byte."""
    return text.encode("utf-8", "ignore").decode().replace("\0", "")
