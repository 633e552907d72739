// The rows of an article: drawn one by one, merged with newer data in place, runs of removed ones folded.

import { el, icon, say } from "./desk.js";
import { shown } from "./read_diff.js";

const FOLDED = 3; // so many removed blocks in sequence become one line
const STATES = new Set(["kept", "removed", "apart", "inserted"]);

export const doubtful = (row) => row.state === "removed" || row.state === "apart";
export const heads = (row) => row.state !== "removed" && (row.kind === "paragraph" || row.kind === "heading");

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
  if (doubtful(row)) {
    const off = !row.keep, title = off ? row.cannot : undefined;
    made.push(act("keep", say("desk.read.keep"), { sign: "check", keys: "A", off, title }));
    const everywhere = row.places > 1 ? say("desk.read.keep-places", { n: row.places }) : say("desk.read.keep-everywhere");
    made.push(act("keep-all", everywhere, { keys: "Shift A", off, title }));
  }
  if (row.state !== "removed") {
    if (row.state !== "inserted") {
      made.push(act("drop", say("desk.read.drop"), { sign: "close", keys: "X" }));
      made.push(act("drop-all", say("desk.read.drop-everywhere"), { keys: "Shift X" }));
      made.push(act("edit", say("desk.read.edit"), { sign: "pencil", keys: "E" }));
    }
    if (heads(row)) {
      const level = row.kind === "heading" ? row.level : 0;
      made.push(el("select", { class: "level", tabindex: -1, "aria-label": say("desk.read.level"), title: `${say("desk.read.level")} (H)`, value: level },
        [0, 1, 2, 3].map((n) => el("option", { value: n, selected: n === Math.min(level, 3) }, say(`desk.read.level.${n}`)))));
    }
    made.push(act("picture", say("desk.read.picture"), { sign: "plus", keys: "I" }));
  }
  if (row.was && row.was !== row.markdown) made.push(act("diff", say("desk.read.diff"), { keys: "D", pressed: item.diff }));
  if (row.own !== null && row.own !== undefined) made.push(act("take-back", say("desk.read.take-back"), { sign: "undo" }));
  return el("div", { class: "acts", role: "toolbar", "aria-label": say("desk.read.acts") }, made);
}

export class Rows {
  constructor(list) {
    this.list = list;
    this.items = new Map(); // id → {id, row, element, diff, editor, pending}
    this.folds = new Map(); // id of the first row → element
    this.open = new Set(); // rows whose fold was opened
    this.current = null; // the element that has the tab stop
    this.changes = false;
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
    return this.items.get(element?.closest("li.row")?.dataset.id);
  }

  /** Draws a row anew in its own element, so that focus and place stay. */
  draw(item) {
    const { row, element } = item;
    const focused = element.contains(document.activeElement) && document.activeElement !== element;
    const compared = (item.diff || this.changes) && row.was && row.was !== row.markdown;
    const marks = [row.why, row.changed].filter(Boolean).join(" · ");
    element.className = `row ${STATES.has(row.state) ? row.state : "kept"} ${row.kind}${item.pending ? " pending" : ""}${row.changed ? " touched" : ""}`;
    element.setAttribute("aria-label", named(row));
    const draft = this.drafted(item) && el("span", { class: "chip warning" }, say("desk.read.unsaved"));
    const note = row.state === "kept" && !row.changed ? draft && el("p", { class: "mark" }, draft)
      : el("p", { class: "mark" }, el("span", { class: "state" }, say(row.state === "kept" ? "desk.read.state.changed" : `desk.read.state.${row.state}`)), marks && ` ${marks}`,
        doubtful(row) && !row.keep && row.cannot ? el("span", { class: "cannot" }, ` ${row.cannot}`) : null, draft && [" ", draft]);
    const text = el("div", { class: "text" });
    if (compared) text.append(shown(row.was, row.markdown));
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

  replace(item, row, pending = false) {
    item.row = row;
    item.pending = pending;
    item.drawn = "";
    if (!item.editor) this.draw(item);
    this.fold();
  }

  /** Newer data: rows that are as they were stay untouched; one that is being edited keeps its field. */
  merge(rows) {
    const seen = new Set();
    let after = null;
    for (const row of rows) {
      let id = row.id;
      while (seen.has(id)) id += "+";
      seen.add(id);
      let item = this.items.get(id);
      const text = JSON.stringify(row);
      if (!item) {
        item = { id, element: el("li", { class: "row", tabindex: -1, dataset: { id } }) };
        this.items.set(id, item);
      }
      if (item.drawn !== text) {
        item.stale = Boolean(item.editor) && item.row?.markdown !== row.markdown;
        Object.assign(item, { row, drawn: text, pending: false });
        if (item.editor) item.editor.stale(item.stale);
        else this.draw(item);
      }
      const place = after ? after.nextSibling : this.list.firstChild;
      if (place !== item.element) this.list.insertBefore(item.element, place);
      after = item.element;
    }
    for (const [id, item] of this.items) {
      if (seen.has(id) || item.editor) continue;
      const focused = item.element.contains(document.activeElement);
      const next = focused && (this.near(item.element, 1) ?? this.near(item.element, -1));
      item.element.remove();
      this.items.delete(id);
      if (next) this.focus(next);
    }
    this.fold();
  }

  fold() {
    const runs = [];
    let run = [];
    for (const element of this.list.querySelectorAll(":scope > .row")) {
      const item = this.items.get(element.dataset.id);
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
