/** Date, time and date-time inputs: typed, or picked from a calendar in the person's own zone. */

import { calendarPanel, monthOf } from "./calendar.js";
import { clockTime, dayKey, instant, isoDay, wall } from "./dates.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { float } from "./menu.js";
import { words } from "./text.js";

const WHOLE_DAY = /^\d{4}-\d{2}-\d{2}$/; // one digit of the day is not yet the day

/** A datepicker. */
export function datepicker(element, place) {
  const held = place.surface.values.get(place.blockId, element.action_id);
  const set = (day) => place.surface.changed(place, element, { selected_date: day });
  return (place.node = dateField(held.selected_date, { place, placeholder: words(element.placeholder), set }));
}

/** A timepicker; it shows and means wall-clock time. */
export function timepicker(element, place) {
  const held = place.surface.values.get(place.blockId, element.action_id);
  const set = (time) => place.surface.changed(place, element, { selected_time: time });
  return (place.node = timeField(held.selected_time, { place, placeholder: words(element.placeholder), set }));
}

/** A datetimepicker: a date and a time in the person's zone, one Unix time for the bot. */
export function datetimepicker(element, place) {
  const { tz } = place.surface.session.me;
  const held = place.surface.values.get(place.blockId, element.action_id).selected_date_time;
  const chosen = held
    ? { day: dayKey(new Date(held * 1000), tz), time: clockTime(new Date(held * 1000), tz) }
    : { day: null, time: null };
  const set = (change) => {
    Object.assign(chosen, change);
    const whole = chosen.day && chosen.time;
    place.surface.changed(place, element, { selected_date_time: whole ? unix(chosen, tz) : null });
  };
  const time = { ...place, aria: { "aria-label": `${place.name}, time` } };
  return (place.node = h(
    "div",
    { class: "date-time" },
    dateField(chosen.day, { place, set: (day) => set({ day }) }),
    timeField(chosen.time, { place: time, set: (at) => set({ time: at }) }),
  ));
}

function unix({ day, time }, tz) {
  const [year, month, date] = day.split("-").map(Number);
  const [hour, minute] = time.split(":").map(Number);
  return Math.floor(instant({ year, month, day: date, hour, minute }, tz) / 1000);
}

function dateField(value, { place, placeholder, set }) {
  let held = value ?? null;
  let calendar = null;
  const panelId = freshId("calendar");
  const { session } = place.surface;
  const take = (day) => {
    input.value = day ?? "";
    input.removeAttribute("aria-invalid");
    if (day !== held) {
      held = day;
      set(day);
    }
  };
  const read = () => {
    const typed = input.value.trim();
    if (!typed) return take(null);
    const day = readDay(typed);
    if (day) take(day);
    else input.setAttribute("aria-invalid", "true");
    return undefined;
  };
  const show = () => {
    if (calendar) return;
    const month = monthOf(readDay(input.value) ?? dayKey(session.now(), session.me.tz));
    const pick = (day) => {
      take(day);
      calendar.close(true);
    };
    const panel = calendarPanel({
      id: panelId,
      month,
      held: () => held,
      today: dayKey(session.now(), session.me.tz),
      pick,
    });
    calendar = float(panel, box, { control: input, closed: () => (calendar = null) });
  };
  const key = (event) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      show();
      calendar.panel.querySelector("[tabindex='0'].day")?.focus();
    } else if (event.key === "Enter" || event.key === "Tab") {
      if (event.key === "Enter" && calendar) event.preventDefault();
      read();
      calendar?.close();
    }
  };
  const input = h("input", {
    ...place.aria,
    type: "text",
    class: "combo-input",
    role: "combobox",
    "aria-haspopup": "dialog",
    "aria-expanded": "false",
    "aria-controls": panelId,
    autocomplete: "off",
    value: held ?? "",
    placeholder: placeholder || "YYYY-MM-DD",
    onclick: show,
    onkeydown: key,
    onchange: read,
    oninput: () => WHOLE_DAY.test(input.value.trim()) && read(),
  });
  const box = h("div", { class: "combo date" }, icon("calendar", 16), input);
  return box;
}

function readDay(typed) {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed.trim());
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number);
  const real = new Date(Date.UTC(year, month - 1, day));
  return real.getUTCMonth() === month - 1 && real.getUTCDate() === day ? isoDay(year, month, day) : null;
}

function timeField(value, { place, placeholder, set }) {
  let held = value ?? null;
  let list = null;
  const take = (time) => {
    input.value = time ?? "";
    input.removeAttribute("aria-invalid");
    if (time !== held) {
      held = time;
      set(time);
    }
  };
  const read = () => {
    const match = /^(\d{1,2})(?::?(\d{2}))?$/.exec(input.value.trim());
    if (!input.value.trim()) return take(null);
    if (match && Number(match[1]) < 24 && Number(match[2] ?? 0) < 60)
      take(`${match[1].padStart(2, "0")}:${match[2] ?? "00"}`);
    else input.setAttribute("aria-invalid", "true");
    return undefined;
  };
  const show = () => {
    if (list) return;
    const times = Array.from({ length: 48 }, (_, at) => `${String(at >> 1).padStart(2, "0")}:${at % 2 ? "30" : "00"}`);
    const choose = (time) => {
      take(time);
      list.close(true);
    };
    const rows = times.map((time) =>
      h(
        "div",
        {
          class: "option",
          role: "option",
          "aria-selected": String(time === held),
          onmousedown: (event) => event.preventDefault(),
          onclick: () => choose(time),
        },
        time,
      ),
    );
    list = float(h("div", { class: "options", role: "listbox", id: panelId, "aria-label": place.name }, rows), box, {
      control: input,
      match: true,
      closed: () => (list = null),
    });
    const near =
      held ??
      (({ hour }) => `${String(hour).padStart(2, "0")}:00`)(
        wall(place.surface.session.now(), place.surface.session.me.tz),
      );
    rows[Math.max(0, times.indexOf(`${near.slice(0, 3)}00`))].scrollIntoView({ block: "start" });
  };
  const panelId = freshId("times");
  const key = (event) => {
    const step = { ArrowDown: 30, ArrowUp: -30 }[event.key];
    if (step) {
      event.preventDefault();
      const [hour, minute] = (held ?? "08:30").split(":").map(Number);
      const total = (hour * 60 + minute + step + 1440) % 1440;
      take(`${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`);
    } else if (event.key === "Enter" || event.key === "Tab") {
      if (event.key === "Enter" && list) event.preventDefault();
      read();
      list?.close();
    }
  };
  const input = h("input", {
    ...place.aria,
    type: "text",
    class: "combo-input",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": panelId,
    autocomplete: "off",
    value: held ?? "",
    placeholder: placeholder || "HH:MM",
    onclick: show,
    onkeydown: key,
    onchange: read,
  });
  const box = h("div", { class: "combo time" }, icon("clock", 16), input);
  return box;
}
