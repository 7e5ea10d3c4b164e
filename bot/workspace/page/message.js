// One message, with what stands in it.

import { h } from "/page/dom.js";
import { act } from "/page/net.js";
import { blocks } from "/page/blocks.js";
import { plainValue } from "/page/elements.js";
import { menu } from "/page/menu.js";
import { longDate, mrkdwn } from "/page/mrkdwn.js";
import { withEmoji } from "/page/emoji.js";
import { forget, viewValues } from "/page/values.js";

export function drawMessage(page, message) {
  const { state, context } = page;
  const name = state.names[message.user] ?? state.bot.name;
  const when = new Date(Number(message.ts) * 1000);
  const reply = message.thread_ts && message.thread_ts !== message.ts;
  return h("li", { class: `message${message.ephemeral ? " ephemeral" : ""}${reply ? " reply" : ""}`, "data-ts": message.ts },
    avatar(name),
    h("div", { class: "body" },
      h("div", { class: "by" },
        h("strong", {}, name), message.by_app && h("span", { class: "badge" }, "APP"),
        h("time", { datetime: when.toISOString(), title: longDate(when) },
          when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })),
        reply && h("span", { class: "hint" }, "in a thread"),
        shortcuts(page, message)),
      message.ephemeral && h("p", { class: "only-you" }, "Only visible to you"),
      content(page, message),
      message.edited && h("span", { class: "hint" }, "(edited)"),
      attachments(page, message),
      files(page, message),
      reactions(message, context)));
}

function content(page, message) {
  if (message.by_app && message.blocks?.length) return blocks(message.blocks, surface(page, message));
  return message.text ? h("div", { class: "words" }, mrkdwn(message.text, page.context)) : null;
}

function surface(page, message) {
  const place = { kind: "message", id: message.ts, conversation: page.state.conversation };
  const written = viewValues({ id: message.ts });
  return {
    key: message.ts,
    context: page.context,
    value: (block, one) =>
      written.get(block, one) ?? plainValue(message.values[block.block_id]?.[one.action_id]) ?? initial(one),
    changed: (block, one, value) => written.set(block, one, value),
    press: async (block, one, value) => {
      const values = written.all(message);
      const done = await act("press", { as: page.as, place, block_id: block.block_id, action_id: one.action_id, value, values });
      if (done) forget([message.ts]);
      return done;
    },
  };
}

// What the app preselected, until the person chooses.
export function initial(one) {
  const name = Object.keys(one).find((key) => key.startsWith("initial_"));
  const value = name ? one[name] : null;
  return Array.isArray(value) ? value.map((v) => v.value ?? v) : value?.value ?? value;
}

function attachments(page, message) {
  return (message.attachments ?? []).map((one) => h("div", { class: "attachment" },
    one.pretext && h("p", {}, mrkdwn(one.pretext, page.context)),
    one.title && h("strong", {}, one.title),
    one.text && h("div", { class: "words" }, mrkdwn(one.text, page.context)),
    one.blocks && blocks(one.blocks, surface(page, message))));
}

function files(page, message) {
  if (!message.files.length) return null;
  return h("ul", { class: "files" }, message.files.map((file) => h("li", {},
    h("a", { href: `/page/files/${encodeURIComponent(file.id)}?${new URLSearchParams({ as: page.as })}`, download: file.name },
      h("span", { "aria-hidden": "true" }, "📄 "), file.title),
    h("span", { class: "about" }, ` ${file.name}, ${size(file.size)}`))));
}

function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function reactions(message) {
  if (!message.reactions) return null;
  return h("p", { class: "reactions" }, message.reactions.map((r) => h("span", {}, `${withEmoji(`:${r.name}:`)} ${r.count}`)));
}

function shortcuts(page, message) {
  const mine = page.state.shortcuts.filter((s) => s.kind === "message");
  if (!mine.length || message.ephemeral) return null;
  const place = { kind: "message", id: message.ts, conversation: page.state.conversation };
  return menu("⋮", "Message shortcuts", mine.map((s) => ({
    words: s.name, pick: () => act("shortcut", { as: page.as, callback_id: s.callback_id, place }),
  })), `${message.ts}/shortcuts`);
}

const COLOURS = ["#174a7c", "#7a3b00", "#3f5d0f", "#7b1f5e", "#0b6353", "#5a3d9a", "#8a1c1c", "#4a4a4a"];

function avatar(name) {
  const sum = [...name].reduce((total, letter) => total + letter.codePointAt(0), 0);
  const node = h("span", { class: "avatar", "aria-hidden": "true" }, name.slice(0, 1).toUpperCase());
  node.style.backgroundColor = COLOURS[sum % COLOURS.length];
  return node;
}
