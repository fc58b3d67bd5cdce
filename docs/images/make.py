"""Make the pictures of README and docs anew: the demo study's report, a number unfolded, and a person, in the system's Chromium.

Run from the project's root: ``.venv/bin/python docs/images/make.py``. Needs Debian's chromium and the test extra.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tests"))

from support import browser  # noqa: E402 - the tests' own way to the browser
from testimonia import demo  # noqa: E402 - as above

SETTLED = 800  # milliseconds: until a page has scrolled
SHOTS = (("internal", "light", "report.png", 1180, 1500), ("internal", "dark", "report-dark.png", 1180, 1500))


def main() -> None:
    """Build the demo study and take the pictures."""
    executable = browser.find_chromium()
    if executable is None:
        sys.exit("Chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, browser.launched(executable) as chromium:
        demo(Path(folder) / "demo-study")
        for profile, scheme, name, width, height in SHOTS:
            page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto((Path(folder) / "demo-study" / "releases" / profile / "report.html").as_uri())
            page.screenshot(path=HERE / name)
            print(f"{name}: {(HERE / name).stat().st_size / 1000:.0f} kB")
        page = chromium.new_page(viewport={"width": 1180, "height": 1000}, color_scheme="light", reduced_motion="reduce")
        page.goto((Path(folder) / "demo-study" / "releases" / "internal" / "report.html").as_uri())
        count = page.locator("details.cases").first
        count.evaluate(
            "one => { one.open = true; window.scrollTo(0, one.closest('tr').getBoundingClientRect().top + window.scrollY - 120) }"
        )
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=HERE / "unfolded.png", clip={"x": 60, "y": 60, "width": 1060, "height": 620})
        person = count.locator("a").nth(1)
        page.set_viewport_size({"width": 1180, "height": 900})
        person.click()
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=HERE / "person.png")


if __name__ == "__main__":
    main()
