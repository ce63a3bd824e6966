/** What a person has entered on one surface, kept in the form Slack sends it: {block: {action: part}}. */

const INITIAL = {
  plain_text_input: (element) => ({ value: element.initial_value ?? null }),
  email_text_input: (element) => ({ value: element.initial_value ?? null }),
  url_text_input: (element) => ({ value: element.initial_value ?? null }),
  number_input: (element) => ({ value: element.initial_value ?? null }),
  rich_text_input: (element) => ({ rich_text_value: element.initial_value ?? null }),
  static_select: (element) => ({ selected_option: element.initial_option ?? null }),
  external_select: (element) => ({ selected_option: element.initial_option ?? null }),
  radio_buttons: (element) => ({ selected_option: element.initial_option ?? null }),
  multi_static_select: (element) => ({ selected_options: element.initial_options ?? [] }),
  multi_external_select: (element) => ({ selected_options: element.initial_options ?? [] }),
  checkboxes: (element) => ({ selected_options: element.initial_options ?? [] }),
  users_select: (element) => ({ selected_user: element.initial_user ?? null }),
  multi_users_select: (element) => ({ selected_users: element.initial_users ?? [] }),
  channels_select: (element) => ({ selected_channel: element.initial_channel ?? null }),
  multi_channels_select: (element) => ({ selected_channels: element.initial_channels ?? [] }),
  conversations_select: (element) => ({ selected_conversation: element.initial_conversation ?? null }),
  multi_conversations_select: (element) => ({ selected_conversations: element.initial_conversations ?? [] }),
  datepicker: (element) => ({ selected_date: element.initial_date ?? null }),
  timepicker: (element) => ({ selected_time: element.initial_time ?? null }),
  datetimepicker: (element) => ({ selected_date_time: element.initial_date_time ?? null }),
};

/** Visit every element of these blocks that holds a value. */
export function statefulElements(blocks) {
  return (blocks ?? []).flatMap((block) => {
    const elements = [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])];
    const own = elements.filter((element) => element && element.type in INITIAL).map((element) => ({ block, element }));
    return block.child_blocks ? [...own, ...statefulElements(block.child_blocks)] : own;
  });
}

export class Values {
  #held = new Map();

  /** Follow new blocks: fields that stayed keep what was entered, new ones start at their preset, gone ones are forgotten. */
  follow(blocks, known = {}) {
    const before = this.#held;
    this.#held = new Map();
    for (const { block, element } of statefulElements(blocks)) {
      const key = keyOf(block.block_id, element.action_id);
      const kept = before.get(key);
      const preset = known[block.block_id]?.[element.action_id];
      const part =
        kept?.type === element.type && offered(element, kept)
          ? kept
          : { type: element.type, ...(preset ?? INITIAL[element.type](element)) };
      this.#held.set(key, { ...part, type: element.type, at: [block.block_id, element.action_id] });
    }
  }

  /** What the field holds now. */
  get(blockId, actionId) {
    return this.#held.get(keyOf(blockId, actionId)) ?? {};
  }

  /** Note what was entered. */
  set(blockId, actionId, part) {
    this.#held.set(keyOf(blockId, actionId), { ...part, at: [blockId, actionId] });
  }

  /** Everything entered, as Slack's state.values. */
  all() {
    const state = {};
    for (const {
      at: [blockId, actionId],
      ...part
    } of this.#held.values())
      (state[blockId] ??= {})[actionId] = part;
    return state;
  }
}

function offered(element, part) {
  const offers = element.options ?? element.option_groups?.flatMap(({ options }) => options);
  if (!offers) return true;
  const chosen = part.selected_options ?? (part.selected_option ? [part.selected_option] : []);
  return chosen.every(({ value }) => offers.some((option) => option.value === value));
}

function keyOf(blockId, actionId) {
  return JSON.stringify([blockId, actionId]);
}
