/** The scrolling list of a conversation: day lines, the new-messages line, and staying at the end. */

import { dayHeading, dayKey } from "./dates.js";
import { fill, h } from "./dom.js";
import { closeFloatingFrom } from "./menu.js";
import { continues, moment, renderMessage } from "./messages.js";

const NEAR = 60;

export class Stream {
  #drawn = new Map();
  pinned = true;
  #unreadFrom = null;
  #missed = 0;

  /** `intro` stands above the first message; `openThread` is absent in a thread. */
  constructor(conversation, { intro, label, openThread = null, unread = 0, read = () => {} }) {
    Object.assign(this, { conversation, openThread, unread, read });
    this.session = conversation.session;
    this.intro = h("div", { class: "intro" }, intro);
    this.earlier = h(
      "button",
      { type: "button", class: "earlier", hidden: true, onclick: () => conversation.loadEarlier() },
      "Show earlier messages",
    );
    this.list = h("div", { class: "messages" });
    this.jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd() });
    this.scroller = h(
      "div",
      {
        class: "scroller",
        tabindex: "0",
        role: "log",
        "aria-live": "polite",
        "aria-relevant": "additions",
        "aria-label": label,
        onscroll: () => this.#scrolled(),
      },
      this.intro,
      this.earlier,
      this.list,
    );
    this.node = h("div", { class: "stream" }, this.scroller, this.jump);
    this.resizing = new ResizeObserver(() => this.pinned && this.#bottom());
    this.resizing.observe(this.scroller);
    this.resizing.observe(this.list);
    conversation.addEventListener("change", ({ detail }) => this.draw(detail));
  }

  leave() {
    this.resizing.disconnect();
    this.conversation.leave();
  }

  /** Draw what is loaded; messages that look the same stay in place. */
  draw(how = "changed") {
    const { messages, hasMore, loaded, error } = this.conversation;
    if (how === "loaded" && this.unread && this.#unreadFrom === null)
      this.#unreadFrom = messages.filter(({ user }) => user !== this.session.me.id).at(-this.unread)?.ts ?? null;
    this.intro.hidden = hasMore || !loaded;
    this.earlier.hidden = !hasMore;
    const height = this.scroller.scrollHeight;
    const nodes = error ? [h("p", { class: "empty" }, "These messages could not be loaded.")] : this.#rows(messages);
    const focus = focusedAction(this.list);
    settle(this.list, nodes);
    if (focus) this.#refocus(focus);
    if (how === "earlier") this.scroller.scrollTop += this.scroller.scrollHeight - height;
    if (how === "arrived") this.#arrived(messages.at(-1));
    else if (this.pinned) this.#bottom();
  }

  #rows(messages) {
    const { tz, id } = this.session.me;
    const now = this.session.now();
    const today = dayKey(now, tz);
    const drawn = new Map();
    const keep = (key, look, make) => {
      const old = this.#drawn.get(key);
      const entry = old?.look === look ? old : { look, node: make() };
      drawn.set(key, entry);
      return entry.node;
    };
    const nodes = messages.flatMap((message, at) => {
      const before = messages[at - 1];
      const day = dayKey(moment(message), tz);
      const rows = [];
      if (!before || dayKey(moment(before), tz) !== day)
        rows.push(keep(`day ${day}`, today, () => dayLine(dayHeading(moment(message), tz, now))));
      if (message.ts === this.#unreadFrom)
        rows.push(keep("new", "new", () => h("div", { class: "new-line", role: "separator" }, h("span", {}, "New"))));
      const compact = rows.length === 0 && continues(message, before, tz);
      const look = `${id}${compact}${today}${JSON.stringify(message)}`;
      return [
        ...rows,
        keep(message.ts, look, () => renderMessage(message, this.session, { compact, openThread: this.openThread })),
      ];
    });
    this.#drawn = drawn;
    return nodes;
  }

  #arrived(message) {
    const mine = message?.user === this.session.me.id;
    if (mine || this.pinned) {
      this.toEnd();
      return;
    }
    this.#missed += 1;
    this.jump.hidden = false;
    fill(this.jump, `${this.#missed} new ${this.#missed === 1 ? "message" : "messages"} below`);
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.pinned = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.pinned) this.#caughtUp();
    if (scrollTop < NEAR * 3 && this.conversation.hasMore) this.conversation.loadEarlier();
  }

  /** A message that was redrawn under the keyboard keeps it: on the same control, or on the message's own tools. */
  #refocus({ ts, action }) {
    if (document.activeElement !== document.body) return;
    const message = this.list.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    const same = action && message?.querySelector(`[data-action="${CSS.escape(action)}"]`);
    const control = same?.matches("button, input") ? same : same?.querySelector("input, button");
    (control ?? message?.querySelector(".tools button"))?.focus({ preventScroll: true });
  }

  /** Go to the newest message. */
  toEnd() {
    this.pinned = true;
    this.#bottom();
    this.#caughtUp();
  }

  #caughtUp() {
    this.#missed = 0;
    this.jump.hidden = true;
    this.conversation.trim();
    this.read();
  }

  #bottom() {
    // Where nobody has written yet, the channel begins with what stands at its top.
    if (!this.list.childElementCount) return;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Show a message wherever it stands, loading earlier pages as far as needed; answers whether it was found. */
  async reveal(ts) {
    const find = () => this.list.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    while (!find() && this.conversation.hasMore) await this.conversation.loadEarlier();
    const node = find();
    if (!node) return false;
    this.pinned = false;
    node.scrollIntoView({ block: "center" });
    node.classList.add("revealed");
    setTimeout(() => node.classList.remove("revealed"), 2400);
    return true;
  }

  /** Redraw everything, when the clock has moved. */
  redraw() {
    this.#drawn = new Map();
    this.draw();
  }
}

function focusedAction(list) {
  const active = document.activeElement;
  const typed = list.contains(active) && active.matches(":focus-visible");
  const message = typed ? active.closest("[data-ts]") : null;
  return message && { ts: message.dataset.ts, action: active.closest("[data-action]")?.dataset.action };
}

function settle(list, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...list.children]) {
    if (wanted.has(child)) continue;
    closeFloatingFrom(child);
    child.remove();
  }
  nodes.forEach((node, at) => {
    if (list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null);
  });
}

function dayLine(words) {
  return h("div", { class: "day-line", role: "separator" }, h("span", {}, words));
}
