"""Modals and Home tabs on a person's screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.driver.reading import VALUE_KEYS, Control, Json, buttons_of, controls_of, options_of, shown, words_of
from tests.driver.wire import WITHIN, until

if TYPE_CHECKING:
    from tests.driver.person import Person


@dataclass(slots=True)
class Closed:
    """A modal that went away."""

    person: Person
    errors: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def error(self, block_id: str) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a form."""

    control: Control
    held: Json

    @property
    def label(self) -> str:
        return words_of(self.control.block.get("label", {}))

    @property
    def hint(self) -> str:
        return words_of(self.control.block.get("hint", {}))

    @property
    def placeholder(self) -> str:
        return words_of(self.control.element.get("placeholder", {}))

    @property
    def required(self) -> bool:
        return not self.control.block.get("optional", False)

    @property
    def options(self) -> list[str]:
        return [shown(option) for option in options_of(self.control.element)]

    @property
    def value(self) -> Any:
        """What is in it, as a person reads it: words for text and options, lists of words for several."""
        raw = self.held.get(VALUE_KEYS[self.control.element["type"]])
        if isinstance(raw, dict) and "text" in raw:
            return shown(raw)
        if isinstance(raw, list):
            return [shown(item) if isinstance(item, dict) else item for item in raw]
        return raw


class Form:
    """A modal on a person's screen."""

    def __init__(self, person: Person, view: Json, errors: dict[str, str] | None = None) -> None:
        self.person = person
        self.view = view
        self.errors = errors or {}
        self.values: dict[str, dict[str, Json]] = {
            block: dict(actions) for block, actions in view["state"]["values"].items()
        }

    def __repr__(self) -> str:
        return f"<Form {self.title!r} {self.errors or ''}>"

    @property
    def id(self) -> str:
        return str(self.view["id"])

    @property
    def title(self) -> str:
        return words_of(self.view.get("title", {}))

    @property
    def callback_id(self) -> str:
        return str(self.view.get("callback_id", ""))

    @property
    def submit_label(self) -> str | None:
        return words_of(self.view["submit"]) if self.view.get("submit") else None

    @property
    def text(self) -> str:
        return "\n".join([words_of({"blocks": self.view["blocks"]}), *self.errors.values()])

    @property
    def buttons(self) -> list[str]:
        return buttons_of(self.view["blocks"])

    @property
    def fields(self) -> list[str]:
        """The block ids of the inputs, in order."""
        return [block["block_id"] for block in self.view["blocks"] if block["type"] == "input"]

    def error(self, block_id: str) -> str | None:
        return self.errors.get(block_id)

    def field(self, block_id: str) -> Field:
        for control in controls_of(self.view["blocks"]):
            if control.block["block_id"] == block_id and control.element["type"] in VALUE_KEYS:
                held = self.values.get(block_id, {}).get(control.element["action_id"], {})
                return Field(control, held)
        raise AssertionError(f"No field {block_id!r} in {self.title!r}, which has {self.fields}.")

    def fills(self, **answers: Any) -> Form:
        """Fill fields by block id. Menus take an option's words or value; type-ahead menus ask the bot."""
        form = self
        for block_id, wanted in answers.items():
            control, value = form._hold(block_id, wanted)
            if control.block.get("dispatch_action"):
                form = form._dispatch(control, value)
        return form

    def completes(self, **answers: Any) -> Form:
        """Fill fields, and leave out what the bot would say on the way; for stories that only need the form sent."""
        for block_id, wanted in answers.items():
            self._hold(block_id, wanted)
        return self

    def _hold(self, block_id: str, wanted: Any) -> tuple[Control, Json]:
        control = self.field(block_id).control
        value = self.person.value_for(control, wanted, self.place)
        self.values.setdefault(block_id, {})[control.element["action_id"]] = {"type": control.element["type"], **value}
        return control, value

    def _dispatch(self, control: Control, value: Json) -> Form:
        after = self.person.acts(self, control, value)
        if isinstance(after, Form):
            return after
        raise AssertionError(f"{self.title!r} went away when {control.block['block_id']!r} was filled.")

    def submits(self) -> Form | Closed:
        """Press the submit button: the same form with errors, the next form, or Closed."""
        answer = self.person.post("submit", {"view_id": self.id, "values": self.values})
        if answer.get("error") == "operation_timeout":  # "Try again?": on a busy machine people do, and it counts once
            answer = self.person.post("submit", {"view_id": self.id, "values": self.values})
        assert answer["ok"], f"{self.title!r} could not be submitted: {answer}"
        if answer["errors"]:
            form = Form(self.person, self._newest(answer["views"]), answer["errors"])
            form.values = self.values
            return form
        return Form(self.person, answer["views"][-1]) if answer["views"] else Closed(self.person)

    def _newest(self, views: list[Json]) -> Json:
        return next((view for view in views if view["id"] == self.id), self.view)

    def clicks(self, label: str) -> Any:
        return self.person.presses(self, label, {})

    def chooses(self, action_id: str, wanted: Any) -> Any:
        """Choose from a menu or picker outside the inputs."""
        found = (control for control in controls_of(self.view["blocks"]) if control.element["action_id"] == action_id)
        control = next(found, None)
        assert control is not None, f"No {action_id} in {self.title!r}."
        return self.person.acts(self, control, self.person.value_for(control, wanted, self.place))

    def closes(self) -> Form | None:
        """Close it, and give the form below, if there is one."""
        views = self.person.post("close", {"view_id": self.id})["views"]
        return Form(self.person, views[-1]) if views else None

    def refresh(self) -> Form:
        """Look again; what was typed stays where the input stayed."""
        view = next((view for view in self.person.state["views"] if view["id"] == self.id), None)
        assert view is not None, f"{self.title!r} is no longer open."
        form = Form(self.person, view, self.errors)
        _keep_typed(form, self.values)
        return form

    def waits_for(self, words: str, within: float = WITHIN) -> Form:
        seen = until(lambda: form if words in (form := self.refresh()).text else None, within)
        assert seen is not None, f"After {within} s {self.title!r} does not say {words!r} but:\n{self.refresh().text}"
        return seen

    def waits_until_silent_about(self, words: str, within: float = WITHIN) -> Form:
        seen = until(lambda: form if words not in (form := self.refresh()).text else None, within)
        assert seen is not None, f"After {within} s {self.title!r} still says {words!r}:\n{self.refresh().text}"
        return seen

    @property
    def place(self) -> Json:
        return {"view_id": self.id}

    @property
    def blocks(self) -> list[Json]:
        return list(self.view["blocks"])


def _keep_typed(form: Form, typed: dict[str, dict[str, Json]]) -> None:
    for block, actions in form.values.items():
        for action, held in actions.items():
            before = typed.get(block, {}).get(action)
            if before is not None and before["type"] == held["type"]:
                actions[action] = before


class Home(Form):
    """The bot's Home tab."""

    def refresh(self) -> Form:
        """Look again."""
        return Home(self.person, self.person.state["home"])
