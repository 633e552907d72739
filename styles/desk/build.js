/* Building the book, and what came of it. */

import { alarm, ask, book, el, get, icon, menu, number, on, post, refresh, say, shortcut, size, toast } from "./desk.js";
import { ready, sendByMail, sendToFolder } from "./build_send.js";
import { showSettings } from "./build_settings.js";

const at = (id) => document.getElementById(id);
const when = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" });
const moment = (changed) => {
  const date = new Date(typeof changed === "number" ? changed * 1000 : changed);
  return isNaN(date) ? String(changed ?? "") : when.format(date);
};

function showTask({ task = null, stage = "", done = 0, total = 0 } = {}) {
  const building = task === "build", bar = at("bar");
  at("build").disabled = Boolean(task);
  at("cancel").hidden = at("going").hidden = !building;
  if (!building) { at("cancel").disabled = false; return; }
  at("outcome").hidden = true;
  at("stage").textContent = stage || say("desk.task.build");
  at("count").textContent = total ? say("desk.of", { n: number(done), total: number(total) }) : "";
  if (total) { bar.max = total; bar.value = done; } else bar.removeAttribute("value");
}

function output({ name, size: bytes, changed }) {
  const send = el("button", { type: "button", "aria-haspopup": "menu", "aria-label": say("desk.send.what", { name }) }, icon("send"), say("desk.send.do"));
  send.addEventListener("click", () => menu(send, [
    { label: ready("folder") ? say("desk.send.to-folder", { folder: ready("folder") }) : say("desk.send.to-a-folder"), run: () => sendToFolder(name) },
    { label: ready("to") ? say("desk.send.by-mail", { to: ready("to") }) : say("desk.send.by-a-mail"), run: () => sendByMail(name) },
  ]));
  return el("li", {}, icon("file"), el("div", { class: "output" }, el("strong", {}, name), el("span", { class: "faint small number" }, [size(bytes), changed !== undefined && moment(changed)].filter(Boolean).join(" · "))),
    el("div", { class: "line output-acts" }, el("a", { class: "button", href: `download?name=${encodeURIComponent(name)}`, download: name, "aria-label": say("desk.build.download.what", { name }) }, icon("download"), say("desk.build.download")), send));
}

async function showOutputs() {
  const { files = [], exit = null, summary = "", findings = [] } = await get("api/outputs");
  at("outputs").hidden = !files.length;
  at("outputs").querySelector("ul").replaceChildren(...files.map(output));
  at("findings").hidden = !findings.length && !files.length;
  at("findings").querySelector("h2").hidden = !findings.length;
  at("findings").querySelector("ul").replaceChildren(...findings.map(({ text, next, severity }) => el("li", { class: severity }, text, next && el("span", {}, next))));
  at("outcome").hidden = exit === null && !summary;
  at("outcome").className = exit === 0 ? "good" : exit === null ? "" : "bad";
  at("summary").textContent = summary || (exit === null ? "" : say(exit === 0 ? "desk.build.done" : "desk.build.ended"));
  at("summary").prepend(...(exit === null ? [] : [icon(exit === 0 ? "check" : "warn"), " "]));
}

function showBook() {
  const { packed = 0, skipped = 0, undecided = 0 } = book.counts ?? {};
  const left = undecided ? el("a", { href: "account" }, say("desk.build.undecided", { n: number(undecided) })) : null;
  at("counts").replaceChildren(say("desk.build.counts", { n: number(packed), skipped: number(skipped) }), ...(left ? [" ", left] : []));
  showSettings(at("settings"), book);
}

async function build() {
  at("build").disabled = true;
  try {
    await post("api/build", {});
    showTask({ task: "build" });
    at("cancel").focus();
  } catch (error) {
    at("build").disabled = false;
    alarm(error);
  }
}
at("build").addEventListener("click", build);
at("cancel").addEventListener("click", async () => {
  if (!await ask({ title: say("desk.build.cancel.title"), body: say("desk.build.cancel.text"), confirm: say("desk.build.cancel"), cancel: say("desk.build.go-on"), danger: true })) return;
  at("cancel").disabled = true;
  post("api/cancel").catch((error) => { at("cancel").disabled = false; alarm(error); });
});
shortcut("Mod+Enter", say("desk.key.build"), () => { if (!at("build").disabled) build(); });

on("task", showTask);
on("built", async ({ exit }) => {
  showTask({});
  await showOutputs();
  toast(say(exit === 0 ? "desk.build.done" : "desk.build.ended"));
});
on("changed", async () => { await refresh(); showBook(); });
refresh().then(() => { showBook(); showTask(book.busy ?? {}); return showOutputs(); }).catch(alarm);
