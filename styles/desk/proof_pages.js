// The pages of a proof: the page in the middle, its small pictures and the contents beside it.

import { el, say } from "./desk.js";

const at = (id) => document.getElementById(id);
const MILLIMETRE = 96 / 25.4, STEP = 80, MOST = 2400;

export class Pages {
  constructor({ binding }) {
    Object.assign(this, { binding });
    this.proof = null;
    this.page = 0; // a proof says with which it begins
    this.ratio = 0.69;
    this.zoom = "page";
    this.spread = false;
    this.drawing = 0;
    this.drawn = Promise.resolve();
    this.stage = at("stage");
    this.leaves = at("leaves");
    this.images = [0, 1].map(() => el("img", { class: "leaf", alt: "", hidden: true }));
    this.leaves.append(...this.images);
    let waiting = 0;
    new ResizeObserver(() => {
      this.fit();
      clearTimeout(waiting);
      waiting = setTimeout(() => this.draw(), 150);
    }).observe(this.stage);
    at("thumbs").addEventListener("click", ({ target }) => this.go(Number(target.closest("button")?.dataset.page)));
    at("outline").addEventListener("click", ({ target }) => this.go(Number(target.closest("button")?.dataset.page)));
    at("thumbs").addEventListener("keydown", (event) => this.walk(event));
  }

  /** A newer proof: the page that is shown stays, and its old picture until the new one is here. */
  show(proof) {
    this.proof = proof;
    if (proof.size) this.ratio = proof.size[0] / proof.size[1]; // millimetres
    this.page = Math.max(1, Math.min(this.page || proof.first || 1, proof.pages));
    this.showThumbs();
    at("outline").replaceChildren(tree(proof.outline));
    at("page-count").textContent = say("desk.proof.of", { n: proof.pages });
    at("page-number").max = proof.pages;
    this.go(this.page, true);
    // The page itself comes before the small pictures: the desk makes one at a time.
    this.drawn.then(() => { if (proof === this.proof) this.drawThumbs(); });
  }

  address(page, width) {
    return `proof/${encodeURIComponent(this.proof.id)}/page/${page}?width=${width}`;
  }

  showThumbs() {
    const list = at("thumbs"), { pages } = this.proof;
    while (list.children.length > pages) list.lastElementChild.remove();
    for (let n = list.children.length + 1; n <= pages; n++) {
      list.append(el("li", {}, el("button", { type: "button", tabindex: -1, dataset: { page: n }, "aria-label": say("desk.proof.page-n", { n }) },
        el("img", { loading: "lazy", fetchpriority: "low", alt: "", width: 80, height: Math.round(80 / this.ratio) }), el("span", { "aria-hidden": "true" }, n))));
    }
  }

  drawThumbs() {
    at("thumbs").querySelectorAll("img").forEach((image, n) => { image.src = this.address(n + 1, 160); });
  }

  /** The one or two pages that lie open: left, right. */
  opened(page = this.page) {
    if (!this.spread) return [page];
    const left = page - (page % 2);
    const pair = [left, left + 1].map((n) => (n >= 1 && n <= this.proof.pages ? n : null));
    return this.binding() === "right" ? pair.reverse() : pair;
  }

  go(page, again = false) {
    if (!this.proof?.pages || !page) return;
    const to = Math.max(1, Math.min(page, this.proof.pages));
    const moved = to !== this.page;
    this.page = to;
    if (moved || again) this.drawn = this.draw(moved);
    at("page-number").value = to;
    for (const old of document.querySelectorAll("#thumbs [aria-current], #outline [aria-current]")) {
      old.removeAttribute("aria-current");
      if (old.closest("#thumbs")) old.tabIndex = -1;
    }
    const thumb = at("thumbs").children[to - 1]?.firstElementChild;
    thumb?.setAttribute("aria-current", "page");
    if (thumb) thumb.tabIndex = 0;
    if (moved) reveal(thumb, at("panel"));
    [...at("outline").querySelectorAll("button")].filter((button) => Number(button.dataset.page) <= to).at(-1)?.setAttribute("aria-current", "true");
    const open = this.opened().filter(Boolean);
    at("turn-back").disabled = Math.min(...open) <= 1;
    at("turn-on").disabled = Math.max(...open) >= this.proof.pages;
  }

  turn(step) {
    if (!this.proof) return;
    const open = this.opened().filter(Boolean);
    this.go(step > 0 ? Math.max(...open) + 1 : Math.min(...open) - 1);
  }

  /** A screenful on, then a page. */
  scrollOrTurn(step) {
    const { stage } = this, room = step > 0 ? stage.scrollHeight - stage.clientHeight - stage.scrollTop : stage.scrollTop;
    if (room > 4) stage.scrollBy({ top: step * stage.clientHeight * 0.9 });
    else this.turn(step);
  }

  width() {
    const gap = matchMedia("(max-width: 34rem)").matches ? 16 : 48;
    const count = this.spread ? 2 : 1;
    const wide = Math.max(80, (this.stage.clientWidth - gap) / count);
    if (this.zoom === "width") return wide;
    if (this.zoom === "real") return (this.proof?.size?.[0] ?? 140) * MILLIMETRE;
    return Math.max(80, Math.min(wide, (this.stage.clientHeight - gap) * this.ratio));
  }

  fit() {
    const width = this.width();
    for (const image of this.images) {
      image.style.width = `${width}px`;
      image.style.height = `${width / this.ratio}px`;
    }
  }

  async draw(moved = false) {
    if (!this.proof?.pages || !this.stage.clientWidth) return;
    const drawing = ++this.drawing, open = this.opened();
    const pixels = Math.min(MOST, Math.ceil((this.width() * devicePixelRatio) / STEP) * STEP);
    this.leaves.classList.add("waiting");
    const loaded = await Promise.all(open.map((page) => page && load(this.address(page, pixels))));
    if (drawing !== this.drawing) return;
    this.leaves.classList.remove("waiting");
    const some = loaded.find(Boolean);
    if (some) this.ratio = some.naturalWidth / some.naturalHeight;
    this.images.forEach((image, n) => {
      const page = open[n];
      image.hidden = n >= open.length;
      image.classList.toggle("empty", !page);
      image.alt = page ? say("desk.proof.page-n", { n: page }) : "";
      if (page && loaded[n]) image.src = loaded[n].src;
    });
    this.leaves.classList.toggle("pair", open.length > 1);
    this.fit();
    if (moved) this.stage.scrollTo({ top: 0, left: 0, behavior: "instant" });
    const next = Math.max(...open.filter(Boolean)) + 1;
    if (next <= this.proof.pages) for (const page of this.opened(next)) if (page) load(this.address(page, pixels));
  }

  walk(event) {
    const to = { ArrowDown: this.page + 1, ArrowRight: this.page + 1, ArrowUp: this.page - 1, ArrowLeft: this.page - 1, Home: 1, End: this.proof?.pages }[event.key];
    if (!to) return;
    event.preventDefault();
    this.go(to);
    at("thumbs").querySelector("[aria-current]")?.focus({ preventScroll: true });
  }
}

async function load(address) {
  const image = new Image();
  image.src = address;
  try { await image.decode(); } catch { return null; }
  return image;
}

/** Scrolls the panel alone: scrollIntoView would move the page, too. */
function reveal(element, panel) {
  if (!element) return;
  const box = element.getBoundingClientRect(), room = panel.getBoundingClientRect();
  if (box.top < room.top) panel.scrollBy({ top: box.top - room.top - 12 });
  else if (box.bottom > room.bottom) panel.scrollBy({ top: box.bottom - room.bottom + 12 });
}

/** Titles in a list of lists. */
function tree(outline) {
  const root = el("ul"), open = [[0, root]];
  for (const { title, page, level } of outline) {
    while (open.length > 1 && open.at(-1)[0] >= level) open.pop();
    const [, parent] = open.at(-1);
    const item = el("li", {}, el("button", { type: "button", dataset: { page } }, el("span", {}, title), el("span", { class: "number" }, page)));
    if (parent.tagName === "UL") parent.append(item);
    else {
      if (parent.lastElementChild.tagName !== "UL") parent.append(el("ul"));
      parent.lastElementChild.append(item);
    }
    open.push([level, item]);
  }
  return root;
}
