/** table and data_table blocks. */

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { richText } from "./richtext.js";
import { unknown } from "./unknown.js";

/** Render rows of cells; the first row is the head. */
export function table(block, session) {
  const settings = block.column_settings ?? [];
  const line = (cells, tag) =>
    h(
      "tr",
      {},
      cells.map((cell, at) =>
        h(tag, { class: column(settings[at], cell), scope: tag === "th" ? "col" : null }, content(cell, session)),
      ),
    );
  const [head, ...body] = block.rows;
  const caption = block.caption ? h("caption", {}, block.caption) : null;
  const rows = h(
    "table",
    { class: "bk-table" },
    caption,
    h("thead", {}, line(head ?? [], "th")),
    h(
      "tbody",
      {},
      body.map((cells) => line(cells, "td")),
    ),
  );
  return h("div", { class: "table-wrap", tabindex: "0", role: "group", "aria-label": block.caption ?? "Table" }, rows);
}

function column(setting, cell) {
  const align = setting?.align ?? (cell.type === "raw_number" ? "right" : "left");
  return `${align}${setting?.is_wrapped ? " wrapped" : ""}`;
}

function content(cell, session) {
  if (cell.type === "raw_text" || cell.type === "raw_number") return withEmoji(cell.text ?? String(cell.value));
  if (cell.type === "rich_text") return richText(cell, session);
  return unknown("table cell", cell.type);
}
