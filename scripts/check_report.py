"""Goes through reports in a headless Chromium, as files; called by check-report."""

import pathlib
import re
import subprocess
import sys
import tempfile

from playwright.sync_api import expect

from browser import check, chromium, watch

NUMBER = re.compile(r"[−-]?[\d,]+(\.\d+)?")


# The marks of a table's headings, and the text of its cells.
STATE = """table => [
  [...table.tHead.rows[0].cells].map((head) => head.getAttribute("aria-sort")),
  [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent)),
]"""


def numbers(cells):
    """Nothing where a cell is no plain number."""
    plain = all(NUMBER.fullmatch(cell) for cell in cells)
    return [float(cell.replace(",", "").replace("−", "-")) for cell in cells] if plain else []


def sorting(page):
    """By mouse and by keyboard, both ways; the column is the only one that is marked, and takes its rows along."""
    seen = 0
    for table in page.locator("table", has=page.locator("th[aria-sort]")).all():
        marks, rows = table.evaluate(STATE)
        column = next((c for c in range(1, len(marks)) if numbers([row[c] for row in rows])), 0)
        head = table.locator("th").nth(column)
        for act, way in (
            (head.click, "ascending"),
            (lambda: head.press("Enter"), "descending"),
            (lambda: head.press(" "), "ascending"),
        ):
            act()
            marks, now = table.evaluate(STATE)
            name = f"{table.locator('caption').inner_text()}, by column {column + 1}"
            check(marks.pop(column) == way and set(marks) <= {"none"}, f"{name}: not {way} alone")
            check(sorted(now) == sorted(rows), f"{name}: other rows")
            found = numbers([row[column] for row in now])
            check(found == sorted(found, reverse=way == "descending"), f"{name}: not {way}")
            seen += len(set(found)) > 1
    check(seen, "no table has a column of numbers to sort by")


def zooming(page):
    zoom = page.locator("dialog")
    for figure in (page.locator("figure img").first, page.locator("figure img").last):
        figure.click()
        expect(zoom).to_be_visible()
        enlarged = zoom.locator("img")
        check(enlarged.get_attribute("src") == figure.get_attribute("src"), "another figure opens")
        enlarged.click()
        expect(enlarged).to_have_class("whole")
        zoom.get_by_role("button", name="Close").click()
        expect(zoom).to_be_hidden()
        figure.click()
        expect(enlarged).to_have_class("")
        page.keyboard.press("Escape")
        expect(zoom).to_be_hidden()


def contents(page):
    page.locator(".contents summary").click()
    for link in page.locator(".contents a").all():
        link.click()
        target = page.locator(":target")
        check(target.inner_text() == link.inner_text(), f"{link.inner_text()} leads elsewhere")
        expect(target).to_be_in_viewport()


# The contrast of a part's text against its page, as WCAG 2 defines it.
CONTRAST = """part => {
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map((value) => value / 255)
      .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const text = light(getComputedStyle(part).color);
  const paper = light(getComputedStyle(document.body).backgroundColor);
  return Math.max(text, paper) / Math.min(text, paper);
}"""


def colours(page):
    papers = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        papers[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        for part in ("h1", "h2", "p", ".question", "main a", "th", "td", "caption", "figcaption"):
            contrast = page.locator(part).first.evaluate(CONTRAST)
            check(contrast >= 4.5, f"{part} has a contrast of {contrast:.1f} in {scheme}")
    check(papers["light"] != papers["dark"], "light and dark are the same")


def whole(page):
    broken = page.evaluate(
        "[...document.querySelectorAll('figure img')].filter((image) => !image.naturalWidth).length")
    check(not broken, f"{broken} figures are broken")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        check(excess <= 0, f"the page is {excess} px too wide at {width}")


def printing(page):
    headings = page.locator("h1, h2, h3").all_inner_texts()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        page.pdf(path=file.name, format="A4")
        text = subprocess.run(
            ["pdftotext", "-layout", file.name, "-"], check=True, capture_output=True, text=True
        ).stdout
    for heading in headings:
        words = r"\s+".join(map(re.escape, heading.split()))
        check(re.search(rf"^\s*{words}\s*$", text, re.M), f"{heading} is not printed")


def go_through(browser, folder):
    report = (folder / "report.html").resolve()
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    troubles, page = watch(context, report.as_uri()), context.new_page()
    page.goto(report.as_uri())
    for part in (sorting, zooming, contents, colours, printing, whole):
        part(page)
    check(not troubles, f"{troubles}")
    context.close()


with chromium() as browser:
    for folder in sys.argv[1:]:
        go_through(browser, pathlib.Path(folder))
        print(f"{folder}/report.html works in a browser")
