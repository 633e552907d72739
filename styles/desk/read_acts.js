// What is decided of a row: shown at once, then told to the server; the article is loaded anew behind it.

import { alarm, decide, say } from "./desk.js";
import { choosePicture, edit, forget, isPicture } from "./read_edit.js";
import { doubtful, heads } from "./read_rows.js";

const escaped = (text) => text.replace(/[&<>]/gu, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);

/** Roughly what the server will make of a block, until it has. */
function drawn(markdown, level) {
  const plain = escaped(markdown.replace(/^#+\s+/u, "")).replace(/\n/gu, "<br>");
  return level ? `<h${level + 1}>${plain}</h${level + 1}>` : `<p>${plain}</p>`;
}

export class Acts {
  constructor(rows, { file, reload, tell }) {
    Object.assign(this, { rows, file, reload, tell, open: 0 });
  }

  /** `change`: what the row looks like meanwhile; null leaves it. */
  async decide(item, change, decision, told) {
    const before = item.row, file = this.file();
    if (change) this.rows.replace(item, { ...before, ...change }, true);
    this.open += 1;
    try {
      await decide({ ...decision, file });
      this.tell(told);
      return true;
    } catch (error) {
      if (change && this.rows.items.get(item.id) === item) this.rows.replace(item, before);
      alarm(error);
      return false;
    } finally {
      this.open -= 1;
      this.reload();
    }
  }

  keep(item, scope) {
    const { row } = item;
    if (!doubtful(row)) return this.tell(say("desk.read.is-kept"));
    if (!row.keep) return this.tell(row.cannot || say("desk.read.cannot"));
    const next = this.rows.find(item.element, 1, doubtful) ?? this.rows.near(item.element, 1);
    this.decide(item, { state: "kept", why: "" }, { action: "keep", word: row.keep, scope },
      say(scope === "book" ? "desk.read.told.keep-all" : "desk.read.told.keep"));
    if (next) this.rows.focus(next);
  }

  drop(item, scope) {
    const { row } = item;
    if (row.state === "removed") return this.tell(say("desk.read.is-removed"));
    if (row.state === "inserted") return this.takeBack(item);
    const next = this.rows.near(item.element, 1) ?? this.rows.near(item.element, -1);
    if (next) this.rows.focus(next);
    this.decide(item, { state: "removed", why: say("desk.read.by-you"), keep: "", cannot: "" }, { action: "drop", block: row.markdown, at: row.id, scope },
      say(scope === "book" ? "desk.read.told.drop-all" : "desk.read.told.drop"));
  }

  edit(item) {
    if (item.row.state === "removed" || item.row.state === "inserted") return this.tell(say("desk.read.not-edited"));
    const file = this.file();
    edit(this.rows, item, file, async (was, now) => {
      const change = { markdown: now, html: drawn(now, item.row.level), was: item.row.was || was, state: now ? item.row.state : "removed" };
      const done = await this.decide(item, change, { action: "edit", old: was, new: now, at: item.row.id }, say("desk.read.told.edit"));
      if (!done) return this.edit(item); // what was typed is still there
      forget(file, item);
      this.rows.draw(item);
    });
  }

  heading(item, level) {
    const { row } = item, is = row.kind === "heading" ? row.level : 0;
    if (!heads(row)) return this.tell(say("desk.read.no-heading"));
    const to = level ?? (is + 1) % 4;
    if (to === is) return;
    this.decide(item, { kind: to ? "heading" : "paragraph", level: to, html: drawn(row.markdown, to) }, { action: "heading", block: row.markdown, at: row.id, level: to },
      say(`desk.read.told.level.${to}`));
  }

  async picture(item, at, given = null) {
    if (given && !isPicture(given)) return alarm({ what: say("desk.read.no-picture"), why: given.name, next: say("desk.read.no-picture.next") });
    try {
      const chosen = await choosePicture(given);
      if (item) this.rows.focus(item.element);
      if (chosen) await this.decide(item, null, { action: "picture", at, ...chosen }, say("desk.read.told.picture"));
    } catch (error) {
      alarm(error);
    }
  }

  takeBack(item) {
    const { row } = item;
    if (row.own === null || row.own === undefined) return this.tell(say("desk.read.not-own"));
    const next = row.state === "inserted" && (this.rows.near(item.element, 1) ?? this.rows.near(item.element, -1));
    if (next) this.rows.focus(next);
    this.decide(item, {}, { action: "undo-change", number: row.own }, say("desk.read.told.take-back"));
  }

  diff(item) {
    if (!item.row.was || item.row.was === item.row.markdown) return this.tell(say("desk.read.no-changes"));
    item.diff = !item.diff;
    this.rows.draw(item);
    this.rows.focus(item.element);
  }

  /** A button of a row's tools. */
  run(name, item) {
    if (name === "keep") this.keep(item, "article");
    else if (name === "keep-all") this.keep(item, "book");
    else if (name === "drop") this.drop(item, "article");
    else if (name === "drop-all") this.drop(item, "book");
    else if (name === "edit") this.edit(item);
    else if (name === "picture") this.picture(item, item.row.id);
    else if (name === "diff") this.diff(item);
    else if (name === "take-back") this.takeBack(item);
  }
}
