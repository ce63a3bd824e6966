/** Select menus, single and multiple: type to filter, arrows, Enter, Escape. */

import { choicesOf } from "./choices.js";
import { debounce, fill, freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { float } from "./menu.js";
import { textObject, words } from "./text.js";

const QUESTION_PAUSE_MS = 220;

/** Render any of the select elements. */
export function select(element, place) {
  return new Select(element, place).node;
}

class Select {
  #list = null;
  #active = -1;
  #offered = [];
  #asked = 0;
  #dirty = false;

  constructor(element, place) {
    this.element = element;
    this.place = place;
    this.choices = choicesOf(element, place.surface, place.blockId);
    this.picked = this.choices.read(place.surface.values.get(place.blockId, element.action_id));
    this.panel = h("div", {
      class: "options",
      role: "listbox",
      id: freshId("options"),
      "aria-label": place.name,
      "aria-multiselectable": this.choices.many ? "true" : null,
    });
    this.input = h("input", {
      ...place.aria,
      class: "combo-input",
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.panel.id,
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onclick: () => this.#show(),
      onblur: () => this.#left(),
    });
    this.chips = h("span", { class: "chips" });
    this.wipe = h(
      "button",
      { class: "combo-wipe", type: "button", "aria-label": `Clear ${place.name}`, onclick: () => this.#pickNone() },
      icon("close", 14),
    );
    this.node = h(
      "div",
      {
        class: "combo",
        onmousedown: (event) =>
          event.target === this.node && (event.preventDefault(), this.input.focus(), this.#show()),
      },
      this.chips,
      this.input,
      this.wipe,
      h("span", { class: "combo-arrow" }, icon("down", 16)),
    );
    this.askSoon = debounce(QUESTION_PAUSE_MS, (typed) => this.#load(typed));
    place.node = this.node;
    this.#draw();
  }

  #draw() {
    const { many } = this.choices;
    const one = many ? null : this.picked[0];
    this.input.value = one ? words(one.text) : "";
    this.input.placeholder =
      many && this.picked.length
        ? ""
        : words(this.element.placeholder) || (many ? "Select options" : "Select an option");
    this.wipe.hidden = many || !this.picked.length || !this.place.optional;
    fill(this.chips, many ? this.picked.map((option) => this.#chip(option)) : null);
    this.node.classList.toggle("many", many);
  }

  #chip(option) {
    const remove = () => {
      this.#toggle(option);
      this.#settle();
      this.input.focus();
    };
    return h(
      "span",
      { class: "chip" },
      option.face?.() ?? null,
      h("span", {}, words(option.text)),
      h("button", { type: "button", "aria-label": `Remove ${words(option.text)}`, onclick: remove }, icon("close", 12)),
    );
  }

  #show() {
    if (this.#list) return;
    this.#active = -1;
    this.#list = float(this.panel, this.node, { control: this.input, match: true, closed: () => this.#closed() });
    this.#load("");
    if (!this.choices.many) this.input.select();
  }

  #closed() {
    this.#list = null;
    this.#asked += 1;
    this.input.removeAttribute("aria-activedescendant");
    this.#draw();
    this.#settle();
  }

  #left() {
    setTimeout(() => {
      if (document.activeElement !== this.input && !this.panel.contains(document.activeElement)) this.#list?.close();
    });
  }

  #typed() {
    this.#show();
    if (this.choices.remote) {
      this.#say("Searching…");
      this.askSoon(this.input.value);
    } else {
      this.#load(this.input.value);
    }
  }

  async #load(typed) {
    if (typed.trim().length < this.choices.minimum) {
      const missing = this.choices.minimum - typed.trim().length;
      return this.#say(
        `Type ${missing === this.choices.minimum ? "at least " : ""}${missing} ${typed.trim() ? "more " : ""}${missing === 1 ? "letter" : "letters"} to search.`,
      );
    }
    this.#asked += 1;
    const question = this.#asked;
    try {
      const groups = await this.choices.load(typed);
      if (question === this.#asked && this.#list) this.#offer(groups);
    } catch (error) {
      if (question === this.#asked && this.#list) this.#say(error.message, true);
    }
    return undefined;
  }

  #say(text, bad = false) {
    this.#offered = [];
    this.#active = -1;
    fill(
      this.panel,
      h("div", { class: bad ? "options-note bad" : "options-note", role: "option", "aria-disabled": "true" }, text),
    );
    this.#list?.again();
  }

  #offer(groups) {
    this.#offered = [];
    const nodes = groups
      .filter(({ options }) => options?.length)
      .map(({ label, options }) => {
        const rows = options.map((option) => this.#row(option));
        return label
          ? h(
              "div",
              { role: "group", "aria-label": words(label) },
              h("div", { class: "options-group", role: "presentation" }, textObject(label, this.place.surface.session)),
              rows,
            )
          : rows;
      });
    if (!this.#offered.length) return this.#say("No results");
    fill(this.panel, nodes);
    this.#list.again();
    const chosen = this.#offered.findIndex(({ option }) => this.#has(option));
    return this.#point(this.choices.many || chosen < 0 ? 0 : chosen);
  }

  #row(option) {
    const at = this.#offered.length;
    const node = h(
      "div",
      {
        class: "option",
        role: "option",
        id: freshId("option"),
        "aria-selected": String(this.#has(option)),
        onmousedown: (event) => event.preventDefault(),
        onclick: () => this.#choose(at),
        onmousemove: () => this.#active !== at && this.#point(at, false),
      },
      option.face?.() ?? null,
      h(
        "span",
        { class: "option-words" },
        h("span", {}, textObject(option.text, this.place.surface.session)),
        option.description
          ? h("span", { class: "option-note" }, textObject(option.description, this.place.surface.session))
          : null,
      ),
      h("span", { class: "option-mark", "aria-hidden": "true" }, icon("check", 14)),
    );
    this.#offered.push({ option, node });
    return node;
  }

  #point(at, scroll = true) {
    this.#offered[this.#active]?.node.classList.remove("active");
    this.#active = at;
    const row = this.#offered[at];
    if (!row) return;
    row.node.classList.add("active");
    this.input.setAttribute("aria-activedescendant", row.node.id);
    if (scroll) row.node.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    const count = this.#offered.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.#list) this.#show();
      else if (count) this.#point((this.#active + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.#list && this.#offered[this.#active]) this.#choose(this.#active);
      else this.#show();
    } else if (event.key === "Tab") {
      this.#list?.close();
    } else if (event.key === "Backspace" && this.choices.many && !this.input.value && this.picked.length) {
      this.#toggle(this.picked.at(-1));
    }
  }

  #choose(at) {
    const { option } = this.#offered[at];
    if (this.choices.many) {
      this.#toggle(option);
      this.input.value = "";
      if (!this.choices.remote) this.#load("");
      else this.#offered.forEach((row) => row.node.setAttribute("aria-selected", String(this.#has(row.option))));
    } else {
      this.#dirty = !this.#has(option) || !this.place.input;
      this.picked = [option];
      this.#list.close();
    }
  }

  #toggle(option) {
    const limit = this.element.max_selected_items ?? Infinity;
    const had = this.#has(option);
    if (!had && this.picked.length >= limit) return this.#say(`Pick at most ${limit}.`, true);
    this.picked = had ? this.picked.filter(({ value }) => value !== option.value) : [...this.picked, option];
    this.#dirty = true;
    const typed = this.input.value;
    this.#draw();
    this.input.value = typed;
    this.#list?.again();
    if (this.place.input) this.#keep();
    return undefined;
  }

  #pickNone() {
    this.picked = [];
    this.#dirty = true;
    this.#draw();
    this.#settle();
    this.input.focus();
  }

  #has(option) {
    return this.picked.some(({ value }) => value === option.value);
  }

  /** Note the choice at once; the bot hears of it when the menu closes, as in Slack. */
  #keep() {
    this.place.surface.values.set(this.place.blockId, this.element.action_id, {
      type: this.element.type,
      ...this.#part(),
    });
    this.place.entered?.();
  }

  #settle() {
    if (!this.#dirty || this.#list) return;
    this.#dirty = false;
    this.place.surface.changed(this.place, this.element, this.#part());
  }

  #part() {
    return this.choices.write(this.picked.map(({ face, ...option }) => option));
  }
}
