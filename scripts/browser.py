"""A headless Chromium, and what is held against every page in it."""

import contextlib
import os
import pathlib
import sys

from playwright.sync_api import sync_playwright


def check(holds, what):
    if not holds:
        sys.exit(f"{pathlib.Path(sys.argv[0]).stem}: {what}")


@contextlib.contextmanager
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        yield browser
        browser.close()


def watch(context, place):
    """A list that gets what pages ask for elsewhere than at this place, and what they say to be wrong."""
    troubles = []

    def asked(request):
        if not request.url.startswith((place, "data:", "blob:")):
            troubles.append(f"asked for {request.url}")

    def said(message):
        # The browser notes every answer of 400 and above; those are asked for on purpose.
        if message.type == "error" and "Failed to load resource" not in message.text:
            troubles.append(message.text)

    context.on("request", asked)
    context.on("console", said)
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    context.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
    return troubles
