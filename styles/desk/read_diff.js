// The difference of two texts, by words of Latin letters and by single characters of Chinese (Myers, O(ND)).

import { el } from "./desk.js";

const WORDS = /[\p{Script=Latin}\p{M}\p{N}]+|\s+|./gsu;
const MOST = 500; // steps; beyond them the two texts have little in common, and one stands whole behind the other

function walk(a, b) {
  const n = a.length, m = b.length, most = Math.min(n + m, MOST);
  const trail = [];
  let far = new Map([[1, 0]]);
  for (let d = 0; d <= most; d++) {
    trail.push(new Map(far));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (far.get(k - 1) ?? -1) < (far.get(k + 1) ?? -1));
      let x = down ? far.get(k + 1) : far.get(k - 1) + 1;
      let y = x - k;
      while (x < n && y < m && a[x] === b[y]) { x++; y++; }
      far.set(k, x);
      if (x >= n && y >= m) return trail;
    }
  }
  return null;
}

function steps(a, b) {
  const trail = walk(a, b);
  if (!trail) return [["del", a.join("")], ["ins", b.join("")]];
  const found = [];
  let x = a.length, y = b.length;
  for (let d = trail.length - 1; d >= 0; d--) {
    const far = trail[d], k = x - y;
    const down = k === -d || (k !== d && (far.get(k - 1) ?? -1) < (far.get(k + 1) ?? -1));
    const from = down ? k + 1 : k - 1;
    const px = d ? far.get(from) : 0, py = d ? px - from : 0;
    while (x > px && y > py) { found.push(["", a[--x]]); y--; }
    if (d) found.push(down ? ["ins", b[--y]] : ["del", a[--x]]);
  }
  return found.reverse();
}

/** [["" | "del" | "ins", text], …]; what was taken out comes before what was put in. */
export function difference(was, now) {
  const a = was.match(WORDS) ?? [], b = now.match(WORDS) ?? [];
  let head = 0, tail = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const runs = [["", a.slice(0, head).join("")]];
  let out = "", into = "";
  const close = () => {
    if (out) runs.push(["del", out]);
    if (into) runs.push(["ins", into]);
    out = into = "";
  };
  for (const [how, text] of steps(a.slice(head, a.length - tail), b.slice(head, b.length - tail))) {
    if (how === "del") out += text;
    else if (how === "ins") into += text;
    else {
      close();
      if (runs.at(-1)[0] === "") runs.at(-1)[1] += text;
      else runs.push(["", text]);
    }
  }
  close();
  if (tail) runs.push(["", a.slice(a.length - tail).join("")]);
  return runs.filter(([, text]) => text);
}

export function shown(was, now) {
  return el("p", { class: "difference" }, ...difference(was, now).map(([how, text]) => (how ? el(how, {}, text) : text)));
}

const CELLS = 400_000;

/** For each of the newer texts which of the older ones it is, by number, or undefined: the same in the same order, and what stands
    between the same ones in pairs. */
export function aligned(old, now) {
  const found = new Array(now.length);
  let head = 0, tail = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) { found[head] = head; head++; }
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) {
    found[now.length - 1 - tail] = old.length - 1 - tail;
    tail++;
  }
  const n = old.length - head - tail, m = now.length - head - tail;
  if (n * m <= CELLS) common(old.slice(head, head + n), now.slice(head, head + m)).forEach(([i, j]) => { found[head + j] = head + i; });
  let last = -1;
  for (let j = 0; j < now.length; j++) {
    if (found[j] !== undefined) { last = found[j]; continue; }
    let next = j + 1;
    while (next < now.length && found[next] === undefined) next++;
    const end = next < now.length ? found[next] : old.length;
    if (last + 1 < end) found[j] = ++last;
  }
  return found;
}

function common(a, b) {
  const wide = b.length + 1, longest = new Uint16Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * wide + j] = a[i] === b[j] ? longest[(i + 1) * wide + j + 1] + 1 : Math.max(longest[(i + 1) * wide + j], longest[i * wide + j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (longest[(i + 1) * wide + j] >= longest[i * wide + j + 1]) i++;
    else j++;
  }
  return pairs;
}
