/* The first page of a book: bring articles in, and name the book. */

import { alarm, el, get, number, on, post, say } from "./desk.js";
import { addresses, bring, choosers, mark, pageDrop, summed } from "./bring.js";

const at = (id) => document.getElementById(id);
const files = new Map();
let exists = false, going = false, left = 0;

/* What was gathered so far, by kind of file */
function gather(more) {
  if (going) return;
  for (const one of more) files.set(mark(one), one);
  const all = [...files.values()];
  at("gathered").hidden = !all.length;
  at("lacking").hidden = true;
  at("sum").textContent = all.length ? summed(all) : "";
  const kinds = Map.groupBy(all, ({ name }) => /\.([a-z0-9]{1,8})$/i.exec(name)?.[1].toLowerCase() ?? say("desk.bring.no-kind"));
  const sorted = [...kinds].sort(([, a], [, b]) => b.length - a.length).slice(0, 10);
  at("sorts").replaceChildren(...sorted.map(([kind, some]) => el("li", { class: "chip number" }, `${kind} ${number(some.length)}`)));
}
at("choosers").replaceWith(choosers(gather));
at("forget").addEventListener("click", () => { files.clear(); gather([]); });
pageDrop((over) => at("area").classList.toggle("over", over), gather);

get("api/begin").then((answer) => {
  exists = answer.exists;
  if (!at("folder").value || !exists) at("folder").value = answer.folder;
  at("book-fields").hidden = exists;
}).catch(alarm);

at("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const named = addresses(at("addresses").value);
  if (!files.size && !named.length) {
    at("lacking").hidden = false;
    return;
  }
  if (going) return;
  going = true;
  at("go").disabled = true;
  try {
    if (!exists) await post("api/begin", { folder: at("folder").value.trim(), title: at("title").value.trim(), editor: at("editor").value.trim() });
    exists = true;
    showGoing(true);
    left = (await bring([...files.values()], at("panel"))).length;
    files.clear();
    if (!at("title").value.trim()) document.title = say("desk.view.begin");
    await post("api/scan", { addresses: named });
    reading({ task: "scan" });
  } catch (error) {
    alarm(error);
    showGoing(false);
  }
});

function showGoing(shown) {
  going = shown;
  at("form").hidden = shown;
  at("going").hidden = !shown;
  at("go").disabled = false;
  at("after").hidden = true;
  at("problems").hidden = true;
  at("reading").hidden = true;
  if (shown) at("going").querySelector("h2").focus();
}
at("again").addEventListener("click", () => { gather([]); at("book-fields").hidden = exists; showGoing(false); });

function reading({ task, stage, done = 0, total = 0 }) {
  const bar = at("reading-bar"), text = at("reading");
  bar.hidden = text.hidden = !task;
  if (total) { bar.max = total; bar.value = done; } else bar.removeAttribute("value");
  text.textContent = [stage || say("desk.bring.reading"), total ? say("desk.of", { n: number(done), total: number(total) }) : ""].filter(Boolean).join(" ");
}

/** The articles are read: on to the shelf, unless there is something to be told first. */
async function finished() {
  if (!going) return;
  const { rows, problems = [] } = await get("api/shelf");
  reading({});
  if (rows.length && !problems.length && !left) { location.href = "shelf"; return; }
  at("problems").hidden = !problems.length;
  at("problems").querySelector("ul").replaceChildren(...problems.map(({ name, text }) => el("li", {}, el("strong", {}, name), " ", text)));
  at("after").hidden = false;
  at("to-shelf").hidden = !rows.length;
}
let waiting = 0, started = false;
on("task", (task) => {
  clearTimeout(waiting);
  if (!going) return;
  if (task.task) { started = true; reading(task); } else if (started) waiting = setTimeout(() => finished().catch(alarm), 1500);
});
on("looked", () => { clearTimeout(waiting); return finished(); });
