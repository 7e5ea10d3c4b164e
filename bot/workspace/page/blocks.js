// Layout blocks as elements of the page.

import { h, freshId } from "/page/dom.js";
import { element } from "/page/elements.js";
import { link, mrkdwn, plain } from "/page/mrkdwn.js";
import { withEmoji } from "/page/emoji.js";

// `surface` says where the blocks stand: { key, context, values, press(block, element, value), errors, changed }.
export function blocks(list, surface) {
  return list.map((block) => (RENDERERS[block.type] ?? unknown)(block, surface));
}

export function text(object, context) {
  return object.type === "mrkdwn" ? mrkdwn(object.text, context) : [h("span", { class: "plain" }, plain(object.text))];
}

const wordsClass = (object) => (object.type === "mrkdwn" ? "words" : "words plain");

const RENDERERS = { section, header, divider, context, actions, input, image, rich_text: richText };

function section(block, surface) {
  const labelId = freshId("section");
  return h("div", { class: "block section" },
    h("div", { class: "section-words" },
      block.text && h("div", { class: wordsClass(block.text), id: labelId }, text(block.text, surface.context)),
      block.fields && h("div", { class: "fields" },
        block.fields.map((field) => h("div", { class: wordsClass(field) }, text(field, surface.context))))),
    block.accessory && h("div", { class: "accessory" },
      element(block, block.accessory, surface, { labelledby: block.text ? labelId : undefined })));
}

function header(block) {
  return h("h3", { class: "block header" }, plain(block.text.text));
}

function divider() {
  return h("hr", { class: "block" });
}

function context(block, surface) {
  return h("div", { class: "block context" }, block.elements.map((one) =>
    one.type === "image" ? picture(one) : h("span", { class: "words" }, text(one, surface.context))));
}

function actions(block, surface) {
  return h("div", { class: "block actions" }, block.elements.map((one) => element(block, one, surface, {})));
}

function input(block, surface) {
  const ids = { label: freshId("label"), hint: freshId("hint"), error: freshId("error") };
  const error = surface.errors?.[block.block_id];
  const grouped = ["radio_buttons", "checkboxes", "multi_static_select", "multi_users_select"].includes(block.element.type);
  const controlId = freshId("control");
  const described = [error && ids.error, block.hint && ids.hint].filter(Boolean).join(" ");
  const label = [plain(block.label.text), block.optional && h("span", { class: "optional" }, " (optional)")];
  const control = element(block, block.element, surface, {
    id: controlId, labelledby: ids.label, describedby: described || undefined, invalid: Boolean(error), field: true,
    required: !block.optional,
  });
  return h("div", { class: `block input${error ? " wrong" : ""}`, "data-block": block.block_id },
    grouped ? h("span", { class: "label", id: ids.label }, label)
      : h("label", { class: "label", id: ids.label, for: controlId }, label),
    control,
    error && h("p", { class: "error", id: ids.error }, error),
    block.hint && h("p", { class: "hint", id: ids.hint }, plain(block.hint.text)));
}

function image(block, surface) {
  const own = block.slack_file?.id;
  return h("figure", { class: "block" }, block.title && h("figcaption", {}, plain(block.title.text)),
    own ? h("img", { src: fileAddress(own, surface.context), alt: block.alt_text, class: "shown" }) : picture(block));
}

function fileAddress(id, context) {
  return `/page/files/${encodeURIComponent(id)}?${new URLSearchParams({ as: context.as })}`;
}

// Pictures from elsewhere are not fetched: the page talks to nobody but the workspace.
function picture(one) {
  return h("span", { class: "picture" }, "Picture: ", link(one.image_url, one.alt_text || "without a description"));
}

function richText(block, surface) {
  return h("div", { class: "block words" }, block.elements.map((part) => richPart(part, surface)));
}

function richPart(part, surface) {
  const inside = (part.elements ?? []).map((one) => (one.elements ? richPart(one, surface) : richRun(one, surface)));
  if (part.type === "rich_text_list") return h(part.style === "ordered" ? "ol" : "ul", {}, inside.map((item) => h("li", {}, item)));
  if (part.type === "rich_text_quote") return h("blockquote", {}, inside);
  if (part.type === "rich_text_preformatted") return h("pre", {}, inside);
  return h("span", {}, inside);
}

function richRun(run, { context: { names, channels } }) {
  let node;
  if (run.type === "link") node = link(run.url, run.text ?? run.url);
  else if (run.type === "user") node = h("span", { class: "mention" }, `@${names[run.user_id] ?? "someone"}`);
  else if (run.type === "channel") node = h("span", { class: "mention" }, `#${channels[run.channel_id] ?? "channel"}`);
  else if (run.type === "emoji") node = document.createTextNode(withEmoji(`:${run.name}:`));
  else node = document.createTextNode(run.text ?? "");
  for (const [style, tag] of [["bold", "strong"], ["italic", "em"], ["strike", "s"], ["code", "code"]]) {
    if (run.style?.[style]) node = h(tag, {}, node);
  }
  return node;
}

function unknown(block) {
  return h("p", { class: "hint" }, `(a ${block.type} block, which this page does not show)`);
}
