/** Light and dark: the system's choice until the person makes one. */

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

const KEY = "sandbox-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

/** Apply the theme that was chosen before. */
export function applyTheme() {
  document.documentElement.dataset.theme = localStorage.getItem(KEY) ?? (dark.matches ? "dark" : "light");
}

dark.addEventListener("change", applyTheme);

/** The switch between light and dark. */
export function themeSwitch() {
  const button = h("button", { type: "button", class: "top-button icon-only", onclick: () => turn() });
  const draw = () => {
    const isDark = document.documentElement.dataset.theme === "dark";
    const label = isDark ? "Switch to light" : "Switch to dark";
    button.setAttribute("aria-label", label);
    button.title = label;
    fill(button, icon(isDark ? "sun" : "moon", 18));
  };
  const turn = () => {
    localStorage.setItem(KEY, document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    applyTheme();
    draw();
  };
  draw();
  return button;
}
