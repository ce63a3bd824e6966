/** What must be there before a story can begin, brought about as the person it falls to would bring it about. */

import { Api } from "../api.js";
import { answers, stateWith } from "./filling.js";

const TURN = "sandbox-tour-turn";
const TRIES = 20;
const PAUSE_MS = 250;

/** The next row of what a form is filled with; every use takes another one, also in another window. */
export function nextRow(rows) {
  const turn = Number(localStorage.getItem(TURN) ?? 0);
  localStorage.setItem(TURN, String(turn + 1));
  return rows[turn % rows.length];
}

/** Prepare what a story needs, unless it is there already; answers whether it is there now. */
export async function prepare(plan, session, rows) {
  if (!plan || (await isThere(plan.unless))) return true;
  for (let tried = 0; tried < rows.length; tried += 1) {
    if (await submitted(plan, session, nextRow(rows))) return waited(plan.unless);
  }
  return false;
}

async function submitted(plan, session, row) {
  const api = new Api(plan.as);
  const said = await api.say({ channel: plan.channel, text: plan.say });
  const view = said.ok ? (await api.state()).views?.at(-1) : null;
  if (!view) return false;
  const { tz } = session.person(plan.as);
  const suggest = async (blockId, { action_id: actionId }, typed) => {
    const found = await api.suggest({ view_id: view.id, block_id: blockId, action_id: actionId, value: typed });
    return found.options ?? [];
  };
  const filled = await answers(view, row, { now: session.now(), tz, suggest });
  const answer = await api.submit({ view_id: view.id, values: stateWith(view, filled) });
  if (answer.ok && answer.response_action !== "errors") return true;
  await api.close({ view_id: view.id, all: true });
  return false;
}

async function isThere({ as, channel, holds }) {
  const { messages = [] } = await new Api(as).messages({ channel });
  return messages.map(({ blocks }) => JSON.stringify(blocks)).some((said) => holds.every((words) => said?.includes(words)));
}

async function waited(unless) {
  for (let tried = 0; tried < TRIES; tried += 1) {
    if (await isThere(unless)) return true;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return false;
}
