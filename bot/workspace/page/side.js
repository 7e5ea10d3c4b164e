// The list of places: Home, direct messages, channels.

import { focusName, focusNamed, h, replaceContent } from "/page/dom.js";

export function drawSide(nav, state, place, address, go) {
  const signature = JSON.stringify([state.conversations, place, state.me.id]);
  if (nav.dataset.signature === signature) return;
  nav.dataset.signature = signature;
  const entry = (to, sign, name, unread = 0) => h("li", {},
    h("a", {
      href: address(to), "aria-current": to === place ? "page" : undefined, "data-focus": `side/${to}`,
      class: unread ? "unread" : undefined,
      onclick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(to);
      },
    },
    h("span", { class: "sign", "aria-hidden": "true" }, sign), h("span", { class: "name" }, name),
    unread > 0 && h("span", { class: "count" }, String(unread), h("span", { class: "unseen" }, " unread"))));
  const direct = state.conversations.filter((c) => c.kind === "im");
  const channels = state.conversations.filter((c) => c.kind !== "im");
  const focused = nav.contains(document.activeElement) ? focusName(document.activeElement) : null;
  replaceContent(nav,
    h("h2", {}, state.bot.name),
    h("ul", {}, entry("home", "⌂", "Home"), direct.map((c) => entry(c.id, "✉", "Direct messages", c.unread))),
    channels.length > 0 && h("h2", {}, "Channels"),
    channels.length > 0 && h("ul", {}, channels.map((c) => entry(c.id, c.kind === "group" ? "🔒" : "#", c.name, c.unread))));
  focusNamed(focused, nav);
}
