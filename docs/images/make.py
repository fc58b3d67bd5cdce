"""Make the pictures of README and docs anew: the demo study's report in the system's Chromium.

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


if __name__ == "__main__":
    main()
