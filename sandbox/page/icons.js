/** The line icons of the page, drawn on a 20 by 20 grid. */

import { svg } from "./dom.js";

const PATHS = {
  hash: "M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h13.4M3 12.5h13.4",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  home: "M3 9.5 10 3l7 6.5V17h-5v-4.5H8V17H3z",
  back: "M12.5 4 6.5 10l6 6",
  close: "m5 5 10 10M15 5 5 15",
  down: "m5.5 8 4.5 4.5L14.5 8",
  more: "M10 4.6v.01M10 10v.01M10 15.4v.01",
  thread: "M3 4.5h14v9.5H9.5L6 17v-3H3zM6.5 8h7M6.5 10.8h4.5",
  send: "m3.2 3.6 13.6 6.4-13.6 6.4L5.4 10zM5.4 10h6",
  bolt: "M11 2.5 4.5 11.5h5L9 17.5l6.5-9h-5z",
  eye: "M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zm8 2.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  clock: "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM10 6v4.2l3 1.8",
  calendar: "M3.5 5h13v12h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5",
  sun: "M10 13.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM10 2v2M10 16v2M2 10h2M16 10h2M4.4 4.4l1.4 1.4M14.2 14.2l1.4 1.4M15.6 4.4l-1.4 1.4M5.8 14.2l-1.4 1.4",
  moon: "M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z",
  inspect: "m6.5 6-4 4 4 4M13.5 6l4 4-4 4M11.4 4 8.6 16",
  fault: "M10 3 2.5 16.5h15zM10 8v4M10 14.3v.01",
  file: "M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15",
  copy: "M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4",
  check: "m4 10.5 4 4 8-9",
  people:
    "M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM2.5 16.5c0-3 2-5 5-5s5 2 5 5M13 4.2a2.7 2.7 0 0 1 0 5.2M14.5 11.8c1.9.5 3 2.2 3 4.7",
  reset: "M4 6.5A7 7 0 1 1 3 11M4 2.8v3.9h3.9",
  window: "M3 4.5h14v11H3zM3 7.8h14",
  link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1",
  chat: "M3 4.5h14v9.5H9.5L6 17v-3H3z",
  tour: "M5 17.5V3M5 3.5h9.5l-2 3.5 2 3.5H5",
  bell: "M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3",
};

/** Draw an icon; it says nothing to a screen reader, the control around it does. */
export function icon(name, size = 18) {
  return svg(
    "svg",
    { viewBox: "0 0 20 20", width: size, height: size, class: `icon icon-${name}`, "aria-hidden": "true" },
    svg("path", { d: PATHS[name] }),
  );
}
