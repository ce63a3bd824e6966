/** Who else has something unread: the small counts on the rail, so that one knows whom to act as next. */

/** Keep the counts of the other people's unread pings on their faces. */
export function showWaiting(session, rail) {
  const faces = [...rail.querySelectorAll("[data-person]")].filter(({ dataset }) => dataset.person !== session.me.id);
  const show = () => faces.forEach((face) => mark(face, session.waiting[face.dataset.person] ?? 0));
  session.on("waiting", show);
  show();
}

/** What waits for a person in a channel: mentions, and every direct message counts as one. */
export function waitingIn({ mentions }) {
  return mentions;
}

function mark(face, count) {
  if (face.dataset.waiting === String(count)) return;
  face.dataset.waiting = count > 99 ? "99+" : String(count);
  face.classList.toggle("waiting", count > 0);
  face.setAttribute("aria-label", count ? `${face.dataset.label}, ${count} unread` : face.dataset.label);
}
