/** The way to the tour from the top bar: its stories, and how each of them ended. */

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { toggleMenu } from "../menu.js";

const SAYS = { done: "done", skipped: "left early" };

/** The button with the menu of stories; nothing where there are none. */
export function tourButton(session, tour) {
  if (!tour.stories.length) return null;
  const button = h(
    "button",
    {
      type: "button",
      class: "top-button tour-button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () => toggleMenu(button, entries(tour), { label: "The tour", align: "end" }),
    },
    icon("tour", 16),
    h("span", {}, "Take the tour"),
  );
  const draw = () => button.classList.toggle("fresh", !tour.story && tour.stories.every(({ id }) => !tour.ending(id)));
  session.on("tour", draw);
  draw();
  return button;
}

function entries(tour) {
  const story = ({ id, title, about }) => ({
    label: title,
    note: about,
    side: tour.story?.id === id ? "now" : (SAYS[tour.ending(id)] ?? ""),
    icon: icon(tour.ending(id) === "done" ? "check" : "tour", 16),
    run: () => tour.start(id),
  });
  const leave = { label: "Leave the tour", icon: icon("close", 16), run: () => tour.leave() };
  return [{ heading: "Short stories" }, ...tour.stories.map(story), ...(tour.story ? [{ line: true }, leave] : [])];
}
