// The modal on top of the stack, as a dialog; focus goes into it and afterwards back to where it came from.

import { focusName, focusNamed, h, replaceContent } from "/page/dom.js";
import { act } from "/page/net.js";
import { blocks } from "/page/blocks.js";
import { plainValue } from "/page/elements.js";
import { plain } from "/page/mrkdwn.js";
import { viewValues } from "/page/values.js";

const open = { dialog: null, page: null, view: null, hash: null, errors: {}, cameFrom: null, busy: false };

export function drawModal(page) {
  open.page = page;
  const view = page.state.modals.at(-1) ?? null;
  if (!view) {
    if (open.dialog) leave();
    return;
  }
  if (!open.dialog) enter();
  if (open.view?.id === view.id && open.hash === view.hash) {
    open.view = view;
    return;
  }
  const another = open.view?.id !== view.id;
  open.errors = {};
  open.view = view;
  open.hash = view.hash;
  drawView(another);
}

function enter() {
  open.cameFrom = { node: document.activeElement, name: focusName(document.activeElement) };
  open.dialog = h("dialog", {
    class: "dialog modal", "aria-labelledby": "modal-title",
    oncancel: (event) => { event.preventDefault(); close(); },
  });
  document.body.append(open.dialog);
  open.dialog.showModal();
}

function leave() {
  open.dialog.close();
  open.dialog.remove();
  const { node, name } = open.cameFrom;
  Object.assign(open, { dialog: null, view: null, hash: null, errors: {}, busy: false });
  if (node?.isConnected && node !== document.body) node.focus();
  else if (!focusNamed(name)) document.getElementById("main").focus({ preventScroll: true });
}

function drawView(another) {
  const { view, page, dialog } = open;
  const focused = another ? null : focusName(document.activeElement);
  const depth = page.state.modals.length;
  const stack = depth > 1 ? `Window ${depth} of ${depth}: closing it goes back to the one before.` : null;
  replaceContent(dialog, h("form", { novalidate: true, onsubmit: submit },
    h("div", { class: "dialog-head" },
      h("h2", { id: "modal-title", tabindex: "-1" }, plain(view.title.text)),
      h("button", { type: "button", class: "button more", "aria-label": "Close", onclick: close }, "✕")),
    stack && h("p", { class: "hint" }, stack),
    h("div", { class: "dialog-body" },
      Object.keys(open.errors).length > 0 && h("p", { class: "error", role: "alert" }, "Something is not right yet; see beside the fields."),
      blocks(view.blocks, surface(page, view))),
    h("div", { class: "dialog-foot" },
      h("button", { type: "button", class: "button", onclick: close, "data-focus": "modal/close" }, view.close ? plain(view.close.text) : "Cancel"),
      view.submit && h("button", { type: "submit", class: "button primary", "data-focus": "modal/submit" }, plain(view.submit.text)))));
  if (!focused || !focusNamed(focused, dialog)) focusFirst();
}

function focusFirst() {
  const { dialog } = open;
  const wrong = dialog.querySelector(".input.wrong");
  const first = (wrong ?? dialog.querySelector(".dialog-body")).querySelector("input, select, textarea, button");
  (first ?? dialog.querySelector("h2")).focus();
}

function surface(page, view) {
  const values = viewValues(view);
  return {
    key: view.id,
    context: page.context,
    errors: open.errors,
    value: (block, one) => {
      const typed = values.get(block, one);
      return typed === undefined ? plainValue(view.state.values[block.block_id]?.[one.action_id]) : typed;
    },
    changed: (block, one, value) => values.set(block, one, value),
    press: (block, one, value) => act("press", {
      as: page.as, place: { kind: "view", id: view.id }, block_id: block.block_id, action_id: one.action_id, value,
      values: values.all(view),
    }),
  };
}

async function submit(event) {
  event.preventDefault();
  const { view, page } = open;
  if (open.busy || !view.submit) return;
  busy(true);
  const result = await act("submit", { as: page.as, view: view.id, values: viewValues(view).all(view) });
  busy(false);
  if (!result || open.view?.id !== view.id) return;
  open.errors = result.errors;
  if (Object.keys(open.errors).length) {
    drawView(true);
  }
}

function busy(yes) {
  open.busy = yes;
  open.dialog?.querySelector("form")?.setAttribute("aria-busy", String(yes));
}

function close() {
  if (open.view) act("close", { as: open.page.as, view: open.view.id });
}
