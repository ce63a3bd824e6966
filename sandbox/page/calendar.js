/** The calendar one picks a day from: a month at a time, by mouse or arrow keys. */

import { MONTHS, isoDay } from "./dates.js";
import { fill, h } from "./dom.js";

const DAY_MS = 86_400_000;
const WEEKDAYS = [
  ["Mo", "Monday"],
  ["Tu", "Tuesday"],
  ["We", "Wednesday"],
  ["Th", "Thursday"],
  ["Fr", "Friday"],
  ["Sa", "Saturday"],
  ["Su", "Sunday"],
];

/** The month a day lies in. */
export function monthOf(day) {
  const [year, month] = day.split("-").map(Number);
  return { year, month };
}

/** A panel with one month of days; `pick` gets the day as 2026-11-24. */
export function calendarPanel({ id, month, held, today, pick }) {
  const panel = h("div", { class: "calendar", id, role: "dialog", "aria-label": "Calendar" });
  const draw = ({ year, month: number }, focus = null) => {
    const turn = (by) => () => draw(monthOf(shift(isoDay(year, number, 1), { months: by })));
    const here = isoDay(year, number, 1).slice(0, 7);
    const tab = focus ?? [held(), today].find((day) => day?.startsWith(here)) ?? isoDay(year, number, 1);
    fill(
      panel,
      h(
        "div",
        { class: "calendar-head" },
        h("button", { type: "button", class: "quiet", "aria-label": "Previous month", onclick: turn(-1) }, "‹"),
        h("strong", { "aria-live": "polite" }, `${MONTHS[number - 1]} ${year}`),
        h("button", { type: "button", class: "quiet", "aria-label": "Next month", onclick: turn(1) }, "›"),
      ),
      h(
        "div",
        { class: "calendar-grid", "aria-hidden": "true" },
        WEEKDAYS.map(([short, long]) => h("span", { class: "weekday", title: long }, short)),
      ),
      h(
        "div",
        { class: "calendar-grid" },
        days({ year, month: number }).map((day) => dayButton(day, { number, held: held(), today, tab, pick })),
      ),
    );
    if (focus) panel.querySelector(`[data-day="${focus}"]`).focus();
  };
  panel.addEventListener("keydown", (event) => {
    const from = event.target.dataset?.day;
    const by = {
      ArrowLeft: { days: -1 },
      ArrowRight: { days: 1 },
      ArrowUp: { days: -7 },
      ArrowDown: { days: 7 },
      PageUp: { months: -1 },
      PageDown: { months: 1 },
    }[event.key];
    if (!from || !by) return;
    event.preventDefault();
    const to = shift(from, by);
    draw(monthOf(to), to);
  });
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  draw(month);
  return panel;
}

function dayButton(day, { number, held, today, tab, pick }) {
  const date = new Date(`${day}T00:00:00Z`);
  const classes = [
    "day",
    day === held ? "held" : "",
    day === today ? "today" : "",
    date.getUTCMonth() + 1 === number ? "" : "other",
  ];
  const label = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return h(
    "button",
    {
      type: "button",
      class: classes.filter(Boolean).join(" "),
      dataset: { day },
      tabindex: day === tab ? "0" : "-1",
      "aria-label": label,
      "aria-pressed": String(day === held),
      "aria-current": day === today ? "date" : null,
      onclick: () => pick(day),
    },
    String(date.getUTCDate()),
  );
}

function days({ year, month }) {
  const first = Date.UTC(year, month - 1, 1);
  const lead = (new Date(first).getUTCDay() + 6) % 7;
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const count = Math.ceil((lead + length) / 7) * 7;
  return Array.from({ length: count }, (_, at) => new Date(first + (at - lead) * DAY_MS).toISOString().slice(0, 10));
}

function shift(day, { days: count = 0, months = 0 }) {
  const date = new Date(`${day}T00:00:00Z`);
  if (!months) return new Date(date.getTime() + count * DAY_MS).toISOString().slice(0, 10);
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  return isoDay(target.getUTCFullYear(), target.getUTCMonth() + 1, Math.min(date.getUTCDate(), last));
}
