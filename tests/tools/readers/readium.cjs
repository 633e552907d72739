// Shows a book in Readium in headless Chromium: its streamer (that of Thorium) reads it, its navigator sets the pages.
// npm i --ignore-scripts r2-streamer-js@1.0.51 @readium/navigator@1.3.3 @readium/shared@1 puppeteer-core, in a folder of its own; then
// node readium.cjs FOLDER FILE.epub PICTURES. A line of JSON for the manifest, one for each page. CHROMIUM is the browser.

const { createRequire } = require("node:module")
const { createServer } = require("node:http")
const { mkdirSync, readFileSync } = require("node:fs")
const { join, resolve } = require("node:path")

const [folder, file, pictures] = process.argv.slice(2).map(one => resolve(one))
const from = createRequire(join(folder, "x.js"))
const SHELL = address => `<!DOCTYPE html><meta charset="utf-8">
<style>html,body{margin:0;height:100%}#reader{position:relative;width:100vw;height:100vh;overflow:hidden}
#reader iframe{position:absolute;inset:0;width:100%;height:100%;border:0}</style><div id="reader"></div>
<script type="module">
import { EpubNavigator } from "/navigator/index.js"
import { HttpFetcher, Locator, LocatorLocations, Manifest, Publication } from "/shared/index.js"
const manifest = Manifest.deserialize(await (await fetch("${address}")).json())
manifest.setSelfLink("${address}")
const pub = new Publication({ manifest, fetcher: new HttpFetcher(undefined, "${address}".replace(/manifest.json.*/, "")) })
const items = manifest.readingOrder.items
const places = items.map((item, at) => new Locator({ href: item.href, type: item.type, title: item.title ?? "",
  locations: new LocatorLocations({ position: at + 1, progression: 0, totalProgression: at / items.length }) }))
const nothing = () => false
const navigator = new EpubNavigator(document.getElementById("reader"), pub, { frameLoaded: nothing, tap: nothing, click: nothing,
  zoom: nothing, miscPointer: nothing, customEvent: nothing, handleLocator: nothing, textSelected: nothing,
  positionChanged: place => { window.at = place.href } }, places, places[0])
await navigator.load()
window.show = at => new Promise(done => navigator.goLink(items[at], false, done))
window.pages = items.length
</script>`

async function main() {
  const { Server } = from("r2-streamer-js")
  const streamer = new Server({ disableDecryption: true, disableReaders: true, disableRemotePubUrl: true, disableOPDS: true })
  const [path] = streamer.addPublications([file])
  await streamer.start(0, false)
  const address = streamer.serverUrl() + path
  const { metadata, readingOrder, toc } = await (await fetch(address)).json()
  console.log(JSON.stringify({ title: metadata.title, author: metadata.author, pages: readingOrder.length, toc: toc.length }))
  const modules = { "/navigator/": "@readium/navigator", "/shared/": "@readium/shared" }
  const server = createServer((request, answer) => {
    const [prefix, name] = Object.entries(modules).find(([one]) => request.url.startsWith(one)) ?? ["", ""]
    answer.writeHead(200, { "content-type": name ? "text/javascript" : "text/html" })
    answer.end(name ? readFileSync(join(folder, "node_modules", name, "dist", request.url.slice(prefix.length))) : SHELL(address))
  })
  await new Promise(done => server.listen(0, "127.0.0.1", done))
  mkdirSync(pictures, { recursive: true })
  // The navigator sets each page in a frame of its own, from a blob: it may read it only where origins do not part them.
  const browser = await from("puppeteer-core").launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-web-security"] })
  let faults = 0
  try {
    const page = await browser.newPage()
    await page.setViewport({ width: 390, height: 760 })
    page.on("pageerror", fault => { faults += 1; console.log(JSON.stringify({ fault: String(fault) })) })
    await page.goto(`http://127.0.0.1:${server.address().port}/`)
    await page.waitForFunction("window.pages", { timeout: 30000 })
    for (let at = 0; at < await page.evaluate("window.pages"); at++) {
      const shown = await page.evaluate(`window.show(${at})`)
      await new Promise(done => setTimeout(done, 300))
      faults += shown ? 0 : 1
      console.log(JSON.stringify({ shown, at: await page.evaluate("window.at") }))
      await page.screenshot({ path: join(pictures, `${String(at).padStart(3, "0")}.png`) })
    }
  } finally {
    await browser.close()
    server.close()
    await streamer.stop()
  }
  process.exit(faults ? 1 : 0)
}

main()
