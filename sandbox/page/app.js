/** The page: who acts is in the address, what is open is in its fragment. */

import { people, tour as script } from "./api.js";
import { appAvatar, avatar } from "./avatar.js";
import { dayKey } from "./dates.js";
import { fill, h } from "./dom.js";
import { banners } from "./faults.js";
import { Inspector } from "./inspector.js";
import { messageOf } from "./links.js";
import { closeFloating } from "./menu.js";
import { authorName } from "./messages.js";
import { Modals } from "./modal.js";
import { mrkdwnWords } from "./mrkdwn.js";
import { Pane } from "./pane.js";
import { actors, addressOf, rail } from "./people.js";
import { Session } from "./session.js";
import { Sidebar } from "./sidebar.js";
import { applyTheme } from "./theme.js";
import { ThreadPane } from "./thread.js";
import { clearToasts, toast } from "./toast.js";
import { topbar } from "./topbar.js";
import { Tour } from "./tour/tour.js";
import { showWaiting, waitingIn } from "./waiting.js";
import { welcome, welcomesIn } from "./welcome.js";

const TICK_MS = 5000;
const root = document.querySelector("#app");
let desk = null;
let tour = null;

/** Everything on the screen for one acting person. */
class Desk {
  /** `isNew`: nobody has said yet whom they want to be; they begin where the welcome stands. */
  constructor(session, { isNew = false } = {}) {
    this.session = session;
    this.pane = null;
    this.thread = null;
    this.inspector = null;
    this.tabs = new Map();
    const open = (id) => this.open(id);
    this.sidebar = new Sidebar(session, { open, actAs });
    this.middle = h("div", { class: "middle" });
    this.drawer = h("div", { class: "drawer" });
    const bar = topbar(session, { inspect: () => this.inspect(), tour });
    const faces = rail(session, actAs);
    fill(
      root,
      bar,
      banners(session),
      h("div", { class: "columns" }, faces, this.sidebar.node, h("div", { class: "stage" }, this.middle, this.drawer)),
    );
    showWaiting(session, faces);
    this.modals = new Modals(session);
    session.on("message", (message) => this.#ping(message));
    session.on("trouble", (text) => toast({ title: "That did not work", text, bad: true }));
    session.on("channels", () => this.#channels());
    session.on("reset", () => start());
    this.day = dayKey(session.now(), session.me.tz);
    this.timer = setInterval(() => this.#tick(), TICK_MS);
    this.open(location.hash.slice(1) || (isNew ? this.#welcoming() : ""), false);
  }

  leave() {
    clearInterval(this.timer);
    closeFloating();
    clearToasts();
    this.modals.stop();
    this.inspector?.leave();
    this.thread?.leave();
    this.pane?.leave();
    this.session.stop();
  }

  /** Open a channel by its id; an unknown one opens the first. */
  open(wanted, focus = true) {
    const { channels } = this.session;
    const [id, tab] = wanted.split("/");
    const channel = channels.get(id) ?? this.#firstChannel();
    if (!channel) return;
    if (this.pane?.channel.id === channel.id && (!tab || this.pane.tab === tab)) return;
    closeFloating();
    this.closeThread();
    this.pane?.leave();
    const kept = tab ?? this.tabs.get(channel.id) ?? "messages";
    this.pane = new Pane(this.session, channel, {
      openThread: (message) => this.openThread(message),
      tab: kept,
      tabbed: (name) => this.#tabbed(channel.id, name),
      intro: (where) => this.#intro(where),
    });
    this.#tabbed(channel.id, kept);
    fill(this.middle, this.pane.node);
    this.sidebar.select(channel.id);
    clearToasts(channel.id);
    this.#title();
    if (focus) this.pane.focus();
  }

  #welcoming() {
    return [...this.session.channels.values()].find((one) => welcomesIn(one, this.session, tour.script))?.id ?? "";
  }

  /** Where to begin: where something waits for the person, else the first channel. */
  #firstChannel() {
    const all = [...this.session.channels.values()];
    return all.find((channel) => waitingIn(channel) > 0) ?? all.find(({ kind }) => kind === "channel") ?? all[0];
  }

  #intro(channel) {
    if (!welcomesIn(channel, this.session, tour.script)) return null;
    const type = (text) => this.pane.composer.begin(text);
    return welcome(this.session, tour.script, { run: (entry) => tour.follow(entry), type });
  }

  /** Open the message a permalink names. */
  async reveal({ channel, ts }) {
    if (!this.session.channels.has(channel)) {
      toast({ title: "That message is elsewhere", text: "It stands in a channel you are not in.", bad: true });
      return;
    }
    this.open(`${channel}/messages`, false);
    await this.pane.loaded;
    if (!(await this.pane.stream.reveal(ts))) toast({ title: "That message is gone", bad: true });
  }

  #tabbed(id, tab) {
    this.tabs.set(id, tab);
    const fragment = tab === "home" ? `#${id}/home` : `#${id}`;
    if (location.hash !== fragment) history.replaceState(null, "", `${location.pathname}${location.search}${fragment}`);
  }

  openThread(message) {
    this.closeThread();
    this.thread = new ThreadPane(this.session, message, { close: () => this.closeThread() });
    this.middle.append(this.thread.node);
    this.thread.focus();
  }

  closeThread() {
    this.thread?.leave();
    this.thread?.node.remove();
    this.thread = null;
  }

  /** Open the inspector, or close it. */
  inspect() {
    if (this.inspector) {
      this.inspector.leave();
      this.inspector = null;
      fill(this.drawer);
      return;
    }
    this.inspector = new Inspector(this.session, { close: () => this.inspect() });
    fill(this.drawer, this.inspector.node);
  }

  #tick() {
    this.session.tell("tick");
    const day = dayKey(this.session.now(), this.session.me.tz);
    if (day !== this.day) this.session.tell("day");
    this.day = day;
  }

  #channels() {
    this.#title();
    if (this.pane && !this.session.channels.has(this.pane.channel.id)) this.open("");
  }

  #title() {
    const { channels, team, me } = this.session;
    const waiting = [...channels.values()].reduce((sum, channel) => sum + waitingIn(channel), 0);
    document.title = `${waiting ? `(${waiting}) ` : ""}${this.pane ? this.session.channelTitle(this.pane.channel) : team.name} · ${me.real_name}`;
  }

  /** A toast for a direct message or a mention that is not in sight. */
  #ping(message) {
    const { session } = this;
    const channel = session.channels.get(message.channel);
    if (!channel || message.user === session.me.id) return;
    const threaded = message.thread_ts && message.thread_ts !== message.ts;
    const inPane = this.pane?.channel.id === channel.id && this.pane.tab === "messages";
    const inSight = threaded
      ? this.thread?.ts === message.thread_ts || (inPane && message.subtype === "thread_broadcast")
      : inPane;
    const direct = channel.kind === "dm" || channel.kind === "app" || message.ephemeral;
    if (!direct && !mentions(message, session.me.id)) return;
    if (inSight && document.visibilityState === "visible") return;
    const person = session.person(message.user);
    const face = message.bot || !person ? appAvatar(session.app, 32) : avatar(person, 32);
    const where = channel.kind === "channel" || channel.kind === "private" ? ` in #${channel.name}` : "";
    const open = () => {
      this.open(`${channel.id}/messages`);
      if (threaded) this.openThread(message);
    };
    toast({
      face,
      title: `${authorName(message, session)}${where}`,
      text: mrkdwnWords(message.text ?? "", session).slice(0, 160),
      open,
      about: channel.id,
    });
  }
}

function mentions(message, id) {
  const said = JSON.stringify([message.text, message.blocks]);
  return said.includes(`<@${id}`) || said.includes(`"user_id":"${id}"`) || /<!(here|channel|everyone)/.test(said);
}

/** Act as another person, in this window. */
function actAs(id) {
  history.pushState(null, "", addressOf(id) + location.hash);
  return start();
}

async function start() {
  const [directory, told] = await Promise.all([people(), tour ? null : script()]);
  if (!directory.people?.length)
    return sorry("The sandbox does not answer.", "Is it still running? This page tries again when you reload it.");
  const asked = new URLSearchParams(location.search);
  const wanted = asked.get("as");
  const someone =
    directory.people.find(({ id }) => id === wanted) ??
    actors({ people: new Map(directory.people.map((person) => [person.id, person])), app: directory.app })[0];
  tour ??= new Tour(told, actAs);
  desk?.leave();
  desk = null;
  const session = new Session(directory, someone.id);
  if (wanted !== someone.id) history.replaceState(null, "", addressOf(someone.id) + location.hash);
  try {
    await session.start(someone.id);
  } catch (error) {
    session.stop();
    return sorry("This person could not be loaded.", error.message);
  }
  desk = new Desk(session, { isNew: !wanted });
  tour.attach(desk);
  if (asked.has("ts")) desk.reveal({ channel: asked.get("channel"), ts: asked.get("ts") });
  return undefined;
}

function sorry(title, text) {
  fill(
    root,
    h(
      "div",
      { class: "sorry" },
      h("h1", {}, title),
      h("p", {}, text),
      h("button", { type: "button", class: "button primary", onclick: () => location.reload() }, "Try again"),
    ),
  );
}

/** Permalinks to messages open here instead of in a new window. */
function followPermalink(event) {
  const link = event.target.closest?.("a[href]");
  const message = link && messageOf(link.href);
  if (!message || !desk || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  desk.reveal(message);
}

applyTheme();
document.addEventListener("click", followPermalink);
// A change of the fragment alone is told here as well: only another person in the address is a reason to start over.
addEventListener("popstate", () => new URLSearchParams(location.search).get("as") !== desk?.session.me.id && start());
addEventListener("hashchange", () => desk?.open(location.hash.slice(1)));
start();
