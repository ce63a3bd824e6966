/** What the composer offers while one types: commands, people and channels. */

import { avatar } from "./avatar.js";
import { fill, freshId, h } from "./dom.js";
import { icon } from "./icons.js";

const MOST = 8;

/** Offers completions in a list above a text field and puts the picked one into it. */
export class Completion {
  #offers = [];
  #at = 0;

  constructor(field, session) {
    this.field = field;
    this.session = session;
    this.list = h("div", {
      class: "completion",
      role: "listbox",
      id: freshId("completion"),
      "aria-label": "Suggestions",
      hidden: true,
    });
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.addEventListener("input", () => this.refresh());
    field.addEventListener("click", () => this.refresh());
    field.addEventListener("blur", () => setTimeout(() => this.hide()));
  }

  get open() {
    return this.#offers.length > 0;
  }

  refresh() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    this.#offers = this.#find(before);
    this.#at = 0;
    const note = this.#offers.length ? null : this.#usage(before);
    fill(this.list, note ?? this.#offers.map((offer, at) => this.#row(offer, at)));
    this.list.hidden = !this.#offers.length && !note;
    this.#mark();
  }

  hide() {
    this.#offers = [];
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  /** Answer whether a key was for the list. */
  key(event) {
    if (event.key === "Escape" && !this.list.hidden) return (this.hide(), true);
    if (!this.open) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.#at = (this.#at + (event.key === "ArrowDown" ? 1 : -1) + this.#offers.length) % this.#offers.length;
      this.#mark();
      return true;
    }
    const before = this.field.value.slice(0, this.field.selectionStart);
    const whole =
      event.key === "Enter" && this.#offers.some(({ insert, replaces }) => before.slice(-replaces) === insert.trim());
    if ((event.key === "Tab" && !event.shiftKey) || (event.key === "Enter" && !whole))
      return (this.#take(this.#offers[this.#at]), true);
    return false;
  }

  #find(before) {
    const command = /^\/(\S*)$/.exec(before);
    if (command) return this.#commands(command[1].toLowerCase());
    const mention = /(?:^|\s)([@#])([\p{L}\p{N}._-]*)$/u.exec(before);
    if (!mention) return [];
    const [, sign, typed] = mention;
    return (sign === "@" ? this.#people(typed.toLowerCase()) : this.#channels(typed.toLowerCase())).map((offer) => ({
      ...offer,
      replaces: typed.length + 1,
    }));
  }

  #commands(typed) {
    const fits = ({ command }) => command.slice(1).toLowerCase().startsWith(typed);
    return this.session.commands.filter(fits).map(({ command, usage_hint: hint, description }) => ({
      label: command,
      hint,
      note: description,
      insert: `${command} `,
      replaces: typed.length + 1,
    }));
  }

  /** While the words after a command are typed, its usage stays in sight. */
  #usage(before) {
    const name = /^(\/\S+)\s/.exec(before)?.[1];
    const command = this.session.commands.find((known) => known.command === name);
    if (!command) return null;
    return h(
      "div",
      { class: "usage" },
      h("strong", {}, command.command),
      command.usage_hint ? h("code", {}, command.usage_hint) : null,
      h("span", {}, command.description),
    );
  }

  #people(typed) {
    const fits = (person) =>
      !person.deleted &&
      [person.name, ...person.real_name.split(/\s+/), person.real_name].some((name) =>
        name.toLowerCase().startsWith(typed),
      );
    return [...this.session.people.values()]
      .filter(fits)
      .slice(0, MOST)
      .map((person) => ({
        label: person.real_name,
        hint: `@${person.name}`,
        note: person.title,
        face: avatar(person, 20),
        insert: `@${person.name} `,
      }));
  }

  #channels(typed) {
    const fits = ({ kind, name }) => (kind === "channel" || kind === "private") && name.toLowerCase().includes(typed);
    return [...this.session.channels.values()]
      .filter(fits)
      .slice(0, MOST)
      .map(({ name, kind, topic }) => ({
        label: name,
        note: topic,
        face: icon(kind === "private" ? "lock" : "hash", 16),
        insert: `#${name} `,
      }));
  }

  #row(offer, at) {
    const pick = (event) => {
      event.preventDefault();
      this.#take(offer);
    };
    return h(
      "div",
      {
        class: "completion-row",
        role: "option",
        id: `${this.list.id}-${at}`,
        "aria-selected": "false",
        onmousedown: pick,
      },
      offer.face ?? null,
      h("strong", {}, offer.label),
      offer.hint ? h("code", {}, offer.hint) : null,
      h("span", {}, offer.note ?? ""),
    );
  }

  #mark() {
    [...this.list.children].forEach((row, at) => {
      if (row.role !== "option") return;
      row.setAttribute("aria-selected", String(at === this.#at));
      if (at === this.#at) row.scrollIntoView({ block: "nearest" });
    });
    if (this.open) this.field.setAttribute("aria-activedescendant", `${this.list.id}-${this.#at}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  #take(offer) {
    const { field } = this;
    const end = field.selectionStart;
    field.setRangeText(offer.insert, end - offer.replaces, end, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
