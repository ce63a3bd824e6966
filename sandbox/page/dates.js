/** Times as the acting person reads them: in their zone, against the workspace's clock. */

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAY_MS = 86_400_000;
const formats = new Map();

/** Split an instant into the wall-clock parts of a zone. */
export function wall(date, tz) {
  if (!formats.has(tz)) {
    const options = {
      timeZone: tz,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    };
    formats.set(tz, new Intl.DateTimeFormat("en-US", options));
  }
  const parts = Object.fromEntries(
    formats
      .get(tz)
      .formatToParts(date)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = parts;
  return { year, month, day, hour, minute, second, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

/** Find the instant at which a zone's wall clock shows these parts (the later one of a skipped hour). */
export function instant({ year, month, day, hour = 0, minute = 0 }, tz) {
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  let guess = wanted;
  for (let round = 0; round < 3; round += 1) guess += wanted - shown(new Date(guess), tz);
  return new Date(guess);
}

function shown(date, tz) {
  const { year, month, day, hour, minute } = wall(date, tz);
  return Date.UTC(year, month - 1, day, hour, minute) + (date.getTime() % 60_000);
}

/** The calendar day as 2026-11-24. */
export function dayKey(date, tz) {
  const { year, month, day } = wall(date, tz);
  return isoDay(year, month, day);
}

/** Write a calendar day as 2026-11-24. */
export function isoDay(year, month, day) {
  return `${year}-${two(month)}-${two(day)}`;
}

/** 14:05. */
export function clockTime(date, tz) {
  const { hour, minute } = wall(date, tz);
  return `${two(hour)}:${two(minute)}`;
}

/** Tue 24 Nov, 14:05. */
export function shortMoment(date, tz) {
  const { weekday, day, month } = wall(date, tz);
  return `${DAYS[weekday].slice(0, 3)} ${day} ${MONTHS[month - 1].slice(0, 3)}, ${clockTime(date, tz)}`;
}

/** Tuesday, November 24th, 2026 at 14:05:09, for tooltips. */
export function fullMoment(date, tz) {
  return `${longDate(date, tz)} at ${clockTime(date, tz)}:${two(wall(date, tz).second)}`;
}

/** The heading over a day's messages: Today, Yesterday, or the date. */
export function dayHeading(date, tz, now) {
  const near = nearDay(date, tz, now);
  if (near && near !== "tomorrow") return capital(near);
  const { weekday, month, day, year } = wall(date, tz);
  const heading = `${DAYS[weekday]}, ${MONTHS[month - 1]} ${ordinal(day)}`;
  return year === wall(now, tz).year ? heading : `${heading}, ${year}`;
}

/** When something happened, for a line of prose: "today at 14:05", "Nov 20 at 09:00". */
export function proseMoment(date, tz, now) {
  const { month, day } = wall(date, tz);
  return `${nearDay(date, tz, now) ?? `${MONTHS[month - 1].slice(0, 3)} ${day}`} at ${clockTime(date, tz)}`;
}

/** "in 3 hours", "5 minutes ago". */
export function ago(date, now) {
  const seconds = Math.round((now - date) / 1000);
  const size = Math.abs(seconds);
  if (size < 45) return "just now";
  const steps = [
    [60, "minute"],
    [3600, "hour"],
    [86_400, "day"],
    [604_800, "week"],
    [2_629_800, "month"],
    [31_557_600, "year"],
  ];
  const [unit, name] = steps.filter(([length]) => size >= length * 0.95).at(-1) ?? steps[0];
  const count = Math.max(1, Math.round(size / unit));
  const words = `${count} ${name}${count === 1 ? "" : "s"}`;
  return seconds < 0 ? `in ${words}` : `${words} ago`;
}

/** Fill the tokens of Slack's date format for a Unix time; at the start of a sentence it begins with a capital. */
export function slackDate(timestamp, format, tz, now, { starts = true } = {}) {
  const date = new Date(timestamp * 1000);
  const { year, month, day, weekday, second } = wall(date, tz);
  const near = nearDay(date, tz, now);
  const name = MONTHS[month - 1];
  const medium = `${name} ${ordinal(day)}, ${year}`;
  const short = `${name.slice(0, 3)} ${day}, ${year}`;
  const long = `${DAYS[weekday]}, ${medium}`;
  const values = {
    date_num: isoDay(year, month, day),
    date_slash: `${month}/${day}/${year}`,
    date: medium,
    date_short: short,
    date_long: long,
    date_pretty: near ?? medium,
    date_short_pretty: near ?? short,
    date_long_pretty: near ?? long,
    day_divider_pretty: dayHeading(date, tz, now),
    time: clockTime(date, tz),
    time_secs: `${clockTime(date, tz)}:${two(second)}`,
    ago: ago(date, now),
  };
  return format.replace(/\{(\w+)\}/g, (token, key, at) => {
    const value = values[key] ?? token;
    return at === 0 && starts ? capital(value) : value;
  });
}

/** The zone as people say it: "Berlin time (UTC+1)". */
export function zoneName(date, tz) {
  const minutes = Math.round((shown(date, tz) - date.getTime()) / 60_000);
  const sign = minutes < 0 ? "-" : "+";
  const rest = Math.abs(minutes) % 60;
  return `${cityOf(tz)}, UTC${sign}${Math.floor(Math.abs(minutes) / 60)}${rest ? `:${two(rest)}` : ""}`;
}

/** The city that a zone is named for. */
export function cityOf(tz) {
  return tz.split("/").at(-1).replaceAll("_", " ");
}

/** The next Monday to Friday at `hour`, strictly after `now`. */
export function nextBusinessMorning(now, tz, hour = 9) {
  return nextMorning(now, tz, hour, ({ weekday }) => weekday >= 1 && weekday <= 5);
}

/** The next Monday at `hour`, strictly after `now`. */
export function nextMonday(now, tz, hour = 8) {
  return nextMorning(now, tz, hour, ({ weekday }) => weekday === 1);
}

function nextMorning(now, tz, hour, fits) {
  const today = wall(now, tz);
  for (let ahead = 0; ; ahead += 1) {
    const day = new Date(Date.UTC(today.year, today.month - 1, today.day) + ahead * DAY_MS);
    const candidate = instant(
      { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate(), hour },
      tz,
    );
    if (candidate > now && fits(wall(candidate, tz))) return candidate;
  }
}

function longDate(date, tz) {
  const { weekday, month, day, year } = wall(date, tz);
  return `${DAYS[weekday]}, ${MONTHS[month - 1]} ${ordinal(day)}, ${year}`;
}

function nearDay(date, tz, now) {
  const days = Math.round((Date.parse(dayKey(date, tz)) - Date.parse(dayKey(now, tz))) / DAY_MS);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? null;
}

function ordinal(day) {
  const teen = day % 100 >= 11 && day % 100 <= 13;
  return `${day}${teen ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[day % 10] ?? "th")}`;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function two(number) {
  return String(number).padStart(2, "0");
}

export { MONTHS };
