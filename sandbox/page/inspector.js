/** The inspector: every envelope, API call and ack, live, with its payloads. */

import { control } from "./api.js";
import { clockTime, wall } from "./dates.js";
import { copyText, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { Live } from "./live.js";

const KEEP = 2000;
const KINDS = [
  ["", "All"],
  ["envelope", "Envelopes"],
  ["api", "API calls"],
  ["ack", "Acks"],
  ["response_url", "Response URLs"],
  ["control", "Control"],
];

const PASSED = "Accepted: the payload passed every check";
const WELL = { envelope: "Delivered to the app", api: PASSED, ack: PASSED, response_url: PASSED, control: "Done" };

export class Inspector {
  #entries = new Map();
  #kind = "";
  #words = "";
  #bad = false;
  #chosen = null;
  #newest = 0;

  constructor(session, { close }) {
    this.session = session;
    this.rows = h("div", {
      class: "log-rows",
      role: "listbox",
      "aria-label": "Log entries",
      tabindex: "0",
      onkeydown: (event) => this.#step(event),
    });
    this.detail = h("div", { class: "log-detail" });
    this.count = h("span", { class: "log-count" });
    const kinds = h(
      "select",
      {
        class: "text-input",
        "aria-label": "Kind",
        onchange: ({ target }) => this.#narrow(() => (this.#kind = target.value)),
      },
      KINDS.map(([value, label]) => h("option", { value }, label)),
    );
    const words = h("input", {
      class: "text-input",
      type: "search",
      placeholder: "Filter by name or content",
      "aria-label": "Filter",
      oninput: ({ target }) => this.#narrow(() => (this.#words = target.value.trim().toLowerCase())),
    });
    const bad = h(
      "label",
      { class: "log-bad" },
      h("input", { type: "checkbox", onchange: ({ target }) => this.#narrow(() => (this.#bad = target.checked)) }),
      "Refused only",
    );
    const clear = h("button", { type: "button", class: "button small", onclick: () => this.#clear() }, "Clear");
    const shut = h(
      "button",
      { type: "button", class: "quiet", "aria-label": "Close inspector", onclick: close },
      icon("close", 18),
    );
    const head = h(
      "header",
      { class: "inspector-head" },
      h("h2", {}, "Inspector"),
      kinds,
      words,
      bad,
      this.count,
      clear,
      shut,
    );
    this.node = h(
      "section",
      { class: "inspector", "aria-label": "Inspector" },
      head,
      h("div", { class: "inspector-body" }, this.rows, this.detail),
    );
    this.#choose(null);
    this.live = new Live("/control/log/live", { heard: ({ entry }) => this.#take(entry), opened: () => this.#load() });
  }

  leave() {
    this.live.close();
  }

  /** Take what was logged while no line stood; what is heard in the meantime is newer. */
  async #load() {
    const { entries = [] } = await control.log(this.#newest);
    const all = [...this.#entries.values(), ...entries].sort((one, other) => one.n - other.n).slice(-KEEP);
    this.#entries = new Map(all.map((entry) => [entry.n, entry]));
    this.#newest = Math.max(this.#newest, all.at(-1)?.n ?? 0);
    this.#draw();
  }

  #take(entry) {
    const known = this.#entries.has(entry.n);
    this.#newest = Math.max(this.#newest, entry.n);
    this.#entries.set(entry.n, entry);
    if (this.#entries.size > KEEP) this.#entries.delete(this.#entries.keys().next().value);
    if (known) return this.#draw();
    if (this.#fits(entry)) this.#append(entry);
    return this.#tally();
  }

  #append(entry) {
    const end = this.rows.scrollHeight - this.rows.scrollTop - this.rows.clientHeight < 40;
    this.rows.append(this.#row(entry));
    if (end) this.rows.scrollTop = this.rows.scrollHeight;
  }

  #narrow(change) {
    change();
    this.#draw();
  }

  #clear() {
    this.#entries.clear();
    this.#choose(null);
    this.#draw();
  }

  #fits(entry) {
    if (this.#kind && entry.kind !== this.#kind) return false;
    if (this.#bad && entry.ok !== false) return false;
    return (
      !this.#words ||
      JSON.stringify([entry.name, entry.error, entry.request, entry.response]).toLowerCase().includes(this.#words)
    );
  }

  #draw() {
    fill(
      this.rows,
      [...this.#entries.values()].filter((entry) => this.#fits(entry)).map((entry) => this.#row(entry)),
    );
    this.rows.scrollTop = this.rows.scrollHeight;
    this.#tally();
  }

  #tally() {
    this.count.textContent = `${this.rows.children.length} of ${this.#entries.size}`;
  }

  #row(entry) {
    const { tz } = this.session.me;
    const at = new Date(entry.at);
    const second = String(wall(at, tz).second).padStart(2, "0");
    const chosen = this.#chosen?.n === entry.n;
    return h(
      "div",
      {
        class: `log-row ${entry.ok === false ? "bad" : ""}`,
        role: "option",
        "aria-selected": String(chosen),
        dataset: { n: entry.n },
        onclick: () => this.#choose(entry),
      },
      h("span", { class: "log-time" }, `${clockTime(at, tz)}:${second}`),
      h("span", { class: `log-kind ${entry.kind}` }, entry.kind),
      h("span", { class: "log-name" }, entry.name),
      h("span", { class: "log-result" }, entry.ok === false ? (entry.error ?? "refused") : "ok"),
      h("span", { class: "log-ms" }, entry.ms === null || entry.ms === undefined ? "" : `${Math.round(entry.ms)} ms`),
    );
  }

  #choose(entry) {
    this.#chosen = entry;
    for (const row of this.rows.children) row.setAttribute("aria-selected", String(Number(row.dataset.n) === entry?.n));
    if (!entry)
      return fill(this.detail, h("p", { class: "empty" }, "Pick an entry to see what was sent and what was answered."));
    const said =
      entry.ok === false
        ? h("div", { class: "verdict bad" }, icon("fault", 16), `Refused: ${entry.error}`)
        : h("div", { class: "verdict good" }, icon("check", 16), WELL[entry.kind]);
    const reasons = entry.response?.response_metadata?.messages ?? [];
    return fill(
      this.detail,
      h("div", { class: "detail-head" }, h("strong", {}, entry.name), said),
      reasons.map((reason) => h("p", { class: "reason" }, reason)),
      payload("Sent", entry.request),
      payload("Answered", entry.response),
    );
  }

  #step(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...this.rows.children];
    if (!by || !rows.length) return;
    event.preventDefault();
    const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
    const to = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    to.scrollIntoView({ block: "nearest" });
    this.#choose(this.#entries.get(Number(to.dataset.n)));
  }
}

function payload(title, value) {
  if (value === null || value === undefined) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const copy = h(
    "button",
    {
      type: "button",
      class: "button small",
      "aria-label": `Copy what was ${title.toLowerCase()}`,
      onclick: () => copyText(text).then(() => (copy.textContent = "Copied")),
    },
    "Copy",
  );
  return h(
    "div",
    { class: "payload" },
    h("div", { class: "payload-head" }, h("h3", {}, title), copy),
    h("pre", { tabindex: "0" }, text),
  );
}
