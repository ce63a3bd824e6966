/** How far one has come in the tour; it lasts as long as the browser's tab. */

const KEY = "sandbox-tour";

/** Read where the tour stands: the story and step that are open, the message they are about, and how each story ended. */
export function recall() {
  try {
    return { story: null, step: 0, kept: null, ended: {}, ...JSON.parse(sessionStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { story: null, step: 0, kept: null, ended: {} };
  }
}

export function remember(progress) {
  sessionStorage.setItem(KEY, JSON.stringify(progress));
}
