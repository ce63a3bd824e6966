/** Images and files; nothing is fetched from beyond this machine. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { hostOf, localAddress } from "./links.js";

/** Show an image element or block's picture, or say where it would come from. */
export function picture(element, kind) {
  const { slack_file: file, alt_text: alt = "" } = element;
  const url = element.image_url ?? file?.url ?? (file?.id ? `/files/${file.id}/image` : "");
  const src = localAddress(url);
  if (url && src) return h("img", { class: `picture in-${kind}`, src, alt });
  const host = hostOf(url);
  return h(
    "span",
    {
      class: `picture placeholder in-${kind}`,
      role: "img",
      "aria-label": alt || `Image from ${host}`,
      title: `${alt} (${host}; the sandbox loads nothing from outside)`,
    },
    icon("file", kind === "context" ? 14 : 20),
    kind === "block" ? `${alt || "Image"} (${host})` : null,
  );
}

/** Show a file shared in a message: images as a preview, the rest as a card to open. */
export function fileCard(file) {
  const url = localAddress(file.url_private ?? file.permalink ?? "");
  const name = file.title || file.name || "File";
  if (file.mimetype?.startsWith("image/") && url) {
    return h(
      "figure",
      { class: "file-image" },
      h("figcaption", {}, name),
      h("a", { href: url, target: "_blank", rel: "noopener" }, h("img", { src: url, alt: file.alt_txt || name })),
    );
  }
  const kind = (file.pretty_type || file.filetype || file.mimetype || "file").toString().toUpperCase();
  const inside = [
    h("span", { class: "file-icon" }, icon("file", 22)),
    h(
      "span",
      { class: "file-words" },
      h("strong", {}, name),
      h("span", {}, [kind, size(file.size)].filter(Boolean).join(" · ")),
    ),
  ];
  return url
    ? h("a", { class: "file-card", href: url, target: "_blank", rel: "noopener", download: file.name ?? true }, inside)
    : h("div", { class: "file-card" }, inside);
}

function size(bytes) {
  if (!bytes) return "";
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1000)));
  return `${(bytes / 1000 ** power).toFixed(power ? 1 : 0)} ${units[power]}`;
}
