/** The emoji that carry state, drawn: the same in every browser, also on a machine without an emoji font. */

import { svg } from "./dom.js";

const RED = "#d9363e";
const GREEN = "#2e9e5b";
const YELLOW = "#e8b21d";
const BLUE = "#3b82c4";
const INK = "#5b6770";
const PAPER = "#f4f6f7";

const disc = (fill) => [["circle", { cx: 10, cy: 10, r: 7.6, fill }]];
const square = (fill) => [["rect", { x: 2.6, y: 2.6, width: 14.8, height: 14.8, rx: 2.6, fill }]];
const line = (d, stroke, width = 2.2) => [
  "path",
  { d, stroke, "stroke-width": width, fill: "none", "stroke-linecap": "round", "stroke-linejoin": "round" },
];
const shape = (d, fill) => ["path", { d, fill }];

const CLOCK = [
  ["circle", { cx: 10, cy: 10.5, r: 7, fill: PAPER, stroke: INK, "stroke-width": 1.8 }],
  line("M10 6.8v4l2.6 1.6", INK, 1.7),
];
const CALENDAR = [
  ["rect", { x: 2.5, y: 3.5, width: 15, height: 14, rx: 2, fill: PAPER, stroke: INK, "stroke-width": 1.2 }],
  shape("M2.5 5.5a2 2 0 0 1 2-2h11a2 2 0 0 1 2 2V8h-15z", RED),
  line("M6.5 11h.01M10 11h.01M13.5 11h.01M6.5 14.2h.01M10 14.2h.01", INK, 2),
];
const SAND = [
  shape("M5 2.5h10v3L11.2 10 15 14.5v3H5v-3L8.8 10 5 5.5z", "#cfe3ea"),
  shape("M6.8 6h6.4L10 9.6zM6 17l4-4 4 4z", YELLOW),
  line("M4.4 2.5h11.2M4.4 17.5h11.2", "#8b5e34", 1.8),
];
const NOTE = [
  ["rect", { x: 3.5, y: 2.5, width: 12, height: 15, rx: 1.5, fill: PAPER, stroke: INK, "stroke-width": 1.2 }],
  line("M6.5 7h6M6.5 10h6M6.5 13h3.5", INK, 1.4),
  line("M11 15.5 16.8 9", YELLOW, 2.4),
];
const MAIL = [
  ["rect", { x: 2, y: 4.5, width: 16, height: 11.5, rx: 1.6, fill: PAPER, stroke: INK, "stroke-width": 1.3 }],
  line("m3 6 7 5 7-5", INK, 1.3),
];
const PEOPLE = [
  shape("M7 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM1.8 17c0-3.6 2.2-5.6 5.2-5.6s5.2 2 5.2 5.6z", INK),
  shape(
    "M14 10.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM13.4 17h5c0-3.2-1.7-5-4.4-5-.6 0-1.2.1-1.7.3.8 1.2 1.1 2.8 1.1 4.7z",
    "#8a969e",
  ),
];

const DRAWN = {
  red_circle: disc(RED),
  large_green_circle: disc(GREEN),
  large_yellow_circle: disc(YELLOW),
  large_orange_circle: disc("#e07b24"),
  large_blue_circle: disc(BLUE),
  blue_circle: disc(BLUE),
  large_purple_circle: disc("#8a5cc2"),
  large_brown_circle: disc("#8b5e34"),
  black_circle: disc("#23282b"),
  white_circle: [["circle", { cx: 10, cy: 10, r: 7, fill: PAPER, stroke: "#a9b3b9", "stroke-width": 1.4 }]],
  large_green_square: square(GREEN),
  large_yellow_square: square(YELLOW),
  large_red_square: square(RED),
  white_check_mark: [...square(GREEN), line("m6 10.4 2.9 2.9 5.2-6", "#fff")],
  heavy_check_mark: [line("m3.6 10.6 4.2 4.2 8.6-9.6", GREEN, 2.8)],
  ballot_box_with_check: [...square(BLUE), line("m6 10.4 2.9 2.9 5.2-6", "#fff")],
  x: [line("m4.5 4.5 11 11M15.5 4.5l-11 11", RED, 3)],
  warning: [
    shape("M10 2.2c.5 0 .9.2 1.2.7l7 12.6c.5.9-.1 2-1.2 2H3c-1.1 0-1.7-1.1-1.2-2l7-12.600c.3-.5.7-.7 1.2-.7z", YELLOW),
    line("M10 7v5M10 14.8v.01", "#3a2d00", 1.9),
  ],
  rotating_light: [
    shape("M4.5 14.500V11a5.5 5.5 0 0 1 11 0v3.500z", RED),
    ["rect", { x: 3, y: 14.5, width: 14, height: 3, rx: 1, fill: INK }],
    line("M10 2.800V1.500M3.8 5l-1-1M16.2 5l1-1", RED, 1.5),
  ],
  no_entry: [...disc(RED), line("M6 10h8", "#fff", 2.8)],
  no_entry_sign: [
    ["circle", { cx: 10, cy: 10, r: 7, fill: "none", stroke: RED, "stroke-width": 2.2 }],
    line("m5 5 10 10", RED),
  ],
  exclamation: [line("M10 3.500v8M10 15.800v.01", RED, 3)],
  question: [line("M6.8 7a3.2 3.2 0 1 1 4.7 2.900c-1 .5-1.5 1.1-1.5 2.300M10 16v.01", RED, 2.6)],
  information_source: [...square(BLUE), line("M10 9.500v4.500M10 6.300v.01", "#fff")],
  hourglass: SAND,
  hourglass_flowing_sand: SAND,
  alarm_clock: [...CLOCK, line("m3 5 2.5-2M17 5l-2.5-2", INK, 1.8)],
  stopwatch: [...CLOCK, line("M10 3.500V1.800M8 1.800h4", INK, 1.8)],
  calendar: CALENDAR,
  date: CALENDAR,
  bell: [
    shape("M10 2.200a5.3 5.3 0 0 1 5.3 5.300v4l1.7 3H3l1.7-3v-4A5.3 5.3 0 0 1 10 2.200z", YELLOW),
    shape("M8 15.500h4a2 2 0 0 1-4 0z", "#8b5e34"),
  ],
  lock: [
    ["rect", { x: 4, y: 9, width: 12, height: 8.5, rx: 1.6, fill: YELLOW }],
    line("M6.5 9V6.500a3.5 3.5 0 0 1 7 0V9", INK, 1.9),
  ],
  unlock: [
    ["rect", { x: 4, y: 9, width: 12, height: 8.5, rx: 1.6, fill: YELLOW }],
    line("M6.5 9V6a3.5 3.5 0 0 1 6.8-1", INK, 1.9),
  ],
  shield: [
    shape("M10 2 16.5 4v5.500c0 4-2.6 6.7-6.5 8.5-3.9-1.8-6.5-4.5-6.5-8.500V4z", BLUE),
    shape("M10 4.200v11.400c2.6-1.4 4.5-3.3 4.5-6.300V5.600z", "#76a9d8"),
  ],
  seedling: [
    line("M10 17.500V9", "#4d7c3a", 1.8),
    shape(
      "M10 10.500C10 6.5 12.6 4 17.5 4c0 4.3-2.6 6.8-7.5 6.500zM10 9C10 5.8 7.7 3.7 3 3.5 3 7 5.5 9.3 10 9z",
      GREEN,
    ),
  ],
  memo: NOTE,
  pencil: NOTE,
  mag: [
    ["circle", { cx: 8.5, cy: 8.5, r: 5.2, fill: "#dcebf1", stroke: INK, "stroke-width": 2 }],
    line("m12.6 12.6 4.4 4.4", "#8b5e34", 2.6),
  ],
  speech_balloon: [
    shape(
      "M3 3.500h14a1.5 1.5 0 0 1 1.5 1.500v7.500A1.5 1.5 0 0 1 17 14h-6l-4.5 3.500V14H3a1.5 1.5 0 0 1-1.5-1.500V5A1.5 1.5 0 0 1 3 3.500z",
      "#a9c7d6",
    ),
    line("M6 8.700h.01M10 8.700h.01M14 8.700h.01", "#33505e", 2),
  ],
  email: MAIL,
  envelope: MAIL,
  busts_in_silhouette: PEOPLE,
  bar_chart: [
    ["rect", { x: 3, y: 9, width: 3.6, height: 8, fill: GREEN }],
    ["rect", { x: 8.2, y: 3.5, width: 3.6, height: 13.5, fill: BLUE }],
    ["rect", { x: 13.4, y: 6.5, width: 3.6, height: 10.5, fill: RED }],
  ],
  chart_with_upwards_trend: [line("M3 3v14h14", INK, 1.5), line("m5.5 13.5 4-4 2.5 2L17 5", RED)],
  chart_with_downwards_trend: [line("M3 3v14h14", INK, 1.5), line("m5.5 5.5 4 4 2.5-2 5 6", BLUE)],
  pushpin: [shape("m11.5 2 6.5 6.5-1.8.5-3 3-.4 3.500L4.5 7.2 8 6.800l3-3z", RED), line("M7.5 12.5 3 17", INK, 1.6)],
  tada: [
    shape("M3 17.5 7.5 7l5.5 5.500z", YELLOW),
    line("M10 6c0-2 1-3 2.5-3.500M14 10c2 0 3-.8 3.5-2.500M13 6.500l2.5-2.5", BLUE, 1.6),
    line("M16.5 12.500v.01M8.5 3.500v.01M17 4v.01", RED, 2),
  ],
  eyes: [
    ["ellipse", { cx: 6, cy: 10, rx: 3.8, ry: 5.6, fill: PAPER, stroke: INK, "stroke-width": 1.2 }],
    ["ellipse", { cx: 14, cy: 10, rx: 3.8, ry: 5.6, fill: PAPER, stroke: INK, "stroke-width": 1.2 }],
    line("M5 11v1M13 11v1", "#23282b", 2.6),
  ],
  wave: [
    line(
      "M5.5 9.5 9 13M7 6l4 5M10 4.500l3.5 6M13.5 6l1.5 5.500c.6 2.7-1 5-3.5 5.5-2 .3-3.6-.6-5.2-2.600L3.5 11.5",
      "#d79b2e",
      2.2,
    ),
  ],
  sparkles: [
    shape(
      "m8.5 4 1.7 4.300L14.5 10l-4.3 1.700L8.5 16l-1.7-4.300L2.5 10l4.3-1.700zM15.5 2l.8 2.2 2.2.8-2.2.8-.8 2.2-.8-2.2-2.2-.8 2.2-.8zM15.5 12.500l.7 1.8 1.8.7-1.8.7-.7 1.8-.7-1.8-1.8-.7 1.8-.7z",
      YELLOW,
    ),
  ],
  scales: [line("M10 3v14M6 17h8M3.5 6h13M3.5 6 1.5 11.500h4zM16.5 6l-2 5.500h4z", "#8b6a1f", 1.5)],
  zap: [shape("M11.5 1.5 4 11.500h5l-1 7 8-10.500h-5z", YELLOW)],
  bulb: [
    shape("M10 2a5.5 5.5 0 0 0-3 10.100V14h6v-1.900A5.5 5.5 0 0 0 10 2z", YELLOW),
    line("M7.8 16h4.400M8.6 18h2.8", INK, 1.4),
  ],
  link: [
    line(
      "M8.5 11.500a3 3 0 0 0 4.3 0l2.7-2.700a3 3 0 0 0-4.3-4.300l-1 1M11.5 8.500a3 3 0 0 0-4.3 0l-2.7 2.700a3 3 0 0 0 4.3 4.300l1-1",
      INK,
      1.8,
    ),
  ],
  repeat: [
    ...square(BLUE),
    line("M5.5 9V8a1 1 0 0 1 1-1h7M12 5l2 2-2 2M14.5 11v1a1 1 0 0 1-1 1h-7M8 11l-2 2 2 2", "#fff", 1.5),
  ],
  leftwards_arrow_with_hook: [...square(BLUE), line("M8 6 5 9l3 3M5 9h6.500a3 3 0 0 1 0 5.500H9", "#fff", 1.7)],
  scroll: [
    shape("M6 3h10.500v3H14v9.500a1.800 1.800 0 0 1-1.800 1.800H4.500V15H6z", "#ecd9ae"),
    line("M8.500 7h3.500M8.500 10h3.500M8.500 13h2.500", "#8b5e34", 1.3),
    line("M6 15V3h10.500v3H14v9.500a1.800 1.800 0 0 1-1.800 1.800H4.500V15z", "#8b5e34", 1.2),
  ],
  white_flag: [shape("M5 3.500c4-2 6 2 11 0v8c-5 2-7-2-11 0z", PAPER), line("M5 18V3.500c4-2 6 2 11 0v8c-5 2-7-2-11 0", INK, 1.4)],
  raised_hand: [
    shape("M6 9.500V5a1 1 0 0 1 2 0V3.500a1 1 0 0 1 2 0V3a1 1 0 0 1 2 0v1.500a1 1 0 0 1 2 0V12l1-1.200a1 1 0 0 1 1.600 1.200L14 16a4 4 0 0 1-8-1z", YELLOW),
    line("M8 5v4.500M10 3.500v6M12 4.500v5", "#a87a10", 1),
  ],
  pause_button: [...square(BLUE), line("M8 6.500v7M12 6.500v7", "#fff", 2)],
};

/** Draw the emoji of this name, or give null when it is not one of the drawn. */
export function drawing(name) {
  const shapes = DRAWN[name];
  if (!shapes) return null;
  return svg(
    "svg",
    { viewBox: "0 0 20 20", "aria-hidden": "true" },
    ...shapes.map(([tag, attributes]) => svg(tag, attributes)),
  );
}
