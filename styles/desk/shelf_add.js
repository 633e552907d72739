/* Adding articles to a book that is there: a drop anywhere, or the button. */

import { alarm, ask, el, field, post, say, toast } from "./desk.js";
import { addresses, bring, choosers, mark, pageDrop, summed } from "./bring.js";

const veil = document.getElementById("drop-here");
let open = null;

/** The dialog of adding; files that come while it is open join it. */
export async function add(files = []) {
  if (open) return open(files);
  const wanted = new Map();
  const sum = el("p", { class: "number", role: "status" }), panel = el("div", { class: "stack" });
  const lines = field({ label: say("desk.bring.addresses"), hint: say("desk.bring.addresses.hint"), rows: 3, spellcheck: "false" });
  open = (more) => {
    for (const one of more) wanted.set(mark(one), one);
    sum.textContent = wanted.size ? summed([...wanted.values()]) : say("desk.bring.drop-or");
  };
  open(files);
  const yes = await ask({ title: say("desk.shelf.add.title"), body: [sum, choosers(open), lines], confirm: say("desk.bring.do"), check: () => wanted.size > 0 || addresses(lines.control.value).length > 0 });
  open = null;
  if (!yes) return;
  const list = [...wanted.values()], named = addresses(lines.control.value);
  let failures = [];
  if (list.length) {
    const seen = ask({ title: say("desk.bring.going"), body: panel, confirm: null, cancel: say("desk.close") });
    const dialog = panel.closest("dialog");
    failures = await bring(list, panel);
    if (!failures.length) dialog.done(true);
    await seen;
  }
  try {
    if (failures.length < list.length || named.length) {
      await post("api/scan", { addresses: named });
      toast(say("desk.bring.reading"));
    }
  } catch (error) { alarm(error); }
}

pageDrop((over) => { veil.hidden = !over; }, (files) => { if (files.length) add(files); });
