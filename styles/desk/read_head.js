// Title and byline of an article, written in their places: a field is saved when it is left.

import { alarm, decide, el, icon, say } from "./desk.js";

const LINES = ["subtitle", "author", "translator", "date", "site", "address", "credit", "note"];
const LONG = new Set(["title", "subtitle", "note"]);

export class Head {
  constructor(box, { file, saved }) {
    this.box = box;
    this.file = file; // a function: the article that is shown
    this.saved = saved;
    this.fields = new Map();
    this.more = el("button", { type: "button", class: "quiet more", "aria-expanded": "false", on: { click: () => this.unfold() } }, icon("plus"), say("desk.read.more-fields"));
    box.append(this.field("title"), ...LINES.map((key) => this.field(key)), this.more);
    addEventListener("resize", () => this.fit());
  }

  field(key) {
    const label = say(`desk.read.head.${key}`);
    const control = LONG.has(key)
      ? el("textarea", { rows: 1, spellcheck: "false", "aria-label": key === "title" ? label : null })
      : el("input", { type: key === "address" ? "url" : "text", spellcheck: "false", autocomplete: "off" });
    const back = el("button", { type: "button", class: "icon quiet own", hidden: true, title: say("desk.read.own", { name: label }), "aria-label": say("desk.read.own", { name: label }) }, icon("undo"));
    const node = key === "title"
      ? el("div", { class: "head-field title" }, control, back)
      : el("div", { class: `head-field ${key}` }, el("label", {}, el("span", {}, label), control), back);
    const entry = { key, control, back, node, value: "" };
    control.addEventListener("change", () => this.save(entry));
    control.addEventListener("input", () => this.fit());
    control.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") control.value = entry.value;
      if (event.key === "Escape" || event.key === "Enter") { event.preventDefault(); control.blur(); }
    });
    back.addEventListener("click", () => this.send(entry, null));
    this.fields.set(key, entry);
    return node;
  }

  save(entry) {
    const text = entry.control.value.replace(/\s*\n\s*/gu, " ").trim();
    if (text !== entry.value) this.send(entry, text);
  }

  async send(entry, value) {
    const file = this.file(), was = entry.value;
    entry.node.classList.add("pending");
    if (value !== null) entry.value = value;
    try {
      await decide({ action: "value", file, key: entry.key, value, was });
      this.saved(say(value === null ? "desk.read.told.value-back" : "desk.read.told.value", { name: say(`desk.read.head.${entry.key}`) }));
    } catch (error) {
      entry.value = was;
      entry.control.value = was;
      alarm(error);
    } finally {
      entry.node.classList.remove("pending");
    }
  }

  /** Newer data; a field in which someone writes is left alone. */
  fill(head, own, fresh) {
    for (const entry of this.fields.values()) {
      const value = head[entry.key] ?? "";
      const writing = !fresh && document.activeElement === entry.control && entry.control.value !== entry.value;
      if (!writing) entry.control.value = value;
      entry.value = value;
      entry.back.hidden = !own.includes(entry.key);
      if (fresh) entry.filled = Boolean(value);
      entry.filled ||= Boolean(value);
    }
    this.unfold(fresh ? false : this.more.getAttribute("aria-expanded") === "true");
  }

  unfold(open = this.more.getAttribute("aria-expanded") !== "true") {
    this.more.setAttribute("aria-expanded", String(open));
    let empty = 0;
    for (const { key, filled, node } of this.fields.values()) {
      node.hidden = !(open || filled || key === "title" || key === "author");
      empty += node.hidden;
    }
    this.more.hidden = !open && !empty;
    this.more.lastChild.textContent = say(open ? "desk.read.fewer-fields" : "desk.read.more-fields");
    this.fit();
  }

  fit() {
    for (const { key, control } of this.fields.values()) {
      if (!LONG.has(key) || !control.getClientRects().length) continue;
      control.style.height = "auto";
      control.style.height = `${control.scrollHeight}px`;
    }
  }
}
