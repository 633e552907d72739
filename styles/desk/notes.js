/* What is told to the editor, and asked: passing words, failures, dialogs. */

import { el, icon } from "./dom.js";
import { say } from "./words.js";

const region = document.getElementById("toasts");

/** Words outside an open dialog could not be reached, so they lie in it. */
function place() {
  const open = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  if (region.parentNode !== open) open.append(region);
}

function show(node) {
  place();
  node.append(el("button", { type: "button", class: "quiet icon", "aria-label": say("desk.close"), on: { click: () => node.remove() } }, icon("close")));
  region.append(node);
  return node;
}

/** Passing words, said aloud too. */
export function toast(text) {
  const node = show(el("div", { class: "toast", role: "status" }));
  requestAnimationFrame(() => node.prepend(el("p", {}, text)));
  setTimeout(() => node.remove(), 5000 + 40 * text.length);
}

/** A failure, in its three words; it stays until it is closed. */
export function alarm(error) {
  if (error?.name === "AbortError") return;
  if (!error?.what) console.error(error);
  const { what = say("desk.fault"), why = String(error?.message ?? error ?? ""), next = say("desk.fault.next") } = error ?? {};
  const same = [...region.querySelectorAll(".alarm")].find((one) => one.dataset.what === what + why);
  same?.remove();
  show(el("div", { class: "toast alarm", role: "alert", dataset: { what: what + why } }, [what, why, next].filter(Boolean).map((text) => el("p", {}, text))));
}

/** A dialog of one question: true when it is confirmed. `cancel: null` leaves the second button out; `check()` may hold it open by false. */
export function ask({ title, body = null, confirm = say("desk.ok"), cancel = say("desk.cancel"), danger = false, wide = false, check = null }) {
  return new Promise((resolve) => {
    const yes = confirm !== null && el("button", { class: danger ? "primary danger" : "primary", value: "yes" }, confirm);
    const no = cancel !== null && el("button", { type: "button", on: { click: () => dialog.close("") } }, cancel);
    const id = `ask-${Date.now()}`;
    const content = typeof body === "string" ? el("p", {}, body) : body;
    const form = el("form", { method: "dialog" }, el("h2", { id }, title), el("div", { class: "body" }, content), el("div", { class: "foot" }, no, yes));
    const dialog = el("dialog", { class: wide ? "wide" : null, "aria-labelledby": id }, form);
    form.addEventListener("submit", (event) => { if (check && check() === false) event.preventDefault(); });
    dialog.addEventListener("close", () => {
      document.body.append(region);
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.done = (value) => dialog.close(value ? "yes" : "");
    document.body.append(dialog);
    dialog.showModal();
    const fields = [...dialog.querySelectorAll(".body :is(input, select, textarea, button, a, [tabindex])")].filter((one) => one.checkVisibility());
    if (fields.length) return (fields.find((one) => one.checked) ?? fields[0]).focus();  // not what scrolls around them
    dialog.querySelector(".body").tabIndex = 0;  // so that what is long can be scrolled by keys
    (yes || no)?.focus();
  });
}
