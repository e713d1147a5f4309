"""HTML reports in a real browser: keys, scrubbing, answers; nothing fetched, nothing complained of; labels and
contrast; small pages of small runs, and of large ones, too."""

from chromium import Chromium
from e2e import ROOT, expect, test

HUNDRED = """# meanwhile: host * latency lognormal(300ms, 0.4)
import asyncio
import httpx

async def fetch(client, n):
    return (await client.get(f"https://api.example.com/items/{n}")).status_code

async def main():
    async with httpx.AsyncClient() as client:
        print(len(await asyncio.gather(*(fetch(client, n) for n in range(100)))))

asyncio.run(main())
"""
CLOCK = "document.getElementById('clock').textContent"
NARRATION = "document.getElementById('narration').textContent"
DETAILS = "document.getElementById('details').innerText"

# The contrast of every text with what it stands on, by WCAG 2's formula; canvases are looked at by eye.
CONTRAST = """(() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) { return colour; }
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!text || element.closest("svg, script") || !element.checkVisibility()) { continue; }
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) { bad.push(`${element.tagName} ${element.textContent.slice(0, 30)}: ${ratio.toFixed(2)}`); }
  }
  return bad;
})()"""
# What a screen reader is told: names for controls, pictures and regions, one h1, headings in order.
NAMELESS = """(() => {
  const bad = [];
  for (const element of document.querySelectorAll("button, select, input, [role=img], [role=listbox], [role=region], [role=toolbar], svg")) {
    const named = element.textContent.trim() || element.getAttribute("aria-label") || element.closest("label") ||
      element.getAttribute("aria-labelledby") || element.querySelector("title");
    if (!named) { bad.push(element.outerHTML.slice(0, 80)); }
  }
  if (document.querySelectorAll("h1").length !== 1) { bad.push("not one h1"); }
  let level = 1;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) { bad.push(`h${next} after h${level}`); }
    level = next;
  }
  const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
  if (new Set(ids).size !== ids.length) { bad.push("an id twice"); }
  if (!document.documentElement.lang) { bad.push("no language"); }
  return bad;
})()"""


def page(case, *operands):
    done = case.run("report", *operands, "-o", "report.html")
    expect(done.code == 0 and done.out == "", str(done))
    return case.folder / "report.html"


@test
def the_page_of_a_sweep_can_be_read_by_everybody(case):
    case.file("a.py", (ROOT / "assets/demo/limited.py").read_text())
    done = case.run("sweep", "--set", "CALLS=1..32:x2", "--latency", "normal(100ms, 30ms)", "--seeds", "1..5",
                    "a.py", "-o", "sweep.html")
    expect(done.code == 0, str(done))
    with Chromium() as browser:
        for scheme in ("light", "dark"):
            browser.emulate(prefers_color_scheme=scheme)
            browser.open(case.folder / "sweep.html")
            expect(browser.evaluate(CONTRAST) == [], f"{scheme}: {browser.evaluate(CONTRAST)}")
            expect(browser.evaluate(NAMELESS) == [], str(browser.evaluate(NAMELESS)))
        rows = browser.evaluate("[...document.querySelectorAll('table tr')].map(row => "
                                "[...row.children].map(cell => cell.textContent))")
        expect(rows[0][:3] == ["line", "CALLS", "median"]
               and [row[1].split()[0] for row in rows[1:]] == "1 2 4 8 16 32".split(),
               str(rows))
        box = browser.evaluate("(() => { const box = document.querySelector('svg').getBoundingClientRect();"
                               "return [box.left, box.right, innerWidth, document.documentElement.scrollWidth]; })()")
        expect(0 <= box[0] < box[1] <= box[2] and box[3] <= box[2], f"the chart is not within the page: {box}")
        expect(browser.complaints == [], str(browser.complaints))


def demo(case):
    return page(case, str(ROOT / "assets/demo/sequential.py"), str(ROOT / "assets/demo/gathered.py"))


@test
def an_html_report_plays_with_the_windows_keys(case):
    with Chromium() as browser:
        browser.open(demo(case))
        expect(browser.evaluate(CLOCK) == "0 s", browser.evaluate(CLOCK))
        browser.press("ArrowRight")
        expect("The program starts." in browser.evaluate(NARRATION), browser.evaluate(NARRATION))
        browser.press("End")
        expect(browser.evaluate(CLOCK) == "11.550 s", browser.evaluate(CLOCK))
        browser.press("ArrowLeft")
        before = browser.evaluate(NARRATION)
        browser.press("ArrowRight")
        expect(browser.evaluate(NARRATION) != before, "a step changes nothing")
        browser.press("Home")
        browser.press(" ")
        browser.evaluate("new Promise(done => setTimeout(done, 300))")
        browser.press(" ")
        stopped = browser.evaluate(CLOCK)
        expect(stopped != "0 s" and browser.evaluate(CLOCK) == stopped, f"play and pause: {stopped}")
        expect(browser.complaints == [], str(browser.complaints))


@test
def an_html_report_says_why_a_lane_is_idle(case):
    case.file("block.py", "import asyncio, time\n\nasync def blocker():\n    await asyncio.sleep(0.1)\n"
              "    time.sleep(0.5)\n\nasync def other():\n    await asyncio.sleep(0.2)\n\n"
              "async def main():\n    await asyncio.gather(blocker(), other())\n\nasyncio.run(main())\n")
    with Chromium() as browser:
        browser.open(page(case, "block.py"))
        # A click in the middle of the axis: 0.3 s of 0.6 s.
        box = browser.evaluate("(() => { const b = document.getElementById('axis').getBoundingClientRect();"
                               "return [b.left, b.top, b.width]; })()")
        browser.click(box[0] + 220 + (box[2] - 236) / 2, box[1] + 20)
        expect(browser.evaluate(CLOCK).startswith(("299.", "300.")), browser.evaluate(CLOCK))
        answers = []
        for _ in range(4):
            browser.press("ArrowDown")
            answers.append(browser.evaluate(DETAILS))
        together = "\n".join(answers)
        expect("main" in answers[1] and "waiting for several tasks" in answers[1], together)
        expect("makes a blocking call at line 5: the whole event loop stands still" in answers[2], together)
        expect("other is ready, but has to wait for the processor" in answers[3]
               and "blocker makes a blocking call" in answers[3], together)
        browser.press("Escape")
        expect(browser.evaluate("document.getElementById('details').hidden"), "Escape clears nothing")
        browser.press("?")
        expect("zoom in" in browser.evaluate("document.getElementById('keys').innerText"), "no keys")
        expect(browser.complaints == [], str(browser.complaints))


@test
def an_html_report_can_be_read_by_everybody(case):
    with Chromium() as browser:
        for scheme in ("light", "dark"):
            browser.emulate(prefers_color_scheme=scheme)
            browser.open(demo(case))
            browser.press("ArrowDown")
            browser.evaluate("document.querySelector('details').open = true")
            expect(browser.evaluate(CONTRAST) == [], f"{scheme}: {browser.evaluate(CONTRAST)}")
            expect(browser.evaluate(NAMELESS) == [], str(browser.evaluate(NAMELESS)))
        told = browser.evaluate("document.getElementById('story').children.length")
        expect(told > 50, f"{told} sentences")
        expect(browser.complaints == [], str(browser.complaints))


@test
def an_html_report_of_a_hundred_calls_is_small(case):
    case.file("hundred.py", HUNDRED)
    size = page(case, "hundred.py").stat().st_size
    expect(size < 300_000, f"{size} bytes")


@test
def an_html_report_of_a_large_run_is_folded(case):
    case.file("large.py", "import asyncio\n\nasync def work(n):\n    for _ in range(100):\n"
              "        await asyncio.sleep(0.001 * (n % 7 + 1))\n\nasync def main():\n"
              "    await asyncio.gather(*(work(n) for n in range(2000)))\n\nasyncio.run(main())\n")
    report = page(case, "large.py")
    expect(report.stat().st_size < 5_000_000, f"{report.stat().st_size} bytes")
    text = report.read_text()
    expect("1,602 more lanes" in text and "more sentences" in text, "nothing says what was left out")
    with Chromium() as browser:
        browser.open(report)
        browser.press("End")
        expect(browser.evaluate(CLOCK) == "700.0 ms", browser.evaluate(CLOCK))
        expect(browser.complaints == [], str(browser.complaints))


@test
def names_in_an_html_report_are_text(case):
    name = "a<b>&\"'--><script>window.broken=1<script>.py"
    case.file(name, "# </script><script>window.broken = 1</script>\nprint('</script><b>')\n"
              "raise ValueError('<img src=x onerror=\"window.broken=1\">')\n")
    done = case.run("report", name, "-o", "report.html")
    expect(done.code == 1, str(done))
    with Chromium() as browser:
        browser.open(case.folder / "report.html")
        expect(browser.evaluate("window.broken === undefined && document.title") == name, "the name is not the title")
        expect(browser.complaints == [], str(browser.complaints))
