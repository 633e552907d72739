/* What every page of the desk shares: the book, its events, undo and redo, the head of the page. */

import { get, post, Trouble, upload } from "./calls.js";
import { el, field, icon, menu } from "./dom.js";
import { help, shortcut, typing } from "./keys.js";
import { alarm, ask, toast } from "./notes.js";
import { number, say, size } from "./words.js";

export { alarm, ask, el, field, get, icon, menu, number, post, say, shortcut, size, toast, Trouble, typing, upload };

/** The last answer of api/book. */
export let book = null;

const at = (id) => document.getElementById(id);

/** One thing after the other: changes reach the server in the order in which they were made. */
let queue = Promise.resolve();
function inOrder(work) {
  const result = queue.then(work);
  queue = result.catch(() => {});
  return result;
}

/* Events: one connection, closed while the page is hidden (browsers allow six to one server, and an editor opens many tabs). */
const handlers = {};
let source = null, retry = 0;

function emit(event, data) {
  for (const handler of handlers[event] ?? []) {
    try { Promise.resolve(handler(data)).catch(alarm); } catch (error) { alarm(error); }
  }
}

/** Calls `handler(data)` at each event of the server with this name. */
export function on(event, handler) {
  if (!handlers[event]) {
    handlers[event] = [];
    if (source) listen(event);
  }
  handlers[event].push(handler);
}

const listen = (event) => source.addEventListener(event, ({ data }) => emit(event, data ? JSON.parse(data) : {}));

function connect() {
  clearTimeout(retry);
  source?.close();
  source = new EventSource("api/events");
  for (const event of Object.keys(handlers)) listen(event);
  source.addEventListener("open", async () => {
    const known = book?.revision;
    const fresh = await refresh().catch(() => null);
    if (fresh && known !== undefined && known !== fresh.revision) emit("changed", { revision: fresh.revision, by: "outside", files: [] });
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, 3000);
  });
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) connect();
  else { clearTimeout(retry); source?.close(); source = null; }
});
addEventListener("pagehide", () => source?.close());

/* The head */
function showUndo({ undo = null, redo = null }) {
  for (const [name, label] of Object.entries({ undo, redo })) {
    const button = at(name);
    if (!button) continue;
    button.disabled = !label;
    button.title = label ? say(`desk.${name}.what`, { what: label }) : say(`desk.${name}`);
    button.setAttribute("aria-label", button.title);
  }
}

function showTask({ task = null, stage = "", done = 0, total = 0 } = {}) {
  const bar = at("status-bar");
  bar.hidden = !task;
  if (task && total) { bar.max = total; bar.value = done; } else bar.removeAttribute("value");
  const count = total ? say("desk.of", { n: number(done), total: number(total) }) : "";
  const text = task ? [stage || say(`desk.task.${task}`), count].filter(Boolean).join(" ") : "";
  if (at("status-text").textContent !== text) at("status-text").textContent = text;
}

/** Asks for api/book anew. */
export async function refresh() {
  book = await get("api/book");
  showUndo(book);
  showTask(book.busy ?? {});
  if (book.title) at("book-title").textContent = book.title;
  return book;
}

function took(answer) {
  if (book) Object.assign(book, { revision: answer.revision, undo: answer.undo ?? null, redo: answer.redo ?? null });
  showUndo(answer);
  if (source?.readyState !== EventSource.OPEN) emit("changed", { revision: answer.revision, by: "desk", files: [] });
  return answer;
}

/** Makes a change of the book. */
export const decide = (decision) => inOrder(async () => took(await post("api/decide", decision)));

/** Sets one setting of the book. */
export async function setting(key, value) {
  const answer = await decide({ action: "setting", key, value });
  if (book?.settings) book.settings[key] = value;
  return answer;
}

async function back(name) {
  const label = book?.[name];
  try {
    took(await inOrder(() => post(`api/${name}`)));
    toast(label ? say(`desk.${name}.done`, { what: label }) : say(`desk.${name}`));
  } catch (error) { alarm(error); }
}

const themes = ["auto", "light", "dark"];
function showTheme(theme) {
  document.documentElement.dataset.theme = theme;
  const button = at("theme");
  button.replaceChildren(icon(theme));
  button.title = say(`desk.theme.${theme}`);
  button.setAttribute("aria-label", button.title);
}
at("theme").addEventListener("click", () => {
  const theme = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
  try { localStorage.setItem("wenxuan-desk-theme", theme); } catch { /* kept for this page only */ }
  showTheme(theme);
});
showTheme(themes.includes(document.documentElement.dataset.theme) ? document.documentElement.dataset.theme : "auto");

/* Things that stick below the head need its height, which changes with the width and the words. */
new ResizeObserver(([{ target }]) => document.documentElement.style.setProperty("--top", `${target.offsetHeight}px`)).observe(document.querySelector(".top"));

at("help").addEventListener("click", help);
at("undo")?.addEventListener("click", () => back("undo"));
at("redo")?.addEventListener("click", () => back("redo"));
showUndo({});
document.querySelector(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
shortcut("?", say("desk.help"), () => { help(); });
if (at("undo")) {
  shortcut("Mod+Z", say("desk.undo"), () => { back("undo"); });
  shortcut("Mod+Shift+Z Mod+Y", say("desk.redo"), () => { back("redo"); });
}

on("task", showTask);
on("changed", refresh);
on("trouble", alarm);
connect();
