/* The rows on the page: made once for each article, and afterwards only changed where something changed. */

import { el, icon, number, say } from "./desk.js";
import { counts, groups, state } from "./shelf_state.js";

export const list = document.getElementById("list");
const nodes = new Map(), sections = new Map(), shown = new WeakMap();

export const rowOf = (file) => nodes.get(file);
export const link = (view, file) => `${view}?file=${encodeURIComponent(file)}`;
const LONG = 3;

/** A row without its article: each row begins as a copy of it, for that takes less time than to make it anew. */
const blank = (() => {
  const part = (name, ...children) => el("div", { class: name, role: "gridcell" }, children);
  const node = el("div", { class: "row", role: "row", tabindex: -1, "aria-selected": "false" },
    part("hold", el("span", { class: "grip", title: say("desk.shelf.drag") }, icon("grip")),
      el("label", { class: "pick" }, el("input", { type: "checkbox", tabindex: -1 }))),
    part("number"),
    part("cover"),
    part("main", el("div", { class: "name" }, el("a", { class: "title", tabindex: -1 }),
      el("button", { type: "button", class: "icon quiet rename", tabindex: -1, title: say("desk.shelf.rename") }, icon("pencil"))),
      el("div", { class: "meta" }), el("div", { class: "chips" })),
    part("date"), part("length"),
    part("more", el("button", { type: "button", class: "icon quiet acts", tabindex: -1, "aria-haspopup": "menu" }, icon("more"))));
  return node;
})();

function make(file) {
  const node = blank.cloneNode(true);
  node.dataset.file = file;
  node.cell = Object.fromEntries([...node.children].map((cell) => [cell.className, cell]));
  return node;
}

function chips(row) {
  const found = [], chip = (text, kind = "", more = {}) => found.push(el(more.href ? "a" : "span", { class: `chip ${kind}`, tabindex: more.href ? -1 : null, ...more }, text));
  const title = (file) => state.byFile.get(file)?.title || file;
  if (row.new) chip(say("desk.shelf.new"), "good");
  if (row.gone) chip(say("desk.shelf.gone"), "error");
  if (row.skip !== null) chip(row.skip ? say("desk.shelf.skipped.why", { why: row.skip }) : say("desk.shelf.skipped"), "", { title: row.skip });
  if (["failed", "no-article"].includes(row.fate)) chip(row.reason || say("desk.shelf.failed"), "error", { title: row.reason });
  if (row.within) chip(say("desk.shelf.within", { title: title(row.within) }));
  if (row.merge?.length) chip(say("desk.shelf.merged", { n: number(row.merge.length) }));
  if (row.twin) chip(say("desk.shelf.twin", { title: title(row.twin) }), "warning", { title: say("desk.shelf.twin", { title: title(row.twin) }) });
  else if (row.fate === "duplicate") chip(row.reason || say("desk.shelf.duplicate"), "warning");
  if (row.edited) chip(say("desk.shelf.edited"), "good");
  const warnings = row.warnings ?? [];
  for (const { text, severity } of warnings.slice(0, LONG)) chip(text, severity, { title: text, href: link("read", row.file) });
  if (warnings.length > LONG) chip(say("desk.shelf.more-warnings", { n: number(warnings.length - LONG) }), "warning", { title: warnings.slice(LONG).map(({ text }) => text).join("\n"), href: link("read", row.file) });
  return found;
}

function fill(node, row) {
  const known = JSON.stringify([row, row.twin && state.byFile.get(row.twin)?.title, row.within && state.byFile.get(row.within)?.title]);
  if (shown.get(node) === known || node.querySelector(".editing")) return;
  shown.set(node, known);
  const { cell } = node, title = row.title || row.file;
  node.classList.toggle("out", !counts(row) && !row.within);
  node.classList.toggle("behind", Boolean(row.within));
  node.querySelector(".title").textContent = title;
  node.querySelector(".title").lang = row.language || "zh";
  node.querySelector(".title").setAttribute("href", link("read", row.file));
  node.querySelector(".pick input").setAttribute("aria-label", say("desk.shelf.pick", { title }));
  node.querySelector(".rename").setAttribute("aria-label", say("desk.shelf.rename.what", { title }));
  node.querySelector(".acts").setAttribute("aria-label", say("desk.shelf.act.what", { title }));
  const facts = [row.author, row.site, row.pictures ? say("desk.shelf.pictures", { n: number(row.pictures) }) : "", row.removed ? say("desk.shelf.removed", { n: number(row.removed) }) : ""];
  node.querySelector(".meta").replaceChildren(...facts.filter(Boolean).map((text) => el("span", {}, text)),
    ...[row.date, row.length !== null && say("desk.shelf.characters", { n: number(row.length) })].filter(Boolean).map((text) => el("span", { class: "narrow" }, text)));
  node.querySelector(".chips").replaceChildren(...chips(row));
  cell.date.textContent = row.date || "";
  cell.length.textContent = row.length === null ? "" : number(row.length);
  const pictured = row.pictures > 0 || (row.pictures === undefined && !state.looked);
  if (!pictured) cell.cover.replaceChildren();
  else if (!cell.cover.firstChild) {
    const picture = el("img", { src: `cover?file=${encodeURIComponent(row.file)}`, alt: "", loading: "lazy", decoding: "async", width: 40, height: 40, draggable: "false" });
    picture.addEventListener("error", () => { picture.hidden = true; });
    cell.cover.append(picture);
  }
}

function section(title) {
  if (sections.has(title)) return sections.get(title);
  const head = title && el("div", { class: "part", role: "row", tabindex: -1 },
    el("div", { class: "hold", role: "gridcell" }, el("span", { class: "grip", title: say("desk.shelf.drag") }, icon("grip"))),
    el("div", { class: "part-name", role: "rowheader" }, el("span", { class: "part-title" }, title),
      el("button", { type: "button", class: "icon quiet rename", tabindex: -1, "aria-label": say("desk.shelf.rename.what", { title }), title: say("desk.shelf.rename") }, icon("pencil"))),
    el("div", { class: "part-count number faint", role: "gridcell" }),
    el("div", { class: "more", role: "gridcell" }, el("button", { type: "button", class: "icon quiet acts", tabindex: -1, "aria-haspopup": "menu", "aria-label": say("desk.shelf.act.what", { title }) }, icon("more"))));
  const node = el("div", { class: "group", role: "rowgroup", "aria-label": title || say("desk.shelf.no-part"), dataset: { part: title } }, head,
    title && el("div", { class: "part-empty faint small", role: "row", hidden: true }, el("span", { role: "gridcell" }, say("desk.shelf.part-empty"))));
  sections.set(title, node);
  return node;
}

/** Puts children in order with few moves, for a moved element loses what the browser knows of it. */
function arrange(parent, wanted, first = null) {
  let at = first ?? parent.firstElementChild;
  for (const node of wanted) {
    if (at !== node && at?.nextElementSibling === node) at = node;
    if (at === node) at = at.nextElementSibling;
    else parent.insertBefore(node, at);
  }
}

/** Some rows that can be seen, with where they stand. */
function seen() {
  const box = list.getBoundingClientRect(), found = new Map();
  for (let y = 170; y < innerHeight; y += 64) {
    const node = document.elementFromPoint(box.left + box.width / 2, y)?.closest(".row");
    if (node && !found.has(node)) found.set(node, node.getBoundingClientRect().top);
  }
  return found;
}

/** Shows the articles as they are known now, at most so many of them, and keeps focus and the place on the page. */
export function render(most = Infinity) {
  const focus = document.activeElement, kept = list.contains(focus) ? focus : null;
  const before = nodes.size ? seen() : new Map();
  let count = 0, room = most;
  const all = groups(), live = new Set(state.rows.map(({ file }) => file)), titles = new Set(all.map(({ title }) => title));
  arrange(list, all.map(({ title }) => section(title)));
  for (const { title, rows } of all) {
    const group = section(title);
    const here = rows.slice(0, Math.max(0, room));
    room -= here.length;
    const wanted = here.map((row) => {
      if (!nodes.has(row.file)) nodes.set(row.file, make(row.file));
      const node = nodes.get(row.file);
      fill(node, row);
      const label = counts(row) ? number(++count) : "";
      if (node.cell.number.textContent !== label) node.cell.number.textContent = label;
      return node;
    });
    const empty = group.querySelector(":scope > .part-empty");
    arrange(group, wanted, empty ? empty.nextElementSibling ?? group.appendChild(document.createElement("i")) : null);
    group.querySelector(":scope > i")?.remove();
    if (empty) empty.hidden = rows.length > 0;
    const told = group.querySelector(".part-count");
    if (told) told.textContent = say("desk.shelf.part-count", { n: number(rows.filter(counts).length) });
  }
  for (const [file, node] of nodes) if (!live.has(file)) { node.remove(); nodes.delete(file); }
  for (const [title, node] of sections) if (!titles.has(title)) { node.remove(); sections.delete(title); }
  if (kept?.isConnected && document.activeElement !== kept) kept.focus({ preventScroll: true });
  // What moved least tells how far the page as a whole has slipped.
  const slips = [...before].filter(([node]) => node.isConnected).map(([node, top]) => node.getBoundingClientRect().top - top);
  const slip = slips.sort((a, b) => Math.abs(a) - Math.abs(b))[0] ?? 0;
  if (Math.abs(slip) > 1) scrollBy({ top: slip, behavior: "instant" });
}

/** Hides the rows that do not pass; tells how many do. */
export function sift(test, filtered) {
  let passed = 0;
  for (const group of sections.values()) {
    let here = 0;
    for (const node of group.children) {
      if (!node.dataset.file) continue;
      const fits = test(state.byFile.get(node.dataset.file));
      if (node.hidden === fits) node.hidden = !fits;
      if (fits) here += 1;
    }
    group.hidden = filtered && !here;
    passed += here;
  }
  return passed;
}

export function paintSelection() {
  for (const [file, node] of nodes) {
    const chosen = state.selected.has(file);
    if ((node.getAttribute("aria-selected") === "true") === chosen) continue;
    node.setAttribute("aria-selected", String(chosen));
    node.querySelector(".pick input").checked = chosen;
  }
}

const seenRows = ".group:not([hidden]) > .row:not([hidden])", seenLines = ".group:not([hidden]) > :is(.row, .part):not([hidden])";
/** The rows that can be seen, in order; with the headings of parts when asked. */
export const visible = (heads = false) => [...list.querySelectorAll(heads ? seenLines : seenRows)];
/** The first of them, with the headings. */
export const first = () => list.querySelector(seenLines);
