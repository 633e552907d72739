// What is decided of a row: shown at once, then told to the server; the article is loaded anew behind it.

import { alarm, decide, say } from "./desk.js";
import { choosePicture, edit, forget, isPicture } from "./read_edit.js";
import { differs, doubtful, heads, inText, isOwn } from "./read_rows.js";

const escaped = (text) => text.replace(/[&<>]/gu, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);

/** Roughly what the server will make of a block, until it has. */
function drawn(markdown, level) {
  const plain = escaped(markdown.replace(/^#+\s+/u, "")).replace(/\n/gu, "<br>");
  return level ? `<h${level + 1}>${plain}</h${level + 1}>` : `<p>${plain}</p>`;
}

export class Acts {
  constructor(rows, { file, load, tell }) {
    Object.assign(this, { rows, file, load, tell, open: 0, queue: Promise.resolve() });
  }

  /** `change`: what the row looks like meanwhile. `decision` is made of the row only when its turn has come: each change of an article
      gives its rows other numbers, so that one waits until the article was loaded behind the one before. */
  decide(item, change, decision, told) {
    const file = this.file();
    this.rows.change(item, change);
    this.open += 1;
    const work = this.queue.then(async () => {
      try {
        await decide({ ...decision(item.base), file });
        this.tell(told);
      } catch (error) {
        alarm(error);
        return false;
      } finally {
        this.open -= 1;
        if (this.file() === file) await this.load();
        if (item.change === change) this.rows.change(item, null);
      }
      return true;
    });
    this.queue = work.catch(() => {});
    return work;
  }

  keep(item, scope) {
    const { row } = item;
    if (!doubtful(row)) return this.tell(say("desk.read.is-kept"));
    if (!row.keep) return this.tell(row.cannot || say("desk.read.cannot"));
    const next = this.rows.find(item.element, 1, doubtful) ?? this.rows.near(item.element, 1);
    this.decide(item, { state: "kept", why: "" }, ({ keep }) => ({ action: "keep", word: keep || row.keep, scope }),
      say(scope === "book" ? "desk.read.told.keep-all" : "desk.read.told.keep"));
    if (next) this.rows.focus(next);
  }

  drop(item, scope) {
    const { row } = item;
    if (!inText(row)) return this.tell(say("desk.read.is-removed"));
    if (row.state === "inserted" && isOwn(row)) return this.takeBack(item);
    const next = this.rows.near(item.element, 1) ?? this.rows.near(item.element, -1);
    if (next) this.rows.focus(next);
    this.decide(item, { state: "removed", why: say("desk.read.by-you"), keep: "", cannot: "", changed: "" },
      (base) => ({ action: "drop", block: base.markdown, at: base.id, scope }), say(scope === "book" ? "desk.read.told.drop-all" : "desk.read.told.drop"));
  }

  edit(item) {
    if (!inText(item.row)) return this.tell(say("desk.read.not-edited"));
    const file = this.file();
    edit(this.rows, item, file, async (was, now) => {
      const { row } = item;
      const change = { html: drawn(now, row.kind === "heading" ? row.level : 0), state: now ? row.state : "removed", was: "" };
      const done = await this.decide(item, change, (base) => ({ action: "edit", old: base.markdown, new: now, at: base.id }), say("desk.read.told.edit"));
      if (!done) return this.file() === file && this.edit(item); // what was typed is still there
      forget(file, was);
      this.rows.draw(item);
    });
  }

  heading(item, level) {
    const { row } = item, is = row.kind === "heading" ? row.level : 0;
    if (!heads(row)) return this.tell(say("desk.read.no-heading"));
    const to = level ?? (is + 1) % 4;
    if (to === is) return;
    this.decide(item, { kind: to ? "heading" : "paragraph", level: to, html: drawn(row.text ?? row.markdown, to) },
      (base) => ({ action: "heading", block: base.markdown, at: base.id, level: to }), say(`desk.read.told.level.${to}`));
  }

  /** Behind a row; behind what stands before it in the text, if it does not stand in it itself; with none at the beginning. */
  async picture(item, given = null) {
    if (given && !isPicture(given)) return alarm({ what: say("desk.read.no-picture"), why: given.name, next: say("desk.read.no-picture.next") });
    const before = item && (inText(item.row) ? item : this.rows.item(this.rows.find(item.element, -1, inText)));
    try {
      const chosen = await choosePicture(given);
      if (item) this.rows.focus(item.element);
      if (chosen) await this.decide(before ?? {}, null, () => ({ action: "picture", at: before?.base.id ?? "start", ...chosen }), say("desk.read.told.picture"));
    } catch (error) {
      alarm(error);
    }
  }

  takeBack(item) {
    const { row } = item;
    if (!isOwn(row)) return this.tell(say("desk.read.not-own"));
    const next = row.state === "inserted" && (this.rows.near(item.element, 1) ?? this.rows.near(item.element, -1));
    if (next) this.rows.focus(next);
    this.decide(item, {}, ({ own }) => ({ action: "undo-change", number: own }), say("desk.read.told.take-back"));
  }

  diff(item) {
    if (!differs(item.row)) return this.tell(say("desk.read.no-changes"));
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
    else if (name === "picture") this.picture(item);
    else if (name === "diff") this.diff(item);
    else if (name === "take-back") this.takeBack(item);
  }
}
