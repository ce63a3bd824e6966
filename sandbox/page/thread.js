/** The thread pane at the right: a message and its replies. */

import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { Stream } from "./stream.js";

export class ThreadPane {
  constructor(session, message, { close }) {
    this.session = session;
    this.channel = message.channel;
    this.ts = message.thread_ts ?? message.ts;
    this.ending = new AbortController();
    const channel = session.channels.get(message.channel);
    const name = channel ? session.channelTitle(channel) : "";
    const conversation = new Conversation(session, message.channel, this.ts);
    this.stream = new Stream(conversation, { intro: [], label: `Thread in ${name}` });
    this.composer = new Composer(session, { channel: message.channel, thread: this.ts, placeholder: "Reply…" });
    const shut = h(
      "button",
      { type: "button", class: "quiet", "aria-label": "Close thread", onclick: close },
      icon("close", 18),
    );
    const head = h(
      "header",
      { class: "pane-head" },
      h("div", { class: "pane-title" }, h("h2", {}, "Thread"), h("span", { class: "topic" }, name)),
      shut,
    );
    this.node = h(
      "aside",
      { class: "thread", "aria-label": `Thread in ${name}` },
      head,
      this.stream.node,
      this.composer.node,
    );
    session.on(["clock", "day"], () => this.stream.redraw(), this.ending.signal);
    conversation.load();
  }

  leave() {
    this.ending.abort();
    this.stream.leave();
  }

  focus() {
    this.composer.focus();
  }
}
