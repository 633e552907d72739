// The rows of an article: drawn one by one, merged with newer data in place, runs of removed ones folded.

import { el, icon, say } from "./desk.js";
import { aligned, shown } from "./read_diff.js";

const FOLDED = 3; // so many removed blocks in sequence become one line
const STATES = new Set(["kept", "removed", "apart", "inserted"]);

export const doubtful = (row) => row.state === "removed" || row.state === "apart";
/** Whether a block stands in the text: what was taken out of it, or set apart, can only be kept. */
export const inText = (row) => !doubtful(row);
export const heads = (row) => inText(row) && (row.kind === "paragraph" || row.kind === "heading");
export const isOwn = (row) => row.own !== null && row.own !== undefined;

/** What a block says now, to be compared with `was`: the editor's own changes are of Markdown, others of the text. */
function now(row) {
  if (isOwn(row)) return row.markdown;
  const page = new DOMParser().parseFromString(row.html, "text/html");
  return page.body.textContent.trim();
}
export const differs = (row) => Boolean(row.was) && row.was.trim() !== now(row).trim();

/** What stands in a row, without marks, on one line. */
function gist(row, most = 60) {
  const text = row.markdown.replace(/!\[([^\]]*)\]\([^)]*\)/gu, "$1").replace(/[#*_`>\s]+/gu, " ").trim();
  return text.length > most ? `${text.slice(0, most)}…` : text || say(`desk.read.kind.${row.kind}`);
}

function named(row) {
  const state = say(`desk.read.name.${STATES.has(row.state) ? row.state : "kept"}`, { text: gist(row) });
  return [state, row.why, row.changed].filter(Boolean).join(" · ");
}

function act(name, label, { sign, keys, title, off, pressed } = {}) {
  return el("button", {
    type: "button", class: "act", tabindex: -1, dataset: { act: name }, title: title ?? (keys ? `${label} (${keys})` : label),
    "aria-disabled": off ? "true" : null, "aria-pressed": pressed === undefined ? null : String(pressed),
  }, sign && icon(sign), el("span", {}, label));
}

/** What can be done with a row. */
function tools(item) {
  const { row } = item, made = [];
  if (doubtful(row) && (row.keep || !isOwn(row))) {
    const off = !row.keep, title = off ? row.cannot : undefined;
    made.push(act("keep", say("desk.read.keep"), { sign: "check", keys: "A", off, title }));
    const everywhere = row.places > 1 ? say("desk.read.keep-places", { n: row.places }) : say("desk.read.keep-everywhere");
    made.push(act("keep-all", everywhere, { keys: "Shift A", off, title }));
  }
  if (inText(row)) {
    made.push(act("drop", say("desk.read.drop"), { sign: "close", keys: "X" }));
    if (row.kind !== "figure") made.push(act("drop-all", say("desk.read.drop-everywhere"), { keys: "Shift X" }));
    made.push(act("edit", say("desk.read.edit"), { sign: "pencil", keys: "E" }));
    if (heads(row)) {
      const level = row.kind === "heading" ? Math.min(row.level, 3) : 0;
      made.push(el("select", { class: "level", tabindex: -1, "aria-label": say("desk.read.level"), title: `${say("desk.read.level")} (H)` },
        [0, 1, 2, 3].map((n) => el("option", { value: n, selected: n === level }, say(`desk.read.level.${n}`)))));
    }
    made.push(act("picture", say("desk.read.picture"), { sign: "plus", title: `${say("desk.read.picture-behind")} (I)` }));
  }
  if (differs(row)) made.push(act("diff", say("desk.read.diff"), { keys: "D", pressed: item.diff }));
  if (isOwn(row)) made.push(act("take-back", say("desk.read.take-back"), { sign: "undo", title: say("desk.read.take-back-this") }));
  return el("div", { class: "acts", role: "toolbar", "aria-label": say("desk.read.acts") }, made);
}

export class Rows {
  constructor(list) {
    this.list = list;
    this.items = new Map(); // id → {id, base, change, row, element, diff, editor}; in their order
    this.folds = new Map(); // id of the first row → element
    this.open = new Set(); // rows whose fold was opened
    this.current = null; // the element that has the tab stop
    this.changes = false;
    this.made = 0;
    this.byElement = new WeakMap();
    this.drafted = () => false; // whether text of this row waits that was not saved
  }

  clear() {
    this.list.replaceChildren();
    this.items.clear();
    this.folds.clear();
    this.open.clear();
    this.current = null;
  }

  item(element) {
    return this.byElement.get(element?.closest("li.row"));
  }

  /** Draws a row anew in its own element, so that focus and place stay. */
  draw(item) {
    const { row, element } = item;
    const focused = element.contains(document.activeElement) && document.activeElement !== element;
    const compared = (item.diff || this.changes) && differs(row);
    const cannot = doubtful(row) && !row.keep && row.cannot;
    const marks = [row.why, row.changed, cannot].filter(Boolean).join(" · ");
    element.className = `row ${STATES.has(row.state) ? row.state : "kept"} ${row.kind}${item.change ? " pending" : ""}${row.changed ? " touched" : ""}`;
    element.setAttribute("aria-label", named(row));
    const draft = this.drafted(item) && el("span", { class: "chip warning" }, say("desk.read.unsaved"));
    const note = row.state === "kept" && !row.changed ? draft && el("p", { class: "mark" }, draft)
      : el("p", { class: "mark" }, el("span", { class: "state" }, say(row.state === "kept" ? "desk.read.state.changed" : `desk.read.state.${row.state}`)), marks && ` ${marks}`, draft && [" ", draft]);
    const text = el("div", { class: "text" });
    if (compared) text.append(shown(row.was, now(row)));
    else text.innerHTML = row.html; // markup of ours: the server made it
    for (const link of text.querySelectorAll("a[href]")) link.tabIndex = -1; // what can be done with a row comes first
    element.replaceChildren(...[note, text].filter(Boolean));
    if (item.tools) this.equip(item);
    if (focused) element.focus({ preventScroll: true });
  }

  /** The tools of a row are made when it is first pointed at or focused: a long article has a thousand rows. */
  equip(item) {
    if (item.editor) return;
    item.tools = true;
    item.element.querySelector(".acts")?.remove();
    item.element.append(tools(item));
    this.reach(item.element, item.element === this.current);
  }

  /** Only the tools of the row that has the tab stop are stops, too. */
  reach(element, yes) {
    for (const tool of element.querySelectorAll(":scope > .acts > *")) tool.tabIndex = yes ? 0 : -1;
  }

  /** Shows what a row will be like while a decision is on its way; null: what the server last said. */
  change(item, change) {
    if (this.items.get(item.id) !== item) return;
    item.change = change;
    item.row = change ? { ...item.base, ...change } : item.base;
    item.drawn = "";
    this.drawIfOther(item);
    this.fold();
  }

  /** Newer data: rows that are as they were stay untouched; one that is being edited keeps its field. Numbers of rows are new with
      each change, so that a row is known by its text and its place among the others. */
  merge(rows) {
    const active = document.activeElement, old = [...this.items.values()];
    const found = aligned(old.map(({ base }) => base.markdown), rows.map(({ markdown }) => markdown)).map((n) => old[n]);
    const stay = new Set(found.filter(Boolean));
    for (const item of old) if (!stay.has(item) && !item.editor) this.remove(item);
    const left = old.filter((item) => !stay.has(item) && item.editor);
    this.items.clear();
    let after = null;
    rows.forEach((row, n) => {
      const item = this.take(found[n], row);
      this.items.set(item.id, item);
      let place = after ? after.nextSibling : this.list.firstChild;
      while (place && place !== item.element && !stay.has(this.byElement.get(place))) place = place.nextSibling; // folds, and what is edited only here
      if (place !== item.element) this.list.insertBefore(item.element, place);
      after = item.element;
    });
    for (const item of left) this.items.set(item.id, item);
    this.fold();
    if (active.isConnected && active !== document.activeElement && this.list.contains(active)) active.focus({ preventScroll: true });
  }

  take(item, row) {
    if (!item) {
      const id = `i${this.made++}`;
      item = { id, element: el("li", { class: "row", tabindex: -1, dataset: { id } }) };
      this.byElement.set(item.element, item);
    }
    const other = item.base?.markdown !== row.markdown;
    item.base = row;
    item.row = item.change ? { ...row, ...item.change } : row;
    if (item.editor) item.editor.stale(other);
    else this.drawIfOther(item);
    return item;
  }

  drawIfOther(item) {
    if (item.editor) return;
    const text = JSON.stringify({ ...item.row, id: "", own: isOwn(item.row) });
    if (text === item.drawn) return;
    this.draw(item);
    item.drawn = text;
  }

  remove(item) {
    const next = item.element.contains(document.activeElement) && (this.near(item.element, 1) ?? this.near(item.element, -1));
    item.element.remove();
    this.items.delete(item.id);
    if (next) this.focus(next);
  }

  fold() {
    const runs = [];
    let run = [];
    for (const element of this.list.querySelectorAll(":scope > .row")) {
      const item = this.byElement.get(element);
      if (item.row.state === "removed" && !item.editor) run.push(item);
      else {
        if (run.length) runs.push(run);
        run = [];
        element.hidden = false;
      }
    }
    if (run.length) runs.push(run);
    const used = new Set();
    for (const items of runs) {
      if (items.length >= FOLDED) used.add(this.folded(items));
      else for (const item of items) item.element.hidden = false;
    }
    for (const [id, element] of this.folds) {
      if (used.has(id)) continue;
      if (element.contains(document.activeElement)) this.focus(this.near(element, 1));
      element.remove();
      this.folds.delete(id);
    }
    if (this.current && !this.current.isConnected) this.current = null;
    if (!this.current) this.rove(this.stops()[0]);
  }

  folded(items) {
    const id = items[0].id, open = items.some((item) => this.open.has(item.id) || item.element.contains(document.activeElement));
    let element = this.folds.get(id);
    if (!element) {
      element = el("li", { class: "fold" }, el("button", { type: "button", class: "unfold", tabindex: -1 }));
      this.folds.set(id, element);
    }
    if (element.nextSibling !== items[0].element) this.list.insertBefore(element, items[0].element);
    const button = element.firstChild, why = [...new Set(items.map((item) => item.row.why).filter(Boolean))];
    button.setAttribute("aria-expanded", String(open));
    button.replaceChildren(icon(open ? "up" : "down"), el("span", { class: "count" }, say("desk.read.folded", { n: items.length })),
      el("span", { class: "whys" }, why.slice(0, 4).join(" · ") + (why.length > 4 ? " …" : "")));
    button.members = items;
    for (const item of items) {
      item.element.hidden = !open;
      if (open) this.open.add(item.id);
    }
    return id;
  }

  unfold(button, open) {
    if (!open) button.focus({ preventScroll: true });
    for (const item of button.members) this.open[open ? "add" : "delete"](item.id);
    this.fold();
  }

  /** Where the arrow keys stop: rows that are shown, and folds. */
  stops() {
    return [...this.list.querySelectorAll(":scope > .row:not([hidden]), :scope > .fold > button")];
  }

  stop(element) {
    return element?.closest("#rows > .row, #rows > .fold > button") ?? null;
  }

  near(element, step) {
    const stops = this.stops();
    const at = stops.findIndex((other) => element.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (step > 0) return at < 0 ? null : stops[at + (stops[at].parentElement === element ? 1 : 0)] ?? null;
    const before = stops.filter((other) => other.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
    return before.at(-1) ?? null;
  }

  /** The next row, or the one before, that the test takes; also inside a fold. */
  find(element, step, test) {
    let at = element?.closest("li") ?? null;
    const next = step > 0 ? "nextElementSibling" : "previousElementSibling";
    at = at ? at[next] : step > 0 ? this.list.firstElementChild : this.list.lastElementChild;
    for (; at; at = at[next]) {
      const item = this.item(at);
      if (item && test(item.row)) return at;
    }
    return null;
  }

  rove(element) {
    if (this.current) {
      this.current.tabIndex = -1;
      this.reach(this.current, false);
    }
    this.current = element ?? null;
    if (!element) return;
    element.tabIndex = 0;
    const item = element.matches(".row") && this.item(element);
    if (item && !item.tools) this.equip(item);
    this.reach(element, true);
  }

  focus(element) {
    if (!element) return;
    if (element.hidden) {
      this.open.add(element.dataset.id);
      this.fold();
    }
    this.rove(element);
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }

  showChanges(all) {
    this.changes = all;
    for (const item of this.items.values()) if (item.row.was && !item.editor) this.draw(item);
  }
}
