/* The account: the book in numbers, and what is still to be decided. */

import { alarm, el, get, number, on, say } from "./desk.js";

const at = (id) => document.getElementById(id);
const FEW = 6;

const percent = new Intl.NumberFormat(document.documentElement.lang || undefined, { style: "percent", maximumFractionDigits: 0 });

function figure({ label, value, to }) {
  const content = [el("strong", { class: "number" }, typeof value === "number" ? number(value) : value), el("span", {}, label)];
  return el("li", {}, el(to ? "a" : "div", { href: to || null }, content));
}

function chart({ title, bars }) {
  const counts = bars.map(({ count }) => count), most = Math.max(1, ...counts), all = Math.max(1, counts.reduce((sum, count) => sum + count, 0));
  const rows = bars.map(({ label, count, to }) => {
    const bar = el("span", { class: "fill" });
    bar.style.inlineSize = `${100 * count / most}%`;
    const content = [el("span", { class: "label" }, label), el("span", { class: "track", "aria-hidden": "true" }, bar),
      el("span", { class: "count number" }, number(count), el("small", {}, percent.format(count / all)))];
    return el("li", {}, el(to ? "a" : "div", { class: "bar", href: to || null, title: label }, content));
  });
  const list = el("ul", {}, rows);
  const node = el("section", { class: "chart" }, el("h2", {}, title), list);
  if (rows.length > 12) {
    rows.slice(10).forEach((row) => { row.hidden = true; });
    const more = el("button", { type: "button", class: "quiet", on: { click: () => { rows.forEach((row) => { row.hidden = false; }); rows[10].querySelector("a")?.focus(); more.remove(); } } },
      say("desk.account.more", { n: number(rows.length - 10) }));
    node.append(more);
  }
  return node;
}

function todo({ text, next, count, files = [] }) {
  const link = ({ file, title }) => el("li", {}, el("a", { href: `read?file=${encodeURIComponent(file)}` }, title || file));
  const links = files.slice(0, FEW).map(link), rest = files.slice(FEW);
  return el("li", {}, el("p", { class: "what" }, count > 1 && el("span", { class: "chip warning number" }, number(count)), " ", text), next && el("p", { class: "next" }, next),
    files.length > 0 && el("ul", {}, links),
    rest.length > 0 && el("details", {}, el("summary", {}, say("desk.account.more", { n: number(rest.length) })), el("ul", {}, rest.map(link))));
}

async function load() {
  const { charts = [], numbers = [], undecided = [] } = await get("api/account");
  at("numbers").replaceChildren(...numbers.map(figure));
  at("undecided").querySelector(".todo").replaceChildren(...undecided.map(todo));
  at("settled").hidden = undecided.length > 0;
  at("charts").replaceChildren(...charts.filter(({ bars }) => bars.length).map(chart));
  at("account").removeAttribute("aria-busy");
}

let timer = 0;
const later = () => { clearTimeout(timer); timer = setTimeout(() => load().catch(alarm), 400); };
on("changed", later);
on("looked", later);
on("built", later);
load().catch(alarm);
