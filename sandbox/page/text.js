/** Text objects: plain_text and mrkdwn. */

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";
import { unknown } from "./unknown.js";

/** Render a text object in the flow of a line or block. */
export function textObject(text, session) {
  if (!text) return null;
  if (text.type === "mrkdwn") return mrkdwn(text.text, session, text);
  if (text.type === "plain_text") return plainLines(text.text, text.emoji !== false);
  return unknown("text", text.type);
}

/** The bare words of a text object, for labels and matching. */
export function words(text) {
  return text?.text ?? "";
}

function plainLines(text, emoji) {
  return text.split("\n").flatMap((row, at) => [at ? h("br") : null, emoji ? withEmoji(row) : row]);
}
