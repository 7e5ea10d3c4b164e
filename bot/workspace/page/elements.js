// Block elements: buttons, menus and inputs. Each is a native control with a name.

import { h, freshId } from "/page/dom.js";
import { confirmed } from "/page/confirm.js";
import { menu } from "/page/menu.js";
import { mrkdwn, plain } from "/page/mrkdwn.js";

// `how`: { id, labelledby, describedby, invalid, required, field }; `field` is an input block: it waits for submit.
export function element(block, one, surface, how) {
  const make = MAKERS[one.type];
  if (!make) return h("span", { class: "hint" }, `(${one.type})`);
  return make({ block, one, surface, how, focus: `${surface.key}/${block.block_id}/${one.action_id}` });
}

const MAKERS = {
  button, overflow, static_select: select, users_select: select, conversations_select: select, channels_select: select,
  multi_static_select: boxes, multi_users_select: boxes, checkboxes: boxes, radio_buttons: radios,
  datepicker: (it) => field(it, "date"), timepicker: (it) => field(it, "time"), plain_text_input: textInput,
  email_text_input: (it) => field(it, "email"), url_text_input: (it) => field(it, "url"),
  number_input: (it) => field(it, "text", { inputmode: "decimal" }),
  image: ({ one }) => h("span", { class: "picture" }, `Picture: ${one.alt_text}`),
};

// What is chosen now, as a plain value: what was put in here, else what the workspace knows.
export function plainValue(state) {
  if (!state) return null;
  const key = Object.keys(state).find((name) => name !== "type");
  const value = state[key];
  if (Array.isArray(value)) return value.map((v) => v?.value ?? v);
  return value?.value ?? value ?? null;
}

function chosen({ block, one, surface }) {
  return surface.value(block, one);
}

// A choice was made: kept for submitting, or sent at once.
async function choose(it, value) {
  const { block, one, surface, how } = it;
  surface.changed?.(block, one, value);
  if (how.field && !block.dispatch_action) return;
  if (one.confirm && !(await confirmed(one.confirm, surface.context))) return;
  await surface.press(block, one, value);
}

function named({ one, how }) {
  return {
    id: how.id,
    "aria-labelledby": how.field ? undefined : how.labelledby,
    "aria-label": !how.labelledby ? (one.placeholder ? plain(one.placeholder.text) : one.action_id) : undefined,
    "aria-describedby": how.describedby,
    "aria-invalid": how.invalid ? "true" : undefined,
    "aria-required": how.field && how.required ? "true" : undefined,
  };
}

function button({ block, one, surface, focus }) {
  const pressed = async (event) => {
    const target = event.currentTarget;
    if (target.getAttribute("aria-busy") === "true") return;
    if (one.confirm && !(await confirmed(one.confirm, surface.context))) return;
    if (one.url) window.open(one.url, "_blank", "noopener,noreferrer");
    target.setAttribute("aria-busy", "true");
    await surface.press(block, one, one.value ?? null);
    target.removeAttribute("aria-busy");
  };
  return h("button", {
    type: "button", class: `button ${one.style ?? ""}`, "data-focus": focus, "aria-label": one.accessibility_label, onclick: pressed,
  }, plain(one.text.text));
}

function overflow({ block, one, surface, focus }) {
  const items = one.options.map((option) => ({
    words: plain(option.text.text),
    about: option.description && plain(option.description.text),
    pick: async () => {
      if (one.confirm && !(await confirmed(one.confirm, surface.context))) return;
      if (option.url) window.open(option.url, "_blank", "noopener,noreferrer");
      await surface.press(block, one, option.value);
    },
  }));
  return menu("⋯", "More choices", items, focus);
}

function options(one, context) {
  const option = (o) => h("option", { value: o.value }, plain(o.text.text));
  if (one.option_groups) {
    return one.option_groups.map((group) => h("optgroup", { label: plain(group.label.text) }, group.options.map(option)));
  }
  return offered(one, context).map(option);
}

function offered(one, context) {
  const entry = ([value, name]) => ({ value, text: { type: "plain_text", text: name } });
  if (one.type.includes("users")) return context.people.map((p) => entry([p.id, p.name]));
  if (one.type.startsWith("conversations") || one.type.startsWith("channels")) {
    return Object.entries(context.channels).map(([id, name]) => entry([id, `#${name}`]));
  }
  return one.options ?? one.option_groups.flatMap((group) => group.options);
}

function select(it) {
  const { one, surface, how, focus } = it;
  const value = chosen(it);
  const placeholder = h("option", { value: "" }, one.placeholder ? plain(one.placeholder.text) : "Choose…");
  const control = h("select", {
    ...named(it), class: "control", "data-focus": focus,
    onchange: (event) => choose(it, event.target.value || null),
  }, placeholder, options(one, surface.context));
  control.value = value ?? "";
  if (!how.field) control.classList.add("small");
  return control;
}

function field(it, type, more = {}) {
  const { block, one, focus } = it;
  return h("input", {
    ...named(it), ...more, type, class: "control", "data-focus": focus, value: chosen(it) ?? "",
    placeholder: one.placeholder && plain(one.placeholder.text), autocomplete: "off",
    oninput: (event) => it.surface.changed?.(block, one, event.target.value),
    onchange: ["date", "time"].includes(type) ? (event) => choose(it, event.target.value || null) : undefined,
    onkeydown: ["date", "time"].includes(type) ? undefined : (event) => onEnter(event, it),
  });
}

function textInput(it) {
  const { block, one, focus } = it;
  if (!one.multiline) return field(it, "text");
  return h("textarea", {
    ...named(it), class: "control", rows: 5, "data-focus": focus, value: chosen(it) ?? "",
    placeholder: one.placeholder && plain(one.placeholder.text),
    oninput: (event) => it.surface.changed?.(block, one, event.target.value),
  });
}

function onEnter(event, it) {
  if (event.key !== "Enter" || !it.block.dispatch_action) return;
  event.preventDefault();
  choose(it, event.target.value);
}

function radios(it) {
  const name = freshId("radio");
  const now = chosen(it);
  return group(it, it.one.options, (option) => ({
    type: "radio", name, checked: option.value === now, onchange: () => choose(it, option.value),
  }));
}

function boxes(it) {
  const picked = new Set(chosen(it) ?? []);
  const toggle = (value, on) => {
    if (on) picked.add(value);
    else picked.delete(value);
    choose(it, offered(it.one, it.surface.context).map((o) => o.value).filter((v) => picked.has(v)));
  };
  return group(it, offered(it.one, it.surface.context), (option) => ({
    type: "checkbox", checked: picked.has(option.value), onchange: (event) => toggle(option.value, event.target.checked),
  }));
}

function group(it, list, control) {
  const { one, surface, how, focus } = it;
  return h("div", {
    class: `group${list.length > 10 ? " long" : ""}`, role: one.type === "radio_buttons" ? "radiogroup" : "group",
    "aria-labelledby": how.labelledby, "aria-label": how.labelledby ? undefined : one.action_id,
    "aria-describedby": how.describedby, "aria-invalid": how.invalid && one.type === "radio_buttons" ? "true" : undefined,
  }, list.map((option) => h("label", { class: "choice" },
    h("input", { ...control(option), "data-focus": `${focus}/${option.value}` }),
    h("span", {},
      h("span", { class: "words" }, option.text.type === "mrkdwn" ? mrkdwn(option.text.text, surface.context) : plain(option.text.text)),
      option.description && h("span", { class: "about" }, plain(option.description.text))))));
}
