/* Keys: each is registered once with its words, and `?` lists them. */

import { el } from "./dom.js";
import { ask } from "./notes.js";
import { say } from "./words.js";

const apple = /Mac|iP(hone|ad)/.test(navigator.platform);
const shortcuts = [];

export const typing = (node) => Boolean(node?.closest?.("textarea, select, [contenteditable=''], [contenteditable=true], input:not([type=checkbox], [type=radio], [type=button], [type=range])"));

/** Registers keys such as "/", "Alt+ArrowUp" or "Mod+Shift+Z" (Mod: Ctrl, or ⌘ on a Mac); several with a space between.
    They rest while a field is typed in or a dialog or menu is open. A handler that returns false leaves the key to the browser. */
export function shortcut(keys, label, handler, { when = () => true } = {}) {
  const combinations = keys.split(" ").map((keys) => {
    const parts = keys.split(/\+(?=.)/), key = parts.pop();
    return { key: key === "Space" ? " " : key, alt: parts.includes("Alt"), mod: parts.includes("Mod"), shift: parts.includes("Shift") };
  });
  shortcuts.push({ combinations, label, handler, when });
}

function fits(event, { key, alt, mod, shift }) {
  const pressed = event.key === "？" ? "?" : event.key;
  if (pressed.toLowerCase() !== key.toLowerCase() || event.altKey !== alt) return false;
  if ((apple ? event.metaKey : event.ctrlKey) !== mod) return false;
  const sign = key.length === 1 && key.toLowerCase() === key.toUpperCase() && key !== " ";
  return sign || event.shiftKey === shift;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || typing(event.target) || document.querySelector("dialog[open], .menu")) return;
  const found = shortcuts.find(({ combinations, when }) => combinations.some((one) => fits(event, one)) && when());
  if (found && found.handler(event) !== false) event.preventDefault();
});

const names = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", " ": say("desk.key.space"), Escape: "Esc" };

function written({ key, alt, mod, shift }) {
  const parts = [mod && (apple ? "⌘" : "Ctrl"), alt && (apple ? "⌥" : "Alt"), shift && (apple ? "⇧" : "Shift"), names[key] ?? (key.length === 1 ? key.toUpperCase() : key)];
  return parts.filter(Boolean).map((part) => el("kbd", {}, part));
}

export function help() {
  const list = el("dl", { class: "keys" });
  for (const { combinations, label } of shortcuts) {
    if (label) list.append(el("dt", {}, combinations.slice(0, 2).map((one, at) => [at ? " / " : "", ...written(one)])), el("dd", {}, label));
  }
  return ask({ title: say("desk.help.title"), body: list, confirm: say("desk.close"), cancel: null });
}
