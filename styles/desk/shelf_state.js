/* The articles as the page knows them: their order, their parts, what is chosen. Nothing here touches the page. */

export const state = {
  rows: [],            // in book order, as the server gave them, with changes that are on their way
  byFile: new Map(),
  parts: [],
  fresh: [],           // parts that were named here but have no article yet
  looked: true,
  kinds: {},
  selected: new Set(),
  anchor: null,        // where a choice with Shift begins
};

/** Whether an article stands in the book as one of its own. */
export const counts = (row) => row.skip === null && !row.gone && !row.within && ![ "duplicate", "failed", "no-article" ].includes(row.fate);

const folded = (text) => text.normalize("NFKC").toLowerCase();
export const words = (text) => folded(text).split(/\s+/).filter(Boolean);

function prepare(row) {
  row.words = folded([row.title, row.author, row.site, row.part, row.file].filter(Boolean).join("\n"));
  return row;
}

export function take({ rows, parts, looked, kinds = {} }) {
  state.rows = rows.map(prepare);
  state.byFile = new Map(rows.map((row) => [row.file, row]));
  state.parts = parts;
  state.looked = looked;
  state.kinds = kinds;
  state.fresh = state.fresh.filter((title) => !parts.includes(title) && !rows.some((row) => row.part === title));
  for (const file of state.selected) if (!state.byFile.has(file)) state.selected.delete(file);
}

/** [{title, rows}] in the order of the book: what is in no part first, then the parts as they are listed, then others where their first
    article stands; what is merged behind its head. */
export function groups() {
  const followers = Map.groupBy(state.rows.filter((row) => row.within && state.byFile.has(row.within)), (row) => row.within);
  const found = new Map();
  for (const row of state.rows) {
    if (row.within && state.byFile.has(row.within)) continue;
    const part = row.part ?? "";
    if (!found.has(part)) found.set(part, []);
    found.get(part).push(row, ...(followers.get(row.file) ?? []));
  }
  const titles = new Set([...(found.has("") ? [""] : []), ...state.parts, ...found.keys(), ...state.fresh]);
  return [...titles].map((title) => ({ title, rows: found.get(title) ?? [] }));
}

/** All articles in the order of the page. */
export const inOrder = () => groups().flatMap(({ rows }) => rows);

/** The articles that an act concerns: the chosen ones when the row is one of them, else the row alone. */
export function concerned(file) {
  if (file && !state.selected.has(file)) return [file];
  return inOrder().map((row) => row.file).filter((one) => state.selected.has(one));
}

/** Does to the articles here what the server will do, so that the page answers at once. */
export function apply(decision) {
  const { action, files = [], file } = decision;
  const of = (list) => list.map((one) => state.byFile.get(one)).filter(Boolean);
  if (action === "order") {
    const moved = state.rows.filter((row) => files.includes(row.file));
    const rest = state.rows.filter((row) => !files.includes(row.file));
    const at = decision.before === null ? rest.length : rest.findIndex((row) => row.file === decision.before);
    rest.splice(at < 0 ? rest.length : at, 0, ...moved);
    state.rows = rest;
    if (decision.part !== undefined) moved.forEach((row) => { row.part = decision.part ?? ""; });
  } else if (action === "part") of(files).forEach((row) => { row.part = decision.title; });
  else if (action === "part-title") {
    state.rows.forEach((row) => { if (row.part === decision.was) row.part = decision.title; });
    for (const list of [state.parts, state.fresh]) if (list.includes(decision.was)) list[list.indexOf(decision.was)] = decision.title;
  } else if (action === "part-order") {
    const order = groups().map(({ title }) => title).filter((title) => title !== decision.title);
    order.splice(decision.before === null ? order.length : order.indexOf(decision.before), 0, decision.title);
    state.parts = order.filter((title) => title && !state.fresh.includes(title));
  } else if (action === "skip") of(files).forEach((row) => { row.skip = decision.reason; });
  else if (action === "unskip") of(files).forEach((row) => { row.skip = null; });
  else if (action === "value" && decision.value !== null && decision.key in (state.byFile.get(file) ?? {})) state.byFile.get(file)[decision.key] = decision.value;
  else if (action === "merge") {
    of(files).forEach((row) => { row.within = file; });
    of([file]).forEach((row) => { row.merge = [...(row.merge ?? []), ...files]; });
  } else if (action === "unmerge") {
    of([file]).forEach((row) => { of(row.merge ?? []).forEach((one) => { one.within = ""; }); row.merge = []; });
  }
  state.fresh = state.fresh.filter((title) => !state.rows.some((row) => row.part === title));
  state.rows.forEach(prepare);
}

const tests = {
  all: () => true,
  warnings: (row) => row.warnings?.length > 0,
  skipped: (row) => row.skip !== null,
  reprints: (row) => Boolean(row.twin) || row.fate === "duplicate",
  edited: (row) => row.edited,
  merged: (row) => row.merge?.length > 0 || Boolean(row.within),
  dateless: (row) => !row.date,
  authorless: (row) => !row.author,
  new: (row) => row.new,
  failed: (row) => row.gone || ["failed", "no-article"].includes(row.fate),
  packed: (row) => counts(row),
};
export const filters = Object.keys(tests);

/** A test of rows from what the editor typed and chose; `filter` may be kind:CODE. */
export function sieve(find, filter) {
  const wanted = words(find);
  const kind = filter.startsWith("kind:") ? filter.slice(5) : "";
  const test = kind ? (row) => row.warnings?.some(({ code }) => code === kind) : tests[filter] ?? tests.all;
  return (row) => test(row) && wanted.every((word) => row.words.includes(word));
}

export const tally = () => Object.fromEntries(filters.map((name) => [name, state.rows.filter(tests[name]).length]));
