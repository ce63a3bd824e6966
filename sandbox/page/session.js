/** One person's view of the workspace: what the server told, kept current by its events. */

import * as api from "./api.js";
import { Live } from "./live.js";
import { Surface, failureWords } from "./surface.js";

export class Session extends EventTarget {
  #live = null;
  #surfaces = new Map();
  #offset = 0;
  #held = null;

  constructor(directory, user) {
    super();
    this.api = new api.Api(user);
    this.team = directory.team;
    this.app = directory.app;
    this.commands = directory.commands;
    this.shortcuts = directory.shortcuts;
    this.people = new Map(directory.people.map((person, place) => [person.id, { ...person, place }]));
    this.conversations = new Set();
    this.channels = new Map();
    this.waiting = {};
    this.drafts = new Map();
    this.views = [];
    this.home = null;
    this.fault = null;
    this.habits = { twice: false, rate: false };
    this.botConnected = true;
    this.homeSurface = new Surface(this, "home", {});
  }

  /** Follow the live line, and then load the person's snapshot: so nothing happens unseen in between. */
  async start(user) {
    const heard = (event) => (this.#held ? this.#held.push(event) : this.#heard(event));
    await new Promise((resolve) => {
      const opened = (again) => {
        this.tell("line", { up: true });
        if (again) this.#catchUp();
        resolve();
      };
      const lost = () => {
        this.tell("line", { up: false });
        resolve();
      };
      this.#live = new Live(`/client/${encodeURIComponent(user)}/live`, { heard, opened, lost });
    });
    await this.#refresh();
    return this;
  }

  stop() {
    this.#live?.close();
  }

  get live() {
    return this.#live?.connected ?? false;
  }

  /** The workspace's time now. */
  now() {
    return new Date(Date.now() + this.#offset * 1000);
  }

  get offset() {
    return this.#offset;
  }

  person(id) {
    return this.people.get(id) ?? null;
  }

  /** What a channel is called in the side bar. */
  channelTitle(channel) {
    if (channel.kind === "app") return this.app.name;
    if (channel.kind === "dm") return this.person(channel.with)?.real_name ?? channel.name;
    return channel.name;
  }

  /** The surface of a message; it outlives redrawing, so that what was selected stays. */
  messageSurface(message) {
    const key = `${message.channel}/${message.ts}`;
    if (!this.#surfaces.has(key))
      this.#surfaces.set(key, new Surface(this, "message", { message: { channel: message.channel, ts: message.ts } }));
    return this.#surfaces.get(key);
  }

  /** Start a shortcut; a message shortcut names its message. */
  async runShortcut(shortcut, message = null) {
    const answer = await this.api.shortcut({ callback_id: shortcut.callback_id, ...(message ? { message } : {}) });
    if (!answer.ok) this.tell("trouble", `“${shortcut.name}” did not work. ${failureWords(answer.error)}`);
  }

  /** Tell whoever listens. */
  tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** Listen until the session ends or `signal` does. */
  on(names, listener, signal) {
    for (const name of [names].flat()) this.addEventListener(name, (event) => listener(event.detail), { signal });
  }

  /** Take over a stack of modals the server has told of. */
  setViews(views) {
    this.views = views;
    this.tell("views");
  }

  /** Take over the snapshot; what is heard while it is on its way comes after it. */
  async #refresh() {
    this.#held ??= [];
    const state = await this.api.state();
    const held = this.#held ?? [];
    this.#held = null;
    if (!state.me) throw new Error(state.error ?? "unknown person");
    this.me = { ...this.people.get(state.me.id), ...state.me };
    this.people.set(state.me.id, { ...this.people.get(state.me.id), ...state.me });
    this.#setClock(state);
    this.#setChannels(state.channels);
    this.waiting = state.waiting;
    this.views = state.views;
    this.home = state.home;
    this.fault = state.fault;
    this.habits = state.habits ?? this.habits;
    this.botConnected = state.bot_connected;
    held.forEach((event) => this.#heard(event));
  }

  async #catchUp() {
    await this.#refresh();
    await Promise.all([...this.conversations].map((conversation) => conversation.load()));
    for (const name of ["channels", "waiting", "views", "home", "clock", "fault", "bot"]) this.tell(name);
  }

  #setClock({ now, offset }) {
    this.#offset = offset ?? (new Date(now) - Date.now()) / 1000;
  }

  #setChannels(channels) {
    this.channels = new Map(channels.map((channel) => [channel.id, channel]));
  }

  #heard(event) {
    HEARD[event.type]?.call(this, event, {
      channels: (list) => this.#setChannels(list),
      clock: (clock) => this.#setClock(clock),
    });
  }
}

const HEARD = {
  message({ message }) {
    for (const conversation of this.conversations) conversation.upsert(message, true);
    this.tell("message", message);
  },
  message_changed({ message }) {
    for (const conversation of this.conversations) conversation.upsert(message, false);
  },
  message_deleted({ channel, ts }) {
    for (const conversation of this.conversations) conversation.remove(channel, ts);
  },
  views({ views }) {
    this.setViews(views);
  },
  home({ view }) {
    this.home = view;
    this.tell("home");
  },
  channels({ channels }, set) {
    set.channels(channels);
    this.tell("channels");
  },
  waiting({ waiting }) {
    this.waiting = waiting;
    this.tell("waiting");
  },
  clock(event, set) {
    set.clock(event);
    this.tell("clock");
  },
  fault({ fault }) {
    this.fault = fault;
    this.tell("fault");
  },
  habits({ habits }) {
    this.habits = habits;
    this.tell("fault");
  },
  bot({ connected }) {
    this.botConnected = connected;
    this.tell("bot");
  },
  reset() {
    this.tell("reset");
  },
};
