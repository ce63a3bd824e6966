/** Making Slack misbehave on purpose, and saying so while it does. */

import { control } from "./api.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { toggleMenu } from "./menu.js";
import { toast } from "./toast.js";

const MODES = [
  ["refuse", "Refuse connections"],
  ["hang", "Hang without an answer"],
  ["rate_limited", "Answer 429, retry after 5 s"],
  ["server_error", "Answer 500"],
  ["error", "Answer ok: false"],
  ["reset", "Break off the connection"],
  ["unanswered", "Do it, but never answer"],
];
const SAYS = {
  refuse: "refuses connections",
  hang: "hangs without an answer",
  rate_limited: "answers 429 (rate limited)",
  server_error: "answers 500",
  error: "answers ok: false",
  reset: "breaks off connections",
  unanswered: "does what it is asked, but never answers",
};

/** The button in the top bar with the menu of faults. */
export function faultControl(session) {
  const button = h(
    "button",
    {
      type: "button",
      class: "top-button icon-only",
      "aria-label": "Faults",
      title: "Faults: make Slack misbehave",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () => toggleMenu(button, entries(session), { label: "Faults", align: "end" }),
    },
    icon("fault", 18),
  );
  const draw = () => button.classList.toggle("on", Boolean(session.fault || session.habits.twice || session.habits.rate));
  session.on("fault", draw);
  draw();
  return button;
}

function entries(session) {
  const start = ([mode, label]) => ({
    label,
    mark: session.fault?.mode === mode,
    run: () => tell(control.fault({ methods: ["*"], mode, share: 1, retry_after: 5, seconds: null })),
  });
  const { twice, rate } = session.habits;
  return [
    { heading: "The Web API" },
    ...MODES.map(start),
    { label: "All well again", icon: icon("check", 16), run: () => tell(control.clearFaults(), "Slack is well again") },
    { heading: "The socket" },
    { label: "Drop it", run: () => tell(control.socket("drop"), "The socket was dropped") },
    { label: "Ask to reconnect", run: () => tell(control.socket("refresh"), "The app was asked to reconnect") },
    { label: "Fall silent", run: () => tell(control.socket("silence"), "The socket is silent") },
    { heading: "Habits" },
    { label: "Deliver everything twice", mark: twice, run: () => tell(control.twice(!twice)) },
    { label: "Enforce one message a second and channel", mark: rate, run: () => tell(control.enforceRate(!rate)) },
    { line: true },
    {
      label: "Reset the workspace",
      note: "Back to how it started; the app keeps its own records",
      danger: true,
      icon: icon("reset", 16),
      run: () => tell(control.reset(), "The workspace is as it started"),
    },
  ];
}

/** Say what a call did, or that it did not; where a banner says it, a title is not needed. */
async function tell(call, title = null) {
  const answer = await call;
  if (answer.ok === false) toast({ title: "That did not work", text: answer.error, bad: true });
  else if (title) toast({ title });
}

/** The banners that say what is wrong on purpose, that the app is away, or that the page lost its server. */
export function banners(session) {
  const node = h("div", { class: "banners", "aria-live": "polite" });
  let lineUp = true;
  const draw = () => {
    const { fault, habits, app } = session;
    fill(
      node,
      lineUp ? null : banner("bad", "fault", null, "The sandbox is not answering. Trying again…"),
      fault ? banner("warn", "fault", "Fault on: ", `${faultWords(fault)}.`, () => tell(control.clearFaults())) : null,
      habits.twice
        ? banner("warn", "fault", "Fault on: ", "everything is delivered twice.", () => tell(control.twice(false)))
        : null,
      habits.rate
        ? banner("warn", "fault", "Limit on: ", "one message a second and channel, else 429.", () =>
            tell(control.enforceRate(false)),
          )
        : null,
      session.botConnected || !lineUp
        ? null
        : banner(
            "warn",
            "bolt",
            `${app.name} is not connected. `,
            "Commands and buttons do not reach it until it is back.",
          ),
    );
  };
  session.on("line", ({ up }) => {
    lineUp = up;
    draw();
  });
  session.on(["fault", "bot"], draw);
  draw();
  return node;
}

function banner(kind, mark, lead, text, off = null) {
  return h(
    "div",
    { class: `banner ${kind}` },
    icon(mark, 16),
    h("span", {}, lead ? h("strong", {}, lead) : null, text),
    off ? h("button", { type: "button", class: "button small", onclick: off }, "Turn off") : null,
  );
}

function faultWords({ methods = ["*"], mode, share }) {
  const what = methods.join(", ");
  const part = share < 1 ? ` for ${Math.round(share * 100)} % of the calls` : "";
  return `${what === "*" ? "the Web API" : what} ${SAYS[mode] ?? mode}${part}`;
}
