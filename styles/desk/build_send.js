/* Sending what was made: into a folder (a reading device, a shared disk) or by mail. */

import { alarm, ask, el, field, get, post, say, toast } from "./desk.js";

const at = (id) => document.getElementById(id);
const KEYS = ["folder", "to", "server", "from"];
let saved = {};

/** What the editor wrote into a field of sending. */
export const ready = (key) => at(key).value.trim();
const current = () => Object.fromEntries(KEYS.map((key) => [key, ready(key)]));

async function save() {
  const now = current();
  if (KEYS.every((key) => now[key] === (saved[key] ?? ""))) return;
  await post("api/sending", now);
  saved = now;
}

function suggest(suggested = []) {
  at("suggested").replaceChildren(...suggested.map(({ label, folder }) => el("button", { type: "button", class: "suggestion", title: folder, on: { click: () => {
    at("folder").value = folder;
    save().catch(alarm);
  } } }, label)));
}

get("api/sending").then(({ suggested, ...rest }) => {
  saved = Object.fromEntries(KEYS.map((key) => [key, rest[key] ?? ""]));
  for (const key of KEYS) at(key).value = saved[key];
  suggest(suggested);
}).catch(alarm);
at("send-form").addEventListener("change", () => save().catch(alarm));
at("send-form").addEventListener("submit", (event) => { event.preventDefault(); save().catch(alarm); });

/** Leads to the first field that is still empty. */
function lacking(keys) {
  const empty = keys.find((key) => !ready(key));
  if (!empty) return false;
  toast(say("desk.send.lacking", { field: document.querySelector(`label[for="${empty}"]`).textContent }));
  at(empty).scrollIntoView({ block: "center" });
  at(empty).focus({ preventScroll: true });
  return true;
}

async function send(body) {
  try {
    await save();
    toast(say("desk.send.going", { name: body.name }));
    const { told } = await post("api/send", body);
    toast(told);
  } catch (error) { alarm(error); }
}

export function sendToFolder(name) {
  if (!lacking(["folder"])) send({ name, how: "folder", password: "" });
}

/** The password is asked each time and kept nowhere. */
export async function sendByMail(name) {
  if (lacking(["to", "from", "server"])) return;
  const password = field({ label: say("desk.send.password"), type: "password", autocomplete: "off", hint: say("desk.send.password.help") });
  if (await ask({ title: say("desk.send.by-mail", { to: ready("to") }), body: [el("p", {}, name), password], confirm: say("desk.send.do") })) send({ name, how: "mail", password: password.control.value });
}
