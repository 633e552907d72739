/* The words of the page, in the language of the desk. */

const words = JSON.parse(document.getElementById("words")?.textContent || "{}");

/** The text of a key, its gaps {name} filled from `values`. */
export function say(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (gap, name) => name in values ? values[name] : gap);
}

const language = document.documentElement.lang || undefined;
const numbers = new Intl.NumberFormat(language);
export const number = (value) => numbers.format(value);

export function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let at = 0;
  while (bytes >= 1000 && at < units.length - 1) { bytes /= 1000; at += 1; }
  return new Intl.NumberFormat(language, { style: "unit", unit: units[at], maximumFractionDigits: bytes < 10 && at ? 1 : 0 }).format(bytes);
}
