// The chapters of a proof as an e-reader shows them, in a frame of its size.

import { el, say } from "./desk.js";

const at = (id) => document.getElementById(id);
const SIZES = { phone: [390, 844], tablet: [820, 1180], page: [620, 900], wide: null };
const LEAST = 0.7; // smaller than this a screen is scrolled, not shrunk

export class Screens {
  constructor() {
    this.proof = null;
    this.chapter = null; // its address in the book
    this.size = "phone";
    this.frame = null;
    this.stage = at("screen-stage");
    this.box = at("screen-box");
    this.stale = true;
    new ResizeObserver(() => { this.fit(); if (this.stale) this.draw(false); }).observe(this.stage);
    at("chapters").addEventListener("click", ({ target }) => this.go(target.closest("button")?.dataset.address));
  }

  show(proof) {
    this.proof = proof;
    const { chapters } = proof, same = chapters.some(({ address }) => plain(address) === this.chapter);
    if (!same) this.chapter = chapters.length ? plain((chapters.find(({ address }) => !/title|cover|contents|toc|nav\b/u.test(address)) ?? chapters[0]).address) : null;
    at("chapters").replaceChildren(el("ul", {}, chapters.map(({ title, address }) => el("li", {},
      el("button", { type: "button", dataset: { address: plain(address) } }, el("span", {}, title))))));
    this.point();
    this.stale = true;
    this.draw(same);
  }

  at() {
    return this.proof?.chapters.findIndex(({ address }) => plain(address) === this.chapter) ?? -1;
  }

  go(chapter) {
    if (!chapter || chapter === this.chapter) return;
    this.chapter = chapter;
    this.point();
    this.draw(false);
  }

  turn(step) {
    const next = this.proof?.chapters[this.at() + step];
    if (next) this.go(plain(next.address));
  }

  point() {
    const n = this.at(), { chapters } = this.proof;
    at("chapter-title").textContent = chapters[n]?.title ?? "";
    at("chapter-back").disabled = n <= 0;
    at("chapter-on").disabled = n >= chapters.length - 1;
    for (const button of at("chapters").querySelectorAll("button")) {
      if (button.dataset.address === this.chapter) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  /** The new frame is loaded behind the old one, and takes its place at the same passage. */
  draw(same) {
    if (!this.proof || this.chapter === null || !this.stage.clientWidth) return;
    this.stale = false;
    const frame = el("iframe", { sandbox: "allow-same-origin", class: "coming", title: say("desk.proof.frame", { title: at("chapter-title").textContent }) });
    this.coming?.remove();
    this.coming = frame;
    frame.addEventListener("load", () => {
      const page = frame.contentDocument;
      page?.addEventListener("keydown", passOn);
      if (frame !== this.coming) return;
      if (same && this.frame) resume(this.frame.contentWindow, frame.contentWindow);
      this.frame?.remove();
      frame.classList.remove("coming");
      this.frame = frame;
      this.coming = null;
    });
    frame.src = `proof/${encodeURIComponent(this.proof.id)}/epub/${this.chapter.split("/").map(encodeURIComponent).join("/")}`;
    this.box.append(frame);
    this.fit();
  }

  fit() {
    const size = SIZES[this.size];
    const wide = this.stage.clientWidth - 32, high = this.stage.clientHeight - 32;
    const scale = size ? Math.min(1, wide / size[0], Math.max(LEAST, high / size[1])) : 1;
    const [width, height] = size ?? [wide, high];
    this.box.style.width = `${width * scale}px`;
    this.box.style.height = `${height * scale}px`;
    for (const frame of this.box.children) {
      frame.style.width = `${width}px`;
      frame.style.height = `${height}px`;
      frame.style.transform = scale < 1 ? `scale(${scale})` : "";
    }
  }
}

/** The address of a chapter inside the book, whether it was given from there or from further out. */
const plain = (address) => address.replace(/^\/?(?:proof\/[^/]+\/)?(?:epub\/)?/u, "");

/** Keys that are pressed in the frame are meant for the page as well. */
function passOn(event) {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (/^Arrow(Up|Down)|^Page|^Home|^End|^Tab|^ $/u.test(key)) return;
  const fresh = new KeyboardEvent("keydown", { key, altKey, ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true });
  if (!document.dispatchEvent(fresh)) event.preventDefault();
}

function resume(was, now) {
  try {
    const from = was.document.scrollingElement, to = now.document.scrollingElement;
    to.scrollTop = (from.scrollTop / Math.max(1, from.scrollHeight)) * to.scrollHeight;
    to.scrollLeft = (from.scrollLeft / Math.max(1, from.scrollWidth)) * to.scrollWidth;
  } catch { /* the old frame had gone elsewhere */ }
}
