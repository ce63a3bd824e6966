/** The tour's card and the ring around what it speaks of. Neither ever keeps a click from the page. */

import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { mrkdwn } from "../mrkdwn.js";

const GAP = 14;
const MARGIN = 12;
const RING = 5;

export class Card {
  #target = null;
  #moving = new AbortController();

  constructor({ back, next, leave }) {
    this.leave = leave;
    this.ring = h("div", { class: "tour-ring", "aria-hidden": "true", hidden: true });
    this.title = h("h2", {});
    this.count = h("span", { class: "tour-count" });
    this.lead = h("p", { class: "tour-lead", hidden: true });
    this.words = h("p", {});
    this.note = h("p", { class: "tour-note", hidden: true });
    this.offer = h("button", { type: "button", class: "button small tour-offer", hidden: true });
    this.skip = button("Skip", "quiet tour-skip", leave);
    this.back = button("Back", "button small", back);
    this.next = button("Next", "button small primary", next);
    this.bar = h("div", { class: "tour-bar" }, h("span", {}));
    this.node = h(
      "section",
      { class: "tour-card beside", "aria-label": "Tour", onkeydown: (event) => this.#key(event) },
      h(
        "header",
        { class: "tour-head" },
        this.title,
        this.count,
        h("button", { type: "button", class: "quiet", "aria-label": "Close the tour", onclick: leave }, icon("close", 16)),
      ),
      this.bar,
      h("div", { class: "tour-words", role: "status", "aria-live": "polite" }, this.lead, this.words, this.note),
      this.offer,
      h("footer", { class: "tour-foot" }, this.skip, this.back, this.next),
    );
    document.body.append(this.ring, this.node);
    const following = { capture: true, passive: true, signal: this.#moving.signal };
    for (const name of ["scroll", "resize"]) addEventListener(name, () => this.#follow(), following);
  }

  /** Say a step; `place` and `of` count it within its story. */
  say({ title, text, session, place, of, offer = null, next = "Next" }) {
    const held = document.activeElement;
    this.title.textContent = title;
    this.count.textContent = of ? `${place + 1} of ${of}` : "";
    this.bar.hidden = !of;
    this.bar.firstElementChild.style.width = `${of ? ((place + 1) / of) * 100 : 0}%`;
    fill(this.words, mrkdwn(text, session));
    this.complain(null);
    this.#lead(null);
    this.skip.hidden = !of;
    this.back.hidden = place < 1;
    this.next.textContent = next;
    this.offer.hidden = !offer;
    if (offer) {
      fill(this.offer, icon("bolt", 14), h("span", {}, offer.label));
      this.offer.onclick = () => this.#help(offer);
    }
    // Whoever goes by keyboard keeps a place on the card when the button they were on is gone.
    if (this.node.contains(held) && !held.getClientRects().length) this.next.focus();
  }

  async #help(offer) {
    if (this.offer.getAttribute("aria-busy") === "true") return;
    this.offer.setAttribute("aria-busy", "true");
    await offer.run();
    this.offer.removeAttribute("aria-busy");
  }

  /** Say first where to go, when the step is elsewhere. */
  #lead(words) {
    if (this.lead.textContent === (words ?? "")) return;
    this.lead.hidden = !words;
    this.lead.textContent = words ?? "";
  }

  complain(words) {
    this.note.hidden = !words;
    if (this.note.textContent !== (words ?? "")) this.note.textContent = words ?? "";
  }

  /** Point at a node, or at nothing; said again, it finds what has moved without being scrolled. */
  point(wanted, lead = null) {
    const node = wanted && isCovered(wanted) ? null : wanted;
    this.#lead(lead);
    if (node === this.#target) return this.#follow();
    this.#target = node;
    if (node && !inView(node)) node.scrollIntoView({ block: "nearest" });
    return this.#place();
  }

  remove() {
    this.#moving.abort();
    this.ring.remove();
    this.node.remove();
  }

  /** Stay beside what moves; but nobody wants to reach for a button that moves away. */
  #follow() {
    this.#place(!this.node.matches(":hover"));
  }

  #place(mayMove = true) {
    const box = this.#target?.isConnected ? seen(this.#target) : null;
    this.ring.hidden = !box;
    if (box) {
      const { style } = this.ring;
      put(style, "top", box.top - RING);
      put(style, "left", box.left - RING);
      put(style, "width", box.width + 2 * RING);
      put(style, "height", box.height + 2 * RING);
    }
    if (!mayMove) return;
    const { offsetWidth: width, offsetHeight: height } = this.node;
    // It stands clear of the whole message or dialog that the ring is in.
    const whole = this.#target?.closest(".message, .dialog");
    const spot = stand(box && whole ? seen(whole) : box, width, height);
    put(this.node.style, "top", spot.top);
    put(this.node.style, "left", spot.left);
  }

  #key(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.leave();
  }
}

function button(label, style, run) {
  return h("button", { type: "button", class: style, onclick: run }, label);
}

function put(style, side, pixels) {
  const value = `${Math.round(pixels)}px`;
  if (style[side] !== value) style[side] = value;
}

/** The part of a node's box that is inside the window and not scrolled away. */
function seen(node) {
  const box = node.getBoundingClientRect();
  const clip = node.closest(".dialog-body, .scroller, .side-list, .rail")?.getBoundingClientRect();
  const top = Math.max(box.top, clip?.top ?? 0, 0);
  const bottom = Math.min(box.bottom, clip?.bottom ?? innerHeight, innerHeight);
  if (bottom - top < 4 || !box.width) return null;
  return { top, bottom, left: box.left, right: box.right, width: box.width, height: bottom - top };
}

/** On a narrow window the thread lies over the channel. */
function isCovered(node) {
  const box = seen(node);
  const top = box && document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  return Boolean(top?.closest(".thread")) && !node.closest(".thread");
}

function inView(node) {
  const box = seen(node);
  return box !== null && box.height > Math.min(40, node.offsetHeight) - 1;
}

/** Where the card covers least: beside what it speaks of, below or above it, else in the corner. */
function stand(box, width, height) {
  const down = (top) => Math.max(MARGIN, Math.min(top, innerHeight - height - MARGIN));
  const across = (left) => Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN));
  const corner = { top: innerHeight - height - MARGIN, left: innerWidth - width - MARGIN };
  if (!box) return corner;
  const roomy = { right: innerWidth - box.right, left: box.left, below: innerHeight - box.bottom, above: box.top };
  const wide = width + GAP + MARGIN;
  const tall = height + GAP + MARGIN;
  if (box.width < innerWidth * 0.45 || box.height > innerHeight * 0.5) {
    if (roomy.right >= wide) return { top: down(box.top - 4), left: box.right + GAP };
    if (roomy.left >= wide) return { top: down(box.top - 4), left: box.left - width - GAP };
  }
  const above = { fits: roomy.above >= tall, top: box.top - height - GAP, left: across(box.right - width) };
  const below = { fits: roomy.below >= tall, top: box.bottom + GAP, left: across(box.left + GAP) };
  const order = roomy.above > roomy.below ? [above, below] : [below, above];
  return order.find(({ fits }) => fits) ?? corner;
}
