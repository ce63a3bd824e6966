/** The workspace's clock: what it shows, and moving it ahead. */

import { control } from "./api.js";
import { clockTime, dayKey, instant, nextBusinessMorning, nextMonday, shortMoment } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { closeFloating, toggleMenu } from "./menu.js";
import { toast } from "./toast.js";

const HOUR = 3600;

/** The clock in the top bar, with its menu. */
export function clockControl(session) {
  const words = h("span", {});
  const ahead = h("span", { class: "ahead", hidden: true });
  const button = h(
    "button",
    {
      type: "button",
      class: "top-button clock",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      title: "Workspace time, in your zone. Move it ahead…",
      onclick: () => toggleMenu(button, moves(session, button), { label: "Move the clock", align: "end" }),
    },
    icon("clock", 16),
    words,
    ahead,
  );
  const tick = () => {
    const time = shortMoment(session.now(), session.me.tz);
    words.textContent = time;
    ahead.hidden = Math.abs(session.offset) < 60;
    ahead.textContent = ahead.hidden ? "" : `${session.offset < 0 ? "−" : "+"}${span(Math.abs(session.offset))}`;
    button.setAttribute("aria-label", `Workspace time ${time} ${ahead.textContent}. Move the clock`);
  };
  tick();
  session.on(["tick", "clock"], tick);
  return button;
}

function moves(session, button) {
  const { tz } = session.me;
  const now = session.now();
  const move = (call) => () => moving(session, button, call);
  const to = (label, date) => ({ label, side: shortMoment(date, tz), run: move(() => control.moveTo(date)) });
  return [
    { heading: "Move the clock ahead" },
    to("One hour", new Date(now.getTime() + HOUR * 1000)),
    to("Next business morning", nextBusinessMorning(now, tz)),
    to("Monday 08:00", nextMonday(now, tz)),
    to("One week", new Date(now.getTime() + 7 * 24 * HOUR * 1000)),
    { line: true },
    { node: exact(session, button) },
  ];
}

/** A moment of one's own, in the person's zone; time only goes forward. */
function exact(session, button) {
  const { tz } = session.me;
  const now = `${dayKey(session.now(), tz)} ${clockTime(session.now(), tz)}`;
  const field = h("input", {
    type: "text",
    class: "text-input",
    "aria-label": "Move the clock to (YYYY-MM-DD HH:MM)",
    placeholder: "YYYY-MM-DD HH:MM",
    value: now,
    autocomplete: "off",
  });
  const go = (event) => {
    event.preventDefault();
    const parts = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})[ T]+(\d{1,2}):(\d{2})\s*$/.exec(field.value)?.slice(1).map(Number);
    closeFloating();
    if (!parts) return toast({ title: "That is not a moment", text: "Write it like 2026-11-30 08:00.", bad: true });
    const [year, month, day, hour, minute] = parts;
    const target = instant({ year, month, day, hour, minute }, tz);
    if (target > session.now()) return moving(session, button, () => control.moveTo(target));
    return toast({
      title: "The clock only goes forward",
      text: "Pick a later moment, or reset the workspace.",
      bad: true,
    });
  };
  return h("form", { class: "menu-form", onsubmit: go }, field, h("button", { type: "submit", class: "button" }, "Go"));
}

async function moving(session, button, call) {
  button.setAttribute("aria-busy", "true");
  const answer = await call();
  button.removeAttribute("aria-busy");
  if (answer.ok === false) toast({ title: "The clock did not move", text: answer.error, bad: true });
  else
    toast({
      title: `It is now ${shortMoment(new Date(answer.now), session.me.tz)}`,
      text: answer.followers ? "The app has adopted the new time." : "No app follows the clock.",
    });
}

function span(seconds) {
  const hours = Math.round(seconds / HOUR);
  if (hours < 1) return `${Math.round(seconds / 60)} min`;
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}
