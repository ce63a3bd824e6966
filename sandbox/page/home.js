/** The app's Home tab. */

import { BlockList } from "./block_list.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

export class HomeTab {
  constructor(session) {
    this.session = session;
    this.ending = new AbortController();
    this.trouble = h("div", { class: "trouble", role: "alert", hidden: true });
    this.container = h("div", { class: "blocks" });
    this.empty = h("p", { class: "empty" });
    this.node = h(
      "div",
      { class: "home", tabindex: "0", role: "tabpanel", "aria-label": "Home" },
      h("div", { class: "home-page" }, this.trouble, this.empty, this.container),
    );
    this.blocks = new BlockList(this.container, session.homeSurface);
    session.homeSurface.failed = (words) => {
      this.trouble.hidden = !words;
      fill(this.trouble, words ? [icon("fault", 16), words] : null);
    };
    session.on("home", () => this.draw(), this.ending.signal);
    this.draw();
    session.api
      .home()
      .then((answer) => answer.ok === false && this.draw("The app did not answer. Its Home opens when it is back."));
  }

  leave() {
    this.ending.abort();
  }

  draw(note = null) {
    const { home, homeSurface, app } = this.session;
    this.empty.hidden = Boolean(home);
    this.empty.textContent = note ?? `${app.name} has not filled its Home yet.`;
    if (!home) return;
    homeSurface.target = { view_id: home.id };
    this.blocks.show(home.blocks, home.state?.values);
  }
}
