/** The side bar: channels, direct messages and apps, with what is unread. */

import { appAvatar, avatar } from "./avatar.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { actingAs } from "./people.js";
import { waitingIn } from "./waiting.js";

const SECTIONS = [
  { title: "Channels", kinds: ["channel", "private"] },
  { title: "Direct messages", kinds: ["dm"] },
  { title: "Apps", kinds: ["app"] },
];

export class Sidebar {
  constructor(session, { open, actAs }) {
    this.session = session;
    this.open = open;
    this.current = null;
    this.isPressed = false;
    this.look = "";
    this.list = h("div", { class: "side-list", onpointerdown: () => this.#hold() });
    this.node = h(
      "nav",
      { class: "sidebar", "aria-label": "Channels and direct messages" },
      actingAs(session, actAs),
      this.list,
    );
    session.on("channels", () => this.draw());
  }

  /** Mark the channel that is open. */
  select(id) {
    this.current = id;
    this.draw();
  }

  /** Keep the rows as they are until the pointer is up: a row that news replaced in between would not be clicked. */
  #hold() {
    this.isPressed = true;
    const ending = new AbortController();
    const release = () => {
      ending.abort();
      this.isPressed = false;
      setTimeout(() => this.draw()); // behind the click
    };
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, release, { signal: ending.signal });
  }

  /** Draw the rows, when another look at them shows something else. */
  draw() {
    if (this.isPressed) return;
    const channels = [...this.session.channels.values()];
    const look = JSON.stringify([this.current, channels]);
    if (look === this.look) return;
    this.look = look;
    const parts = SECTIONS.map(({ title, kinds }) => {
      const rows = channels
        .filter(({ kind }) => kinds.includes(kind))
        .sort((a, b) => this.#name(a).localeCompare(this.#name(b)));
      return rows.length
        ? h(
            "section",
            { class: "side-section" },
            h("h2", {}, title),
            rows.map((channel) => this.#row(channel)),
          )
        : null;
    });
    const focus = document.activeElement?.dataset?.channel;
    fill(this.list, parts);
    if (focus) this.list.querySelector(`[data-channel="${CSS.escape(focus)}"]`)?.focus();
  }

  #name(channel) {
    return this.session.channelTitle(channel);
  }

  #row(channel) {
    const { unread } = channel;
    const count = waitingIn(channel);
    const state = [count ? `${count} for you` : "", unread ? "unread" : ""].filter(Boolean).join(", ");
    const classes = ["side-row", unread ? "unread" : "", channel.id === this.current ? "current" : ""];
    const press = (event) => {
      event.preventDefault();
      this.open(channel.id);
    };
    return h(
      "a",
      {
        class: classes.filter(Boolean).join(" "),
        href: `#${channel.id}`,
        dataset: { channel: channel.id },
        "aria-current": channel.id === this.current ? "page" : null,
        "aria-label": `${this.#name(channel)}${state ? `, ${state}` : ""}`,
        onclick: press,
      },
      this.#mark(channel),
      h("span", { class: "side-name" }, this.#name(channel)),
      channel.is_ext_shared
        ? h("span", { class: "shared", title: "Shared with another workspace" }, icon("link", 14))
        : null,
      count ? h("span", { class: "badge", "aria-hidden": "true", dataset: { count } }) : null,
    );
  }

  #mark(channel) {
    if (channel.kind === "app") return appAvatar(this.session.app, 20);
    if (channel.kind === "dm")
      return avatar(this.session.person(channel.with) ?? { id: channel.id, real_name: channel.name }, 20);
    return icon(channel.kind === "private" ? "lock" : "hash", 16);
  }
}
