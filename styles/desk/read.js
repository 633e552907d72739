// The reading table: an article as it will stand in the book, beside the page that it comes from.

import { alarm, ask, book, el, get, icon, on, refresh, say, shortcut } from "./desk.js";
import { Acts } from "./read_acts.js";
import { drafted } from "./read_edit.js";
import { Head } from "./read_head.js";
import { doubtful, Rows } from "./read_rows.js";
import { Source } from "./read_source.js";

const at = (id) => document.getElementById(id);
const reading = at("reading"), list = at("rows");
const address = (file) => `read?file=${encodeURIComponent(file)}`;
const remembered = (key, other) => { try { return localStorage.getItem(`wenxuan-desk-${key}`) ?? other; } catch { return other; } };
const remember = (key, value) => { try { localStorage.setItem(`wenxuan-desk-${key}`, value); } catch { /* kept for this page only */ } };

let file = reading.dataset.file, article = null, waiting = 0, fresh = true, loading = null, again = null;

const tell = (text) => { at("told").textContent = ""; requestAnimationFrame(() => { at("told").textContent = text; }); };
const reload = () => { clearTimeout(waiting); waiting = setTimeout(load, 60); };
const rows = new Rows(list);
const acts = new Acts(rows, { file: () => file, load, tell });
const head = new Head(at("head"), { file: () => file, saved: (text) => { tell(text); reload(); } });
const source = new Source(at("source-page"));
rows.drafted = (item) => drafted(file, item);

/** Loads the article. One at a time: what is asked for meanwhile is one more load, which begins after this one. */
function load() {
  if (loading) return again ??= loading.then(() => { again = null; return load(); });
  loading = loaded().catch(alarm).finally(() => { loading = null; });
  return loading;
}

async function loaded() {
  const of = file;
  try {
    const answer = await get(`api/article?file=${encodeURIComponent(of)}`);
    if (of !== file) return;
    article = answer;
    show();
    fresh = false;
  } finally {
    at("sheet").setAttribute("aria-busy", "false");
  }
}

function step(id, to) {
  const link = at(id);
  if (to) link.href = address(to);
  else link.removeAttribute("href");
  link.setAttribute("aria-disabled", String(!to));
}

function show() {
  const { title } = article.head, sheet = at("sheet");
  at("named").textContent = title || file;
  document.title = [title || file, say("desk.view.read"), book?.title].filter(Boolean).join(" · ");
  at("place").textContent = say("desk.read.place", { n: article.number, total: article.count });
  step("before", article.before);
  step("next", article.next);
  step("next-warning", article.next_warning);
  at("to-proof").href = `proof?file=${encodeURIComponent(file)}`;
  // Faces of the right country for the text, whatever the language of the desk.
  sheet.lang = { hans: "zh-Hans", hant: "zh-Hant", tw: "zh-TW", twp: "zh-TW", hk: "zh-HK" }[book?.settings?.["convert.script"]] ?? "zh";
  head.fill(article.head, article.own ?? [], fresh);
  rows.merge(article.rows);
  const removed = article.rows.filter(doubtful).length;
  at("nothing").hidden = article.rows.length > 0;
  at("nothing").textContent = say("desk.read.nothing");
  at("findings").hidden = !article.findings.length;
  at("findings").replaceChildren(...article.findings.map(({ text, severity, next }) => el("li", { class: severity },
    icon("warn"), el("p", {}, el("strong", {}, text), next ? ` ${next}` : ""))));
  at("source-none").hidden = article.source;
  at("source-page").hidden = !article.source;
  openSource();
  if (fresh) tell(say("desk.read.opened", { title: title || file, n: removed }));
}

/** Another article in the same page. Text that is being written is kept as a draft, but is asked for. */
async function go(to, push = true) {
  if (!to) return tell(say("desk.read.no-more"));
  if (list.querySelector(".editing") && !(await ask({ title: say("desk.read.leave-edit"), body: say("desk.read.leave-edit-more"), confirm: say("desk.read.go-on") }))) return;
  await acts.queue;
  file = to;
  if (push) history.pushState(null, "", address(to));
  rows.clear();
  fresh = true;
  at("sheet").setAttribute("aria-busy", "true");
  scrollTo({ top: 0, behavior: "instant" });
  await load();
  if (rows.current) rows.current.focus({ preventScroll: true });
}

function openSource() {
  const visible = at("source").getClientRects().length > 0;
  if (visible && article?.source) source.open(`source?file=${encodeURIComponent(file)}`);
}

function pane(name) {
  reading.dataset.pane = name;
  for (const other of ["article", "source"]) at(`pane-${other}`).setAttribute("aria-pressed", String(other === name));
  openSource();
  follow();
}

function showSource(yes) {
  reading.classList.toggle("alone", !yes);
  at("show-source").setAttribute("aria-pressed", String(yes));
  remember("source", yes ? "shown" : "hidden");
  openSource();
  follow();
}

function showChanges(yes) {
  at("show-changes").setAttribute("aria-pressed", String(yes));
  rows.showChanges(yes);
}

/** The source goes to where the row stands. */
let following = 0;
function follow() {
  clearTimeout(following);
  following = setTimeout(() => {
    const item = rows.item(rows.current);
    if (!item || !article?.source) return;
    const texts = [item.row.was, item.row.text, item.element.querySelector(".text")?.textContent, item.row.markdown].map((text) => text?.replace(/^[#>*\s-]+/u, ""));
    const elements = [...list.querySelectorAll(".row")];
    source.show(texts.filter(Boolean), elements.indexOf(item.element) / elements.length);
  }, 80);
}

list.addEventListener("focusin", ({ target }) => {
  const stop = rows.stop(target);
  if (!stop) return;
  if (stop !== rows.current) rows.rove(stop);
  follow();
});
list.addEventListener("pointerover", ({ target }) => {
  const item = rows.item(target);
  if (item && !item.tools) rows.equip(item);
});
list.addEventListener("click", (event) => {
  const fold = event.target.closest(".unfold");
  if (fold) return rows.unfold(fold, fold.getAttribute("aria-expanded") !== "true");
  const item = rows.item(event.target), button = event.target.closest("[data-act]");
  if (event.target.closest(".text a[href]")) return event.preventDefault();
  if (!item) return;
  if (button) acts.run(button.dataset.act, item);
  else if (!event.target.closest("select, .editor") && getSelection().isCollapsed) rows.focus(item.element);
});
list.addEventListener("dblclick", ({ target }) => { if (target.closest(".text")) acts.edit(rows.item(target)); });
list.addEventListener("change", ({ target }) => {
  if (target.matches(".level")) acts.heading(rows.item(target), Number(target.value));
});
list.addEventListener("told", ({ detail }) => tell(detail));

/* A picture dropped on a row goes behind it. */
const carried = (event) => [...(event.dataTransfer?.items ?? [])].some((item) => item.kind === "file");
const aimed = (target) => target.closest?.("li.row, #head");
const unaim = () => reading.querySelector(".aimed")?.classList.remove("aimed");
reading.addEventListener("dragover", (event) => {
  if (!carried(event)) return;
  event.preventDefault();
  const to = aimed(event.target);
  if (to?.classList.contains("aimed")) return;
  unaim();
  to?.classList.add("aimed");
});
reading.addEventListener("dragleave", (event) => { if (!reading.contains(event.relatedTarget)) unaim(); });
reading.addEventListener("drop", (event) => {
  if (!carried(event)) return;
  event.preventDefault();
  unaim();
  const to = aimed(event.target), given = event.dataTransfer.files[0];
  if (to && given) acts.picture(rows.item(to) ?? null, given);
});

reading.addEventListener("click", (event) => {
  const link = event.target.closest("#before, #next, #next-warning");
  if (!link?.hasAttribute("href") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go({ before: article.before, next: article.next, "next-warning": article.next_warning }[link.id]);
});
addEventListener("popstate", () => go(new URLSearchParams(location.search).get("file") ?? file, false));
addEventListener("beforeunload", (event) => { if (list.querySelector(".editing")) event.preventDefault(); });
at("pane-article").addEventListener("click", () => pane("article"));
at("pane-source").addEventListener("click", () => pane("source"));
at("show-source").addEventListener("click", () => showSource(reading.classList.contains("alone")));
at("show-changes").addEventListener("click", () => showChanges(!rows.changes));

/* Keys */
const inRows = () => list.contains(document.activeElement);
const move = (step) => () => {
  const here = rows.stop(document.activeElement);
  rows.focus(here ? rows.near(here, step) : rows.current ?? rows.stops()[0]);
};
const hunt = (step) => () => {
  const found = rows.find(rows.current && inRows() ? rows.current : null, step, doubtful);
  if (found) rows.focus(found);
  else tell(say("desk.read.no-more-removed"));
};
const own = (work) => () => {
  const item = rows.item(rows.current);
  if (item) work(item);
  else tell(say("desk.read.choose"));
};
shortcut("J", say("desk.read.key.next"), move(1));
shortcut("ArrowDown", "", move(1), { when: inRows });
shortcut("K", say("desk.read.key.before"), move(-1));
shortcut("ArrowUp", "", move(-1), { when: inRows });
shortcut("N", say("desk.read.key.next-removed"), hunt(1));
shortcut("P", say("desk.read.key.before-removed"), hunt(-1));
shortcut("A", say("desk.read.key.keep"), own((item) => acts.keep(item, "article")));
shortcut("Shift+A", say("desk.read.key.keep-all"), own((item) => acts.keep(item, "book")));
shortcut("X", say("desk.read.key.drop"), own((item) => acts.drop(item, "article")));
shortcut("Shift+X", say("desk.read.key.drop-all"), own((item) => acts.drop(item, "book")));
shortcut("E", say("desk.read.key.edit"), own((item) => acts.edit(item)));
shortcut("H", say("desk.read.key.heading"), own((item) => acts.heading(item)));
shortcut("Shift+H", say("desk.read.key.paragraph"), own((item) => acts.heading(item, 0)));
shortcut("I", say("desk.read.key.picture"), own((item) => acts.picture(item)));
shortcut("D", say("desk.read.key.diff"), own((item) => acts.diff(item)));
shortcut("S", say("desk.read.key.source"), () => {
  if (at("show-source").getClientRects().length) showSource(reading.classList.contains("alone"));
  else pane(reading.dataset.pane === "source" ? "article" : "source");
});
shortcut("]", say("desk.read.next"), () => { go(article?.next); });
shortcut("[", say("desk.read.before"), () => { go(article?.before); });
shortcut("G", say("desk.read.next-warning"), () => { go(article?.next_warning); });

on("changed", () => { if (!acts.open) reload(); }); // a decision that is on its way loads the article itself
on("looked", () => { if (!article) reload(); });

async function begin() {
  await refresh().catch(() => null);
  if (!file) {
    const shelf = await get("api/shelf");
    file = shelf.rows.find((row) => !row.gone && row.skip === null)?.file ?? shelf.rows[0]?.file ?? "";
    if (file) history.replaceState(null, "", address(file));
  }
  if (file) return load();
  at("sheet").setAttribute("aria-busy", "false");
  at("nothing").hidden = false;
  at("nothing").textContent = say("desk.read.no-article");
}
pane("article");
showSource(remembered("source", "shown") === "shown");
begin().catch(alarm);
