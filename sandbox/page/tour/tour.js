/** The tour: short stories that lead through the work, one highlighted step after the other. */

import { failureWords } from "../surface.js";
import { toast } from "../toast.js";
import { Card } from "./card.js";
import { answers } from "./filling.js";
import { nextRow, prepare } from "./preparing.js";
import { recall, remember } from "./progress.js";
import { channelId, find, isDone } from "./spots.js";

const LOOK_MS = 200;
const LOST_MS = 2500;

/** Runs over all acting persons of this window; each new one is handed over with `attach`. */
export class Tour {
  #desk = null;
  #card = null;
  #timer = 0;
  #waits = false;
  #lostAt = 0;

  constructor(script, actAs) {
    this.script = script;
    this.actAs = actAs;
    this.progress = recall();
  }

  get stories() {
    return this.script?.story ?? [];
  }

  get story() {
    return this.stories.find(({ id }) => id === this.progress.story) ?? null;
  }

  /** How a story ended: "done", "skipped", or not at all. */
  ending(id) {
    return this.progress.ended[id] ?? null;
  }

  /** Go on with another person on the screen. */
  attach(desk) {
    this.#desk = desk;
    if (!this.story) return;
    if (this.#card) this.#draw();
    else this.#open();
  }

  /** Begin a story; without one, the first that is not over. */
  async start(id = null) {
    const story = this.stories.find((one) => one.id === id) ?? this.#unfinished() ?? this.stories[0];
    if (!story) return;
    if (!(await this.prepare(story.needs))) return;
    this.#note({ story: story.id, step: 0, kept: null });
    if (this.#card) this.#draw();
    else this.#open();
  }

  /** Do what an entry of the welcome offers. */
  async follow({ tour, needs, as, channel, say }) {
    if (tour) await this.start();
    else if (await this.prepare(needs)) await this.#help({ as, channel, offer: { say } });
  }

  /** See to it that what is named in the script is there; says so where that fails. */
  async prepare(name) {
    const plan = this.script?.prepared?.[name];
    const ready = !plan || (await prepare(plan, this.#desk.session, this.script.fill?.[plan.fill] ?? []));
    if (!ready)
      toast({ title: "That could not be prepared", text: "Is the app connected? Try again, or begin with the story before.", bad: true });
    return ready;
  }

  /** End the story that is open; it counts as skipped unless it was over. */
  leave(how = "skipped") {
    const { story } = this;
    if (story && this.ending(story.id) !== "done") this.progress.ended[story.id] = how;
    this.#close();
  }

  #unfinished() {
    return this.stories.find(({ id }) => !this.ending(id)) ?? this.stories.find(({ id }) => this.ending(id) !== "done");
  }

  #open() {
    this.#card = new Card({ back: () => this.#turn(-1), next: () => this.#turn(1), leave: () => this.leave() });
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#draw();
  }

  #close() {
    clearInterval(this.#timer);
    this.#card?.remove();
    this.#card = null;
    this.#note({ story: null, step: 0 });
  }

  #note(change) {
    Object.assign(this.progress, change);
    remember(this.progress);
    this.#desk?.session.tell("tour");
  }

  get #step() {
    return this.story?.step[this.progress.step] ?? null;
  }

  #turn(by) {
    if (!this.story) return;
    if (this.progress.step >= this.story.step.length) return this.#further();
    this.#note({ step: Math.max(0, this.progress.step + by) });
    this.#draw(by < 0);
  }

  /** From the end of a story to the next one, or out. */
  #further() {
    const next = this.#following();
    this.leave();
    if (next) this.start(next.id);
  }

  #following() {
    const at = this.stories.indexOf(this.story);
    return this.stories.slice(at + 1).find(({ id }) => !this.ending(id)) ?? null;
  }

  #draw(back = false) {
    const { story } = this;
    const step = this.#step;
    const { session } = this.#desk;
    this.#lostAt = Date.now() + LOST_MS;
    if (!step) return this.#finish();
    // Whoever goes back wants to see the step, also when it is done already; it ends when it is done anew.
    this.#waits = back && isDone(step.done, this.#desk, this.progress.kept);
    this.#card.say({
      title: story.title,
      text: step.text,
      session,
      place: this.progress.step,
      of: story.step.length,
      offer: step.offer ? { label: step.offer.label, run: () => this.#help(step) } : null,
      next: this.progress.step === story.step.length - 1 ? "Finish" : "Next",
    });
    return this.#look();
  }

  #finish() {
    const { story } = this;
    this.progress.ended[story.id] = "done";
    this.#note({});
    const next = this.#following();
    this.#card.say({
      title: story.title,
      text: next
        ? `That was “${story.title}”. The next story is “${next.title}”. ${next.about ?? ""}.`
        : "That was the whole tour. Everything you saw is real: go on from here as anybody you like, move the clock, or look into the inspector.",
      session: this.#desk.session,
      place: 0,
      of: 0,
      next: next ? "Next story" : "Close",
    });
    this.#card.point(null);
  }

  /** See whether the step is done, and where it points now. */
  #look() {
    const step = this.#step;
    if (!step || !this.#card) return;
    const { session } = this.#desk;
    const wayThere = this.#wayThere(step);
    const done = isDone(step.done, this.#desk, this.progress.kept);
    if (!done) this.#waits = false;
    else if (!this.#waits && (!wayThere || step.done.acting)) return void this.#turn(1);
    const node = wayThere?.node ?? find(step.spot, session, this.progress.kept);
    if (step.keep && !wayThere && node) this.#keep(node.closest("[data-ts]")?.dataset.ts);
    this.#card.point(node, wayThere?.words);
    if (node) this.#lostAt = Date.now() + LOST_MS;
    const lost = Date.now() > this.#lostAt && (step.spot || wayThere);
    this.#card.complain(lost ? (step.lost ?? "This is not on the screen at the moment. Go back a step, or on.") : null);
  }

  /** Remember the message that the story is about. */
  #keep(ts) {
    if (ts && ts !== this.progress.kept) this.#note({ kept: ts });
  }

  /** When the step plays elsewhere: whom to be or what to open first. */
  #wayThere(step) {
    const { session, pane } = this.#desk;
    if (step.as && session.me.id !== step.as)
      return {
        words: `First be ${session.person(step.as)?.real_name ?? step.as}.`,
        node: find({ person: step.as }, session),
      };
    if (!step.channel || session.views.length) return null;
    const id = channelId(step.channel, session);
    const open = pane?.channel.id === id && pane.tab === "messages";
    const channel = session.channels.get(id);
    if (open || !channel) return null;
    const name = session.channelTitle(channel);
    return {
      words: `First open ${channel.kind === "app" ? name : `#${name}`}.`,
      node: find({ channel: id }, session),
    };
  }

  /** Do the step's work for the person. */
  async #help({ offer, as, channel }) {
    const { session } = this.#desk;
    if (as && session.me.id !== as) await this.actAs(as);
    const desk = this.#desk;
    const target = channelId(channel ?? desk.pane.channel.id, desk.session);
    if (channel) desk.open(`${target}/messages`);
    if (offer.say) {
      const answer = await desk.session.api.say({ channel: target, text: offer.say });
      if (!answer.ok) this.#card?.complain(failureWords(answer.error));
    }
    const form = offer.fill ? desk.modals.top : null;
    if (form) {
      const suggest = async (blockId, element, typed) =>
        (await form.surface.suggest(blockId, element, typed)).flatMap(({ options }) => options);
      const row = nextRow(this.script.fill[offer.fill]);
      const known = { now: desk.session.now(), tz: desk.session.me.tz, suggest };
      form.take(await answers(form.view, row, known));
    }
  }
}
