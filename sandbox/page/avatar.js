/** Faces: coloured initials, or the picture a person has. */

import { h } from "./dom.js";

// Dark enough for white letters, and told apart by neighbours.
const COLOURS = [
  "#a8456a",
  "#2d6a9f",
  "#a3562a",
  "#5d7021",
  "#7149a8",
  "#1f7a78",
  "#b03a3a",
  "#4b5fb5",
  "#8a6116",
  "#2f7a4d",
  "#8d3f8f",
  "#52697a",
];

/** A person's face; it says nothing to a screen reader, the name beside it does. */
export function avatar(person, size = 36) {
  const image =
    typeof person.avatar === "string" && person.avatar.startsWith("data:image/")
      ? person.avatar
      : (person.avatar?.url ?? null);
  const node = image
    ? h("img", { class: "avatar", src: image, alt: "" })
    : h("span", { class: "avatar", "aria-hidden": "true", dataset: { initials: initials(person) } });
  node.style.setProperty("--size", `${size}px`);
  if (!image) node.style.setProperty("--colour", colour(person));
  return node;
}

/** The app's face. */
export function appAvatar(app, size = 36) {
  const node = h("span", {
    class: "avatar app",
    "aria-hidden": "true",
    dataset: { initials: app.name.charAt(0).toUpperCase() },
  });
  node.style.setProperty("--size", `${size}px`);
  return node;
}

function initials(person) {
  if (person.avatar?.initials) return person.avatar.initials;
  const names = (person.real_name || person.name || "?").trim().split(/\s+/);
  return (names[0].charAt(0) + (names.length > 1 ? names.at(-1).charAt(0) : "")).toUpperCase();
}

function colour(person) {
  if (person.place !== undefined) return COLOURS[person.place % COLOURS.length];
  const sum = [...person.id].reduce((total, letter) => total * 31 + letter.charCodeAt(0), 7);
  return COLOURS[Math.abs(sum) % COLOURS.length];
}
