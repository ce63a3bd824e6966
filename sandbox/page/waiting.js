/** Who else has something unread: the small counts on the rail, so that one knows whom to act as next. */

import { Api } from "./api.js";
import { debounce } from "./dom.js";

const PAUSE_MS = 700;

/** Keep the counts of the other people's unread pings on their faces. */
export function showWaiting(session, rail) {
  const faces = [...rail.querySelectorAll("[data-person]")].filter(({ dataset }) => dataset.person !== session.me.id);
  const look = async (face) => {
    const state = await new Api(face.dataset.person).state();
    if (state.channels)
      mark(
        face,
        state.channels.reduce((sum, channel) => sum + waitingIn(channel), 0),
      );
  };
  const refresh = () => Promise.all(faces.map(look));
  const soon = debounce(PAUSE_MS, refresh);
  session.on(["message", "channels"], soon);
  session.on("log", ({ name }) => /^chat\.|response_url|^views\./.test(name) && soon());
  refresh();
}

/** What waits for a person in a channel: direct messages, and mentions elsewhere. */
export function waitingIn({ kind, unread, mentions }) {
  return (kind === "dm" || kind === "app" ? Math.max(unread ?? 0, mentions ?? 0) : mentions) || 0;
}

function mark(face, count) {
  face.dataset.waiting = count > 99 ? "99+" : String(count);
  face.classList.toggle("waiting", count > 0);
  face.setAttribute("aria-label", count ? `${face.dataset.label}, ${count} unread` : face.dataset.label);
}
