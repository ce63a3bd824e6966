/** The markdown block: headings, lists, quotes, code, tables, links and emphasis of standard Markdown. */

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./mrkdwn.js";

const INLINE =
  /(`+)(.+?)\1|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\*([^*\s][^*]*?)\*|\b_([^_\s][^_]*?)_\b|!?\[([^\]]*)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>)]+)/;

/** Render Markdown text as a list of nodes. */
export function markdown(text) {
  const rows = text.split("\n");
  const nodes = [];
  while (rows.length) nodes.push(block(rows));
  return nodes.filter(Boolean);
}

function block(rows) {
  const row = rows[0];
  if (!row.trim()) return void rows.shift();
  if (row.startsWith("```")) return fenced(rows);
  const heading = /^(#{1,6})\s+(.*)$/.exec(row);
  if (heading)
    return (
      rows.shift(),
      h(
        "p",
        {
          class: `md-heading md-${heading[1].length}`,
          role: "heading",
          "aria-level": Math.min(6, heading[1].length + 1),
        },
        spans(heading[2]),
      )
    );
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(row)) return (rows.shift(), h("hr"));
  if (/^\s*>/.test(row))
    return h(
      "blockquote",
      {},
      markdown(
        take(rows, /^\s*>/)
          .map((line) => line.replace(/^\s*> ?/, ""))
          .join("\n"),
      ),
    );
  if (/^\s*([-*+]|\d+\.)\s/.test(row)) return list(rows);
  if (row.includes("|") && /^\s*\|?[\s:|-]+\|?\s*$/.test(rows[1] ?? "") && rows[1].includes("-")) return table(rows);
  return h(
    "p",
    {},
    take(rows, /^(?!\s*$|```|#{1,6}\s|\s*>|\s*([-*+]|\d+\.)\s)/).flatMap((line, at) => [
      at ? h("br") : null,
      ...spans(line),
    ]),
  );
}

function take(rows, fits) {
  const taken = [rows.shift()];
  while (rows.length && fits.test(rows[0])) taken.push(rows.shift());
  return taken;
}

function fenced(rows) {
  rows.shift();
  const end = rows.findIndex((row) => row.startsWith("```"));
  const body = rows.splice(0, end < 0 ? rows.length : end);
  rows.shift();
  return h("pre", {}, h("code", {}, body.join("\n")));
}

function list(rows) {
  const ordered = /^\s*\d+\./.test(rows[0]);
  const items = take(rows, /^\s*([-*+]|\d+\.)\s|^\s{2,}\S/);
  const depth = /^\s*/.exec(items[0])[0].length;
  const groups = [];
  for (const item of items) {
    const deeper = /^\s*/.exec(item)[0].length > depth;
    if (deeper && groups.length) groups.at(-1).below.push(item);
    else groups.push({ words: item.replace(/^\s*([-*+]|\d+\.)\s+/, ""), below: [] });
  }
  const nodes = groups.map(({ words, below }) =>
    h("li", {}, task(words), below.length ? markdown(below.join("\n")) : null),
  );
  return h(ordered ? "ol" : "ul", {}, nodes);
}

function task(words) {
  const box = /^\[([ xX])\]\s+(.*)$/.exec(words);
  return box ? [h("span", { "aria-hidden": "true" }, box[1] === " " ? "☐ " : "☑ "), ...spans(box[2])] : spans(words);
}

function table(rows) {
  const [head, , ...body] = take(rows, /\|/).map((row) =>
    row
      .trim()
      .replace(/^\||\|$/g, "")
      .split("|")
      .map((cell) => cell.trim()),
  );
  const line = (cells, tag) =>
    h(
      "tr",
      {},
      cells.map((cell) => h(tag, {}, spans(cell))),
    );
  return h(
    "div",
    { class: "table-wrap", tabindex: "0", role: "group", "aria-label": "Table" },
    h(
      "table",
      { class: "bk-table" },
      h("thead", {}, line(head, "th")),
      h(
        "tbody",
        {},
        body.map((cells) => line(cells, "td")),
      ),
    ),
  );
}

function spans(text) {
  const nodes = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    nodes.push(...withEmoji(rest.slice(0, match.index)), span(match));
    rest = rest.slice(match.index + match[0].length);
  }
  return [...nodes, ...withEmoji(rest)];
}

function span([, , code, strong, strong2, strike, em, em2, label, target, url]) {
  if (code !== undefined) return h("code", {}, code);
  if (strong ?? strong2) return h("strong", {}, spans(strong ?? strong2));
  if (strike) return h("s", {}, spans(strike));
  if (em ?? em2) return h("em", {}, spans(em ?? em2));
  return target ? link(target, label || target) : link(url);
}
