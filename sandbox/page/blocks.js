/** Blocks: one render function each. */

import { freshId, h } from "./dom.js";
import { renderElement } from "./elements.js";
import { markdown } from "./markdown.js";
import { picture } from "./pictures.js";
import { richText } from "./richtext.js";
import { table } from "./table.js";
import { textObject, words } from "./text.js";
import { unavailable, unknown } from "./unknown.js";

const BLOCKS = {
  section,
  header,
  context,
  divider,
  actions,
  image,
  input,
  rich_text: rich,
  table: tabular,
  data_table: tabular,
  markdown: marked,
  alert,
  card,
  carousel,
  container,
  context_actions: actions,
  video,
  file,
};

/** Render one block on its surface. */
export function renderBlock(block, surface) {
  const draw = BLOCKS[block?.type];
  const node = draw ? draw(block, surface) : unknown("block", block?.type);
  node.classList.add("block");
  if (block?.block_id) node.dataset.block = block.block_id;
  return node;
}

function section(block, surface) {
  const { session } = surface;
  const text = block.text ? h("div", { class: "section-text" }, textObject(block.text, session)) : null;
  const fields = block.fields
    ? h(
        "div",
        { class: "fields" },
        block.fields.map((field) => h("div", { class: "field-text" }, textObject(field, session))),
      )
    : null;
  const name =
    words(block.text)
      .replace(/[*_~`]/g, "")
      .split("\n")[0]
      .slice(0, 80) ||
    words(block.accessory?.placeholder) ||
    "Choice";
  const accessory = block.accessory
    ? h("div", { class: "accessory" }, renderElement(block.accessory, standing(block, surface, name)))
    : null;
  return h("div", { class: "section" }, h("div", { class: "section-words" }, text, fields), accessory);
}

/** The place of an element outside an input block: its changes go to the bot at once. */
function standing(block, surface, name) {
  return {
    surface,
    blockId: block.block_id,
    id: freshId("element"),
    name,
    aria: { "aria-label": name },
    input: false,
    dispatch: true,
    optional: false,
  };
}

function header(block, surface) {
  return h(
    "div",
    { class: "bk-header", role: "heading", "aria-level": surface.kind === "modal" ? "3" : "2" },
    textObject(block.text, surface.session),
  );
}

function context(block, surface) {
  const parts = block.elements.map((element) =>
    element.type === "image"
      ? picture(element, "context")
      : h("span", { class: "context-text" }, textObject(element, surface.session)),
  );
  return h("div", { class: "context" }, parts);
}

function divider() {
  return h("hr", { class: "divider" });
}

function actions(block, surface) {
  return h(
    "div",
    { class: "actions" },
    block.elements.map((element) =>
      renderElement(element, standing(block, surface, words(element.placeholder) || words(element.text) || "Choice")),
    ),
  );
}

function image(block, surface) {
  const title = block.title ? h("figcaption", {}, textObject(block.title, surface.session)) : null;
  return h("figure", { class: "image-block" }, title, picture(block, "block"));
}

function rich(block, surface) {
  return richText(block, surface.session);
}

function tabular(block, surface) {
  return table(block, surface.session);
}

function marked(block) {
  return h("div", { class: "markdown" }, markdown(block.text));
}

function input(block, surface) {
  const id = freshId("field");
  const label = words(block.label);
  const ids = { label: `${id}-label`, hint: `${id}-hint`, error: `${id}-error` };
  const error = h("div", { class: "field-error", id: ids.error, hidden: true });
  const grouped = block.element.type === "checkboxes" || block.element.type === "radio_buttons";
  const aria = { id, "aria-describedby": `${block.hint ? `${ids.hint} ` : ""}${ids.error}` };
  if (!block.optional) aria["aria-required"] = grouped && block.element.type === "checkboxes" ? null : "true";
  if (grouped) aria["aria-labelledby"] = ids.label;
  const place = {
    surface,
    blockId: block.block_id,
    id,
    name: label,
    aria,
    input: true,
    dispatch: Boolean(block.dispatch_action),
    optional: Boolean(block.optional),
  };
  const node = h("div", { class: "input-block" });
  place.entered = () => setError(node, null);
  const mark = block.optional ? h("span", { class: "optional" }, " (optional)") : null;
  const caption = [textObject(block.label, surface.session), mark];
  node.append(
    grouped
      ? h("div", { class: "label", id: ids.label }, caption)
      : h("label", { class: "label", id: ids.label, for: id }, caption),
    renderElement(block.element, place),
    error,
  );
  if (block.hint) node.append(h("div", { class: "hint", id: ids.hint }, textObject(block.hint, surface.session)));
  return node;
}

/** Show or take away the error under an input block. */
export function setError(node, message) {
  const error = node.querySelector(".field-error");
  if (!error) return;
  error.textContent = message ?? "";
  error.hidden = !message;
  node.classList.toggle("wrong", Boolean(message));
  for (const field of node.querySelectorAll("input, textarea")) {
    if (message) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

function alert(block, surface) {
  return h(
    "div",
    { class: `alert ${block.level ?? "default"}`, role: "note" },
    textObject(block.text, surface.session),
  );
}

function card(block, surface) {
  const { session } = surface;
  const text = (name) => (block[name] ? h("div", { class: `card-${name}` }, textObject(block[name], session)) : null);
  const buttons = block.actions?.length
    ? actions({ block_id: block.block_id, elements: block.actions }, surface)
    : null;
  return h(
    "div",
    { class: "card" },
    block.hero_image ? picture(block.hero_image, "block") : null,
    block.icon ? picture(block.icon, "context") : null,
    text("title"),
    text("subtitle"),
    text("body"),
    buttons,
  );
}

function carousel(block, surface) {
  return h(
    "div",
    { class: "carousel", tabindex: "0", role: "group", "aria-label": "Cards" },
    block.elements.map((element) => renderBlock(element, surface)),
  );
}

function container(block, surface) {
  const children = block.child_blocks.map((child) => renderBlock(child, surface));
  const title = block.title
    ? textObject(block.title, surface.session)
    : block.rich_text_title
      ? richText(block.rich_text_title, surface.session)
      : null;
  if (!block.is_collapsible)
    return h("div", { class: "container" }, title ? h("div", { class: "container-title" }, title) : null, children);
  return h(
    "details",
    { class: "container", open: !block.default_collapsed },
    h("summary", { class: "container-title" }, title ?? "Details"),
    children,
  );
}

function video(block, surface) {
  const title = block.title_url
    ? h(
        "a",
        { href: block.title_url, target: "_blank", rel: "noreferrer noopener" },
        textObject(block.title, surface.session),
      )
    : textObject(block.title, surface.session);
  return h(
    "div",
    { class: "card" },
    h("div", { class: "card-title" }, title),
    block.description ? h("div", { class: "card-body" }, textObject(block.description, surface.session)) : null,
    picture({ image_url: block.thumbnail_url, alt_text: block.alt_text }, "block"),
  );
}

function file() {
  return unavailable("file", "shows a remote file, which this workspace does not hold.");
}
