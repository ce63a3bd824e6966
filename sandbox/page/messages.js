/** One message: who, when, what, and what can be done with it. */

import { appAvatar, avatar } from "./avatar.js";
import { BlockList } from "./block_list.js";
import { renderBlock } from "./blocks.js";
import { clockTime, dayKey, fullMoment, proseMoment } from "./dates.js";
import { copyText, fill, h } from "./dom.js";
import { emoji } from "./emoji.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { fileCard } from "./pictures.js";

const GROUP_SECONDS = 300;

/** Tell whether a message goes on where the one before left off, without a new name and face. */
export function continues(message, before, tz) {
  if (!before || author(message) !== author(before) || message.ephemeral !== before.ephemeral || message.subtype)
    return false;
  const near = Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
  return near && !before.reply_count && dayKey(moment(message), tz) === dayKey(moment(before), tz);
}

/** When a message was written. */
export function moment(message) {
  return new Date(Number(message.ts) * 1000);
}

/** Who wrote a message, by name. */
export function authorName(message, session) {
  if (message.bot) return message.username || session.app.name;
  return session.person(message.user)?.real_name ?? (message.username || "Slackbot");
}

/** Render a message; `openThread` is absent within a thread. */
export function renderMessage(message, session, { compact = false, openThread = null } = {}) {
  const name = authorName(message, session);
  const at = moment(message);
  const { tz } = session.me;
  const time = h("time", { class: "stamp", datetime: at.toISOString(), title: fullMoment(at, tz) }, clockTime(at, tz));
  const head = compact
    ? null
    : h(
        "div",
        { class: "message-head" },
        h("span", { class: "author" }, name),
        message.bot ? h("span", { class: "app-badge" }, "APP") : null,
        time,
      );
  const gutter = h("div", { class: "gutter" }, compact ? time : face(message, session));
  const body = h(
    "div",
    { class: "message-body" },
    whisper(message),
    head,
    content(message, session),
    reactions(message, session),
    openThread ? replies(message, session, openThread) : null,
  );
  const classes = ["message", compact ? "compact" : "", message.ephemeral ? "ephemeral" : "", message.subtype ?? ""];
  const label = `${name}, ${clockTime(at, tz)}${message.ephemeral ? ", only visible to you" : ""}`;
  return h(
    "article",
    { class: classes.filter(Boolean).join(" "), dataset: { ts: message.ts }, "aria-label": label },
    gutter,
    body,
    tools(message, session, openThread),
  );
}

function author(message) {
  return message.bot ? `app:${message.username}` : message.user;
}

function face(message, session) {
  if (message.bot) return appAvatar(session.app);
  const person = session.person(message.user);
  return avatar(person ?? { id: message.user ?? "slackbot", real_name: message.username || "Slackbot" });
}

function whisper(message) {
  return message.ephemeral ? h("div", { class: "whisper" }, icon("eye", 14), "Only visible to you") : null;
}

function content(message, session) {
  const nodes = [];
  if (message.blocks?.length) nodes.push(blocks(message, session));
  else if (message.text) nodes.push(h("div", { class: "message-text" }, mrkdwn(message.text, session)));
  nodes.push(...(message.attachments ?? []).map((attachment) => attached(attachment, message, session)));
  if (message.files?.length)
    nodes.push(
      h(
        "div",
        { class: "files" },
        message.files.map((file) => fileCard(file)),
      ),
    );
  if (message.edited)
    (nodes[0] ?? nodes).append?.(
      h("span", { class: "edited", title: fullMoment(moment(message.edited), session.me.tz) }, "(edited)"),
    );
  return nodes;
}

function blocks(message, session) {
  const container = h("div", { class: "blocks" });
  const trouble = h("div", { class: "trouble", role: "alert", hidden: true });
  const surface = session.messageSurface(message);
  surface.failed = (words) => {
    trouble.hidden = !words;
    fill(trouble, words ? [icon("fault", 16), words] : null);
  };
  new BlockList(container, surface).show(message.blocks);
  return h("div", {}, container, trouble);
}

function attached(attachment, message, session) {
  const node = h("div", { class: "attachment" });
  if (/^#?[0-9a-f]{3,6}$/i.test(attachment.color ?? ""))
    node.style.borderLeftColor = `#${attachment.color.replace("#", "")}`;
  const text = (key, style) => (attachment[key] ? h("div", { class: style }, mrkdwn(attachment[key], session)) : null);
  const parts = attachment.blocks
    ? attachment.blocks.map((block) => renderBlock(block, session.messageSurface(message)))
    : [
        text("pretext", ""),
        text("author_name", "context"),
        text("title", "attachment-title"),
        text("text", ""),
        text("footer", "context"),
      ];
  node.append(...parts.filter(Boolean));
  return node;
}

function reactions(message, session) {
  if (!message.reactions?.length) return null;
  const chip = ({ name, count, users = [] }) => {
    const who = users
      .map((id) => (id === session.app.bot_user_id ? session.app.name : (session.person(id)?.real_name ?? id)))
      .join(", ");
    return h(
      "span",
      { class: users.includes(session.me.id) ? "reaction mine" : "reaction", title: `${who} reacted with :${name}:` },
      emoji(name),
      h("span", {}, String(count ?? users.length)),
    );
  };
  return h("div", { class: "reactions" }, message.reactions.map(chip));
}

function replies(message, session, openThread) {
  if (!message.reply_count) return null;
  const last = message.latest_reply
    ? `Last reply ${proseMoment(new Date(Number(message.latest_reply) * 1000), session.me.tz, session.now())}`
    : "";
  const count = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  return h(
    "button",
    { type: "button", class: "replies", onclick: () => openThread(message) },
    icon("thread", 16),
    h("strong", {}, count),
    h("span", {}, last),
  );
}

function tools(message, session, openThread) {
  const buttons = [];
  if (openThread && !message.ephemeral) buttons.push(tool("thread", "Reply in thread", () => openThread(message)));
  const shortcuts = session.shortcuts.filter(({ type }) => type === "message");
  const more = tool("more", "More actions", () =>
    menu(
      more,
      [
        ...shortcuts.map((shortcut) => entry(shortcut, message, session)),
        ...(shortcuts.length ? [{ line: true }] : []),
        ...copies(message),
      ],
      { label: "Message actions", align: "end" },
    ),
  );
  return h("div", { class: "tools", role: "group", "aria-label": "Message actions" }, buttons, more);
}

function tool(mark, label, run) {
  return h(
    "button",
    { type: "button", class: "quiet", "aria-label": label, title: label, onclick: run },
    icon(mark, 16),
  );
}

function entry(shortcut, message, session) {
  const run = () => session.runShortcut(shortcut, { channel: message.channel, ts: message.ts });
  return { label: shortcut.name, note: session.app.name, icon: icon("bolt", 16), run };
}

function copies(message) {
  return [
    { label: "Copy text", icon: icon("copy", 16), run: () => copyText(message.text ?? "") },
    { label: "Copy message timestamp", icon: icon("clock", 16), run: () => copyText(message.ts) },
  ];
}
