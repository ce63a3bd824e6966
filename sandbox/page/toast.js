/** Toasts: a ping about what happened elsewhere, and short notes. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const STAY_MS = 6000;
const MOST = 3;

/** Show a toast; pressing it runs `open`. `about` names the channel it speaks of. */
export function toast({ face = null, title, text, open = null, bad = false, about = "" }) {
  const shelf = document.querySelector("#toasts");
  const words = h("span", { class: "toast-words" }, h("strong", {}, title), text ? h("span", {}, text) : null);
  const main = open
    ? h("button", { type: "button", class: "toast-main", onclick: () => (gone(), open()) }, face, words)
    : h("div", { class: "toast-main" }, face, words);
  const node = h(
    "div",
    { class: bad ? "toast bad" : "toast", dataset: { about } },
    main,
    h("button", { type: "button", class: "quiet", "aria-label": "Dismiss", onclick: () => gone() }, icon("close", 14)),
  );
  const gone = () => node.remove();
  shelf.append(node);
  while (shelf.children.length > MOST) shelf.firstElementChild.remove();
  let timer = setTimeout(gone, STAY_MS);
  node.addEventListener("mouseenter", () => clearTimeout(timer));
  node.addEventListener("mouseleave", () => (timer = setTimeout(gone, STAY_MS / 2)));
}

/** Take away the toasts about a channel, once it is in sight; without a channel, all of them. */
export function clearToasts(about = null) {
  for (const node of [...document.querySelectorAll("#toasts .toast")]) {
    if (about === null || node.dataset.about === about) node.remove();
  }
}
