/** Where a select menu's options come from, and how what was picked is written in Slack's terms. */

import { avatar } from "./avatar.js";
import { icon } from "./icons.js";
import { words } from "./text.js";

const SOURCES = {
  static_select: { key: "selected_option", load: listed },
  external_select: { key: "selected_option", load: asked },
  users_select: { key: "selected_user", load: persons, byId: personChoice },
  channels_select: { key: "selected_channel", load: openChannels, byId: channelChoice },
  conversations_select: { key: "selected_conversation", load: conversations, byId: channelChoice },
};

/** Describe a select element: its options for typed words, and the way to and from the value's form. */
export function choicesOf(element, surface, blockId) {
  const many = element.type.startsWith("multi_");
  const source = SOURCES[element.type.replace("multi_", "")];
  const { session } = surface;
  const key = many ? `${source.key}s` : source.key;
  return {
    many,
    remote: source.load === asked,
    minimum: source.load === asked ? (element.min_query_length ?? 3) : 0,
    load: async (typed) =>
      narrowed(await source.load(element, surface, blockId, typed), source.load === asked ? "" : typed),
    read(part) {
      const held = [part[key] ?? []].flat();
      return source.byId ? held.map((id) => source.byId(id, session)) : held;
    },
    write(options) {
      const held = source.byId ? options.map(({ value }) => value) : options;
      return { [key]: many ? held : (held[0] ?? null) };
    },
  };
}

/** The options an element lists itself, in groups. */
function listed(element) {
  return element.option_groups ?? [{ label: null, options: element.options ?? [] }];
}

function asked(element, surface, blockId, typed) {
  return surface.suggest(blockId, element, typed);
}

function persons(element, { session }) {
  const present = [...session.people.values()].filter((person) => !person.deleted);
  return [{ label: null, options: present.map((person) => personChoice(person.id, session)) }];
}

function personChoice(id, session) {
  const person = session.person(id);
  const face = () => (person ? avatar(person, 20) : null);
  return {
    text: plain(person?.real_name ?? id),
    description: person?.title ? plain(person.title) : null,
    value: id,
    face,
  };
}

function openChannels(element, { session }) {
  return channelsWhere(session, ({ kind }) => kind === "channel");
}

function conversations(element, { session }) {
  const kinds = { public: ["channel"], private: ["private"], im: ["dm", "app"], mpim: [] };
  const wanted = (element.filter?.include ?? Object.keys(kinds)).flatMap((kind) => kinds[kind] ?? []);
  const external = element.filter?.exclude_external_shared_channels;
  const bots = element.filter?.exclude_bot_users;
  return channelsWhere(
    session,
    ({ kind, is_ext_shared: shared }) => wanted.includes(kind) && !(external && shared) && !(bots && kind === "app"),
  );
}

function channelsWhere(session, fits) {
  const options = [...session.channels.values()].filter(fits).map(({ id }) => channelChoice(id, session));
  return [{ label: null, options }];
}

function channelChoice(id, session) {
  const channel = session.channels.get(id);
  const mark = { private: "lock", channel: "hash" }[channel?.kind] ?? "chat";
  return { text: plain(channel ? session.channelTitle(channel) : id), value: id, face: () => icon(mark, 16) };
}

function plain(text) {
  return { type: "plain_text", text };
}

/** Keep the options that hold the typed words; the bot has already narrowed its own. */
function narrowed(groups, typed) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return groups;
  return groups.map((group) => ({
    ...group,
    options: group.options.filter((option) => words(option.text).toLowerCase().includes(wanted)),
  }));
}
