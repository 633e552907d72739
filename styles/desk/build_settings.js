/* The settings that matter most, as switches. */

import { alarm, el, say, setting } from "./desk.js";

const GROUPS = [
  ["output", ["output.formats"]],
  ["text", ["convert.script"]],
  ["pdf", ["pdf.page", "pdf.design", "pdf.engine"]],
  ["epub", ["epub.theme", "epub.design", "epub.direction"]],
];
const FEW = 4;
const drawn = new Map();

async function save(key, value, again) {
  try { await setting(key, value); } catch (error) { alarm(error); again(); }
}

/** Several may be chosen; a book needs one at least. */
function ticks(key, choices, value, again) {
  const boxes = choices.map(([choice, label]) => el("label", { class: "tick" }, el("input", { type: "checkbox", value: choice, checked: value.includes(choice) }), label));
  const node = el("fieldset", {}, el("legend", {}, say(`desk.setting.${key}`)), el("div", { class: "switches" }, boxes));
  node.addEventListener("change", (event) => {
    const chosen = [...node.querySelectorAll("input:checked")].map((one) => one.value);
    if (chosen.length) save(key, chosen, again); else event.target.checked = true;
  });
  return node;
}

function radios(key, choices, value, again) {
  const buttons = choices.map(([choice, label]) => el("label", { class: "option" }, el("input", { type: "radio", name: key, value: choice, checked: String(choice) === String(value) }), el("span", {}, label)));
  const node = el("fieldset", {}, el("legend", {}, say(`desk.setting.${key}`)), el("div", { class: "options" }, buttons));
  node.addEventListener("change", (event) => save(key, choices.find(([choice]) => String(choice) === event.target.value)[0], again));
  return node;
}

function list(key, choices, value, again) {
  const id = `setting-${key}`;
  const select = el("select", { id }, choices.map(([choice, label]) => el("option", { value: choice }, label)));
  select.value = value;
  select.addEventListener("change", () => save(key, choices.find(([choice]) => String(choice) === select.value)[0], again));
  return el("p", { class: "field" }, el("label", { for: id }, say(`desk.setting.${key}`)), select);
}

/** Draws the settings; those that are as they were stay, with the focus in them. */
export function showSettings(root, { settings = {}, choices = {} }) {
  for (const [name, keys] of GROUPS) {
    const known = keys.filter((key) => choices[key]?.length);
    if (!known.length) continue;
    let group = root.querySelector(`[data-group="${name}"]`);
    if (!group) root.append(group = el("section", { dataset: { group: name } }, el("h3", {}, say(`desk.settings.${name}`))));
    for (const key of known) {
      const state = JSON.stringify([settings[key], choices[key]]), before = drawn.get(key);
      if (before?.state === state) continue;
      const again = () => { drawn.set(key, { ...drawn.get(key), state: "" }); showSettings(root, { settings, choices }); };
      const draw = Array.isArray(settings[key]) ? ticks : choices[key].length > FEW ? list : radios;
      const node = draw(key, choices[key], settings[key], again), focus = document.activeElement;
      if (before?.node.isConnected) {
        const inside = before.node.contains(focus) ? focus.value : null;
        before.node.replaceWith(node);
        if (inside !== null) [...node.querySelectorAll("input, select")].find((one) => one.value === inside || one.matches("select"))?.focus();
      } else group.append(node);
      drawn.set(key, { state, node });
    }
  }
}
