// The page as it was saved, beside the article: the passage of a row is looked up in it by its first characters.

const FIRST = 12;
const bare = (text) => text.replace(/[\s\u200b\ufeff]+/gu, "");

export class Source {
  constructor(frame) {
    this.frame = frame;
    this.address = "";
    this.wanted = null;
    this.forget();
    frame.addEventListener("load", () => {
      this.forget();
      if (this.wanted) this.show(...this.wanted);
    });
  }

  forget() {
    this.text = null;
    this.nodes = [];
    this.marked = null;
  }

  open(address) {
    if (this.address === address) return;
    // A new src would be a step in the history of its own, and the button "back" would turn pages of the frame.
    if (this.address) this.frame.contentWindow.location.replace(new URL(address, document.baseURI));
    else this.frame.src = address;
    this.address = address;
    this.wanted = null;
    this.forget();
  }

  read() {
    const page = this.frame.contentDocument;
    if (!page?.body || page.readyState === "loading" || page.URL === "about:blank") return false;
    if (this.text !== null) return true;
    const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    const parts = [];
    let at = 0;
    while (walker.nextNode()) {
      if (walker.currentNode.parentElement.closest("script, style, noscript, template")) continue;
      const words = bare(walker.currentNode.data);
      if (!words) continue;
      this.nodes.push([at, walker.currentNode]);
      parts.push(words);
      at += words.length;
    }
    this.text = parts.join("");
    return true;
  }

  /** The element in which the n-th character stands. */
  holder(n) {
    let low = 0, high = this.nodes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.nodes[middle][0] <= n) low = middle;
      else high = middle - 1;
    }
    return this.nodes[low]?.[1].parentElement;
  }

  /** Of the places with these words, the one nearest to `share` (0…1) of the page: short headings stand in menus, too. */
  nearest(words, share) {
    const aim = share * this.text.length;
    let best = -1;
    for (let n = this.text.indexOf(words); n >= 0; n = this.text.indexOf(words, n + 1)) {
      if (best < 0 || Math.abs(n - aim) < Math.abs(best - aim)) best = n;
    }
    return best;
  }

  /** Scrolls to the first of the texts that the page has, and outlines it. */
  show(texts, share) {
    this.wanted = [texts, share];
    if (!this.frame.getClientRects().length || !this.read()) return;
    for (const text of texts) {
      const words = bare(text).slice(0, FIRST);
      const place = words ? this.nearest(words, share) : -1;
      const element = place < 0 ? null : this.holder(place);
      if (!element) continue;
      this.mark(block(element));
      return;
    }
    this.mark(null);
  }

  mark(element) {
    if (this.marked) this.marked.style.outline = this.marked.style.outlineOffset = "";
    this.marked = element;
    if (!element) return;
    element.style.outline = "3px solid #b3261e";
    element.style.outlineOffset = "3px";
    const view = this.frame.contentWindow, box = element.getBoundingClientRect();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = view.scrollY + box.top - Math.max(24, (view.innerHeight - box.height) / 3);
    view.scrollTo({ top, behavior: calm ? "instant" : "smooth" });
  }
}

function block(element) {
  const view = element.ownerDocument.defaultView;
  while (element.parentElement && view.getComputedStyle(element).display.startsWith("inline")) element = element.parentElement;
  return element;
}
