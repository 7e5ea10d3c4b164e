// Builds elements. Everything that comes from messages goes in as text nodes.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

export function replaceContent(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
}

let counter = 0;
export const freshId = (word) => `${word}-${++counter}`;

// Focus is kept by name, so that it survives what a live update replaces.
export function focusName(element) {
  return element?.closest?.("[data-focus]")?.dataset.focus ?? null;
}

export function focusNamed(name, within = document) {
  if (!name) return false;
  const found = [...within.querySelectorAll("[data-focus]")].find((e) => e.dataset.focus === name);
  found?.focus();
  return Boolean(found);
}

export function toast(words) {
  const place = byId("toast");
  const close = h("button", { type: "button", class: "plain", onclick: () => { place.hidden = true; } }, "Dismiss");
  replaceContent(place, h("span", {}, words), close);
  place.hidden = false;
}

export function announce(words) {
  byId("news").append(h("p", {}, words));
  while (byId("news").childElementCount > 5) byId("news").firstElementChild.remove();
}
