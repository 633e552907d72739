// Opens a book in a reading system in headless Chromium and writes down what is shown, as JSON; with a folder, pictures too.
// node show.mjs MODULES ENGINE FILE.epub OUT.json [WIDTHxHEIGHT [FOLDER]]; ENGINE is epubjs or foliate, CHROMIUM the browser.

import { access, mkdir, readFile, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import { dirname, extname, join, normalize } from "node:path"
import { fileURLToPath } from "node:url"

const [modules, engine, file, out, size = "390x760", folder = ""] = process.argv.slice(2)
const [width, height] = size.split("x").map(Number)
const here = dirname(fileURLToPath(import.meta.url))
const puppeteer = createRequire(join(modules, "x.js"))("puppeteer-core")

const SHELL = `<!DOCTYPE html><meta charset="utf-8"><title>reader</title>
<style>html,body{margin:0;height:100%}#reader,foliate-view{display:block;width:100vw;height:100vh;overflow:hidden}</style>
<script type="importmap">{"imports":{"foliate-js/":"/modules/foliate-js/"}}</script>
<div id="reader"></div>
<script src="/modules/jszip/dist/jszip.min.js"></script><script src="/modules/epubjs/dist/epub.min.js"></script>
<script type="module" src="/reader.js"></script>`
const KINDS = { ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" }

// What pictures are taken of, beside the first page of every chapter.
const FEATURES = { figure: "figure img", table: "table", code: "pre", notes: ".notes", list: "li", quote: "blockquote",
  ruby: "ruby", stress: "em", verse: ".verse", heading: "h3", rule: "hr", notices: ".notices" }

await access(file)

const server = createServer(async (request, answer) => {
  const path = normalize(decodeURIComponent(request.url.split("?")[0]))
  const source = path === "/book.epub" ? file : path === "/reader.js" ? join(here, "reader.js")
    : path.startsWith("/modules/") ? join(modules, path.slice(9)) : ""
  try {
    const body = path === "/" ? SHELL : path === "/favicon.ico" ? "" : await readFile(source)
    answer.writeHead(200, { "content-type": path === "/" ? "text/html" : KINDS[extname(path)] ?? "application/octet-stream" })
    answer.end(body)
  } catch {
    answer.writeHead(404).end()
  }
})
await new Promise(done => server.listen(0, "127.0.0.1", done))

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true,
  protocolTimeout: 60000, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN"] })
try {
  const page = await browser.newPage()
  page.setDefaultTimeout(60000)
  await page.setViewport({ width, height, deviceScaleFactor: folder ? 1.5 : 1 })
  const faults = []
  page.on("pageerror", fault => faults.push(String(fault)))
  // What epub.js says to itself when a picture of a place is asked for is no fault of the book.
  page.on("console", said => { if (said.type() === "error" && !/^setting end offset/.test(said.text())) faults.push(said.text()) })
  await page.goto(`http://127.0.0.1:${server.address().port}/`)
  await page.waitForFunction("window.reader")
  const book = await page.evaluate(name => window.reader.open(name), engine)
  const show = href => page.evaluate(to => window.reader.show(to), href)

  const shots = {}
  const shoot = async name => page.screenshot({ path: join(folder, `${name}.png`) })
  if (folder) await mkdir(folder, { recursive: true })

  const chapters = []
  for (const [number, href] of book.spine.entries()) {
    const fault = await show(href)
    const chapter = { href, fault, ...await page.evaluate(() => window.reader.measure()) }
    if (folder) await shoot(`${String(number).padStart(3, "0")}-${href.replace(/\W+/g, "-")}`)
    for (const [name, selector] of Object.entries(folder ? FEATURES : {}))
      if (!shots[name] && await page.evaluate(s => window.reader.has(s), selector)) {
        shots[name] = href
        await page.evaluate(s => window.reader.reveal(s), selector)
        await shoot(`x-${name}`)
        await show(href)
      }
    chapters.push(chapter)
  }
  const contents = []
  for (const { href, label } of book.toc) contents.push({ href, label, fault: await show(href) })
  const pages = []
  for (const href of book.pages) pages.push({ href, fault: await show(href) })
  const links = []
  for (const { href: from, links: hrefs } of chapters)
    for (const href of hrefs) {
      await show(from)
      links.push({ from, href, fault: await page.evaluate(to => window.reader.click(to), href) })
    }
  await writeFile(out, JSON.stringify({ engine, size, ...book, toc: contents, pages, chapters, links, faults }, null, 1))
} finally {
  await browser.close()
  server.close()
}
