/** What a step of the tour points at, and how it is known that the step is done. */

const MESSAGES = ".pane .message";
const KINDS = {
  button: ["button", named],
  field: [".input-block", labelled],
  dialog: ["[role=dialog]", titled],
  message: [MESSAGES, saying],
};

/**
 * Find what a spot names among what can be used now; the last one counts, since the newest message stands last.
 * `kept` is the timestamp of the message that the story is about: its steps say `in = "same"`.
 */
export function find(spot, session, kept = null) {
  if (!spot) return null;
  if (spot.person) return usable(document.querySelector(`.rail [data-person="${CSS.escape(spot.person)}"]`));
  if (spot.channel)
    return usable(document.querySelector(`.sidebar [data-channel="${CSS.escape(channelId(spot.channel, session))}"]`));
  const within = (selector) => inside(spot.in === "same" ? same(kept) : spot.in, selector);
  if (spot.css) return last(within(spot.css), () => true);
  const kind = Object.keys(KINDS).find((name) => spot[name] !== undefined);
  if (!kind) return null;
  const [selector, fits] = KINDS[kind];
  const near = (node) => !spot.near || saying(node.closest(".message"), spot.near);
  const nodes = within(selector);
  return last(spot.newest ? nodes.slice(-1) : nodes, (node) => fits(node, spot[kind]) && near(node));
}

/** Tell whether a step is done: acting as somebody, a channel open, something there, said, gone or filled in. */
export function isDone(done, desk, kept = null) {
  if (!done) return false;
  const { session } = desk;
  if (done.acting) return session.me.id === done.acting;
  if (done.open) return desk.pane?.channel.id === channelId(done.open, session);
  if (done.sees) return find(done.sees, session, kept) !== null;
  if (done.says) return [...document.querySelectorAll(same(kept))].some((node) => usable(node) && saying(node, done.says));
  if (done.gone) return find(done.gone, session, kept) === null;
  if (done.filled) return isFilled(document.querySelector(done.filled));
  return false;
}

/** The id of a channel as a step names it; "app" is the person's conversation with the app. */
export function channelId(name, session) {
  if (name !== "app") return name;
  return [...session.channels.values()].find(({ kind }) => kind === "app")?.id ?? name;
}

function same(kept) {
  return kept ? `.message[data-ts="${CSS.escape(kept)}"]` : MESSAGES;
}

function inside(scope, selector) {
  if (!scope) return [...document.querySelectorAll(selector)];
  return [...document.querySelectorAll(scope)].flatMap((node) => [...node.querySelectorAll(selector)]);
}

function last(nodes, fits) {
  return nodes.reverse().find((node) => usable(node) && fits(node)) ?? null;
}

function usable(node) {
  return node && node.getClientRects().length && !node.closest("[inert], .tour-card") ? node : null;
}

function named(node, name) {
  return (node.getAttribute("aria-label") ?? node.textContent).trim() === name;
}

function labelled(node, name) {
  return node.querySelector(".label")?.textContent.startsWith(name) ?? false;
}

function titled(node, name) {
  return document.getElementById(node.getAttribute("aria-labelledby"))?.textContent.trim() === name;
}

function saying(node, text) {
  return node?.textContent.includes(text) ?? false;
}

/** Every field of a form that has to hold something does. */
function isFilled(form) {
  const fields = [...(form?.querySelectorAll(".input-block") ?? [])];
  const needed = fields.filter((field) => !field.querySelector(".label .optional"));
  return needed.length > 0 && needed.every(holdsSomething);
}

function holdsSomething(field) {
  if (field.querySelector(".chip, input:checked")) return true;
  return [...field.querySelectorAll("input:not([type=checkbox], [type=radio]), textarea")].some(({ value }) =>
    value.trim(),
  );
}
