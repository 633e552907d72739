/* Loading the articles, and changing them: first here, then at the server. */

import { alarm, decide, get } from "./desk.js";
import { render } from "./shelf_rows.js";
import { apply, state, take } from "./shelf_state.js";

const FIRST = 40;
let pending = 0, made = 0, timer = 0, busy = () => false;
const hearers = [], loads = [];

/** Called after the list has changed on the page. */
export const afterwards = (hearer) => hearers.push(hearer);
/** Called with each answer of api/shelf. */
export const loaded = (hearer) => loads.push(hearer);
/** Nothing is loaded while one of these tests is true (something is dragged, a name is written). */
export const restWhile = (test) => { const before = busy; busy = () => before() || test(); };

export function show(most) {
  render(most);
  for (const hearer of hearers) hearer();
}

export async function load() {
  const before = made;
  const shelf = await get("api/shelf");
  if (pending || before !== made || busy()) return later();
  const first = !state.rows.length;
  take(shelf);
  if (first) { // what is seen comes before what is not, and the page answers meanwhile
    for (let most = FIRST; most < state.rows.length; most = Math.round(most * 2.5)) {
      show(most);
      await new Promise((go) => { requestAnimationFrame(() => setTimeout(go)); });
    }
  }
  show();
  for (const hearer of loads) hearer(shelf);
  return shelf;
}

/** Loads anew, soon; many wishes become one. */
export function later() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (pending || busy()) later();
    else load().catch(alarm);
  }, 300);
}

/** Makes a change: on the page at once, at the server in its turn. True when it was taken. */
export async function change(...decisions) {
  for (const decision of decisions) apply(decision);
  show();
  pending += 1;
  made += 1;
  try {
    for (const decision of decisions) await decide(decision);
    return true;
  } catch (error) {
    alarm(error);
    return false;
  } finally {
    pending -= 1;
    if (!pending) later();
  }
}
