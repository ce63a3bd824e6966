/** Filling in a form from plain words: options by what they say, days counted from today. */

import { dayKey } from "../dates.js";
import { words } from "../text.js";
import { statefulElements, Values } from "../values.js";

const DAY_MS = 86_400_000;

/** Work out what each field of a view gets: [{block, element, part}]. `suggest` asks the app for options. */
export async function answers(view, given, { now, tz, suggest }) {
  const found = statefulElements(view.blocks).filter(({ block }) => given[block.block_id] !== undefined);
  const parts = found.map(async ({ block, element }) => ({
    block,
    element,
    part: await partFor(block, element, given[block.block_id], { now, tz, suggest }),
  }));
  return (await Promise.all(parts)).filter(({ part }) => part);
}

/** The whole state of a view with these answers in it, as a submission carries it. */
export function stateWith(view, filled) {
  const values = new Values();
  values.follow(view.blocks, view.state?.values);
  for (const { block, element, part } of filled)
    values.set(block.block_id, element.action_id, { type: element.type, ...part });
  return values.all();
}

async function partFor(block, element, said, { now, tz, suggest }) {
  const { type } = element;
  if (type === "datepicker") return { selected_date: /^[+-]/.test(said) ? ahead(said, now, tz) : said };
  if (type.endsWith("external_select") || type.endsWith("static_select") || type === "checkboxes") {
    const wanted = [said].flat();
    const asked = wanted.map((word) => (element.options ? element.options : suggest(block.block_id, element, word)));
    const chosen = (await Promise.all(asked)).map((options, at) => named(options, wanted[at])).filter(Boolean);
    if (!chosen.length) return null;
    return type.startsWith("multi_") || type === "checkboxes"
      ? { selected_options: chosen }
      : { selected_option: chosen[0] };
  }
  return { value: String(said) };
}

function named(options, word) {
  return options.find(({ text }) => words(text) === word) ?? options.find(({ text }) => words(text).includes(word));
}

function ahead(days, now, tz) {
  return dayKey(new Date(now.getTime() + Number(days) * DAY_MS), tz);
}
