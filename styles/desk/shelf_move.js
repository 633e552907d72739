/* Order: moving articles and parts by keys and by dragging. */

import { el, say } from "./desk.js";
import { change, restWhile } from "./shelf_change.js";
import { list, rowOf, visible } from "./shelf_rows.js";
import { concerned, groups, state } from "./shelf_state.js";

const partOf = (row) => row.part ?? "";
/** What is moved behind a row stands before this one in the list, whose order is not that of the parts; null: at its end. */
function behind(row, moved) {
  const { rows } = state;
  return rows.slice(rows.indexOf(row) + 1).find((one) => !one.within && !moved.has(one.file))?.file ?? null;
}
/** The articles of a part that stay, without those merged behind another. */
const heads = (part, moved) => (groups().find(({ title }) => title === part)?.rows ?? []).filter((row) => !row.within && !moved.has(row.file));

/** Moves articles one place ("up", "down") or to an end ("first", "last") among those that are shown. */
export function step(file, where) {
  const files = concerned(file).filter((one) => !state.byFile.get(one).within);
  if (!files.length) return;
  const moved = new Set(files);
  const seen = visible().map((node) => state.byFile.get(node.dataset.file)).filter((row) => !row.within);
  const places = seen.map((row, at) => moved.has(row.file) ? at : -1).filter((at) => at >= 0);
  if (!places.length) return;
  const decision = { action: "order", files };
  const own = partOf(seen[where === "down" || where === "last" ? places.at(-1) : places[0]]);
  if (where === "first") {
    const other = seen.find((row) => !moved.has(row.file));
    if (!other) return;
    Object.assign(decision, { before: other.file, part: partOf(other) });
  } else if (where === "last") {
    const other = seen.findLast((row) => !moved.has(row.file));
    if (!other) return;
    Object.assign(decision, { before: behind(other, moved), part: partOf(other) });
  } else if (where === "up") {
    const other = seen.slice(0, places[0]).findLast((row) => !moved.has(row.file));
    if (!other) return;
    decision.before = partOf(other) === own ? other.file : behind(other, moved);
    decision.part = partOf(other);
  } else {
    const other = seen.slice(places.at(-1) + 1).find((row) => !moved.has(row.file));
    if (!other) return;
    decision.before = partOf(other) === own ? behind(other, moved) : other.file;
    decision.part = partOf(other);
  }
  if (files.every((one) => partOf(state.byFile.get(one)) === decision.part)) delete decision.part;
  change(decision);
  rowOf(file ?? files[0])?.scrollIntoView({ block: "nearest" });
}

/** Moves a part in front of the one before it, or behind the next. */
export function stepPart(title, by) {
  const order = groups().map((group) => group.title).filter(Boolean);
  const at = order.indexOf(title), to = at + by;
  if (at < 0 || to < 0 || to >= order.length) return;
  const rest = order.filter((one) => one !== title);
  change({ action: "part-order", title, before: rest[to] ?? null });
}

/* Dragging, by pointer so that fingers can do it too. */
let drag = null;
restWhile(() => drag !== null);
const line = el("div", { class: "drop-line", hidden: true });
document.body.append(line);

list.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".grip");
  if (!grip || event.button !== 0) return;
  const row = grip.closest(".row"), part = grip.closest(".part");
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  drag = { grip, y: event.clientY, startedAt: event.clientY, moving: false, target: null };
  if (row) drag.files = concerned(row.dataset.file).filter((file) => !state.byFile.get(file).within);
  else drag.title = part.closest(".group").dataset.part;
  if (row && !drag.files.length) { drag = null; return; }
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", drop);
  grip.addEventListener("pointercancel", end);
});

function begin() {
  drag.moving = true;
  const text = drag.title ?? (drag.files.length === 1 ? state.byFile.get(drag.files[0]).title : say("desk.shelf.dragged", { n: drag.files.length }));
  drag.ghost = el("div", { class: "ghost" }, text);
  document.body.append(drag.ghost);
  for (const file of drag.files ?? []) rowOf(file)?.classList.add("lifted");
  addEventListener("keydown", leave, true);
  scroll();
}

function move(event) {
  drag.y = event.clientY;
  if (!drag.moving && Math.abs(event.clientY - drag.startedAt) < 5) return;
  if (!drag.moving) begin();
  drag.ghost.style.transform = `translate(${event.clientX + 14}px, ${event.clientY + 10}px)`;
  aim();
}

/** Finds the place under the pointer, and shows it by a line. */
function aim() {
  const box = list.getBoundingClientRect();
  const y = Math.max(Math.min(drag.y, innerHeight - 2), 2);
  let under = document.elementFromPoint(box.left + box.width / 2, y)?.closest(".row, .part, .part-empty");
  if (!under || !list.contains(under)) {
    const all = visible(true);
    under = y < (all[0]?.getBoundingClientRect().top ?? 0) ? all[0] : y > box.bottom ? all.at(-1) : null;
    if (!under) return;
  }
  const place = under.getBoundingClientRect();
  const after = y > place.top + place.height / 2;
  drag.target = drag.title !== undefined ? partTarget(under) : rowTarget(under, after);
  const at = drag.target?.at;
  line.hidden = at === undefined;
  if (at !== undefined) Object.assign(line.style, { top: `${at}px`, left: `${box.left}px`, width: `${box.width}px` });
}

function rowTarget(under, after) {
  const part = under.closest(".group").dataset.part, moved = new Set(drag.files), stay = heads(part, moved);
  const place = under.getBoundingClientRect(), row = state.byFile.get(under.dataset.file);
  const below = !row || after || row.within, all = groups().find(({ title }) => title === part).rows;
  const passed = row ? all.slice(0, all.indexOf(row) + (below ? 1 : 0)).filter((one) => stay.includes(one)).length : 0;
  const before = passed < stay.length ? stay[passed].file : stay.length ? behind(stay.at(-1), moved) : null;
  const here = all.filter((one) => !one.within).map(({ file }) => file);
  const then = stay.map(({ file }) => file).toSpliced(passed, 0, ...drag.files);
  return { before, part, same: String(here) === String(then), at: below ? place.bottom : place.top };
}

function partTarget(under) {
  const group = under.closest(".group"), title = group.dataset.part, place = group.getBoundingClientRect();
  if (title === drag.title) return { before: undefined };
  const after = drag.y > place.top + place.height / 2;
  const order = groups().map((one) => one.title).filter((one) => one && one !== drag.title);
  const at = title ? order.indexOf(title) + (after ? 1 : 0) : 0;
  return { before: order[at] ?? null, at: after ? place.bottom : place.top };
}

function scroll() {
  if (!drag?.moving) return;
  const edge = 90, top = document.getElementById("bar").getBoundingClientRect().bottom;
  const speed = drag.y < top + edge ? drag.y - top - edge : drag.y > innerHeight - edge ? drag.y - innerHeight + edge : 0;
  if (speed) { scrollBy({ top: speed / 4, behavior: "instant" }); aim(); }
  requestAnimationFrame(scroll);
}

function drop() {
  const { moving, target, files, title } = drag;
  end();
  if (!moving || !target || target.before === undefined) return;
  if (title !== undefined) change({ action: "part-order", title, before: target.before });
  else {
    const decision = { action: "order", files, before: target.before };
    if (files.some((file) => partOf(state.byFile.get(file)) !== target.part)) decision.part = target.part;
    if (!target.same) change(decision);
  }
}

function end() {
  if (!drag) return;
  const { grip, ghost, files } = drag;
  for (const [event, handler] of [["pointermove", move], ["pointerup", drop], ["pointercancel", end]]) grip.removeEventListener(event, handler);
  removeEventListener("keydown", leave, true);
  ghost?.remove();
  line.hidden = true;
  for (const file of files ?? []) rowOf(file)?.classList.remove("lifted");
  drag = null;
}

function leave(event) {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  end();
}
