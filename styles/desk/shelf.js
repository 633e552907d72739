/* The shelf: all articles of the book in their order. */

import { alarm, el, menu, number, on, say, shortcut } from "./desk.js";
import { add } from "./shelf_add.js";
import { actions, changeFacts, leaveOut, newPart, partActions, rename, renamePart, sort } from "./shelf_acts.js";
import { afterwards, change, later, load, loaded, restWhile } from "./shelf_change.js";
import { chooseAll, focused, focusedFile, go, keepCurrent, onChoice, toggle } from "./shelf_choose.js";
import { step, stepPart } from "./shelf_move.js";
import { link, list, paintSelection, rowOf, sift, visible } from "./shelf_rows.js";
import { concerned, filters, sieve, state, tally } from "./shelf_state.js";

const at = (id) => document.getElementById(id);
const find = at("find"), filter = at("filter"), all = at("all");

/* Searching and filtering */
let shownCount = 0;
function sieveNow() {
  const filtered = Boolean(find.value.trim()) || filter.value !== "all";
  shownCount = sift(sieve(find.value, filter.value), filtered);
  at("nothing").hidden = shownCount > 0 || !state.rows.length;
  at("shown").textContent = filtered ? say("desk.shelf.shown", { n: number(shownCount), total: number(state.rows.length) }) : say("desk.shelf.count", { n: number(state.rows.length) });
  showChosen();
}

/** The address names what is shown; browsers allow few changes of it, so it waits for a pause. */
let naming = 0;
function nameView() {
  const query = new URLSearchParams();
  if (find.value.trim()) query.set("find", find.value.trim());
  if (filter.value.startsWith("kind:")) query.set("kind", filter.value.slice(5));
  else if (filter.value !== "all") query.set("filter", filter.value);
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
}

function sieveAndKeep() {
  sieveNow();
  keepCurrent();
  clearTimeout(naming);
  naming = setTimeout(nameView, 400);
}

function fillFilter() {
  const counts = tally(), kinds = new Map();
  for (const row of state.rows) for (const { code, text } of row.warnings ?? []) {
    const kind = kinds.get(code) ?? { label: state.kinds[code] ?? text, n: 0 };
    kind.n += 1;
    kinds.set(code, kind);
  }
  const was = filter.value || wanted;
  const option = (value, label, n) => el("option", { value }, say("desk.shelf.option", { label, n: number(n) }));
  const groups = filters.filter((name) => name === "all" || counts[name] || name === was).map((name) => option(name, say(`desk.filter.${name}`), counts[name]));
  const kindOptions = [...kinds].sort(([, a], [, b]) => b.n - a.n).map(([code, { label, n }]) => option(`kind:${code}`, label, n));
  if (was.startsWith("kind:") && !kinds.has(was.slice(5))) kindOptions.push(option(was, was.slice(5), 0));
  const known = JSON.stringify([...groups, ...kindOptions].map((one) => one.textContent));
  if (known === filter.dataset.known) return;
  filter.dataset.known = known;
  filter.replaceChildren(...groups, ...(kindOptions.length ? [el("optgroup", { label: say("desk.filter.kinds") }, kindOptions)] : []));
  filter.value = was;
  if (filter.selectedIndex < 0) filter.value = "all";
}

const query = new URLSearchParams(location.search);
const wanted = query.get("kind") ? `kind:${query.get("kind")}` : query.get("filter") || "all";
find.value = query.get("find") ?? "";

find.addEventListener("input", sieveAndKeep);
find.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape" && find.value) { find.value = ""; sieveAndKeep(); event.preventDefault(); }
  else if (event.key === "ArrowDown" || event.key === "Enter") { visible()[0]?.focus(); event.preventDefault(); }
});
filter.addEventListener("change", sieveAndKeep);
at("show-all").addEventListener("click", () => { find.value = ""; filter.value = "all"; sieveAndKeep(); find.focus(); });

/* What is chosen */
function showChosen() {
  const n = state.selected.size, seen = n ? visible() : [];
  at("selected").hidden = n === 0;
  at("selected").querySelector("strong").textContent = say("desk.shelf.chosen", { n: number(n) });
  const chosen = seen.filter((node) => state.selected.has(node.dataset.file)).length;
  all.checked = chosen > 0 && chosen === seen.length;
  all.indeterminate = chosen > 0 && chosen < seen.length;
}
onChoice(showChosen);
all.addEventListener("click", () => chooseAll(all.checked));
at("clear").addEventListener("click", () => { chooseAll(false); all.focus(); });
at("act").addEventListener("click", () => menu(at("act"), actions(concerned(null))));

/* The list: one listener for all rows */
let opening = 0;
list.addEventListener("click", (event) => {
  const row = event.target.closest(".row"), part = event.target.closest(".part"), group = event.target.closest(".group");
  const anchor = event.target.closest(".acts");
  if (anchor && row) return menu(anchor, actions(concerned(row.dataset.file)));
  if (anchor && part) return menu(anchor, partActions(group));
  if (event.target.closest(".rename")) return row ? rename(row.dataset.file) : renamePart(group);
  const title = event.target.closest("a.title");
  if (title && event.detail && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    // A second click means another name, so the first one waits for it.
    event.preventDefault();
    clearTimeout(opening);
    if (event.detail === 1) opening = setTimeout(() => { location.href = title.href; }, 250);
    return;
  }
  if ((row || part) && !event.target.closest("a, button, input, label, .grip")) {
    (row ?? part).focus({ preventScroll: true });
    if (row && (event.ctrlKey || event.metaKey)) toggle(row.dataset.file);
  }
});
list.addEventListener("dblclick", (event) => {
  clearTimeout(opening);
  if (event.target.closest("a.title")) rename(event.target.closest(".row").dataset.file);
  else if (event.target.closest(".part-title")) renamePart(event.target.closest(".group"));
});
list.addEventListener("contextmenu", (event) => {
  const node = event.target.closest(".row, .part");
  if (event.shiftKey || !node || event.target.closest("input")) return;
  event.preventDefault();
  menu(node.querySelector(".acts"), node.dataset.file ? actions(concerned(node.dataset.file)) : partActions(node.closest(".group")));
});
restWhile(() => document.querySelector(".editing, dialog[open]") !== null);

/* Keys */
const inList = { when: () => focused() !== null };
const onArticle = { when: () => focusedFile() !== null };
const onRow = { when: () => focusedFile() !== null && !document.activeElement.matches("button, a, input") };
const heading = () => focused()?.closest(".group").dataset.part;
const moving = (where, by) => () => {
  if (focusedFile()) step(focusedFile(), where);
  else if (by && heading()) stepPart(heading(), by);
};
shortcut("/", say("desk.key.find"), () => { find.focus(); find.select(); });
shortcut("ArrowDown", say("desk.key.next"), () => go(focused() ? 1 : "first"));
shortcut("ArrowUp", say("desk.key.before"), () => go(-1), inList);
shortcut("Home", say("desk.key.first"), () => go("first"), inList);
shortcut("End", say("desk.key.last"), () => go("last"), inList);
shortcut("Enter", say("desk.key.open"), () => { location.href = link("read", focusedFile()); }, onRow);
shortcut("Space", say("desk.key.choose"), () => toggle(focusedFile()), onRow);
shortcut("Shift+ArrowDown", say("desk.key.choose-next"), () => go(1, true), inList);
shortcut("Shift+ArrowUp", say("desk.key.choose-before"), () => go(-1, true), inList);
shortcut("Mod+A", say("desk.key.choose-all"), () => chooseAll(true));
shortcut("Escape", say("desk.key.clear"), () => chooseAll(false), { when: () => state.selected.size > 0 });
shortcut("Alt+ArrowUp", say("desk.key.up"), moving("up", -1), inList);
shortcut("Alt+ArrowDown", say("desk.key.down"), moving("down", 1), inList);
shortcut("Alt+Home", say("desk.key.to-first"), moving("first"), inList);
shortcut("Alt+End", say("desk.key.to-last"), moving("last"), inList);
shortcut("F2", say("desk.key.rename"), () => { if (focusedFile()) rename(focusedFile()); else if (heading()) renamePart(focused().closest(".group")); }, inList);
shortcut("E", say("desk.key.facts"), () => { changeFacts(focusedFile()); }, onArticle);
shortcut("M", say("desk.key.menu"), () => focused().querySelector(".acts").click(), inList);
shortcut("Delete", say("desk.key.skip"), () => {
  const files = concerned(focusedFile()), standing = files.filter((file) => state.byFile.get(file).skip === null);
  if (standing.length) leaveOut(standing); else change({ action: "unskip", files });
}, onArticle);

/* The toolbar */
at("add").addEventListener("click", () => add());
at("new-part").addEventListener("click", () => newPart(concerned(null)));
at("sort").addEventListener("click", () => menu(at("sort"), ["date", "title", "author", "site"].flatMap((by) => [
  { label: say(`desk.sort.by.${by}`), run: () => sort(by, false) },
  by === "date" && { label: say("desk.sort.by.date.down"), run: () => sort(by, true) },
].filter(Boolean))));

/* What the server tells */
function tail(id, items, show) {
  at(id).hidden = !items?.length;
  at(id).querySelector("ul").replaceChildren(...(items ?? []).map(show));
}

loaded((shelf) => {
  list.removeAttribute("aria-busy");
  if (!shelf.rows.length && !shelf.problems?.length) { location.href = "begin"; return; }
  tail("findings", shelf.findings, ({ text, severity }) => el("li", { class: severity }, text));
  tail("problems", shelf.problems, ({ name, text }) => el("li", {}, el("strong", {}, name), el("span", {}, text)));
});

afterwards(() => {
  fillFilter();
  sieveNow();
  paintSelection();
  keepCurrent();
});
on("changed", () => later());
on("looked", () => later());
load().then(() => {
  const file = decodeURIComponent(location.hash.slice(1));
  if (file && rowOf(file)) rowOf(file).focus();
}).catch(alarm);
