/** The messages of one channel or thread, in order, as far as they are loaded. */

const PAGE = 60;
// So many may gather in the page; whoever reads at the end needs no more than the last few pages of them.
const MOST = 300;
const KEPT = 2 * PAGE;

export class Conversation extends EventTarget {
  #byTs = new Map();
  #during = null;

  constructor(session, channel, thread = null) {
    super();
    this.session = session;
    this.channel = channel;
    this.thread = thread;
    this.messages = [];
    this.hasMore = false;
    this.loaded = false;
    this.error = null;
    session.conversations.add(this);
  }

  leave() {
    this.session.conversations.delete(this);
  }

  /** Fetch the newest page afresh; what arrives while it is on its way is newer than it. */
  async load() {
    this.#during ??= new Map();
    const answer = await this.session.api.messages({
      channel: this.channel,
      thread: this.thread,
      limit: this.thread ? 1000 : PAGE,
    });
    this.error = answer.messages ? null : (answer.error ?? "network");
    const older = this.messages.filter(({ ts }) => Number(ts) < Number(answer.messages?.[0]?.ts ?? 0));
    if (!older.length) this.hasMore = Boolean(answer.has_more);
    this.#byTs = new Map([...older, ...(answer.messages ?? [])].map((message) => [message.ts, message]));
    for (const [ts, { message, isNew }] of this.#during ?? []) {
      if (!message) this.#byTs.delete(ts);
      else if (isNew || this.#byTs.has(ts)) this.#byTs.set(ts, message);
    }
    this.#during = null;
    this.loaded = true;
    this.#changed("loaded");
  }

  /** Fetch the page before what is loaded. */
  async loadEarlier() {
    if (!this.hasMore || this.loading) return;
    this.loading = true;
    const answer = await this.session.api.messages({
      channel: this.channel,
      thread: this.thread,
      before: this.messages[0]?.ts,
      limit: PAGE,
    });
    for (const message of answer.messages ?? []) this.#byTs.set(message.ts, message);
    this.hasMore = Boolean(answer.messages && answer.has_more);
    this.loading = false;
    this.#changed("earlier");
  }

  /** Let go of what stands far above the end; it is fetched again by whoever goes back there. */
  trim() {
    if (this.thread || this.loading || this.messages.length <= MOST) return;
    this.#byTs = new Map(this.messages.slice(-KEPT).map((message) => [message.ts, message]));
    this.hasMore = true;
    this.#changed("trimmed");
  }

  /** Take in a new or changed message when it belongs here. */
  upsert(message, isNew) {
    if (!this.#holds(message)) return;
    const arrived = isNew || this.#during?.get(message.ts)?.isNew;
    this.#during?.set(message.ts, { message, isNew: arrived });
    if (!isNew && !this.#byTs.has(message.ts)) return;
    this.#byTs.set(message.ts, message);
    this.#changed(isNew ? "arrived" : "changed");
  }

  remove(channel, ts) {
    if (channel !== this.channel) return;
    this.#during?.set(ts, {});
    if (this.#byTs.delete(ts)) this.#changed("changed");
  }

  #holds(message) {
    if (message.channel !== this.channel) return false;
    if (this.thread) return message.thread_ts === this.thread || message.ts === this.thread;
    return !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
  }

  #changed(how) {
    this.messages = [...this.#byTs.values()].sort((a, b) => Number(a.ts) - Number(b.ts));
    this.dispatchEvent(new CustomEvent("change", { detail: how }));
  }
}
