// The page: who one is, where one is, and the redrawing of what changed.

import { byId, h, replaceContent, toast } from "/page/dom.js";
import { act, fetchState, listen } from "/page/net.js";
import { drawSide } from "/page/side.js";
import { drawConversation } from "/page/conversation.js";
import { drawHome } from "/page/home.js";
import { drawModal } from "/page/modal.js";

const app = { state: null, as: null, place: null, drawn: null, reachable: true };

const HOME = "home";
const LIST = "list";

const narrow = matchMedia("(max-width: 699px)");

function readAddress() {
  const query = new URLSearchParams(location.search);
  app.as = query.get("as");
  app.place = query.get("in");
}

export function address(place, as = app.as) {
  const query = new URLSearchParams({ as });
  if (place) query.set("in", place);
  return `/?${query}`;
}

function go(place) {
  history.pushState(null, "", address(place));
  readAddress();
  visit(true);
}

// Where one is: the place in the address, or else the direct messages; nowhere where a phone shows the list.
function where() {
  if (app.place && app.place !== LIST) return app.place;
  return app.place === LIST && narrow.matches ? null : app.state?.direct ?? null;
}

const conversation = () => ([HOME, LIST].includes(app.place) ? "" : app.place);

async function visit(moved) {
  await load();
  const place = where();
  const state = app.state;
  if (!state?.me || !place) return;
  if (place === HOME) await act("open", { as: app.as, tab: "home" });
  else if (place === state.direct) await act("open", { as: app.as, tab: "messages" });
  if (moved) byId("main").focus({ preventScroll: true });
}

let loading = null;
let again = false;

// One request at a time; what changes meanwhile is fetched afterwards.
function load() {
  if (loading) {
    again = true;
    return loading;
  }
  loading = (async () => {
    do {
      again = false;
      try {
        app.state = await fetchState(app.as, conversation());
        reachable(true);
      } catch {
        reachable(false);
        return;
      }
      draw();
    } while (again);
  })().finally(() => { loading = null; });
  return loading;
}

function draw() {
  const { state } = app;
  const place = where();
  document.title = state.me ? `${state.me.name} – ${state.workspace}` : state.workspace;
  byId("workspace").textContent = state.workspace;
  drawBanner();
  drawPicker();
  byId("columns").classList.toggle("chosen", Boolean(place));
  byId("back").hidden = !(state.me && place && narrow.matches);
  byId("side").hidden = !state.me || (narrow.matches && Boolean(place));
  byId("main").hidden = Boolean(state.me) && narrow.matches && !place;
  if (!state.me) {
    drawPeople();
    return;
  }
  drawSide(byId("side"), state, place, address, go);
  const page = { as: app.as, state, main: byId("main"), context: context(state), fresh: app.drawn !== `${app.as} ${place}` };
  app.drawn = `${app.as} ${place}`;
  if (place === HOME) drawHome(page);
  else if (place) drawConversation(page);
  drawModal(page);
}

const context = (state) => ({ as: app.as, names: state.names, channels: state.channels, people: state.people });

function drawBanner() {
  const { state } = app;
  const words = !app.reachable ? "The workspace cannot be reached; trying again…"
    : !state?.bot.connected ? "The bot is not connected: messages wait for it, buttons do nothing." : "";
  byId("banner").hidden = !words;
  if (byId("banner").textContent !== words) byId("banner").textContent = words;
}

function drawPicker() {
  const { state } = app;
  byId("picker").hidden = !state.me;
  const people = state.people.map((p) => h("option", { value: p.email }, p.title ? `${p.name}, ${p.title}` : p.name));
  const picker = byId("person");
  if (picker.dataset.people !== JSON.stringify(state.people)) replaceContent(picker, people);
  picker.dataset.people = JSON.stringify(state.people);
  if (state.me) picker.value = state.me.email;
}

function drawPeople() {
  app.drawn = null;
  const unknown = app.as && h("p", { class: "error" }, `Nobody here has the address ${app.as}.`);
  replaceContent(byId("main"),
    h("div", { class: "people" },
      h("h1", {}, "Who would you like to be?"),
      unknown,
      h("p", { class: "hint" }, "Everybody here is made up. You can change at any time, and be different people in different tabs."),
      h("ul", {}, app.state.people.map((p) => h("li", {},
        h("a", { href: address(null, p.email) }, h("strong", {}, p.name), h("span", { class: "about" }, p.title)))))));
}

function reachable(yes) {
  const back = yes && !app.reachable;
  app.reachable = yes;
  if (app.state) drawBanner();
  else if (!yes) toast("The workspace cannot be reached. Is it running?");
  return back;
}

byId("person").addEventListener("change", (event) => { location.href = address(null, event.target.value); });
byId("back").addEventListener("click", () => go(LIST));
addEventListener("popstate", () => { readAddress(); visit(true); });
narrow.addEventListener("change", () => { if (app.state) draw(); });
readAddress();
await visit(false);
listen(
  (version) => { if (!app.state || version !== app.state.version) load(); },
  (yes) => { if (reachable(yes)) load(); },
);
