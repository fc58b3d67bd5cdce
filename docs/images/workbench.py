"""Make the pictures of the workbench anew: every page on the demo study, in the system's Chromium.

Run from the project's root: ``.venv/bin/python docs/images/workbench.py``. Needs Debian's chromium and the test extra.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tests"))

from support import browser  # noqa: E402 - the tests' own way to the browser
from support.workbench import ready, served  # noqa: E402 - as above
from testimonia import demo  # noqa: E402 - as above

OUT = HERE / "workbench"
WIDTH, HEIGHT = 1280, 860
SETTLED = 500  # milliseconds: until highlights are painted
OF_A_CODER = ("reader", "reader-arabic", "cases", "case")
"""Pages that are a coder's: the others are shown as the lead sees them."""
TOLD_BY = "Corin Vance"
"""Of the demo's people the one whose pages are shown: told of in several accounts."""


def _rows(folder: Path, table: str) -> list[dict[str, object]]:
    with (folder / f"{table}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _addresses(study: Path, folder: Path) -> dict[str, str]:
    """The pages that are shown, by name of the picture."""
    subprocess.run([sys.executable, "-m", "testimonia", "export", str(study), str(folder)], check=True, capture_output=True)
    case = next(row for row in _rows(folder, "cases") if row["label"] == TOLD_BY)
    accounts = {row["id"]: row for row in _rows(folder, "accounts")}
    coded = [str(row["account"]) for row in _rows(folder, "codings") if row["case"] == case["id"]]
    account = max(sorted(set(coded)), key=coded.count)
    arabic = sorted({str(row["account"]) for row in _rows(folder, "codings") if accounts[row["account"]]["language"] == "ar"})[0]
    edge = max(_rows(folder, "relations"), key=lambda row: (row["kind"] == "excerpt", len(row["passages"]), str(row["a"])))
    link = next(row for row in _rows(folder, "links") if row["decision"] == "same" and row["by"] == "mira")
    return {
        "overview": "/",
        "accounts": "/accounts",
        "account": f"/accounts/{account}",
        "screen": f"/screen/{account}",
        "lineage": "/lineage",
        "family": f"/lineage/{edge['a']}",
        "side-by-side": f"/lineage/pair/{edge['a']}/{edge['b']}",
        "people": f"/people/{link['a']}/{link['b']}",
        "reader": f"/read/{account}?book=icsr-2015",
        "reader-arabic": f"/read/{arabic}?book=icsr-2015",
        "cases": "/cases",
        "case": f"/cases/{case['id']}",
        "agreement": "/agreement",
        "round": "/agreement/c1",
        "codebook": "/codebook/icsr-2015",
        "findings": "/findings",
        "log": "/log",
    }


def main() -> None:
    """Build the demo study, serve it, and take the pictures: by day, the reader also by night and the overview in Arabic."""
    executable = browser.find_chromium()
    if executable is None:
        sys.exit("Chromium is not installed: apt-get install chromium")
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browser.launched(executable) as chromium:
        study = Path(folder) / "demo-study"
        demo(study)
        pages = _addresses(study, Path(folder) / "tables")
        with served(study) as workbench:
            page = chromium.new_context(
                viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", reduced_motion="reduce"
            ).new_page()
            page.goto(workbench.link)
            ready(page)
            page.locator('button[name=coder][value="mira"]').click()
            for name, address in pages.items():
                if name not in OF_A_CODER:
                    _take(page, workbench.address + address, name)
            page.goto(workbench.address + "/who")
            page.locator('button[name=coder][value="ada"]').click()
            for name in OF_A_CODER:
                _take(page, workbench.address + pages[name], name)
            page.emulate_media(color_scheme="dark")
            _take(page, workbench.address + pages["reader"], "reader-dark")
            page.emulate_media(color_scheme="light")
            page.get_by_role("button", name="العربية").click()
            _take(page, workbench.address, "overview-arabic")


def _take(page: object, address: str, name: str) -> None:
    page.goto(address)
    ready(page)
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=OUT / f"{name}.png")
    print(f"{name}: {(OUT / f'{name}.png').stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
