/** Slack's mrkdwn as DOM: what is not a known mark stays the text it is. */

import { slackDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji, isEmoji } from "./emoji.js";

const MARKS = { "*": "strong", _: "em", "~": "s" };
const URL_IN_TEXT = /https?:\/\/(?:[^\s<>|"'`/]+\.[^\s<>|"'`/.]|localhost|127\.0\.0\.1)[^\s<>|"'`]*/y;
const SHORTCODE = /:([a-z0-9_+-]+(?:::skin-tone-\d)?):/iy;

/** Render mrkdwn; `session` names people, channels, the zone and the time. Verbatim text has no links but the marked ones. */
export function mrkdwn(text, session, { verbatim = false } = {}) {
  const reader = { session, verbatim };
  const nodes = [];
  text.split(/```/).forEach((part, at, all) => {
    const closed = at % 2 === 1 && at < all.length - 1;
    if (closed) nodes.push(h("pre", {}, h("code", {}, unescape(part.replace(/^\n/, "").replace(/\n$/, "")))));
    else if (at % 2 === 1) nodes.push(...lines(`\`\`\`${part}`, reader));
    else nodes.push(...lines(at > 0 ? part.replace(/^\n/, "") : part, reader));
  });
  return nodes;
}

/** Give the words of a mrkdwn text without its marks, for a toast or a title. */
export function mrkdwnWords(text, session) {
  return h("div", {}, mrkdwn(text, session)).textContent.trim();
}

function lines(text, reader) {
  const nodes = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, joined(quoted, reader)));
    quoted = [];
  };
  const plain = [];
  const settle = () => {
    if (plain.length) nodes.push(...joined(plain.splice(0), reader));
  };
  const all = text.split("\n");
  all.forEach((line, at) => {
    const quote = /^(?:&gt;|>)(?!(?:&gt;|>){2}) ?(.*)$/s.exec(line);
    const block = /^(?:&gt;|>){3} ?(.*)$/s.exec(line);
    if (block) {
      settle();
      flush();
      quoted = [block[1], ...all.splice(at + 1)];
      flush();
    } else if (quote) {
      settle();
      quoted.push(quote[1]);
    } else {
      flush();
      plain.push(line);
    }
  });
  flush();
  settle();
  return nodes;
}

function joined(rows, reader) {
  return rows.flatMap((row, at) => {
    const item = /^(\s*)(•|◦|-|\d{1,2}\.) (.*)$/s.exec(row);
    if (item) {
      const gap = at > 0 && rows[at - 1] === "" ? h("br") : null;
      return [
        gap,
        h(
          "span",
          { class: "hang" },
          h("span", { class: "hang-mark" }, `${item[2]} `),
          h("span", {}, inline(item[3], reader)),
        ),
      ];
    }
    const breaks = at > 0 && !/^\s*(•|◦|-|\d{1,2}\.) /.test(rows[at - 1]);
    return [breaks ? h("br") : null, ...inline(row, reader)];
  });
}

/** Render the marks within one line. */
function inline(text, reader) {
  const nodes = [];
  let words = "";
  const push = (node) => {
    if (words) nodes.push(unescape(words));
    words = "";
    nodes.push(node);
  };
  for (let at = 0; at < text.length;) {
    const found =
      angle(text, at, reader.session) ??
      code(text, at) ??
      shortcode(text, at) ??
      (reader.verbatim ? null : bareUrl(text, at)) ??
      marked(text, at, reader);
    if (found) {
      push(found.node);
      at = found.end;
    } else {
      words += text[at];
      at += 1;
    }
  }
  if (words) nodes.push(unescape(words));
  return nodes;
}

function angle(text, at, session) {
  if (text[at] !== "<") return null;
  const starts = /(?:^|[.!?]\s+)[*_~]*$/.test(text.slice(0, at));
  const end = text.indexOf(">", at);
  if (end < 0) return null;
  const node = reference(text.slice(at + 1, end), session, starts);
  return node && { node, end: end + 1 };
}

function reference(inner, session, starts) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : unescape(inner.slice(bar + 1));
  if (/^@[UW]/.test(target)) return userMention(target.slice(1), session, label);
  if (/^#[CGD]/.test(target)) return channelMention(target.slice(1), session, label);
  if (target.startsWith("!date^")) return dateMention(target, label, session, starts);
  if (/^!(here|channel|everyone)$/.test(target)) return broadcast(target.slice(1));
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label ?? "@group");
  if (/^(https?|mailto|tel):/i.test(target)) return link(unescape(target), label);
  return null;
}

/** Show a person's name as a mention, marked when it is the reader. */
export function userMention(id, session, label = null) {
  const person = session.person(id);
  const mine = id === session.me.id;
  return h(
    "span",
    { class: mine ? "mention mine" : "mention", dataset: { user: id } },
    `@${person?.real_name ?? label ?? id}`,
  );
}

/** Show a channel the reader can open, or its bare name. */
export function channelMention(id, session, label = null) {
  const channel = session.channels.get(id);
  if (!channel) return h("span", { class: "mention" }, `#${label ?? "private-channel"}`);
  const name =
    channel.kind === "channel" || channel.kind === "private" ? `#${channel.name}` : session.channelTitle(channel);
  return h("a", { class: "mention", href: `#${id}` }, name);
}

/** Show @here, @channel or @everyone. */
export function broadcast(range) {
  return h("span", { class: "mention mine" }, `@${range}`);
}

function dateMention(target, label, session, starts) {
  const [, timestamp, format, url] = target.split("^");
  if (!/^-?\d+$/.test(timestamp ?? "") || !format) return label ? document.createTextNode(label) : null;
  const words = slackDate(Number(timestamp), unescape(format), session.me.tz, session.now(), { starts });
  const shown = h("time", { datetime: new Date(Number(timestamp) * 1000).toISOString(), title: label ?? "" }, words);
  return url ? link(unescape(url), shown) : shown;
}

/** Link to the web; only http, https, mail and telephone addresses become links. */
export function link(url, label = null) {
  if (!/^(https?|mailto|tel):/i.test(url)) return h("span", {}, label ?? url);
  return h("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, label ?? url.replace(/^mailto:/, ""));
}

function code(text, at) {
  if (text[at] !== "`") return null;
  const end = text.indexOf("`", at + 1);
  if (end <= at + 1) return null;
  return { node: h("code", {}, unescape(text.slice(at + 1, end))), end: end + 1 };
}

function shortcode(text, at) {
  if (text[at] !== ":") return null;
  SHORTCODE.lastIndex = at;
  const match = SHORTCODE.exec(text);
  if (!match || !isEmoji(match[1].toLowerCase().split("::")[0])) return null;
  return { node: emoji(match[1].toLowerCase()), end: at + match[0].length };
}

function bareUrl(text, at) {
  if (text[at] !== "h" || /\w/.test(text[at - 1] ?? " ")) return null;
  URL_IN_TEXT.lastIndex = at;
  const match = URL_IN_TEXT.exec(text);
  if (!match) return null;
  const raw = match[0].split(/&[lg]t;/)[0].replace(/[.,;:!?)\]}*_~]+$/, "");
  return { node: link(unescape(raw)), end: at + raw.length };
}

function marked(text, at, reader) {
  const mark = text[at];
  const tag = MARKS[mark];
  if (!tag || /\w/.test(text[at - 1] ?? " ") || /[\s]/.test(text[at + 1] ?? " ") || text[at + 1] === mark) return null;
  for (let end = text.indexOf(mark, at + 2); end > 0; end = text.indexOf(mark, end + 1)) {
    if (!/\s/.test(text[end - 1]) && !/\w/.test(text[end + 1] ?? " ")) {
      return { node: h(tag, {}, inline(text.slice(at + 1, end), reader)), end: end + 1 };
    }
  }
  return null;
}

function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
