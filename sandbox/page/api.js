/** The calls a person's client makes to the sandbox's server. */

/** Call the server; a failure to reach it is an answer like any other. */
async function call(path, body, method = body === undefined ? "GET" : "POST") {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = await response.json();
    return response.ok ? answer : { ok: false, error: answer.error ?? `http_${response.status}`, ...answer };
  } catch {
    return { ok: false, error: "network" };
  }
}

/** Everyone in the workspace, the app, its commands and shortcuts. */
export function people() {
  return call("/client/people");
}

/** The welcome and the stories that the sandbox's host has for newcomers, or null. */
export async function tour() {
  return (await call("/client/tour")).tour ?? null;
}

/** The calls of one person. */
export class Api {
  constructor(user) {
    this.base = `/client/${encodeURIComponent(user)}`;
  }

  state = () => call(`${this.base}/state`);
  say = (body) => call(`${this.base}/say`, body);
  act = (body) => call(`${this.base}/act`, body);
  suggest = (body) => call(`${this.base}/suggest`, body);
  submit = (body) => call(`${this.base}/submit`, body);
  close = (body) => call(`${this.base}/close`, body);
  home = () => call(`${this.base}/home`, {});
  opened = (channel) => call(`${this.base}/opened`, { channel });
  shortcut = (body) => call(`${this.base}/shortcut`, body);

  /** A page of a channel or thread, oldest first. */
  messages = ({ channel, thread = null, before = null, limit = 100 }) => {
    const query = new URLSearchParams({ channel, limit: String(limit) });
    if (thread) query.set("thread_ts", thread);
    if (before) query.set("before", before);
    return call(`${this.base}/messages?${query}`);
  };
}

/** The calls of whoever runs the sandbox. */
export const control = {
  advance: (seconds) => call("/control/clock", { advance: seconds }),
  moveTo: (date) => call("/control/clock", { to: date.toISOString() }),
  log: (since) => call(`/control/log?since=${since}`),
  fault: (body) => call("/control/faults", body),
  clearFaults: () => call("/control/faults", undefined, "DELETE"),
  socket: (what) => call("/control/socket", { do: what }),
  twice: (on) => call("/control/twice", { on }),
  enforceRate: (rate) => call("/control/enforce", { rate }),
  reset: () => call("/control/reset", {}),
};
