/** Emoji by Slack's shortcodes: drawn where colour carries state, else as the reader's own font has them. */

import { h } from "./dom.js";
import { drawing } from "./emoji_drawings.js";

const TABLE = {
  "+1": "👍",
  "-1": "👎",
  alarm_clock: "⏰",
  arrow_down: "⬇️",
  arrow_left: "⬅️",
  arrow_right: "➡️",
  arrow_up: "⬆️",
  ballot_box_with_check: "☑️",
  bar_chart: "📊",
  bell: "🔔",
  birthday: "🎂",
  black_circle: "⚫",
  blue_circle: "🔵",
  blush: "😊",
  bookmark: "🔖",
  books: "📚",
  briefcase: "💼",
  bulb: "💡",
  busts_in_silhouette: "👥",
  calendar: "📅",
  chart_with_downwards_trend: "📉",
  chart_with_upwards_trend: "📈",
  clap: "👏",
  clipboard: "📋",
  clock1: "🕐",
  coffee: "☕",
  construction: "🚧",
  date: "📅",
  dart: "🎯",
  earth_africa: "🌍",
  earth_americas: "🌎",
  earth_asia: "🌏",
  email: "✉️",
  envelope: "✉️",
  exclamation: "❗",
  eyes: "👀",
  fire: "🔥",
  file_folder: "📁",
  globe_with_meridians: "🌐",
  grey_question: "❔",
  handshake: "🤝",
  heart: "❤️",
  heavy_check_mark: "✔️",
  heavy_minus_sign: "➖",
  heavy_plus_sign: "➕",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  hugging_face: "🤗",
  inbox_tray: "📥",
  information_source: "ℹ️",
  key: "🔑",
  large_blue_circle: "🔵",
  large_brown_circle: "🟤",
  large_green_circle: "🟢",
  large_green_square: "🟩",
  large_orange_circle: "🟠",
  large_purple_circle: "🟣",
  large_red_square: "🟥",
  large_yellow_circle: "🟡",
  large_yellow_square: "🟨",
  leftwards_arrow_with_hook: "↩️",
  link: "🔗",
  lock: "🔒",
  loudspeaker: "📢",
  mag: "🔍",
  mega: "📣",
  memo: "📝",
  moneybag: "💰",
  no_bell: "🔕",
  no_entry: "⛔",
  no_entry_sign: "🚫",
  office: "🏢",
  ok_hand: "👌",
  outbox_tray: "📤",
  page_facing_up: "📄",
  palm_tree: "🌴",
  paperclip: "📎",
  partying_face: "🥳",
  pause_button: "⏸️",
  pencil: "📝",
  pencil2: "✏️",
  point_right: "👉",
  pray: "🙏",
  pushpin: "📌",
  question: "❓",
  raised_hand: "✋",
  raised_hands: "🙌",
  recycle: "♻️",
  red_circle: "🔴",
  repeat: "🔁",
  robot_face: "🤖",
  rocket: "🚀",
  rotating_light: "🚨",
  scales: "⚖️",
  scroll: "📜",
  seedling: "🌱",
  shield: "🛡️",
  slightly_smiling_face: "🙂",
  smile: "😄",
  snowflake: "❄️",
  sparkles: "✨",
  speech_balloon: "💬",
  star: "⭐",
  stopwatch: "⏱️",
  sunny: "☀️",
  tada: "🎉",
  telephone_receiver: "📞",
  thinking_face: "🤔",
  thumbsdown: "👎",
  thumbsup: "👍",
  trophy: "🏆",
  unlock: "🔓",
  warning: "⚠️",
  wave: "👋",
  white_check_mark: "✅",
  white_circle: "⚪",
  white_flag: "🏳️",
  wrench: "🔧",
  x: "❌",
  zap: "⚡",
  zzz: "💤",
};

/** Tell whether a shortcode stands in the table. */
export function isEmoji(name) {
  return name in TABLE;
}

/** Show one emoji by its shortcode; an unknown one stays the word it was. */
export function emoji(name) {
  const bare = name.split("::")[0];
  const drawn = drawing(bare);
  const props = { class: "emoji", role: "img", "aria-label": `${bare.replaceAll("_", " ")} emoji`, title: `:${name}:` };
  if (drawn) return h("span", props, drawn);
  if (bare in TABLE) return h("span", props, TABLE[bare]);
  return document.createTextNode(`:${name}:`);
}

/** Turn plain text into nodes with its shortcodes shown as emoji. */
export function withEmoji(text) {
  const parts = text.split(/:([a-z0-9_+-]+):/i);
  return parts.map((part, at) => {
    if (at % 2 === 0) return part;
    return isEmoji(part.toLowerCase()) ? emoji(part.toLowerCase()) : `:${part}:`;
  });
}
