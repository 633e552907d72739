/* What can be done with articles and parts, each behind its dialog where one is needed. */

import { alarm, ask, el, field, get, menu, number, post, say, toast } from "./desk.js";
import { change, show } from "./shelf_change.js";
import { compare } from "./shelf_compare.js";
import { step, stepPart } from "./shelf_move.js";
import { link, rowOf } from "./shelf_rows.js";
import { counts, groups, state } from "./shelf_state.js";

const titleOf = (file) => state.byFile.get(file)?.title || file;
const told = (files) => files.length === 1 ? titleOf(files[0]) : say("desk.shelf.dragged", { n: number(files.length) });

/* Names in place */
function editInPlace(shown, was, label, save) {
  if (shown.parentNode.querySelector(".editing")) return;
  const input = el("input", { class: "editing", value: was, "aria-label": label, spellcheck: "false" });
  const row = shown.closest(".row, .part");
  let open = true;
  const close = (take) => {
    if (!open) return;
    open = false;
    const value = input.value.trim(), inside = document.activeElement === input;
    input.remove();
    shown.hidden = false;
    if (inside) row.focus({ preventScroll: true });
    if (take && value && value !== was) save(value);
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" || event.key === "Escape") { event.preventDefault(); close(event.key === "Enter"); }
    event.stopPropagation();
  });
  input.addEventListener("blur", () => close(true));
  shown.hidden = true;
  shown.after(input);
  input.focus();
  input.select();
}

export function rename(file) {
  const row = state.byFile.get(file);
  editInPlace(rowOf(file).querySelector(".title"), row.title, say("desk.fact.title"),
    (value) => change({ action: "value", file, key: "title", value, was: row.title }));
}

export function renamePart(node) {
  const was = node.dataset.part;
  editInPlace(node.querySelector(".part-title"), was, say("desk.shelf.part-title"), async (title) => {
    if (state.fresh.includes(was)) {
      state.fresh[state.fresh.indexOf(was)] = title;
      show();
    } else change({ action: "part-title", was, title });
    document.querySelector(`.group[data-part="${CSS.escape(title)}"] .part`)?.focus();
  });
}

/* Facts of one article */
const facts = ["title", "subtitle", "author", "translator", "date", "site", "address", "note", "credit"];

export async function changeFacts(file) {
  let head, own;
  try { ({ head, own } = await get(`api/article?file=${encodeURIComponent(file)}`)); } catch (error) { return alarm(error); }
  const fields = facts.map((key) => {
    const node = field({ label: say(`desk.fact.${key}`), name: key, value: head[key] ?? "", rows: ["note", "credit"].includes(key) ? 2 : undefined, hint: key === "date" ? say("desk.fact.date.hint") : undefined });
    if (own.includes(key)) {
      const back = el("button", { type: "button", class: "small-button", on: { click: () => { node.control.disabled = true; back.disabled = true; node.takenBack = true; } } }, say("desk.fact.take-back"));
      node.append(back);
    }
    return node;
  });
  if (!await ask({ title: say("desk.facts.of", { title: titleOf(file) }), body: el("div", { class: "facts" }, fields), confirm: say("desk.save") })) return;
  const changes = fields.map((node) => ({ action: "value", file, key: node.control.name, was: head[node.control.name] ?? "", value: node.takenBack ? null : node.control.value.trim() }));
  const wanted = changes.filter(({ value, was }) => value === null || value !== was.trim());
  if (wanted.length) change(...wanted);
}

/** The same author, site or date for several articles at once. */
async function changeMany(files) {
  const fields = ["author", "date", "site"].map((key) => field({ label: say(`desk.fact.${key}`), name: key, placeholder: say("desk.facts.keep") }));
  if (!await ask({ title: say("desk.facts.of", { title: told(files) }), body: [el("p", {}, say("desk.facts.many")), ...fields], confirm: say("desk.save") })) return;
  const wanted = fields.map(({ control }) => [control.name, control.value.trim()]).filter(([, value]) => value);
  const changes = files.flatMap((file) => wanted.map(([key, value]) => ({ action: "value", file, key, value, was: state.byFile.get(file)[key] ?? "" })));
  const needed = changes.filter(({ value, was }) => value !== was);
  if (needed.length) change(...needed);
}

/* Leaving out, parts, merging */
export async function leaveOut(files) {
  const reason = field({ label: say("desk.skip.reason"), hint: say("desk.skip.hint") });
  if (await ask({ title: say("desk.skip.title", { what: told(files) }), body: reason, confirm: say("desk.skip.do") })) change({ action: "skip", files, reason: reason.control.value.trim() });
}

async function intoPart(files) {
  const titles = groups().map(({ title }) => title).filter(Boolean);
  const current = state.byFile.get(files[0]).part ?? "";
  const name = `part-${Date.now()}`;
  const choice = (value, label) => el("label", { class: "tick" }, el("input", { type: "radio", name, value, checked: value === current }), label);
  const body = el("fieldset", { class: "choices" }, el("legend", { class: "visually-hidden" }, say("desk.part.which")), titles.map((title) => choice(title, title)), choice("", say("desk.shelf.no-part")));
  if (!titles.length) return newPart(files);
  if (await ask({ title: say("desk.part.into", { what: told(files) }), body })) change({ action: "part", files, title: body.querySelector(":checked")?.value ?? "" });
}

export async function newPart(files = []) {
  const title = field({ label: say("desk.shelf.part-title"), required: true, hint: files.length ? say("desk.part.with", { n: number(files.length) }) : say("desk.part.alone") });
  if (!await ask({ title: say("desk.part.new"), body: title, confirm: say("desk.part.make"), check: () => title.control.value.trim() !== "" })) return;
  const name = title.control.value.trim();
  if (files.length) change({ action: "part", files, title: name });
  else if (!groups().some((group) => group.title === name)) {
    state.fresh.push(name);
    show();
  }
  const head = document.querySelector(`.group[data-part="${CSS.escape(name)}"] .part`);
  head?.scrollIntoView({ block: "center" });
  head?.focus({ preventScroll: true });
}

async function merge(files) {
  const [file, ...others] = files;
  const body = [el("p", {}, say("desk.merge.text")), el("ol", { class: "plain" }, files.map((one) => el("li", {}, titleOf(one))))];
  if (await ask({ title: say("desk.merge.title", { n: number(files.length) }), body, confirm: say("desk.merge.do") })) {
    state.selected.clear();
    change({ action: "merge", file, files: others });
  }
}

export async function sort(by, descending) {
  const what = say(`desk.sort.${by}`);
  const body = say(descending ? "desk.sort.ask.down" : "desk.sort.ask", { what });
  if (!await ask({ title: say("desk.sort.heading"), body, confirm: say("desk.sort.do") })) return;
  if (await change({ action: "sort", by, descending })) toast(say("desk.sort.done", { what }));
}

export async function addAddresses(addresses) {
  try { await post("api/scan", { addresses }); } catch (error) { alarm(error); }
}

/* Menus */
export function actions(files) {
  const rows = files.map((file) => state.byFile.get(file)).filter(Boolean);
  const one = rows.length === 1 ? rows[0] : null;
  const skipped = rows.some((row) => row.skip !== null), standing = rows.some((row) => row.skip === null);
  return [
    one && { label: say("desk.act.read"), href: link("read", one.file) },
    one && counts(one) && { label: say("desk.act.proof"), href: link("proof", one.file) },
    null,
    one && { label: say("desk.act.rename"), run: () => rename(one.file) },
    one ? { label: say("desk.act.facts"), run: () => changeFacts(one.file) } : { label: say("desk.act.facts"), run: () => changeMany(files) },
    null,
    { label: say("desk.act.up"), run: () => step(files[0], "up") },
    { label: say("desk.act.down"), run: () => step(files[0], "down") },
    { label: say("desk.act.first"), run: () => step(files[0], "first") },
    { label: say("desk.act.last"), run: () => step(files[0], "last") },
    null,
    { label: say("desk.act.part"), run: () => intoPart(files) },
    { label: say("desk.act.new-part"), run: () => newPart(files) },
    null,
    rows.length > 1 && rows.every((row) => !row.within) && { label: say("desk.act.merge"), run: () => merge(files) },
    one?.merge?.length > 0 && { label: say("desk.act.unmerge"), run: () => change({ action: "unmerge", file: one.file }) },
    one?.within && { label: say("desk.act.unmerge"), run: () => change({ action: "unmerge", file: one.within }) },
    one?.twin && { label: say("desk.act.compare"), run: () => compare(one.file, one.twin) },
    rows.length === 2 && { label: say("desk.act.compare-two"), run: () => compare(files[0], files[1]) },
    null,
    skipped && { label: say("desk.act.unskip"), run: () => change({ action: "unskip", files: rows.filter((row) => row.skip !== null).map((row) => row.file) }) },
    standing && { label: say("desk.act.skip"), danger: true, run: () => leaveOut(rows.filter((row) => row.skip === null).map((row) => row.file)) },
  ].filter((item) => item !== false && item !== undefined && item !== "");
}

export function partActions(node) {
  const title = node.dataset.part;
  const files = groups().find((group) => group.title === title)?.rows.map((row) => row.file) ?? [];
  const fresh = state.fresh.includes(title);
  return [
    { label: say("desk.act.rename"), run: () => renamePart(node) },
    !fresh && { label: say("desk.act.up"), run: () => stepPart(title, -1) },
    !fresh && { label: say("desk.act.down"), run: () => stepPart(title, 1) },
    null,
    files.length > 0 && { label: say("desk.part.choose"), run: () => { files.forEach((file) => state.selected.add(file)); show(); } },
    { label: say("desk.part.dissolve"), danger: true, run: () => {
      if (files.length) return change({ action: "part", files, title: "" });
      state.fresh = state.fresh.filter((one) => one !== title);
      show();
    } },
  ].filter((item) => item !== false);
}
