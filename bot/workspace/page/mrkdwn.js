// Slack's mrkdwn as DOM nodes: never as HTML.

import { h } from "/page/dom.js";
import { emoji, withEmoji } from "/page/emoji.js";

export const unescape = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export const plain = (text) => withEmoji(unescape(text));

// `context` has `names` (people by id) and `channels` (names by id).
export function mrkdwn(text, context) {
  return text.split(/```\n?/).flatMap((part, index) =>
    index % 2 ? [h("pre", {}, unescape(part.replace(/\n$/, "")))] : paragraphs(part, context));
}

// The words alone, for announcements and short notices.
export function words(text, context) {
  const holder = h("div", {}, mrkdwn(text, context));
  for (const line of holder.querySelectorAll("br, li")) line.append(" ");
  return holder.textContent;
}

function paragraphs(text, context) {
  const nodes = [];
  let group = [];
  let kind = "text";
  const flush = () => {
    if (!group.length) return;
    if (kind === "quote") nodes.push(h("blockquote", {}, lines(group, context)));
    else if (kind === "list") nodes.push(h("ul", {}, group.map((line) => h("li", {}, inline(line, context)))));
    else nodes.push(...lines(group, context));
    group = [];
  };
  for (const line of text.split("\n")) {
    const quote = line.match(/^(?:&gt;|>) ?(.*)$/);
    const item = line.match(/^\s*[•◦-] +(.*)$/);
    const next = quote ? "quote" : item ? "list" : "text";
    if (next !== kind) {
      flush();
      kind = next;
    }
    group.push(quote ? quote[1] : item ? item[1] : line);
  }
  flush();
  return nodes;
}

function lines(group, context) {
  return group.flatMap((line, index) => (index ? [h("br"), ...inline(line, context)] : inline(line, context)));
}

const BEFORE = "(^|[\\s(\\[{\"'“‘_~*>–—/-])";
const AFTER = "(?=$|[\\s.,!?;:)\\]}\"'”’_~*<–—/-])";
const wrapped = (mark) => new RegExp(`${BEFORE}${mark}(?=\\S)([^\\n]*?\\S)${mark}${AFTER}`);
const RULES = [
  [/`([^`\n]+)`/, (m) => h("code", {}, unescape(m[1]))],
  [/<([^<>\n]+)>/, (m, context) => special(m[1], context)],
  [wrapped("\\*"), (m, context) => [m[1], h("strong", {}, inline(m[2], context))]],
  [wrapped("_"), (m, context) => [m[1], h("em", {}, inline(m[2], context))]],
  [wrapped("~"), (m, context) => [m[1], h("s", {}, inline(m[2], context))]],
  [/:([a-z0-9_+-]+):/, (m) => emoji(m[1])],
];

function inline(text, context) {
  let best = null;
  for (const [pattern, make] of RULES) {
    const match = text.match(pattern);
    if (match && (!best || match.index < best.match.index)) best = { match, make };
  }
  if (!best) return text ? [unescape(text)] : [];
  const { match, make } = best;
  const made = make(match, context) ?? match[0];
  const end = match.index + match[0].length;
  const rest = inline(text.slice(end), context);
  return [unescape(text.slice(0, match.index)), made, rest].flat(Infinity).filter((node) => node !== "");
}

function special(inside, context) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (target.startsWith("@")) return h("span", { class: "mention" }, `@${context.names[target.slice(1)] ?? label ?? "someone"}`);
  if (target.startsWith("#")) return h("span", { class: "mention" }, `#${context.channels[target.slice(1)] ?? label ?? "channel"}`);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return h("span", { class: "mention" }, `@${label ?? target.slice(1)}`);
  return link(unescape(target), label ? plain(label) : unescape(target).replace(/^mailto:/, ""));
}

export function link(target, label) {
  if (!/^(https?|mailto):/.test(target)) return document.createTextNode(label);
  return h("a", { href: target, target: "_blank", rel: "noopener noreferrer" }, label);
}

function date(target, fallback) {
  const [, seconds] = target.split("^");
  const when = new Date(Number(seconds) * 1000);
  if (Number.isNaN(when.getTime())) return fallback ?? "";
  return h("time", { datetime: when.toISOString() }, longDate(when));
}

export const longDate = (when) =>
  when.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
