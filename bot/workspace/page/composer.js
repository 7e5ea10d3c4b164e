// Where one writes: messages, and slash commands.

import { h, freshId } from "/page/dom.js";
import { act } from "/page/net.js";
import { menu } from "/page/menu.js";

export function composer(page, conversation) {
  const { state } = page;
  const to = conversation.kind === "im" ? state.bot.name : `#${conversation.name}`;
  const id = freshId("composer");
  const box = h("textarea", {
    id, class: "control", rows: 1, placeholder: `Message ${to}`, "data-focus": "composer",
    "aria-describedby": `${id}-hint`, onkeydown: onKey, oninput: fit,
  });
  const send = h("button", { type: "submit", class: "button primary" }, "Send");
  const global = state.shortcuts.filter((s) => s.kind === "global");
  const commands = state.commands.length ? ` Commands: ${state.commands.join(", ")}.` : "";
  const form = h("form", { class: "composer", onsubmit: submit },
    h("label", { class: "unseen", for: id }, `Message ${to}`),
    global.length > 0 && menu("+", "Shortcuts", global.map((s) => ({
      words: s.name, pick: () => act("shortcut", { as: page.as, callback_id: s.callback_id }),
    })), "shortcuts"),
    box, send,
    h("p", { class: "hint", id: `${id}-hint` }, `Enter sends, Shift+Enter begins a new line.${commands}`));

  function onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  }
  function fit() {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 2, 200)}px`;
  }
  async function submit(event) {
    event.preventDefault();
    const text = box.value;
    if (!text.trim() || form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    const sent = await act("say", { as: page.as, conversation: conversation.id, text });
    form.removeAttribute("aria-busy");
    if (sent && box.value === text) box.value = "";
    fit();
    box.focus();
  }
  return form;
}
