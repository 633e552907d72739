/* Two articles side by side, to say which of them stays. */

import { alarm, ask, el, get, number, say } from "./desk.js";
import { change } from "./shelf_change.js";
import { state } from "./shelf_state.js";

const plain = (text) => text.replace(/\s+/g, "");

function side(row, article, others, leave) {
  const facts = [["author", row.author], ["site", row.site], ["date", row.date], ["address", article.head.address]];
  const list = el("dl", { class: "compare-facts" }, facts.map(([key, value]) => [el("dt", {}, say(`desk.fact.${key}`)), el("dd", {}, value || "–")]),
    el("dt", {}, say("desk.sort.length")), el("dd", {}, row.length === null ? "–" : number(row.length)));
  const text = el("div", { class: "compare-text", tabindex: 0, role: "region", "aria-label": row.title });
  for (const { html, markdown, state: kept } of article.rows) {
    if (kept !== "kept" && kept !== "inserted") continue;
    const block = el("div", { class: others.has(plain(markdown)) ? "same" : "differs" });
    block.innerHTML = html;
    block.querySelectorAll("a").forEach((one) => one.removeAttribute("href"));
    text.append(block);
  }
  return el("section", { class: "compare-side" }, el("h3", {}, row.title || row.file), list, text, leave);
}

export async function compare(first, second) {
  const rows = [first, second].map((file) => state.byFile.get(file)).filter(Boolean);
  if (rows.length < 2) return;
  let articles;
  try { articles = await Promise.all(rows.map((row) => get(`api/article?file=${encodeURIComponent(row.file)}`))); } catch (error) { return alarm(error); }
  const texts = articles.map((article) => new Set(article.rows.filter((row) => row.state === "kept" || row.state === "inserted").map((row) => plain(row.markdown))));
  const sides = rows.map((row, at) => side(row, articles[at], texts[1 - at], leaving(row, rows[1 - at])));
  await ask({ title: say("desk.compare.title"), body: [el("p", { class: "faint small" }, say("desk.compare.help")), el("div", { class: "compare" }, sides)], confirm: say("desk.close"), cancel: null, wide: true });
}

function leaving(row, other) {
  const button = el("button", { type: "button", class: row.skip === null ? "danger" : null }, say(row.skip === null ? "desk.compare.skip" : "desk.act.unskip"));
  button.addEventListener("click", () => {
    button.closest("dialog").close();
    if (row.skip === null) change({ action: "skip", files: [row.file], reason: say("desk.compare.reason", { title: other.title || other.file }) });
    else change({ action: "unskip", files: [row.file] });
  });
  return button;
}
