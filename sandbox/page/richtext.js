/** rich_text blocks: sections, lists, quotes and preformatted text, element by element. */

import { slackDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelMention, link, userMention } from "./mrkdwn.js";
import { unknown } from "./unknown.js";

/** Render the parts of a rich_text block. */
export function richText(block, session) {
  return h("div", { class: "rich" }, nested(block.elements, session));
}

const PARTS = {
  rich_text_section: (part, session) => h("div", { class: "rich-section" }, leaves(part, session)),
  rich_text_preformatted: (part, session) => h("pre", {}, h("code", {}, leaves(part, session))),
  rich_text_quote: (part, session) => h("blockquote", {}, leaves(part, session)),
};

function nested(parts, session) {
  const nodes = [];
  const open = [];
  for (const part of parts) {
    if (part.type !== "rich_text_list") {
      open.length = 0;
      nodes.push(PARTS[part.type]?.(part, session) ?? unknown("rich text", part.type));
      continue;
    }
    const list = listOf(part, session);
    const depth = Math.min(part.indent ?? 0, open.length);
    open.length = depth;
    if (depth === 0) nodes.push(list);
    else (open[depth - 1].lastElementChild ?? open[depth - 1]).append(list);
    open.push(list);
  }
  return nodes;
}

function listOf(part, session) {
  const items = part.elements.map((item) => h("li", {}, leaves(item, session)));
  const ordered = part.style === "ordered";
  const list = h(
    ordered ? "ol" : "ul",
    { class: part.border ? "bordered" : null, start: ordered && part.offset ? part.offset + 1 : null },
    items,
  );
  list.classList.add(`depth-${(part.indent ?? 0) % 3}`);
  return list;
}

function leaves(part, session) {
  return part.elements.flatMap((leaf, at) => styled(leaf, (LEAVES[leaf.type] ?? unknownLeaf)(leaf, session, at === 0)));
}

const LEAVES = {
  text: (leaf) => broken(leaf.text),
  link: (leaf) => link(leaf.url, leaf.text || null),
  user: (leaf, session) => userMention(leaf.user_id, session),
  channel: (leaf, session) => channelMention(leaf.channel_id, session),
  usergroup: () => h("span", { class: "mention" }, "@group"),
  team: (leaf, session) => h("span", { class: "mention" }, session.team.name),
  broadcast: (leaf) => broadcast(leaf.range),
  emoji: (leaf) => emoji(leaf.name),
  color: (leaf) => [swatch(leaf.value), leaf.value],
  date: dateLeaf,
};

function unknownLeaf(leaf) {
  return unknown("rich text element", leaf.type);
}

function dateLeaf(leaf, session, starts) {
  const words = slackDate(leaf.timestamp, leaf.format, session.me.tz, session.now(), { starts });
  return leaf.url
    ? link(leaf.url, words)
    : h("time", { datetime: new Date(leaf.timestamp * 1000).toISOString() }, words);
}

function swatch(colour) {
  const node = h("span", { class: "swatch" });
  if (/^#[0-9a-f]{3,8}$/i.test(colour)) node.style.backgroundColor = colour;
  return node;
}

function broken(text) {
  return text.split("\n").flatMap((row, at) => (at ? [h("br"), row] : [row]));
}

function styled(leaf, content) {
  const style = leaf.style ?? {};
  let node = content;
  for (const [name, tag] of [
    ["code", "code"],
    ["bold", "strong"],
    ["italic", "em"],
    ["strike", "s"],
    ["underline", "u"],
  ]) {
    if (style[name]) node = h(tag, {}, node);
  }
  return node;
}
