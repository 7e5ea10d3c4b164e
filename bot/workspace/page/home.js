// What the app has published as its Home for this person.

import { focusName, focusNamed, h, replaceContent } from "/page/dom.js";
import { act } from "/page/net.js";
import { blocks } from "/page/blocks.js";
import { plainValue } from "/page/elements.js";
import { viewValues } from "/page/values.js";

export function drawHome(page) {
  const { state, main } = page;
  const signature = JSON.stringify([state.home?.hash, state.me.id]);
  if (!page.fresh && main.dataset.home === signature) return;
  main.dataset.home = signature;
  const focused = main.contains(document.activeElement) ? focusName(document.activeElement) : null;
  replaceContent(main,
    h("div", { class: "place" }, h("h1", {}, "Home", h("span", { class: "badge" }, "APP")), h("p", { class: "hint" }, `What ${state.bot.name} has for you`)),
    h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Home" },
      state.home ? h("div", { class: "home" }, blocks(state.home.blocks, surface(page, state.home)))
        : h("p", { class: "empty" }, `${state.bot.name} has published nothing here yet.`)));
  if (focused) focusNamed(focused, main) || main.focus({ preventScroll: true });
}

function surface(page, view) {
  const values = viewValues(view);
  const place = { kind: "view", id: view.id };
  return {
    key: view.id,
    context: page.context,
    value: (block, one) => values.get(block, one) ?? plainValue(view.state.values[block.block_id]?.[one.action_id]),
    changed: (block, one, value) => values.set(block, one, value),
    press: (block, one, value) => act("press", {
      as: page.as, place, block_id: block.block_id, action_id: one.action_id, value, values: values.all(view),
    }),
  };
}
