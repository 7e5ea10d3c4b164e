// A button that opens a short menu; arrows move, Escape closes, focus comes back.

import { h } from "/page/dom.js";

export function menu(sign, name, items, focus) {
  const list = h("div", { class: "menu", role: "menu", hidden: true });
  const opener = h("button", {
    type: "button", class: "button more", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": name,
    "data-focus": focus, onclick: () => (list.hidden ? open() : close()),
  }, sign);
  const holder = h("span", { class: "menu-holder" }, opener, list);
  const outside = (event) => { if (!holder.contains(event.target)) close(false); };

  function open() {
    list.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    list.firstElementChild?.focus();
    document.addEventListener("pointerdown", outside);
  }
  function close(back = true) {
    list.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
    if (back) opener.focus();
  }
  list.append(...items.map(({ words, about, pick }) => h("button", {
    type: "button", role: "menuitem", tabindex: -1, onclick: () => { close(); pick(); },
  }, words, about && h("span", { class: "about" }, about))));
  list.addEventListener("keydown", (event) => {
    const entries = [...list.children];
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (to !== undefined) entries[(to + entries.length) % entries.length].focus();
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") close(false);
    else return;
    if (event.key !== "Tab") {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  return holder;
}
