/* Small helpers that build parts of a page. */

const SVG = "http://www.w3.org/2000/svg";

/** A new element. Properties are attributes; `class`, `dataset` and `on` {event: handler} are told apart;
    null, undefined and false leave an attribute out, true gives it empty. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "value" && "value" in node && tag !== "li") node.value = value ?? "";
    else if (name === "checked") node.checked = Boolean(value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** One of the signs that base.html.j2 draws. */
export function icon(name) {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("class", "i");
  node.setAttribute("viewBox", "0 0 24 24");
  node.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  node.append(use);
  return node;
}

let count = 0;
const newId = () => `e${++count}`;

/** A labelled field: {label, name, value, type, options: [[value, label]], rows, hint, …attributes}. The control is `.control`. */
export function field({ label, hint, type = "text", options, rows, ...attributes }) {
  const id = newId(), told = hint && newId();
  const common = { id, "aria-describedby": told, ...attributes };
  const { value, ...others } = common;
  const control = options ? el("select", others, options.map(([key, text]) => el("option", { value: key }, text)))
    : rows ? el("textarea", { rows, ...common }) : el("input", { type, ...common });
  if (options) control.value = value ?? options[0]?.[0];
  const node = el("p", { class: "field" }, el("label", { for: id }, label), control, hint && el("small", { id: told }, hint));
  node.control = control;
  return node;
}

/** A menu at an element: items are {label, run | href, danger} or null for a line. */
export function menu(anchor, items) {
  const shown = items.filter((item, at) => item || (at && items[at - 1]));
  const node = el("div", { class: "menu", role: "menu", popover: "auto", "aria-label": anchor.getAttribute("aria-label") || anchor.textContent.trim() });
  for (const item of shown) {
    if (!item) node.append(el("hr"));
    else if (item.href) node.append(el("a", { class: "button", role: "menuitem", tabindex: -1, href: item.href }, item.label));
    else node.append(el("button", { type: "button", role: "menuitem", tabindex: -1, class: item.danger ? "danger" : null,
      on: { click: () => { node.hidePopover(); anchor.focus(); item.run(); } } }, item.label));
  }
  const entries = [...node.querySelectorAll("[role=menuitem]")];
  node.addEventListener("keydown", (event) => {
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) entries.at(to % entries.length)?.focus();
    else if (event.key === "Tab") node.hidePopover();
    else if (event.key !== "Escape" && event.key !== "Enter" && event.key !== " ") return;
    event.stopPropagation();
    if (to !== undefined || event.key === "Tab") event.preventDefault();
  });
  node.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    if (node.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
    node.remove();
  });
  (anchor.closest("dialog, main") ?? document.body).append(node);
  node.showPopover();
  const place = anchor.getBoundingClientRect(), own = node.getBoundingClientRect();
  const below = place.bottom + own.height + 4 < innerHeight || place.top < own.height;
  node.style.top = `${Math.max(8, Math.min(below ? place.bottom + 4 : place.top - own.height - 4, innerHeight - own.height - 8))}px`;
  node.style.left = `${Math.max(8, Math.min(place.right - own.width, innerWidth - own.width - 8))}px`;
  anchor.setAttribute("aria-expanded", "true");
  entries[0]?.focus();
}
