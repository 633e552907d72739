// The proof: what the book will look like on paper and on screens, and what it would look like with other settings.

import { alarm, book, el, get, on, refresh, say, setting, shortcut, toast } from "./desk.js";
import { Pages } from "./proof_pages.js";
import { Screens } from "./proof_screens.js";

const at = (id) => document.getElementById(id);
const main = at("proof"), file = main.dataset.file;
const selects = [...main.querySelectorAll("select[data-setting]")];
const ENGINES = { typst: "Typst", weasyprint: "WeasyPrint" };
const recall = (key, other) => { try { return localStorage.getItem(`wenxuan-desk-proof-${key}`) ?? other; } catch { return other; } };
const remember = (key, value) => { try { localStorage.setItem(`wenxuan-desk-proof-${key}`, value); } catch { /* for this page only */ } };

const wishes = {}; // settings that are only looked at: {key: value}
let running = null, waiting = 0, proof = null;

const whole = () => !file || at("scope").value === "book";
const wished = (key) => wishes[key] ?? book?.settings?.[key];
const pages = new Pages({ binding: () => wished("pdf.binding") });
const screens = new Screens();

/* Settings */
function showSettings() {
  for (const select of selects) {
    const key = select.dataset.setting, choices = book?.choices?.[key] ?? [];
    if (wishes[key] === book?.settings?.[key]) delete wishes[key];
    if (select.dataset.choices !== JSON.stringify(choices)) {
      select.dataset.choices = JSON.stringify(choices);
      select.replaceChildren(...choices.map(([value, label]) => el("option", { value }, label)));
    }
    select.value = wished(key);
    select.closest("label").hidden = !choices.length;
    select.classList.toggle("wished", key in wishes);
  }
  at("wishes").hidden = !Object.keys(wishes).length;
}

main.addEventListener("change", ({ target }) => {
  if (!target.dataset.setting) return;
  wishes[target.dataset.setting] = target.value;
  showSettings();
  request();
});

at("apply").addEventListener("click", async ({ currentTarget }) => {
  currentTarget.disabled = true;
  try {
    for (const [key, value] of Object.entries(wishes)) {
      await setting(key, value);
      delete wishes[key];
    }
    toast(say("desk.proof.applied"));
  } catch (error) { alarm(error); }
  at("apply").disabled = false;
  showSettings();
  at("stage").focus({ preventScroll: true });
});
at("discard").addEventListener("click", () => {
  for (const key of Object.keys(wishes)) delete wishes[key];
  showSettings();
  at("stage").focus({ preventScroll: true });
  request();
});

/* The fast press while one edits, the book's own before printing. */
at("final").addEventListener("click", ({ currentTarget }) => {
  currentTarget.setAttribute("aria-pressed", String(currentTarget.getAttribute("aria-pressed") !== "true"));
  request();
});

/* The proof itself */
async function request() {
  clearTimeout(waiting);
  running?.abort();
  const controller = running = new AbortController();
  const press = at("final").getAttribute("aria-pressed") === "true" ? { press: "final" } : {};
  const query = new URLSearchParams({ ...(whole() ? {} : { file }), ...wishes, ...press });
  working(true);
  let answer, trouble = null;
  try {
    answer = await get(`api/proof?${query}`, { signal: controller.signal });
    trouble = answer.trouble;
  } catch (error) {
    if (error.name === "AbortError") return;
    trouble = error;
  }
  if (controller !== running) return;
  running = null;
  working(false);
  showTrouble(trouble);
  if (!answer?.id || (!answer.pages && !answer.chapters.length)) return showBlank();
  proof = answer;
  if (answer.pages) pages.show(proof);
  screens.show(proof);
  showMade();
  showBlank();
}

function working(yes) {
  main.setAttribute("aria-busy", String(yes));
  at("making").hidden = !yes;
  at("making").removeAttribute("value");
  if (yes) at("made").textContent = say(whole() ? "desk.proof.working-book" : "desk.proof.working");
  else showMade();
  showBlank();
}

/** How the proof was made: a press sets the pages, but not the screens. */
function showMade() {
  if (running) return;
  const { engine, seconds = 0 } = proof ?? {}, own = engine === book?.settings?.["pdf.engine"];
  const words = main.dataset.mode === "screens" ? "desk.proof.made-screens" : own ? "desk.proof.made-final" : "desk.proof.made";
  const time = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(seconds);
  at("made").textContent = proof ? say(words, { seconds: time, engine: ENGINES[engine] ?? engine }) : "";
}

function showBlank() {
  const some = main.dataset.mode === "pages" ? proof?.pages : proof?.chapters?.length;
  at("blank").hidden = Boolean(some);
  at("blank").textContent = at("making").hidden ? say("desk.proof.empty") : say(whole() ? "desk.proof.working-book" : "desk.proof.working");
}

function showTrouble(trouble) {
  at("trouble").hidden = !trouble;
  if (!trouble) return;
  const { what = say("desk.proof.failed"), why = String(trouble.message ?? ""), next = "" } = trouble;
  at("trouble").replaceChildren(el("p", {}, el("strong", {}, what), ...[why, next, proof && say("desk.proof.old")].filter(Boolean).map((text) => ` · ${text}`)),
    el("button", { type: "button", on: { click: request } }, say("desk.proof.again")));
}

on("task", ({ task, stage, done, total }) => {
  if (!running || task !== "proof" || !total) return;
  Object.assign(at("making"), { max: total, value: done });
});
on("changed", ({ files = [] }) => {
  // Of another hand's changes only those of this article, and of what is decided about it and the book, are seen here.
  if (!whole() && files.length && !files.some((name) => name === file || name.endsWith(".toml"))) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    refresh().then(showSettings, () => null);
    request();
  }, 50);
});

/* What is shown of it */
function mode(name, focus = false) {
  main.dataset.mode = name;
  for (const other of ["pages", "screens"]) {
    const tab = at(`tab-${other}`), here = other === name;
    tab.setAttribute("aria-selected", String(here));
    tab.tabIndex = here ? 0 : -1;
    if (here && focus) tab.focus();
  }
  history.replaceState(null, "", name === "screens" ? "#screens" : location.pathname + location.search);
  showBlank();
  showMade();
}

function panel(shown) {
  main.dataset.panel = shown ? "shown" : "hidden";
  at("panel-switch").setAttribute("aria-expanded", String(shown));
}

function spread(yes) {
  pages.spread = yes;
  at("spread").setAttribute("aria-pressed", String(yes));
  remember("spread", yes ? "yes" : "no");
  pages.go(pages.page, true);
}

function zoom(name) {
  pages.zoom = at("zoom").value = name;
  remember("zoom", name);
  pages.fit();
  pages.draw();
}

function screen(name) {
  screens.size = at("screen").value = name;
  remember("screen", name);
  screens.fit();
}

const inPages = () => main.dataset.mode === "pages";
const other = () => (inPages() ? "screens" : "pages");
const narrow = matchMedia("(max-width: 60rem)");
at("tab-pages").addEventListener("click", () => mode("pages"));
at("tab-screens").addEventListener("click", () => mode("screens"));
main.querySelector(".modes").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  event.preventDefault();
  mode(other(), true);
});
at("panel").addEventListener("click", ({ target }) => { if (narrow.matches && target.closest("button")) panel(false); });
at("panel-switch").addEventListener("click", () => panel(main.dataset.panel === "hidden"));
at("turn-back").addEventListener("click", () => pages.turn(-1));
at("turn-on").addEventListener("click", () => pages.turn(1));
at("chapter-back").addEventListener("click", () => screens.turn(-1));
at("chapter-on").addEventListener("click", () => screens.turn(1));
at("spread").addEventListener("click", () => spread(!pages.spread));
at("zoom").addEventListener("change", ({ target }) => zoom(target.value));
at("screen").addEventListener("change", ({ target }) => screen(target.value));
at("scope")?.addEventListener("change", () => request());
at("page-number").addEventListener("change", ({ target }) => pages.go(Math.round(Number(target.value)) || 1));
at("page-number").addEventListener("keydown", ({ key }) => { if (key === "Enter" || key === "Escape") at("stage").focus({ preventScroll: true }); });

const turn = (step) => () => (inPages() ? pages : screens).turn(step);
shortcut("ArrowLeft", say("desk.proof.turn-back"), turn(-1));
shortcut("ArrowRight", say("desk.proof.turn-on"), turn(1));
shortcut("PageUp", "", () => pages.scrollOrTurn(-1), { when: inPages });
shortcut("PageDown", "", () => pages.scrollOrTurn(1), { when: inPages });
shortcut("Home", say("desk.proof.key.first"), () => pages.go(1), { when: inPages });
shortcut("End", say("desk.proof.key.last"), () => pages.go(proof?.pages), { when: inPages });
shortcut("G", say("desk.proof.key.page"), () => { mode("pages"); at("page-number").select(); });
shortcut("V", say("desk.proof.key.modes"), () => mode(other()));
shortcut("F", say("desk.proof.key.spread"), () => spread(!pages.spread), { when: inPages });
shortcut("Z", say("desk.proof.key.zoom"), () => {
  const names = [...at("zoom").options].map((option) => option.value);
  zoom(names[(names.indexOf(pages.zoom) + 1) % names.length]);
}, { when: inPages });

panel(!narrow.matches);
mode(location.hash === "#screens" ? "screens" : "pages");
screen(recall("screen", "phone"));
pages.zoom = at("zoom").value = recall("zoom", "page");
pages.spread = recall("spread", narrow.matches ? "no" : "yes") === "yes";
at("spread").setAttribute("aria-pressed", String(pages.spread));
await refresh().catch(alarm);
showSettings();
request();
