/** Acting as people: the rail of faces, and the switch with everyone's title and local time. */

import { avatar } from "./avatar.js";
import { cityOf, clockTime, zoneName } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { toggleMenu } from "./menu.js";

/** Everyone one can act as: the workspace's own people and guests who are still there. */
export function actors(session) {
  return [...session.people.values()].filter(
    (person) => !person.deleted && !person.is_bot && person.id !== session.app.bot_user_id,
  );
}

/** The address of the page as this person. */
export function addressOf(id) {
  return `/?as=${encodeURIComponent(id)}`;
}

/** The rail of faces; one click acts as that person, a modified click opens a window of their own. */
export function rail(session, actAs) {
  const face = (person) => {
    const mine = person.id === session.me.id;
    const label = `Act as ${person.real_name}${person.title ? `, ${person.title}` : ""}`;
    const press = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      actAs(person.id);
    };
    return h(
      "a",
      {
        class: mine ? "rail-face current" : "rail-face",
        href: addressOf(person.id),
        "aria-label": label,
        title: `${label} (${clockTime(session.now(), person.tz)})`,
        "aria-current": mine ? "true" : null,
        dataset: { person: person.id, label },
        onclick: press,
      },
      avatar(person, 36),
    );
  };
  return h("nav", { class: "rail", "aria-label": "Act as" }, actors(session).map(face));
}

/** The button at the top of the side bar: who one is, and the menu of everyone else. */
export function actingAs(session, actAs) {
  const { me } = session;
  const time = h("span", {});
  const tick = () => {
    time.textContent = `${clockTime(session.now(), me.tz)} · ${cityOf(me.tz)}`;
    time.title = zoneName(session.now(), me.tz);
  };
  tick();
  session.on(["tick", "clock"], tick);
  const words = h(
    "span",
    { class: "me-words" },
    h("strong", {}, me.real_name),
    h("span", { class: "me-title", title: me.title || null }, me.title),
    h("span", { class: "me-time" }, icon("clock", 12), time),
  );
  const button = h(
    "button",
    {
      type: "button",
      class: "me",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () => toggleMenu(button, entries(session, actAs), { label: "Act as" }),
    },
    h("span", { class: "heard" }, "Acting as"),
    avatar(me, 40),
    words,
    icon("down", 16),
  );
  return button;
}

function entries(session, actAs) {
  const rows = actors(session).map((person) => ({
    label: person.real_name,
    note: [
      person.title,
      person.is_restricted ? "guest" : "",
      person.team_id && session.team.id !== person.team_id ? "other workspace" : "",
    ]
      .filter(Boolean)
      .join(" · "),
    side: clockTime(session.now(), person.tz),
    icon: avatar(person, 28),
    mark: person.id === session.me.id,
    run: () => actAs(person.id),
  }));
  const second = {
    label: `A second window as ${session.me.real_name}`,
    note: "Pick someone else there: two people side by side",
    icon: icon("window", 16),
    run: () => window.open(addressOf(session.me.id), "_blank", "noopener"),
  };
  return [{ heading: "Act as" }, ...rows, { line: true }, second];
}
