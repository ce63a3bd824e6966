/** Where one writes: messages and slash commands. */

import { Completion } from "./completion.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { toggleMenu } from "./menu.js";

/** The composer of a channel or a thread; drafts stay with the session. */
export class Composer {
  #draftKey;

  constructor(session, { channel, thread = null, placeholder }) {
    Object.assign(this, { session, channel, thread });
    this.#draftKey = `${channel}/${thread ?? ""}`;
    this.field = h("textarea", {
      class: "composer-field",
      rows: 1,
      "aria-label": placeholder,
      placeholder,
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      value: session.drafts.get(this.#draftKey) ?? "",
    });
    this.completion = new Completion(this.field, session);
    this.send = h(
      "button",
      { type: "button", class: "send", "aria-label": "Send", title: "Send", onclick: () => this.#say() },
      icon("send", 18),
    );
    const bolt = h(
      "button",
      {
        type: "button",
        class: "quiet",
        "aria-label": "Shortcuts and commands",
        title: "Shortcuts and commands",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => toggleMenu(bolt, this.#offers(), { label: "Shortcuts and commands", side: "above" }),
      },
      icon("bolt", 18),
    );
    const box = h(
      "div",
      { class: "composer-box" },
      this.field,
      h(
        "div",
        { class: "composer-foot" },
        bolt,
        h(
          "span",
          { class: "composer-tip" },
          h("kbd", {}, "/"),
          " command  ",
          h("kbd", {}, "@"),
          " person  ",
          h("kbd", {}, "Shift Enter"),
          " new line",
        ),
        this.send,
      ),
    );
    this.node = h("div", { class: "composer" }, this.completion.list, box);
    this.#typed();
  }

  focus() {
    this.field.focus();
  }

  #offers() {
    const { session } = this;
    const shortcuts = session.shortcuts.filter(({ type }) => type === "global");
    const commands = session.commands.map(({ command, description, usage_hint: hint }) => ({
      label: hint ? `${command} ${hint}` : command,
      note: description,
      run: () => this.begin(`${command} `),
    }));
    const run = (shortcut) => ({
      label: shortcut.name,
      note: shortcut.description ?? session.app.name,
      icon: icon("bolt", 16),
      run: () => session.runShortcut(shortcut),
    });
    return [
      ...(shortcuts.length ? [{ heading: "Shortcuts" }, ...shortcuts.map(run)] : []),
      { heading: "Commands" },
      ...commands,
    ];
  }

  /** Put words into the field, to go on from there. */
  begin(text) {
    this.field.value = text;
    this.field.focus();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #typed() {
    this.session.drafts.set(this.#draftKey, this.field.value);
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 240)}px`;
    this.send.disabled = !this.field.value.trim();
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.completion.key(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#say();
    }
  }

  async #say() {
    const typed = this.field.value.trim();
    if (!typed) return;
    this.completion.hide();
    this.begin("");
    const answer = await this.session.api.say({
      channel: this.channel,
      text: typed,
      ...(this.thread ? { thread_ts: this.thread } : {}),
    });
    if (answer.ok) {
      if (answer.message)
        for (const conversation of this.session.conversations) conversation.upsert(answer.message, true);
    } else if (answer.error === "network" || !typed.startsWith("/")) {
      if (!this.field.value) this.begin(typed);
      this.session.tell("trouble", "Your message could not be sent. Try again.");
    }
  }
}
