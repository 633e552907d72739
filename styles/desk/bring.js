/* Bringing files in: from drops and file fields, whole folders too, four at a time. */

import { alarm, el, number, post, say, size, upload } from "./desk.js";

const AT_ONCE = 4;
/** What systems leave in folders and no editor means to bring. */
const stray = (name) => /(^|\/)(\.[^/]*|Thumbs\.db|desktop\.ini|__MACOSX)(\/|$)/i.test(name);

const entries = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
const opened = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

async function walk(entry, into) {
  const name = entry.fullPath.replace(/^\//, "");
  if (stray(name)) return;
  if (entry.isFile) {
    try { into.push({ name, file: await opened(entry) }); } catch (error) { into.push({ name, file: null, reason: error.message }); }
    return;
  }
  const reader = entry.createReader();
  for (let some = await entries(reader); some.length; some = await entries(reader)) {
    for (const one of some) await walk(one, into);
  }
}

/** The files of a drop, with their paths: [{name, file}]. */
export async function dropped(transfer) {
  // The list of a drop is emptied after the event, so all entries are taken before the first wait.
  const roots = [...transfer.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = [];
  for (const root of roots) {
    if (root instanceof File) found.push({ name: root.name, file: root });
    else if (root) await walk(root, found);
  }
  return found;
}

/** The files of a file field. */
export const chosen = (input) => [...input.files].map((file) => ({ name: file.webkitRelativePath || file.name, file })).filter(({ name }) => !stray(name));

/** What tells files apart: two of one name may come from two folders. */
export const mark = ({ name, file }) => [name, file?.size, file?.lastModified].join("\n");
export const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

/** The addresses of a text field, one a line. */
export const addresses = (text) => text.split(/\s+/).filter((line) => /^https?:\/\/\S+$/i.test(line));

/** Two hidden file fields behind two buttons; `take(files)` gets what was chosen. */
export function choosers(take) {
  const chooser = (folder) => {
    const input = el("input", { type: "file", multiple: true, webkitdirectory: folder, hidden: true, tabindex: -1, "aria-label": say(folder ? "desk.bring.folder" : "desk.bring.files") });
    input.addEventListener("change", () => { take(chosen(input)); input.value = ""; });
    return [el("button", { type: "button", on: { click: () => input.click() } }, say(folder ? "desk.bring.folder" : "desk.bring.files")), input];
  };
  return el("div", { class: "line choosers" }, chooser(false), chooser(true));
}

const BESIDE = /^([^/]+)(?:_files|\.files|_文件)\//; // the folder that a browser saves with a page

/** The files, with a saved page and its folder in a folder of their own where another page has its name already. */
async function apart(files) {
  const pairs = new Set(files.map(({ name }) => BESIDE.exec(name)?.[1]).filter(Boolean));
  const pages = files.filter(({ name, file }) => file && /\.x?html?$/i.test(name) && pairs.has(name.replace(/\.[^.]*$/, "")));
  if (!pages.length) return files;
  const { taken } = await post("api/taken", { files: pages.map(({ name, file }) => ({ name, size: file.size })) });
  const moved = new Map(Object.entries(taken).map(([name, folder]) => [name.replace(/\.[^.]*$/, ""), folder]));
  return files.map((one) => {
    const folder = moved.get(BESIDE.exec(one.name)?.[1] ?? (one.name.includes("/") ? "" : one.name.replace(/\.[^.]*$/, "")));
    return folder ? { ...one, name: `${folder}/${one.name}` } : one;
  });
}

/** Sends the files and shows how it goes in `panel`; gives the failures [{name, reason}]. */
export async function bring(given, panel) {
  const files = await apart(given).catch(() => given); // each is still told when it cannot be brought
  const bar = el("progress", { max: Math.max(1, files.reduce((sum, { file }) => sum + (file?.size ?? 0) + 1, 0)), value: 0, "aria-label": say("desk.progress") });
  const count = el("p", { class: "number", role: "status" }), current = el("p", { class: "small faint current" }), list = el("ul", { class: "failures" });
  const failed = el("p", { class: "number", hidden: true, role: "status" });
  panel.replaceChildren(count, bar, current, failed, list);
  const failures = [];
  let at = 0, done = 0, sent = 0;
  const tell = () => { count.textContent = say("desk.bring.count", { n: number(done - failures.length), total: number(files.length) }); };
  const fail = (name, reason) => {
    failures.push({ name, reason });
    failed.hidden = false;
    failed.textContent = say("desk.bring.failed", { n: number(failures.length) });
    list.append(el("li", {}, el("strong", {}, name), " ", reason));
  };
  const work = async () => {
    while (at < files.length) {
      const { name, file, reason } = files[at++];
      let own = 0;
      current.textContent = name;
      try {
        if (!file) throw new Error(reason);
        await upload(`api/drop?name=${encodeURIComponent(name)}`, file, (part) => { sent += part - own; own = part; bar.value = sent + done; });
      } catch (error) { fail(name, [error.what ?? error.message, error.why].filter(Boolean).join(" ")); }
      sent += (file?.size ?? 0) - own;
      done += 1;
      bar.value = sent + done;
      tell();
    }
  };
  tell();
  await Promise.all(Array.from({ length: AT_ONCE }, work)).catch(alarm);
  current.textContent = "";
  return failures;
}

/** How many files, and how large: "12 files, 3 MB". */
export const summed = (files) => say("desk.bring.sum", { n: number(files.length), size: size(files.reduce((sum, { file }) => sum + (file?.size ?? 0), 0)) });

/** Calls `over(true | false)` while files are held over the page, and `take(files)` when they are let go. */
export function pageDrop(over, take) {
  let depth = 0;
  const set = (to) => { depth = Math.max(0, to); over(depth > 0); };
  addEventListener("dragenter", (event) => { if (holdsFiles(event)) { event.preventDefault(); set(depth + 1); } });
  addEventListener("dragleave", (event) => { if (holdsFiles(event)) set(depth - 1); });
  addEventListener("dragover", (event) => { if (holdsFiles(event)) { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; } });
  addEventListener("drop", async (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    set(0);
    try { take(await dropped(event.dataTransfer)); } catch (error) { alarm(error); }
  });
}
