/** Addresses: which of them lead to this machine, and which to a message on this page. */

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** The address as this page may load it, or null when it leads away from this machine. */
export function localAddress(url) {
  const parsed = parse(url);
  if (!parsed) return null;
  if (parsed.protocol === "data:" || parsed.protocol === "blob:") return url;
  const here = parsed.host === location.host;
  const sameServer = LOOPBACK.has(parsed.hostname) && LOOPBACK.has(location.hostname) && parsed.port === location.port;
  return here || sameServer ? parsed.pathname + parsed.search : null;
}

/** The host an address leads to. */
export function hostOf(url) {
  return parse(url)?.host ?? "";
}

/** The channel and timestamp a message's permalink names, or null. */
export function messageOf(url) {
  const match = /^\/archives\/([^/]+)\/p(\d+)(\d{6})$/.exec(localAddress(url)?.split("?")[0] ?? "");
  return match && { channel: match[1], ts: `${match[2]}.${match[3]}` };
}

function parse(url) {
  try {
    return new URL(url, location.href);
  } catch {
    return null;
  }
}
