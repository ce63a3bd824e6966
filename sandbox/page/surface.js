/** Where blocks stand (a message, a modal, the home tab): their values, and the way back to the bot. */

import { ask } from "./dialog.js";
import { debounce } from "./dom.js";
import { Values } from "./values.js";

const WORDS = {
  operation_timeout: "The app took longer than 3 seconds to answer.",
  dispatch_failed: "The app could not be reached.",
  app_not_connected: "The app is not connected.",
  network: "The sandbox did not answer.",
  view_not_found: "This window is no longer open.",
  message_not_found: "This message is gone.",
  element_not_found: "This has changed in the meantime. Look again.",
};

/** Say in words what went wrong between Slack and the app. */
export function failureWords(error) {
  return WORDS[error] ?? `The app answered with an error (${error}).`;
}

export class Surface {
  /** `target` is {message: {channel, ts}} or {view_id}; `kind` is "message", "modal" or "home". */
  constructor(session, kind, target) {
    this.session = session;
    this.kind = kind;
    this.target = target;
    this.values = new Values();
    this.failed = () => {};
    this.dispatchSoon = debounce(350, (blockId, element, part) => this.act(blockId, element, part));
  }

  /** Note a new value; a field outside an input block, or one with dispatch_action, also tells the bot. */
  changed(place, element, part) {
    this.values.set(place.blockId, element.action_id, { type: element.type, ...part });
    if (!place.input) return this.act(place.blockId, element, part, place.node);
    place.entered?.();
    if (place.dispatch && place.how === "character") this.dispatchSoon(place.blockId, element, part);
    else if (place.dispatch && place.how !== "enter") return this.act(place.blockId, element, part, place.node);
    return undefined;
  }

  /** Send a block action, after its confirm dialog; answers whether the bot has acknowledged it. */
  async act(blockId, element, part = {}, node = null) {
    if (element.confirm && !(await ask(element.confirm, this.session))) return false;
    this.dispatchSoon.cancel();
    node?.setAttribute("aria-busy", "true");
    const action = { block_id: blockId, action_id: element.action_id, type: element.type, ...part };
    const answer = await this.session.api.act({ ...this.target, ...action, state: this.values.all() });
    node?.removeAttribute("aria-busy");
    this.failed(answer.ok ? null : failureWords(answer.error), blockId);
    return answer.ok;
  }

  /** Ask the bot for the options of an external select: groups of options, or an error in words. */
  async suggest(blockId, element, typed) {
    const answer = await this.session.api.suggest({
      ...this.target,
      block_id: blockId,
      action_id: element.action_id,
      value: typed,
    });
    if (!answer.ok) throw new Error(failureWords(answer.error));
    return answer.option_groups ?? [{ label: null, options: answer.options ?? [] }];
  }
}
