// A small app on Slack's own framework for Node. It knows nothing of the sandbox but its address.

import bolt from "@slack/bolt";

const { App, LogLevel } = bolt;

const { SLACK_API_URL: slackApiUrl, SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken } = process.env;
const clientOptions = { slackApiUrl, retryConfig: { retries: 0 } };
const app = new App({ token, appToken, socketMode: true, clientOptions, logLevel: LogLevel.ERROR });

const plain = (text) => ({ type: "plain_text", text });
const option = (text) => ({ text: plain(text), value: text.toLowerCase() });
const section = (text) => ({ type: "section", text: { type: "mrkdwn", text } });
const button = (text, action_id) => ({ type: "button", text: plain(text), action_id, value: text });
const field = (block_id, label, element, more = {}) => ({
  type: "input",
  block_id,
  label: plain(label),
  element: { action_id: "value", ...element },
  ...more,
});

const form = (what = "") => ({
  type: "modal",
  callback_id: "order.submit",
  title: plain("Order"),
  submit: plain("Send"),
  close: plain("Cancel"),
  notify_on_close: true,
  blocks: [
    field("what", "What?", { type: "plain_text_input", ...(what ? { initial_value: what } : {}) }),
    field("fruit", "Fruit", { type: "external_select", min_query_length: 0 }, { optional: true }),
    { type: "actions", block_id: "more", elements: [button("Explain", "order.explain")] },
  ],
});
const page = (title) => ({ type: "modal", title: plain(title), blocks: [section(`This is ${title}.`)] });
const card = (text) => [section(text), { type: "actions", elements: [button("Done", "card.done"), button("Hide", "card.hide")] }];

app.command("/order", async ({ ack, body, client, command }) => {
  if (command.text === "hidden") return ack({ text: "Only you see this.", blocks: card("Only you see this.") });
  await client.views.open({ trigger_id: body.trigger_id, view: form(command.text) });
  return ack();
});
app.command("/say", ({ ack, command }) => ack({ text: command.text, response_type: "in_channel" }));

app.options("value", ({ ack, payload }) => {
  const found = ["Apple", "Apricot", "Banana"].filter((name) => name.toLowerCase().startsWith(payload.value.toLowerCase()));
  return ack({ options: found.map(option) });
});

app.view("order.submit", async ({ ack, body, view, client }) => {
  const what = view.state.values.what.value.value;
  if (what === "nothing") return ack({ response_action: "errors", errors: { what: "Order something." } });
  if (what === "more") return ack({ response_action: "push", view: page("More") });
  if (what === "other") return ack({ response_action: "update", view: page("Other") });
  if (what === "all") return ack({ response_action: "clear" });
  await client.chat.postMessage({ channel: "C0GENERAL", text: `Order: ${what}`, blocks: card(`Order: ${what}`) });
  await client.chat.postEphemeral({ channel: "C0GENERAL", user: body.user.id, text: `You ordered ${what}.` });
  return ack();
});
app.view({ callback_id: "order.submit", type: "view_closed" }, async ({ ack, body, client }) => {
  await client.chat.postMessage({ channel: body.user.id, text: "Another time, then." });
  await ack();
});

app.action("order.explain", async ({ ack, body, client }) => {
  await client.views.push({ trigger_id: body.trigger_id, view: page("Explained") });
  await ack();
});
app.action("card.done", async ({ ack, body, client }) => {
  const blocks = [section(`Served by <@${body.user.id}>.`)];
  await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: "Served.", blocks });
  await ack();
});
app.action("card.hide", async ({ ack, respond }) => {
  await respond({ text: "Hidden.", replace_original: true });
  await ack();
});

const fromShortcut = async ({ ack, body, client }) => {
  await client.views.open({ trigger_id: body.trigger_id, view: form(body.message?.text) });
  await ack();
};
app.shortcut("order.new", fromShortcut);
app.shortcut("order.this", fromShortcut);

app.event("app_home_opened", async ({ event, client }) => {
  if (event.tab !== "home") return;
  const blocks = [section("Welcome from Node."), { type: "actions", elements: [button("Order", "home.order")] }];
  await client.views.publish({ user_id: event.user, view: { type: "home", blocks } });
});
app.action("home.order", fromShortcut);

app.message("hello", ({ message, say }) => say(`Hello <@${message.user}>.`));

await app.start();
console.log("ready");
