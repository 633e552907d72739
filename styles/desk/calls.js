/* Asking the server. */

import { say } from "./words.js";

/** A failure told in words: what happened, why, and what to do next. */
export class Trouble extends Error {
  constructor({ what, why = "", next = "" }, status = 0) {
    super(what);
    Object.assign(this, { what, why, next, status });
  }
}

const unreachable = () => new Trouble({ what: say("desk.unreachable"), why: say("desk.unreachable.why"), next: say("desk.unreachable.next") });

function trouble(status, text) {
  try {
    const { error } = JSON.parse(text);
    if (error?.what) return new Trouble(error, status);
  } catch { /* not JSON: told in general words below */ }
  return new Trouble({ what: say("desk.refused"), why: String(status), next: say("desk.refused.next") }, status);
}

async function call(path, options) {
  let answer, text;
  try {
    answer = await fetch(path, options);
    text = await answer.text();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (!answer.ok) throw trouble(answer.status, text);
  return text ? JSON.parse(text) : {};
}

export const get = (path, { signal } = {}) => call(path, { headers: { Accept: "application/json" }, cache: "no-store", signal });

export const post = (path, body = {}, { signal } = {}) => call(path, {
  method: "POST", headers: { "Content-Type": "application/json", "X-Wenxuan": "desk" }, body: JSON.stringify(body), signal,
});

/** Sends one file as it is; `onprogress(sent, of)`. XMLHttpRequest, for fetch tells no progress of sending. */
export function upload(path, blob, onprogress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("X-Wenxuan", "desk");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    if (onprogress) request.upload.addEventListener("progress", (event) => onprogress(event.loaded, event.total));
    request.addEventListener("load", () => {
      if (request.status >= 400) reject(trouble(request.status, request.responseText));
      else resolve(JSON.parse(request.responseText || "{}"));
    });
    request.addEventListener("error", () => reject(unreachable()));
    request.send(blob);
  });
}
