/** Modals: a person's stack of views, the top one on the screen. */

import { appAvatar } from "./avatar.js";
import { BlockList } from "./block_list.js";
import { setError } from "./blocks.js";
import { show } from "./dialog.js";
import { fill, freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { Surface, failureWords } from "./surface.js";
import { textObject } from "./text.js";
import { statefulElements } from "./values.js";

const LOST_ANSWER = "We had some trouble connecting. Try again?";
const GRACE_MS = 200;

/** Keeps the dialog on the screen equal to the session's stack of views. */
export class Modals {
  #open = new Map();
  #shown = null;

  constructor(session) {
    this.session = session;
    session.on("views", () => this.draw());
    this.draw();
  }

  draw() {
    const { views } = this.session;
    for (const [id, modal] of this.#open) {
      if (views.some((view) => view.id === id)) continue;
      modal.leave();
      this.#open.delete(id);
    }
    const top = views.at(-1);
    if (this.#shown && this.#shown.id !== top?.id) this.#shown.leave();
    this.#shown = null;
    if (!top) return;
    if (!this.#open.has(top.id)) this.#open.set(top.id, new Modal(this.session, top.id));
    this.#shown = this.#open.get(top.id);
    this.#shown.draw(top, views.length > 1);
  }

  /** The modal on the screen, if there is one. */
  get top() {
    return this.#shown;
  }

  /** Take everything from the screen, when the person leaves. */
  stop() {
    for (const modal of this.#open.values()) modal.leave();
    this.#open.clear();
  }
}

class Modal {
  #takeAway = null;
  #busy = false;
  #look = null;

  constructor(session, id) {
    this.id = id;
    this.session = session;
    this.surface = new Surface(session, "modal", { view_id: id });
    this.surface.failed = (message) => this.#complain(message);
    this.titleId = freshId("modal-title");
    this.head = h("header", { class: "dialog-head" });
    this.body = h("div", { class: "dialog-body" });
    this.banner = h("div", { class: "dialog-banner", role: "alert", hidden: true });
    this.foot = h("footer", { class: "dialog-foot" });
    this.form = h(
      "form",
      { novalidate: true, onsubmit: (event) => this.#submit(event) },
      this.head,
      this.banner,
      this.body,
      this.foot,
    );
    this.node = h("div", { class: "dialog modal" }, this.form);
    this.node.addEventListener("keydown", (event) => this.#entered(event));
    this.blocks = new BlockList(this.body, this.surface);
  }

  draw(view, stacked) {
    this.view = view;
    const first = !this.#takeAway;
    if (first) this.#takeAway = show(this.node, { escape: () => this.#close(true), label: this.titleId });
    const look = JSON.stringify([view.title, view.submit, view.close, stacked]);
    if (look !== this.#look) this.#frame(view, stacked);
    this.#look = look;
    if (this.#busy) this.#work(true);
    this.blocks.show(view.blocks, view.state?.values);
    if (first) this.#focus();
  }

  /** Draw title bar and footer; they are redrawn only when they change, to keep the focus. */
  #frame(view, stacked) {
    const back = h(
      "button",
      { type: "button", class: "quiet", "aria-label": "Back", onclick: () => this.#close(false) },
      icon("back", 20),
    );
    const close = h(
      "button",
      { type: "button", class: "quiet", "aria-label": "Close", onclick: () => this.#close(true) },
      icon("close", 20),
    );
    fill(
      this.head,
      stacked ? back : appAvatar(this.session.app, 24),
      h("h2", { id: this.titleId }, textObject(view.title, this.session)),
      close,
    );
    this.submit = view.submit
      ? h("button", { type: "submit", class: "button primary" }, h("span", {}, textObject(view.submit, this.session)))
      : null;
    const cancel = h(
      "button",
      { type: "button", class: "button", onclick: () => this.#close(false) },
      view.close ? textObject(view.close, this.session) : view.submit ? "Cancel" : "Close",
    );
    fill(this.foot, cancel, this.submit);
  }

  leave() {
    this.#takeAway?.();
    this.#takeAway = null;
  }

  /** Take over answers as if they had been typed in; the bot hears of one field that it wants to hear of. */
  take(filled) {
    for (const { block, element, part } of filled)
      this.surface.values.set(block.block_id, element.action_id, { type: element.type, ...part });
    this.#clearErrors();
    this.blocks.redraw(this.view.blocks);
    const told = filled.findLast(({ block }) => block.dispatch_action);
    if (told) this.surface.act(told.block.block_id, told.element, told.part);
  }

  #focus() {
    const wanted = statefulElements(this.view.blocks).find(({ element }) => element.focus_on_load);
    const scope = wanted ? this.body.querySelector(`[data-block="${CSS.escape(wanted.block.block_id)}"]`) : this.body;
    const field =
      scope?.querySelector("input, textarea") ?? this.submit ?? this.node.querySelector(".dialog-foot button");
    field?.focus({ preventScroll: !wanted });
  }

  #entered(event) {
    const field = event.target;
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing) return;
    if (field.matches("textarea") && (event.metaKey || event.ctrlKey)) this.form.requestSubmit();
    else if (field.matches("input") && !this.view.submit) event.preventDefault();
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#busy || !this.view.submit) return;
    this.#clearErrors();
    const unread = this.body.querySelector(".combo [aria-invalid='true']");
    if (unread)
      return this.#showErrors({
        [unread.closest("[data-block]").dataset.block]: unread.closest(".date")
          ? "Enter a date like 2026-11-24."
          : "Enter a time like 14:30.",
      });
    this.surface.dispatchSoon.cancel();
    this.#work(true);
    const before = this.session.views;
    const answer = await this.session.api.submit({ view_id: this.id, values: this.surface.values.all() });
    if (answer.ok && answer.response_action !== "errors") await this.#follow(before, answer.views);
    this.#work(false);
    if (!answer.ok)
      this.#complain(
        answer.error === "operation_timeout" || answer.error === "network"
          ? LOST_ANSWER
          : `${LOST_ANSWER} ${failureWords(answer.error)}`,
      );
    else if (answer.response_action === "errors") this.#showErrors(answer.errors ?? {});
    return undefined;
  }

  /** The live line tells of the new stack in order; without it the answer's own stack stands in. */
  async #follow(before, views) {
    if (this.session.live && this.session.views === before)
      await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
    if (this.session.views === before && views) this.session.setViews(views);
  }

  #work(busy) {
    this.#busy = busy;
    this.node.toggleAttribute("data-busy", busy);
    if (!this.submit) return;
    this.submit.setAttribute("aria-busy", String(busy));
    this.submit.setAttribute("aria-disabled", String(busy));
  }

  #clearErrors() {
    this.#complain(null);
    for (const node of this.body.querySelectorAll(".input-block.wrong")) setError(node, null);
  }

  #showErrors(errors) {
    const loose = [];
    let first = null;
    for (const [blockId, message] of Object.entries(errors)) {
      const node = this.body.querySelector(`.input-block[data-block="${CSS.escape(blockId)}"]`);
      if (node) setError(node, message);
      else loose.push(message);
    }
    first = this.body.querySelector(".input-block.wrong");
    if (loose.length) this.#complain(loose.join(" "));
    first?.scrollIntoView({ block: "center" });
    first?.querySelector("input, textarea")?.focus({ preventScroll: true });
  }

  #complain(message) {
    this.banner.hidden = !message;
    fill(this.banner, message ? [icon("fault", 18), h("span", {}, message)] : null);
  }

  #close(all) {
    const only = this.session.views.length < 2;
    this.session.api.close({ view_id: this.id, ...(all || only ? { all: true } : {}) }).then((answer) => {
      if (!answer.ok) this.#complain(failureWords(answer.error));
      else if (!this.session.live) this.session.setViews(all ? [] : this.session.views.slice(0, -1));
    });
  }
}
