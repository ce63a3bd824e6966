/** The first screen: what this is, and what to try, at the top of the channel one begins in. */

import { appAvatar } from "./avatar.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";

const MOST = 3;

/** Tell whether the welcome stands in this channel: the one the script names, else the first everybody sees. */
export function welcomesIn(channel, session, script) {
  const named = script?.welcome?.channel;
  const first = [...session.channels.values()].find(({ kind }) => kind === "channel");
  return channel.id === (session.channels.has(named) ? named : first?.id);
}

/** Render the welcome. `run` does what an entry of the script says; `type` begins a message in the composer. */
export function welcome(session, script, { run, type }) {
  const said = script?.welcome ?? bare(session);
  return h(
    "section",
    { class: "welcome", "aria-label": "Welcome" },
    appAvatar(session.app, 52),
    h("h2", {}, said.title),
    h("p", { class: "welcome-text" }, mrkdwn(said.text, session)),
    h(
      "div",
      { class: "welcome-tries" },
      said.try.slice(0, MOST).map((entry) => offer(entry, () => (entry.type ? type(entry.type) : run(entry)))),
    ),
    h("ul", { class: "welcome-hints" }, hints(session)),
  );
}

function offer(entry, press) {
  const node = h(
    "button",
    { type: "button", class: "welcome-try", onclick: () => pressed() },
    h("span", { class: "welcome-mark" }, icon(entry.icon ?? "bolt", 20)),
    h("span", { class: "welcome-words" }, h("strong", {}, entry.label), h("span", {}, entry.note)),
  );
  const pressed = async () => {
    if (node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    await press();
    node.removeAttribute("aria-busy");
  };
  return node;
}

/** Without a script: the app's own commands, and its messages. */
function bare({ app, commands }) {
  const begun = commands.slice(0, MOST - 1).map(({ command, description }) => ({
    label: `Try ${command}`,
    note: description,
    type: `${command} `,
  }));
  return {
    title: `Welcome to ${app.name}`,
    text: `This workspace is yours alone: the real ${app.name} is in it, nothing leaves this machine, and everything starts afresh when you stop it. Type a command to begin.`,
    try: [
      ...begun,
      { label: `Open ${app.name}`, note: "Where it writes to you, and to nobody else.", icon: "chat", channel: "app" },
    ],
  };
}

function hints({ people, app }) {
  const several = [...people.values()].filter(({ id, is_bot: bot }) => !bot && id !== app.bot_user_id).length > 1;
  const hint = (mark, lead, text) => h("li", {}, icon(mark, 18), h("span", {}, h("strong", {}, lead), ` ${text}`));
  return [
    several
      ? hint("people", "Be anybody.", "Press a face at the left. With Ctrl or ⌘ they get a window of their own.")
      : null,
    hint("clock", "Move time.", "The clock at the top goes ahead an hour, a morning or a week, and the app follows."),
    hint("inspect", "Look inside.", "The inspector shows every call between Slack and the app, as it happens."),
    hint("fault", "Break things.", "Make Slack refuse, hang or repeat itself, and see what people notice."),
  ];
}
