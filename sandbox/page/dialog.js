/** Dialogs: what is behind them rests, Tab stays inside, focus comes back. */

import { freshId, h } from "./dom.js";
import { closeFloating } from "./menu.js";
import { textObject } from "./text.js";

const FOCUSABLE =
  "button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select, a[href], [tabindex]:not([tabindex='-1'])";
const stack = [];

/** Show a dialog above everything; `escape` runs on Escape. Answers the way to take it away. */
export function show(node, { escape, label = null }) {
  closeFloating();
  const layer = h("div", { class: "layer" }, node);
  const back = document.activeElement;
  node.setAttribute("role", "dialog");
  node.setAttribute("aria-modal", "true");
  if (label) node.setAttribute("aria-labelledby", label);
  document.body.append(layer);
  stack.push({ layer, node, escape });
  rest();
  return () => {
    const at = stack.findIndex((entry) => entry.layer === layer);
    if (at < 0) return;
    closeFloating();
    stack.splice(at, 1);
    layer.remove();
    rest();
    if (back?.isConnected) back.focus();
  };
}

function rest() {
  document.querySelector("#app").inert = stack.length > 0;
  stack.forEach(({ layer }, at) => (layer.inert = at < stack.length - 1));
}

document.addEventListener("keydown", (event) => {
  const top = stack.at(-1);
  if (!top) return;
  if (event.key === "Escape" && !event.defaultPrevented) {
    event.preventDefault();
    top.escape();
  } else if (event.key === "Tab") {
    keepInside(event, top.node);
  }
});

function keepInside(event, node) {
  // What lies beside every dialog, such as the tour, stays within reach: its stops come after the dialog's own.
  const stops = [node, ...document.querySelectorAll(".beside")]
    .flatMap((part) => [...part.querySelectorAll(FOCUSABLE)])
    .filter((stop) => stop.tabIndex >= 0 && stop.getClientRects().length > 0);
  if (!stops.length) return;
  const at = document.activeElement;
  const outside = !node.contains(at) && !at?.closest(".floating, .beside");
  const step = event.shiftKey ? -1 : 1;
  const place = stops.indexOf(at);
  const to = stops.at((place + step) % stops.length);
  const crosses = place >= 0 && (!stops[place + step] || to.closest(".beside") !== at.closest(".beside"));
  if (!outside && !crosses) return;
  event.preventDefault();
  (outside ? stops.at(step < 0 ? -1 : 0) : to).focus();
}

/** Ask for confirmation as a confirm object says; answers true or false. */
export function ask(confirm, session) {
  return new Promise((resolve) => {
    const id = freshId("confirm");
    const answer = (yes) => () => {
      close();
      resolve(yes);
    };
    const go = h(
      "button",
      {
        class: confirm.style === "danger" ? "button danger solid" : "button primary",
        type: "button",
        onclick: answer(true),
      },
      textObject(confirm.confirm, session),
    );
    const node = h(
      "div",
      { class: "dialog confirm" },
      h("header", { class: "dialog-head" }, h("h2", { id }, textObject(confirm.title, session))),
      h("div", { class: "dialog-body" }, textObject(confirm.text, session)),
      h(
        "footer",
        { class: "dialog-foot" },
        h("button", { class: "button", type: "button", onclick: answer(false) }, textObject(confirm.deny, session)),
        go,
      ),
    );
    const close = show(node, { escape: answer(false), label: id });
    go.focus();
  });
}
