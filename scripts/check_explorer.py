"""Goes through the explorer in a headless Chromium; called by check-explorer."""

import pathlib
import re
import sys

from playwright.sync_api import expect

from browser import check, chromium, watch

WHAT, BASE, TOKEN, WORK, SCREENS = sys.argv[1:]
WORK, SCREENS = pathlib.Path(WORK), pathlib.Path(SCREENS) if SCREENS else None
PAGES = {
    "search": "/",
    "browse": "/browse?split=test",
    "image": None,
    "duplicates": "/duplicates?threshold=0.99999",
    "labels": "/labels",
    "clusters": "/clusters?k=3",
    "map": "/map?kind=umap&color=site",
    "shift": "/shift",
    "problem": "/browse?where=colour+==+red",
}
LINE = (WORK / "copied").read_text().splitlines()[1].split(",")
NAME = LINE[0]


def go(page, path):
    page.goto(BASE + path)
    settle(page)


def settle(page):
    """Waits for work in the background, whose page loads itself again."""
    expect(page.locator("progress")).to_have_count(0, timeout=120_000)
    page.wait_for_load_state("networkidle")


def sign_in(page, path="/"):
    go(page, path)
    page.get_by_label("Token").fill("another-token-than-that")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not the token")
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    check(page.url == BASE + path, f"signing in led to {page.url}")


def first_name(page):
    return page.locator(".pictures .name").first.inner_text()


def search(page):
    go(page, "/")
    page.get_by_label("Picture to look for").set_input_files(WORK / "cells" / NAME)
    page.get_by_label("Pictures to find").fill("7")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".how")).to_contain_text("exact: each of")
    expect(page.locator(".pictures li")).to_have_count(7)
    found = page.locator(".pictures .name").all_inner_texts()
    check(NAME in found[:2] and f"copy of {NAME}" in found[:2], f"the search found {found}")
    check(page.locator(".score").first.inner_text() == "1.0000", "the picture is not like itself")


def drop(page):
    go(page, "/")
    bytes_ = list((WORK / "cells" / NAME).read_bytes())
    page.evaluate(
        """bytes => {
          const files = new DataTransfer();
          files.items.add(new File([new Uint8Array(bytes)], "a.png", { type: "image/png" }));
          document.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true }));
        }""",
        bytes_,
    )
    expect(page.locator(".query img")).to_be_visible()
    expect(page.locator(".score").first).to_have_text("1.0000")


def open_picture(page):
    page.get_by_role("link", name=f"copy of {NAME}", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"copy of {NAME}")
    expect(page.locator("dl")).to_contain_text("300 × 300 pixels")
    check(first_name(page) == NAME, "an item's copy is not the first of its neighbours")
    PAGES["image"] = page.url.removeprefix(BASE)
    page.get_by_label("Encoder").select_option("phash")
    page.get_by_label("Compared by").select_option("euclidean")
    page.get_by_role("button", name="Find similar").click()
    expect(page.locator(".how")).to_contain_text("phash, Euclidean distance")


def filters(page):
    go(page, "/browse")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Split").select_option("test")
    page.get_by_label("Condition 1").fill("label == defective")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Condition 2")).to_have_value("")
    facts = page.locator(".pictures .fact").all_inner_texts()
    labels = page.locator(".pictures .label").all_inner_texts()
    check(facts and all(fact.startswith("test") for fact in facts), f"the filter shows {facts}")
    check(set(labels) == {"defective"}, f"the filter shows {set(labels)}")


def open_count(page):
    return int(re.search(r"Open \((\d+)\)", page.locator(".tabs").inner_text())[1])


def duplicates(page):
    go(page, PAGES["duplicates"])
    before = open_count(page)
    check(before == 10, f"there are {before} open groups")
    group = page.locator(".group").nth(1)
    group.get_by_role("button", name="Remove all that could go").click()
    settle(page)
    check(open_count(page) == before - 1, "a group is not settled by removing its copies")
    page.get_by_role("link", name=re.compile("Settled")).click()
    expect(page.locator(".state", has_text="to be removed")).to_have_count(1)
    page.get_by_role("button", name="Take back", exact=True).click()
    go(page, PAGES["duplicates"])
    check(open_count(page) == before, "what was decided is not taken back")
    while open_count(page):
        page.get_by_role("button", name="Accept: these may stay").first.click()
        settle(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="accepted.json").click()
    download.value.save_as(WORK / "downloaded.json")


def labels(page):
    go(page, PAGES["labels"])
    tabs = page.locator(".tabs")
    expect(tabs).to_contain_text("Accepted (0)")
    name = page.locator(".suggestion .single .name").first.inner_text()
    suggestion = page.locator(".suggestion").first
    suggestion.get_by_label("or another").fill("broken")
    suggestion.get_by_role("button", name=f"Accept for {name}").click()
    settle(page)
    expect(tabs).to_contain_text("Accepted (1)")
    page.get_by_role("link", name="Accepted (1)").click()
    expect(page.locator(".pictures .label")).to_have_text("broken")
    page.get_by_role("button", name=f"Take back the label of {name}").click()
    expect(tabs).to_contain_text("Accepted (0)")
    page.get_by_role("link", name="Suggested").click()
    settle(page)
    page.get_by_label("All of a confidence").fill("0.99")
    page.get_by_role("button", name="Accept them").click()
    settle(page)
    count = int(re.search(r"Accepted \((\d+)\)", tabs.inner_text())[1])
    check(count > 0, "no suggestion was sure")
    page.get_by_role("link", name="Suggest anew").click()
    settle(page)


def the_map(page):
    go(page, PAGES["map"])
    marks = page.locator(".plot [data-id]")
    check(marks.count() > 300, f"the map has {marks.count()} marks")
    marks.nth(40).hover(force=True)
    expect(page.locator(".shown img")).to_be_visible()
    shown = page.locator(".shown .name").inner_text()
    page.locator(".plot").focus()
    page.keyboard.press("ArrowRight")
    moved = page.locator(".shown .name").inner_text()
    check(shown != moved, "the arrow keys do not step")
    page.locator(".legend button").first.click()
    check(page.locator(".plot .dim").count() > 0, "the legend dims nothing")
    page.locator(".legend button").first.click()
    page.get_by_text("As a table").click()
    expect(page.locator("tbody tr")).to_have_count(50)
    page.locator(".plot").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(moved)


def studies(page):
    go(page, PAGES["clusters"])
    expect(page.locator(".group")).to_have_count(3)
    expect(page.locator(".how")).to_contain_text("silhouette")
    go(page, PAGES["shift"])
    expect(page.locator(".how")).to_contain_text("They differ")
    check(page.locator(".pictures li").count() >= 24, "the shift shows no pictures")


def keyboard(page):
    go(page, "/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    check(skip.inner_text() == "Skip to content", "the first stop is no skip link")
    check(skip.bounding_box()["x"] >= 0, "the skip link is not seen when it has the focus")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    check(page.locator(":focus").get_attribute("id") == "file", "the skip link does not skip")
    outline = page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle")
    check(outline == "solid", "the focus is not seen")


# What a screen reader has nothing to say of, and what cannot be.
NAMELESS = """() => {
  const troubles = [];
  for (const field of document.querySelectorAll("input:not([type=hidden]), select"))
    if (!field.labels.length || !field.labels[0].textContent.trim()) troubles.push(field.outerHTML);
  for (const part of document.querySelectorAll("button, a"))
    if (!part.textContent.trim()) troubles.push(part.outerHTML);
  for (const picture of document.querySelectorAll("img:not([alt])")) troubles.push(picture.outerHTML);
  const ids = [...document.querySelectorAll("[id]")].map((part) => part.id);
  if (new Set(ids).size < ids.length) troubles.push("ids that are not unique");
  if (document.querySelectorAll("h1").length !== 1) troubles.push("not one h1");
  if (!document.documentElement.lang) troubles.push("no language");
  const broken = [...document.images].filter((image) => image.complete && !image.naturalWidth);
  for (const picture of broken) troubles.push("broken " + picture.src.slice(0, 80));
  return troubles;
}"""


def looks(browser):
    """All pages, wide and narrow, light and dark: nothing sticks out to the side."""
    for width in (1280, 320):
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme)
            troubles, page = watch(context, BASE), context.new_page()
            sign_in(page)
            for name, path in PAGES.items():
                go(page, path)
                excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                check(excess <= 0, f"{name} is {excess} px too wide at {width}")
                found = page.evaluate(NAMELESS)
                check(not found, f"{name}: {found}")
                if SCREENS:
                    SCREENS.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=SCREENS / f"{name}-{width}-{scheme}.png", full_page=True)
            check(not troubles, f"at {width}, {scheme}: {troubles}")
            context.close()


def without_scripts(browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    search(page)
    expect(page.locator(".scripted").first).to_be_hidden()
    open_picture(page)
    filters(page)
    context.close()


def flows(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    troubles, page = watch(context, BASE), context.new_page()
    sign_in(page, "/browse?label=defective")
    for flow in (search, drop, open_picture, filters, keyboard):
        flow(page)
    looks(browser)
    without_scripts(browser)
    for flow in (the_map, studies, labels, duplicates):
        flow(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Token")).to_be_visible()
    check(not troubles, f"{troubles}")


def decisions(browser):
    page = browser.new_page()
    sign_in(page, PAGES["duplicates"])
    settle(page)
    check(open_count(page) == 0, "what was decided is gone after a restart")


with chromium() as browser:
    {"flows": flows, "decisions": decisions}[WHAT](browser)
