/** Text, number and choice inputs. */

import { h } from "./dom.js";
import { textObject, words } from "./text.js";

/** plain_text_input, email_text_input and url_text_input. */
export function textInput(element, place) {
  return typed(element, place, { read: (text) => ({ value: text || null }), start: (held) => held.value ?? "" });
}

/** number_input. */
export function numberInput(element, place) {
  return typed(element, place, { read: (text) => ({ value: text.trim() || null }), start: (held) => held.value ?? "" });
}

/** rich_text_input: plain paragraphs, sent as rich text. */
export function richTextInput(element, place) {
  const read = (text) => ({
    rich_text_value: text
      ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] }
      : null,
  });
  const start = ({ rich_text_value: held }) =>
    (held?.elements ?? [])
      .flatMap((part) => part.elements ?? [])
      .map((leaf) => leaf.text ?? "")
      .join("");
  return typed({ ...element, multiline: true }, place, { read, start });
}

const KINDS = {
  email_text_input: { type: "email", inputmode: "email", autocomplete: "off" },
  url_text_input: { type: "url", inputmode: "url" },
  number_input: { type: "text", inputmode: "decimal" },
};

function typed(element, place, { read, start }) {
  const held = start(place.surface.values.get(place.blockId, element.action_id));
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const where = { ...place, how: triggers.includes("on_character_entered") ? "character" : "enter" };
  const placeholder =
    words(element.placeholder) ||
    { number_input: "Enter a number", email_text_input: "name@example.com", url_text_input: "https://" }[
      element.type
    ] ||
    "";
  const counter = element.max_length ? h("span", { class: "counter", "aria-hidden": "true" }) : null;
  const entered = () => {
    place.surface.changed(where, element, read(input.value));
    count();
  };
  const pressed = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (!place.dispatch || !triggers.includes("on_enter_pressed") || element.multiline) return;
    event.preventDefault();
    place.surface.act(place.blockId, element, read(input.value), place.node);
  };
  const props = {
    ...place.aria,
    class: "text-input",
    placeholder,
    value: held,
    oninput: entered,
    onkeydown: pressed,
    autocomplete: "off",
  };
  const input = element.multiline
    ? h("textarea", { ...props, rows: 4 })
    : h("input", { type: "text", ...KINDS[element.type], ...props });
  const count = () => {
    if (!counter) return;
    const left = element.max_length - input.value.length;
    counter.textContent = String(left);
    counter.classList.toggle("over", left < 0);
    counter.hidden = left > Math.max(20, element.max_length * 0.25);
  };
  count();
  place.node = h("div", { class: "text-field" }, input, counter);
  return place.node;
}

/** checkboxes. */
export function checkboxes(element, place) {
  const held = place.surface.values.get(place.blockId, element.action_id).selected_options ?? [];
  const chosen = new Set(held.map(({ value }) => value));
  const set = (option, on) => {
    if (on) chosen.add(option.value);
    else chosen.delete(option.value);
    place.surface.changed(place, element, {
      selected_options: element.options.filter(({ value }) => chosen.has(value)),
    });
  };
  return group("group", element, place, (option) => ({
    type: "checkbox",
    checked: chosen.has(option.value),
    onchange: ({ target }) => set(option, target.checked),
  }));
}

/** radio_buttons. */
export function radioButtons(element, place) {
  const held = place.surface.values.get(place.blockId, element.action_id).selected_option;
  const name = `${place.id}-choice`;
  const set = (option) => place.surface.changed(place, element, { selected_option: option });
  return group("radiogroup", element, place, (option) => ({
    type: "radio",
    name,
    checked: held?.value === option.value,
    onchange: () => set(option),
  }));
}

function group(role, element, place, props) {
  const { session } = place.surface;
  const { id, "aria-required": required, ...aria } = place.aria;
  const rows = element.options.map((option) =>
    h(
      "label",
      { class: "choice" },
      h("input", props(option)),
      h(
        "span",
        { class: "choice-words" },
        h("span", {}, textObject(option.text, session)),
        option.description ? h("span", { class: "choice-note" }, textObject(option.description, session)) : null,
      ),
    ),
  );
  const labelled = aria["aria-labelledby"] ? aria : { ...aria, "aria-label": aria["aria-label"] ?? place.name };
  place.node = h(
    "div",
    { ...labelled, id, class: "choices", role, "aria-required": role === "radiogroup" ? required : null },
    rows,
  );
  return place.node;
}
