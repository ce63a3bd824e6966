/** The top bar: the workspace's name and the sandbox's own controls. */

import { clockControl } from "./clock.js";
import { h } from "./dom.js";
import { faultControl } from "./faults.js";
import { icon } from "./icons.js";
import { themeSwitch } from "./theme.js";
import { tourButton } from "./tour/button.js";

/** Render the bar; `inspect` opens or closes the inspector, `tour` may have no stories. */
export function topbar(session, { inspect, tour }) {
  const inspector = h(
    "button",
    {
      type: "button",
      class: "top-button icon-only",
      "aria-label": "Inspector",
      title: "Inspector: what Slack and the app say to each other",
      onclick: inspect,
    },
    icon("inspect", 18),
  );
  return h(
    "header",
    { class: "topbar" },
    h(
      "div",
      { class: "brand" },
      h("span", { class: "brand-mark", "aria-hidden": "true" }),
      h("strong", {}, session.team.name),
      h("span", { class: "brand-note" }, "sandbox"),
    ),
    h("div", { class: "top-tools" }, tourButton(session, tour), clockControl(session), inspector, faultControl(session), themeSwitch()),
  );
}
