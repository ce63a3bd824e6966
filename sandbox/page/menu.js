/** Floating things: where they stand, what closes them, and menus of commands. */

import { freshId, h } from "./dom.js";

const MARGIN = 8;
let open = null;

/** Put a panel beside its anchor, within the window. */
export function place(panel, anchor, { side = "below", align = "start", match = false } = {}) {
  const box = anchor.getBoundingClientRect();
  if (match) panel.style.minWidth = `${box.width}px`;
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below =
    side === "below"
      ? box.bottom + height + MARGIN < innerHeight || box.top < height + MARGIN
      : box.top < height + MARGIN;
  const top = below ? box.bottom + 4 : box.top - height - 4;
  const left = align === "end" ? box.right - width : box.left;
  panel.style.top = `${Math.max(MARGIN, Math.min(top, innerHeight - height - MARGIN))}px`;
  panel.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN))}px`;
}

/** Float a panel over the page until Escape, a click elsewhere or `close`; only one floats at a time. */
export function float(panel, anchor, { closed = () => {}, control = anchor, ...where } = {}) {
  open?.close();
  panel.classList.add("floating");
  document.body.append(panel);
  place(panel, anchor, where);
  const ending = new AbortController();
  const { signal } = ending;
  const handle = {
    panel,
    anchor,
    close(back = false) {
      if (open !== handle) return;
      open = null;
      ending.abort();
      panel.remove();
      control.setAttribute("aria-expanded", "false");
      if (back) control.focus();
      closed();
    },
    again: () => place(panel, anchor, where),
  };
  open = handle;
  control.setAttribute("aria-expanded", "true");
  const outside = ({ target }) => {
    if (!panel.contains(target) && !anchor.contains(target)) handle.close();
  };
  document.addEventListener("pointerdown", outside, { signal, capture: true });
  document.addEventListener("scroll", ({ target }) => !panel.contains(target) && handle.again(), {
    signal,
    capture: true,
    passive: true,
  });
  window.addEventListener("resize", () => handle.again(), { signal });
  document.addEventListener(
    "keydown",
    (event) => event.key === "Escape" && (event.stopPropagation(), event.preventDefault(), handle.close(true)),
    { signal, capture: true },
  );
  return handle;
}

/** Close whatever floats. */
export function closeFloating() {
  open?.close();
}

/** Close what floats from a part of the page that is about to go. */
export function closeFloatingFrom(node) {
  if (open && node.contains(open.anchor)) open.close();
}

/** Show a menu of commands: [{label, note?, icon?, mark?, danger?, run}] or {heading} or {line: true}. */
export function menu(anchor, items, { label, ...where } = {}) {
  const list = h("div", { role: "menu", id: freshId("menu"), "aria-label": label });
  const panel = h("div", { class: "menu" }, list);
  const handle = { close: () => {} };
  // A form stands beside the commands: a menu holds nothing but its items.
  for (const item of items) (item.node ? panel : list).append(entry(item, () => handle.close(true)));
  list.addEventListener("keydown", (event) => step(event, list));
  anchor.setAttribute("aria-haspopup", "menu");
  Object.assign(handle, float(panel, anchor, where));
  list.querySelector("[role^=menuitem]")?.focus();
  return handle;
}

/** Open a menu from its button, or close it again. */
export function toggleMenu(anchor, items, options) {
  if (open?.anchor === anchor) open.close(true);
  else menu(anchor, items, options);
}

function entry(item, close) {
  if (item.line) return h("div", { class: "menu-line", role: "separator" });
  if (item.heading) return h("div", { class: "menu-heading", role: "presentation" }, item.heading);
  if (item.node) return item.node;
  const run = () => {
    close();
    item.run();
  };
  const props = {
    class: item.danger ? "menu-item danger" : "menu-item",
    type: "button",
    role: item.mark === undefined ? "menuitem" : "menuitemcheckbox",
    tabindex: "-1",
    onclick: run,
  };
  if (item.mark !== undefined) props["aria-checked"] = String(item.mark);
  const words = h(
    "span",
    { class: "menu-words" },
    h("span", { class: "menu-label" }, item.label),
    item.note ? h("span", { class: "menu-note" }, item.note) : null,
  );
  return h(
    "button",
    props,
    item.icon ?? null,
    words,
    item.side ? h("span", { class: "menu-side" }, item.side) : null,
    item.mark ? h("span", { class: "menu-mark", "aria-hidden": "true" }, "✓") : null,
  );
}

function step(event, panel) {
  const items = [...panel.querySelectorAll("[role^=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[to].focus();
}
