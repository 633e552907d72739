// Editing a block in place, and choosing a picture.

import { ask, el, field, say, upload } from "./desk.js";

// A block has no lasting number: what was typed is remembered by the text that it had.
const draft = (file, old) => `wenxuan-desk-draft:${file}:${old}`;

function kept(file, old) {
  try { return sessionStorage.getItem(draft(file, old)); } catch { return null; }
}

function remember(file, old, text) {
  try { sessionStorage.setItem(draft(file, old), text); } catch { /* storage may be shut */ }
}

export const drafted = (file, item) => item.base !== undefined && kept(file, item.base.markdown) !== null;

export function forget(file, old) {
  try { sessionStorage.removeItem(draft(file, old)); } catch { /* as above */ }
}

/** Opens the field in a row. What is typed is remembered until it was saved, also over a reload of the page. */
export function edit(rows, item, file, save) {
  if (item.editor) return item.editor.focus();
  const old = item.base.markdown, before = kept(file, old), text = before ?? old;
  const area = el("textarea", { class: "markdown", spellcheck: "false", "aria-label": say("desk.read.markdown"), value: text });
  const note = el("p", { class: "edit-note", role: "status" }, text === old ? "" : say("desk.read.draft"));
  const keys = el("span", { class: "edit-keys" }, el("kbd", {}, "Ctrl ↵"), " ", el("kbd", {}, "Esc"));
  const form = el("form", { class: "editor" }, area, note, el("div", { class: "edit-foot" },
    el("button", { type: "submit", class: "primary" }, say("desk.read.save")),
    el("button", { type: "button", on: { click: () => leave() } }, say("desk.read.leave")), keys));

  const fit = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  const close = () => {
    item.editor = null;
    form.remove();
    item.element.classList.remove("editing");
    rows.draw(item);
    rows.fold();
    rows.focus(item.element);
  };
  const leave = () => {
    const unsaved = area.value !== item.base.markdown;
    if (!unsaved) forget(file, item.base.markdown);
    close();
    if (unsaved) item.element.dispatchEvent(new CustomEvent("told", { bubbles: true, detail: say("desk.read.draft-kept") }));
  };
  area.addEventListener("input", () => {
    fit();
    remember(file, item.base.markdown, area.value);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) leave();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const now = area.value.trim(), was = item.base.markdown;
    close();
    if (now === was.trim()) forget(file, was);
    else save(was, now);
  });
  item.editor = {
    focus: () => area.focus(),
    stale: (stale) => {
      if (!stale) return;
      note.textContent = say("desk.read.stale");
      if (area.value !== old) remember(file, item.base.markdown, area.value);
    },
  };
  item.element.querySelector(".acts")?.remove();
  item.element.classList.add("editing");
  item.element.append(form);
  fit();
  area.focus();
  form.scrollIntoView({ block: "nearest" });
}

export const isPicture = (file) => file?.type.startsWith("image/");

/** Asks for a picture with its words, uploads it, and gives what the decision needs; null if it was left. */
export async function choosePicture(given = null) {
  const input = field({ label: say("desk.read.picture-file"), type: "file", accept: "image/*" });
  const caption = field({ label: say("desk.read.picture-caption") });
  const alt = field({ label: say("desk.read.picture-alt"), hint: say("desk.read.picture-alt-hint") });
  const look = el("img", { class: "picture-look", alt: "", hidden: true });
  let file = given, address = "";
  const show = () => {
    URL.revokeObjectURL(address);
    look.hidden = !file;
    if (file) look.src = address = URL.createObjectURL(file);
  };
  input.control.addEventListener("change", () => { file = input.control.files[0] ?? file; show(); });
  show();
  const yes = await ask({
    title: say("desk.read.picture-title"), confirm: say("desk.read.picture-put"),
    body: el("div", { class: "picture-form" }, look, input, caption, alt),
  });
  URL.revokeObjectURL(address);
  if (!yes || !file) return null;
  const answer = await upload(`api/picture?name=${encodeURIComponent(file.name || "picture")}`, file);
  return { picture: answer.name, caption: caption.control.value.trim(), alt: alt.control.value.trim() };
}
