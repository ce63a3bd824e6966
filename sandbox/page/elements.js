/** Block elements: what can be pressed, picked and typed. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { checkboxes, numberInput, radioButtons, richTextInput, textInput } from "./inputs.js";
import { toggleMenu } from "./menu.js";
import { datepicker, datetimepicker, timepicker } from "./pickers.js";
import { picture } from "./pictures.js";
import { select } from "./select.js";
import { textObject, words } from "./text.js";
import { unavailable, unknown } from "./unknown.js";

const ELEMENTS = {
  button,
  workflow_button: button,
  overflow,
  image: (element) => picture(element, "accessory"),
  static_select: select,
  external_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  multi_static_select: select,
  multi_external_select: select,
  multi_users_select: select,
  multi_channels_select: select,
  multi_conversations_select: select,
  datepicker,
  timepicker,
  datetimepicker,
  checkboxes,
  radio_buttons: radioButtons,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: numberInput,
  rich_text_input: richTextInput,
  icon_button: iconButton,
  feedback_buttons: feedbackButtons,
  file_input: () => unavailable("file_input", "takes files from people, which this workspace does not offer."),
};

/** Render an element at its place: {surface, blockId, name, aria, id, input, dispatch, optional}. */
export function renderElement(element, place) {
  const draw = ELEMENTS[element?.type];
  if (!draw) return unknown("element", element?.type);
  const node = draw(element, place);
  if (element.action_id) node.dataset.action = element.action_id;
  return node;
}

function button(element, place) {
  const { surface } = place;
  const label = element.accessibility_label ?? null;
  const press = async () => {
    if (node.getAttribute("aria-busy") === "true") return;
    if (element.url) window.open(element.url, "_blank", "noopener,noreferrer");
    await surface.act(
      place.blockId,
      element,
      { ...(element.value === undefined ? {} : { value: element.value }), text: element.text },
      node,
    );
  };
  const style = { primary: "button primary", danger: "button danger" }[element.style] ?? "button";
  const node = h(
    "button",
    { type: "button", class: style, "aria-label": label, onclick: press },
    h("span", {}, textObject(element.text, surface.session)),
  );
  return node;
}

function overflow(element, place) {
  const { surface } = place;
  const choose = (option) => {
    if (option.url) window.open(option.url, "_blank", "noopener,noreferrer");
    surface.act(place.blockId, element, { selected_option: option }, node);
  };
  const items = () =>
    element.options.map((option) => ({
      label: textObject(option.text, surface.session),
      note: option.description ? words(option.description) : null,
      run: () => choose(option),
    }));
  const node = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () => toggleMenu(node, items(), { label: "More actions", align: "end" }),
    },
    icon("more", 16),
  );
  return node;
}

function iconButton(element, place) {
  const visible = element.visible_to_user_ids;
  if (visible && !visible.includes(place.surface.session.me.id)) return h("span", { hidden: true });
  return button({ ...element, accessibility_label: element.accessibility_label ?? words(element.text) }, place);
}

function feedbackButtons(element, place) {
  const press = (choice) =>
    button(
      { ...element, text: choice.text, value: choice.value, accessibility_label: choice.accessibility_label },
      place,
    );
  return h("span", { class: "element-row" }, press(element.positive_button), press(element.negative_button));
}
