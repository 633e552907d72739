/* Focus and choice: one row is in the order of Tab, arrows go between rows, boxes and Shift choose. */

import { first, list, paintSelection, visible } from "./shelf_rows.js";
import { state } from "./shelf_state.js";

const hearers = [];
export const onChoice = (hearer) => hearers.push(hearer);

let current = null;

/** Makes a row (or the heading of a part) the one that Tab reaches, with what is in it. */
export function setCurrent(node) {
  if (current === node && node?.tabIndex === 0) return;
  const inner = (one, to) => { one.tabIndex = to; one.querySelectorAll("a, button, input").forEach((child) => { child.tabIndex = to; }); };
  if (current) inner(current, -1);
  current = node;
  if (current) inner(current, 0);
}

/** After the list has changed there is always one row that Tab reaches. */
export function keepCurrent() {
  if (current?.isConnected && !current.hidden && !current.parentNode.hidden) setCurrent(current);
  else setCurrent(first());
}

export const focused = () => list.contains(document.activeElement) ? document.activeElement.closest(".row, .part") : null;
export const focusedFile = () => focused()?.dataset.file ?? null;

/** Moves focus by rows; with `choose` the rows on the way are chosen. */
export function go(by, choose = false) {
  const all = visible(true), at = all.indexOf(focused());
  const to = by === "first" ? 0 : by === "last" ? all.length - 1 : Math.max(0, Math.min(all.length - 1, at + by));
  const node = all[to];
  if (!node) return;
  if (choose && at >= 0) [all[at], node].forEach((one) => { if (one.dataset.file) state.selected.add(one.dataset.file); });
  node.focus();
  if (choose) tell();
}

export function toggle(file, on = !state.selected.has(file)) {
  if (on) state.selected.add(file); else state.selected.delete(file);
  state.anchor = file;
  tell();
}

function range(file, on) {
  const files = visible().map((node) => node.dataset.file);
  const [from, to] = [files.indexOf(state.anchor), files.indexOf(file)].sort((a, b) => a - b);
  if (from < 0) return toggle(file, on);
  for (const one of files.slice(from, to + 1)) if (on) state.selected.add(one); else state.selected.delete(one);
  tell();
}

export function chooseAll(on) {
  if (on) visible().forEach((node) => state.selected.add(node.dataset.file));
  else state.selected.clear();
  tell();
}

export function tell() {
  paintSelection();
  for (const hearer of hearers) hearer();
}

list.addEventListener("focusin", (event) => {
  const node = event.target.closest(".row, .part");
  if (node) setCurrent(node);
});
list.addEventListener("click", (event) => {
  const box = event.target.closest(".pick input");
  if (!box) return;
  const { file } = box.closest(".row").dataset;
  if (event.shiftKey) range(file, box.checked); else toggle(file, box.checked);
});
list.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest(".pick")) event.preventDefault();
});
