/** The middle of the window: a channel, a direct message, or the app with its Home and Messages tabs. */

import { appAvatar, avatar } from "./avatar.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { clockTime } from "./dates.js";
import { fill, freshId, h } from "./dom.js";
import { HomeTab } from "./home.js";
import { icon } from "./icons.js";
import { Stream } from "./stream.js";

const CLOSED = "Sending messages to this app has been turned off. Use its commands in a channel.";

export class Pane {
  #part = null;

  constructor(session, channel, { openThread, tab = "messages", tabbed = () => {}, intro = () => null }) {
    Object.assign(this, { session, channel, openThread, tab, tabbed, intro });
    this.ending = new AbortController();
    this.head = h("header", { class: "pane-head" });
    this.body = h("div", { class: "pane-body" });
    this.node = h("main", { class: "pane", "aria-label": session.channelTitle(channel) }, this.head, this.body);
    session.on(["clock", "day"], () => this.stream?.redraw(), this.ending.signal);
    session.on("channels", () => this.stream?.pinned && this.#read(), this.ending.signal);
    document.addEventListener("visibilitychange", () => this.stream?.pinned && this.#read(), {
      signal: this.ending.signal,
    });
    this.#draw();
  }

  leave() {
    this.ending.abort();
    this.#part?.leave();
  }

  focus() {
    this.composer?.focus();
  }

  #draw() {
    const { session, channel } = this;
    fill(
      this.head,
      h("div", { class: "pane-title" }, this.#mark(), h("h1", {}, session.channelTitle(channel)), this.#note()),
      this.#hasHome ? this.#tabs() : null,
    );
    this.#part?.leave();
    if (this.#hasHome && this.tab === "home") this.#showHome();
    else this.#showMessages();
  }

  get #hasHome() {
    return this.channel.kind === "app" && this.session.app.has_home !== false;
  }

  #mark() {
    const { kind } = this.channel;
    if (kind === "app") return appAvatar(this.session.app, 24);
    if (kind === "dm") return avatar(this.#other(), 24);
    return icon(kind === "private" ? "lock" : "hash", 20);
  }

  #other() {
    return this.session.person(this.channel.with) ?? { id: this.channel.id, real_name: this.channel.name };
  }

  #note() {
    const { kind, topic, is_ext_shared: shared } = this.channel;
    if (kind === "dm") {
      const other = this.#other();
      return h(
        "span",
        { class: "topic" },
        [other.title, other.tz ? `${clockTime(this.session.now(), other.tz)} their time` : ""]
          .filter(Boolean)
          .join(" · "),
      );
    }
    return [
      shared ? h("span", { class: "pill" }, "Shared with another workspace") : null,
      topic ? h("span", { class: "topic" }, topic) : null,
    ];
  }

  #tabs() {
    const id = freshId("tab");
    this.body.id = id;
    const tab = (name, label) => {
      const chosen = this.tab === name;
      return h(
        "button",
        {
          type: "button",
          role: "tab",
          "aria-selected": String(chosen),
          "aria-controls": id,
          tabindex: chosen ? "0" : "-1",
          class: "tab",
          onclick: () => this.show(name),
        },
        label,
      );
    };
    const row = h(
      "div",
      { class: "tabs", role: "tablist", "aria-label": this.session.app.name },
      tab("home", "Home"),
      tab("messages", "Messages"),
    );
    row.addEventListener("keydown", ({ key }) => {
      if (key !== "ArrowLeft" && key !== "ArrowRight") return;
      this.show(this.tab === "home" ? "messages" : "home");
      this.head.querySelector("[aria-selected=true]").focus();
    });
    return row;
  }

  /** Go to a tab of the app. */
  show(tab) {
    if (tab === this.tab) return;
    this.tab = tab;
    this.tabbed(tab);
    this.#draw();
  }

  #showHome() {
    this.stream = null;
    this.composer = null;
    const home = new HomeTab(this.session);
    this.#part = home;
    fill(this.body, home.node);
  }

  #showMessages() {
    const { session, channel } = this;
    const conversation = new Conversation(session, channel.id);
    const read = () => this.#read();
    const title = session.channelTitle(channel);
    const named = channel.kind === "channel" || channel.kind === "private" ? `#${title}` : title;
    this.stream = new Stream(conversation, {
      intro: this.intro(channel) ?? this.#intro(named),
      label: `Messages in ${named}`,
      openThread: this.openThread,
      unread: channel.unread ?? 0,
      read,
    });
    const closed = channel.kind === "app" && session.app.is_read_only;
    this.composer = closed ? null : new Composer(session, { channel: channel.id, placeholder: `Message ${named}` });
    this.#part = this.stream;
    fill(this.body, this.stream.node, this.composer?.node ?? h("p", { class: "closed" }, CLOSED));
    this.loaded = conversation.load();
    // An app hears of everybody who comes to it, also where nothing is unread.
    if (channel.kind === "app") session.api.opened(channel.id);
    else this.#read();
  }

  /** Tell the server that what is in sight has been read. */
  #read() {
    const { unread, mentions } = this.session.channels.get(this.channel.id) ?? {};
    if (document.visibilityState === "visible" && (unread || mentions)) this.session.api.opened(this.channel.id);
  }

  #intro(named) {
    const { kind, topic } = this.channel;
    const about = {
      dm: "This is where the two of you talk.",
      app: `This is where ${this.session.app.name} writes to you. Only you see it.`,
    }[kind];
    return [h("h2", {}, named), h("p", {}, about ?? topic ?? `This is the very beginning of ${named}.`)];
  }
}
