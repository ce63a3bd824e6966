/** The blocks of a surface, kept on the screen while the bot changes some of them. */

import { renderBlock } from "./blocks.js";
import { closeFloatingFrom } from "./menu.js";

/** The blocks of a surface in a container; unchanged ones stay as they are, with their focus. */
export class BlockList {
  #drawn = new Map();

  constructor(container, surface) {
    this.container = container;
    this.surface = surface;
  }

  /** Draw every block afresh from the values it holds. */
  redraw(blocks) {
    this.#drawn = new Map();
    this.show(blocks);
  }

  show(blocks, known = {}) {
    this.surface.values.follow(blocks, known);
    const before = this.#drawn;
    const focus = focused(this.container);
    this.#drawn = new Map();
    const nodes = (blocks ?? []).map((block, at) => {
      const key = block.block_id ?? `at-${at}`;
      const look = JSON.stringify(block);
      const old = before.get(key);
      if (old?.look !== look && old) closeFloatingFrom(old.node);
      const node = old?.look === look ? old.node : renderBlock(block, this.surface);
      this.#drawn.set(key, { look, node });
      return node;
    });
    const same =
      nodes.length === this.container.childNodes.length &&
      nodes.every((node, at) => node === this.container.childNodes[at]);
    if (same) return;
    arrange(this.container, nodes);
    restore(this.container, focus);
  }
}

/** Put nodes in order while moving as few as possible: a moved node would lose its focus. */
function arrange(container, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...container.childNodes]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, at) => {
    if (container.childNodes[at] !== node) container.insertBefore(node, container.childNodes[at] ?? null);
  });
}

function focused(container) {
  const active = document.activeElement;
  if (!container.contains(active)) return null;
  const block = active.closest("[data-block]")?.dataset.block;
  const action = active.closest("[data-action]")?.dataset.action;
  return { active, block, action, start: active.selectionStart, end: active.selectionEnd };
}

function restore(container, focus) {
  if (!focus || focus.active.isConnected || !focus.block) return;
  const scope = container.querySelector(`[data-block="${CSS.escape(focus.block)}"]`);
  const host = focus.action ? scope?.querySelector(`[data-action="${CSS.escape(focus.action)}"]`) : scope;
  const field = host?.matches("button, input, textarea") ? host : host?.querySelector("input, textarea, button");
  field?.focus();
  if (typeof focus.start === "number" && field?.setSelectionRange && field.type !== "email")
    field.setSelectionRange(focus.start, focus.end);
}
