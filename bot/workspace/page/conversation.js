// One conversation: its messages, kept up to date without disturbing what has not changed, and the composer.

import { announce, focusName, focusNamed, h, replaceContent } from "/page/dom.js";
import { act } from "/page/net.js";
import { drawMessage } from "/page/message.js";
import { composer } from "/page/composer.js";
import { longDate, words } from "/page/mrkdwn.js";

let list = null;
let shown = new Map();

export function drawConversation(page) {
  const { state, main } = page;
  const conversation = state.conversations.find((c) => c.id === state.conversation);
  if (page.fresh || !list?.isConnected) build(page, conversation);
  const scroller = list.parentElement;
  const atEnd = page.fresh || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
  const focused = list.contains(document.activeElement) ? focusName(document.activeElement) : null;
  const at = focused && document.activeElement.closest("[data-ts]")?.dataset.ts;
  const known = shown.size > 0 || !page.fresh;
  const news = redraw(page);
  if (focused && !list.contains(document.activeElement)) focusNamed(focused, list) || focusMessage(at) || main.focus({ preventScroll: true });
  if (atEnd) scroller.scrollTop = scroller.scrollHeight;
  if (known && !page.fresh) tell(page, news);
  if (conversation.unread && !document.hidden) act("read", { as: page.as, conversation: conversation.id });
}

// What was pressed is gone with its message's old content: the next Tab leads to what stands there now.
function focusMessage(ts) {
  const message = ts && [...list.children].find((node) => node.dataset.ts === ts);
  if (!message) return false;
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  return true;
}

function build(page, conversation) {
  const { state, main } = page;
  const direct = conversation.kind === "im";
  shown = new Map();
  list = h("ol", { class: "messages", "aria-label": "Messages" });
  replaceContent(main,
    h("div", { class: "place" },
      h("h1", {}, direct ? state.bot.name : `# ${conversation.name}`, direct && h("span", { class: "badge" }, "APP")),
      h("p", { class: "hint" }, conversation.topic || (direct ? "Between you and the app" : `${conversation.people} members`))),
    h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Conversation" }, list),
    composer(page, conversation));
}

// Replaces what changed, in order; returns what is new.
function redraw(page) {
  const { state } = page;
  const wanted = [];
  const news = [];
  const next = new Map();
  let day = "";
  for (const message of state.messages) {
    const today = longDate(new Date(Number(message.ts) * 1000));
    if (today !== day) {
      day = today;
      const before = shown.get(today);
      const node = before?.node ?? h("li", { class: "day" }, h("span", {}, today));
      next.set(today, { node });
      wanted.push(node);
    }
    const signature = JSON.stringify(message);
    const before = shown.get(message.ts);
    const node = before?.signature === signature ? before.node : drawMessage(page, message);
    if (!before) news.push(message);
    next.set(message.ts, { node, signature });
    wanted.push(node);
  }
  shown = next;
  if (!state.messages.length) wanted.push(h("li", { class: "empty" }, "No messages yet."));
  const kept = new Set(wanted);
  for (const old of [...list.children]) if (!kept.has(old)) old.remove();
  wanted.forEach((node, at) => { if (list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null); });
  return news;
}

function tell(page, news) {
  for (const message of news) {
    if (message.user === page.state.me.id) continue;
    announce(`${page.state.names[message.user] ?? page.state.bot.name}: ${words(message.text, page.context).slice(0, 300)}`);
  }
}
