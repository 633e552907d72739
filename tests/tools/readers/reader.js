// In the browser: a book in epub.js or in foliate-js behind one set of verbs, and what can be measured of the page that is shown.
/* global ePub */

const pause = ms => new Promise(done => setTimeout(done, ms))
const place = document.getElementById("reader")

// Paths are from the folder of the package document, as both engines' readers see them.
const flat = (entries, inner) => entries.flatMap(entry => [entry, ...flat(entry[inner] ?? [], inner)])

const epubjs = {
  async open(body) {
    const book = ePub(body)
    await book.opened
    this.book = book
    this.rendition = book.renderTo(place, { width: "100%", height: "100%", flow: "paginated", spread: "none" })
    await this.rendition.display()
    await Promise.all([book.loaded.navigation, book.loaded.pageList])
    return {
      spine: book.spine.spineItems.map(item => item.href),
      toc: flat(book.navigation.toc, "subitems").map(entry => ({ href: entry.href, label: entry.label.trim() })),
      pages: (book.pageList.pageList ?? []).map(page => page.href),
      direction: book.packaging.metadata.direction || "default",
      title: book.packaging.metadata.title,
    }
  },
  // epub.js ends its promise with a fault for what is not in the spine; some targets it only leaves unanswered.
  go(href) { return Promise.race([this.rendition.display(href), pause(5000)]).then(() => pause(30)) },
  doc() { return this.rendition.getContents()[0]?.document },
  path() { return this.book.spine.get(this.rendition.getContents()[0]?.sectionIndex)?.href },
  reveal(node) { return this.rendition.display(this.rendition.getContents()[0].cfiFromNode(node)) },
  next() { return this.rendition.next() },
}

const foliate = {
  async open(body) {
    await import("foliate-js/view.js")
    this.view = document.createElement("foliate-view")
    place.append(this.view)
    await this.view.open(new File([body], "book.epub", { type: "application/epub+zip" }))
    this.view.renderer.setAttribute("max-column-count", "1")
    this.view.renderer.setAttribute("max-inline-size", "2000px")
    await this.view.renderer.next()
    const { book } = this.view
    const here = href => decodeURI(href).replace(/^EPUB\//, "")
    this.here = here
    return {
      spine: book.sections.map(section => here(section.id)),
      toc: flat(book.toc, "subitems").map(entry => ({ href: here(entry.href), label: entry.label.trim() })),
      pages: (book.pageList ?? []).map(page => here(page.href)),
      direction: book.dir || "default",
      title: typeof book.metadata.title === "string" ? book.metadata.title : Object.values(book.metadata.title)[0],
    }
  },
  async go(href) {
    if (!await this.view.goTo("EPUB/" + href)) throw new Error("No Section Found")
    await pause(30)
  },
  doc() { return this.view.renderer.getContents()[0]?.doc },
  path() { return this.here(this.view.book.sections[this.view.renderer.getContents()[0]?.index]?.id ?? "") },
  reveal(node) { return this.view.renderer.goTo({ index: this.view.renderer.getContents()[0].index, anchor: () => node }) },
  next() { return this.view.renderer.next() },
}

let engine

// ---------------------------------------------------------------------------------------------------- what is on the page

const hidden = node => {
  for (let e = node; e; e = e.parentElement) {
    const style = e.ownerDocument.defaultView.getComputedStyle(e)
    if (style.display === "none" || style.visibility === "hidden" || Number(style.opacity) === 0) return true
  }
  return false
}

const shownTexts = doc => {
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT)
  const found = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || hidden(node.parentElement)) continue
    const range = doc.createRange()
    range.selectNodeContents(node)
    const rects = [...range.getClientRects()].filter(rect => rect.width > 0 && rect.height > 0)
    if (rects.length) found.push({ node, rects })
  }
  return found
}

// The pages of a chapter are columns of its root or body. `along` is the way that a line runs.
const columns = doc => {
  const view = doc.defaultView
  const vertical = view.getComputedStyle(doc.body).writingMode.startsWith("vertical")
  const box = [doc.documentElement, doc.body].find(e => view.getComputedStyle(e).columnWidth !== "auto")
  const style = view.getComputedStyle(box)
  const rect = box.getBoundingClientRect()
  const px = name => parseFloat(style[name]) || 0
  const [width, height] = [box.clientWidth - px("paddingLeft") - px("paddingRight"),
    box.clientHeight - px("paddingTop") - px("paddingBottom")]
  const [along, across] = vertical ? [height, width] : [width, height]
  const gap = px("columnGap")
  const count = Math.max(1, Math.floor((along + gap) / (px("columnWidth") + gap)))
  const size = (along + gap) / count - gap
  const edge = Math.min(...(vertical ? ["paddingLeft", "paddingRight"] : ["paddingTop", "paddingBottom"]).map(px))
  return { vertical, size, pitch: size + gap, gap, across, edge,
    left: rect.left + px("paddingLeft"), top: rect.top + px("paddingTop") }
}

const placed = (grid, rect) => {
  const [start, length, deep, depth] = grid.vertical
    ? [rect.top - grid.top, rect.height, grid.left + grid.across - rect.right, rect.width]
    : [rect.left - grid.left, rect.width, rect.top - grid.top, rect.height]
  const page = Math.floor((start + 2) / grid.pitch)
  return { page, from: start - page * grid.pitch, to: start - page * grid.pitch + length, deep, deepTo: deep + depth }
}

const SLACK = 2.5
const RAISED = 4

// What sticks out: text over the edge of its column, anything else over the edge of the page. A page is a column and its margins.
// Of what is raised in a formula the box of the font is measured, which is higher than the figure in it.
const outside = (doc, texts) => {
  const grid = columns(doc)
  const found = []
  const look = (rect, what, margin, slack = SLACK) => {
    const at = placed(grid, rect)
    const [aside, deep] = margin ? [grid.gap / 2, grid.edge] : [0, 0]
    const over = Math.max(-at.from - aside, at.to - grid.size - aside, -at.deep - deep, at.deepTo - grid.across - deep)
    if (over > slack) found.push({ what, over: Math.round(over), page: at.page })
  }
  for (const { node, rects } of texts) {
    const inFormula = node.parentElement.closest("math") !== null
    rects.forEach(rect => look(rect, node.data.trim().slice(0, 30), false, inFormula ? RAISED : SLACK))
  }
  for (const e of doc.body.querySelectorAll("img, hr, table, pre, svg"))
    if (!hidden(e)) [...e.getClientRects()].forEach(rect => look(rect, `<${e.localName}>`, true))
  return found
}

const BLOCKS = "p, h1, h2, h3, h4, h5, h6, li, pre, figcaption, caption, tr, dt, dd, img"

const disordered = doc => {
  const grid = columns(doc)
  const found = []
  let last
  for (const e of doc.body.querySelectorAll(BLOCKS)) {
    const rect = [...e.getClientRects()].find(r => r.width > 0 && r.height > 0)
    if (!rect || hidden(e)) continue
    const at = placed(grid, rect)
    if (last && (at.page < last.page || (at.page === last.page && at.deep < last.deep - SLACK - 12)))
      found.push(e.textContent.trim().slice(0, 30) || `<${e.localName}>`)
    last = at
  }
  return found
}

// ----------------------------------------------------------------------------------------------------------------- verbs

const within = rect => {
  const frame = engine.doc().defaultView.frameElement.getBoundingClientRect()
  const area = place.getBoundingClientRect()
  const [x, y] = [rect.left + frame.left, rect.top + frame.top]
  return x < area.right - 1 && x + rect.width > area.left - 1 && y < area.bottom - 1 && y + rect.height > area.top - 1
}

// Whether the file, and the element in it, are what the reader now sees.
// foliate-js gives the path of a file while its document is still an empty one.
const seen = (path, id) => {
  const doc = engine.doc()
  if (engine.path() !== path || !doc?.body || doc.URL === "about:blank" || doc.readyState !== "complete") return false
  if (!id) return true
  const target = engine.doc().getElementById(id)
  return Boolean(target) && ([...target.getClientRects()].slice(0, 1).some(within) || within(target.getBoundingClientRect()))
}

const settled = async (path, id, limit = 4000) => {
  for (let spent = 0; spent < limit; spent += 20) {
    if (seen(path, id)) return true
    await pause(20)
  }
  return false
}

const split = href => href.split("#").map(decodeURIComponent)

window.reader = {
  async open(name) {
    engine = { epubjs, foliate }[name]
    return engine.open(await (await fetch("/book.epub")).arrayBuffer())
  },

  async show(href) {
    try {
      await engine.go(href)
    } catch (fault) {
      return String(fault)
    }
    return await settled(...split(href)) ? "" : `shows ${engine.path()}`
  },

  async measure() {
    const doc = engine.doc()
    const pictures = [...doc.querySelectorAll("img")]
    await Promise.all(pictures.map(img => img.decode().catch(() => null)))
    await doc.fonts.ready
    await pause(30)
    const texts = shownTexts(doc)
    const links = [...doc.querySelectorAll("a[href]")].filter(a => !hidden(a))
    return {
      path: engine.path(),
      text: texts.map(({ node }) => node.data).join("\n"),
      mode: doc.defaultView.getComputedStyle(doc.body).writingMode,
      pictures: pictures.length,
      broken: pictures.filter(img => !img.naturalWidth).map(img => img.alt),
      outside: outside(doc, texts),
      disordered: disordered(doc),
      links: [...new Set(links.map(a => a.getAttribute("href")).filter(href => !/^[a-z]+:/i.test(href)))],
    }
  },

  // Clicks the link with this address on the page that is shown, and waits for where it should lead.
  async click(href) {
    const from = engine.path()
    const url = new URL(href, `http://book/${from}`)
    const link = [...engine.doc().querySelectorAll("a[href]")].find(a => a.getAttribute("href") === href)
    if (!link) return `there is no such link on ${engine.path()}`
    link.dispatchEvent(new link.ownerDocument.defaultView.MouseEvent("click", { bubbles: true, cancelable: true }))
    const [path, id] = [decodeURIComponent(url.pathname.slice(1)), decodeURIComponent(url.hash.slice(1))]
    return await settled(path, id) ? "" : `shows ${engine.path()}`
  },

  has(selector) { return Boolean(engine.doc().querySelector(selector)) },

  async reveal(selector) {
    await engine.reveal(engine.doc().querySelector(selector))
    await pause(150)
  },

  async next() {
    await engine.next()
    await pause(200)
  },
}
