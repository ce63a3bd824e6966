/** The red box for what the page does not know: never nothing. */

import { h } from "./dom.js";

/** Say which type is unknown, and what it is. */
export function unknown(what, type) {
  return h(
    "div",
    { class: "unknown", role: "note" },
    `Unknown ${what} “${type ?? "without a type"}”: Slack would refuse it.`,
  );
}

/** Say that a known type has no place in this workspace. */
export function unavailable(type, why) {
  return h("div", { class: "unknown mild", role: "note" }, `“${type}” ${why}`);
}
