"""What the workbench costs: a long account in the Reader, eight coders saving at once, pages of a large study.

(a) An account of 300,000 characters with 5,000 codings in Chromium: from the text's arrival until it is coloured and still, and how long
frames take while it scrolls. Peer: the same text and passages with a ``<mark>`` around every piece, in the same browser (recogito, the
common annotator, rewrites the page in the same manner and is not on the package index that this project installs from).
(b) Eight coders, each a client of its own over HTTP, one coding a second each: lost, refused, how long each took; the log replayed after.
(c) Every page of a study of 20,000 accounts: at first, after a decision and as it is recalled; the overview after each sort of decision.

Run: ``python -m benchmarks.workbench [--only reader|saving|pages] [--minutes 5] [--accounts 20000] [--study DIR]``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.table import Row, show
from benchmarks.workbench_study import CODERS, CODES, bring_up_to_date, large_study, long_study, long_text, put_account
from testimonia.domain.decisions import Coding, Mention, Screening
from testimonia.domain.evidence import Account
from testimonia.store.verify import verify
from testimonia.study import open_study
from testimonia.text import text_digest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from support import browser
from support.visitor import Visitor
from support.workbench import Served, come_in, served

CHARACTERS, CODINGS = 300_000, 5_000
FRAME = 1000 / 60  # milliseconds
THINK = 1.0  # seconds between two codings of one coder
SCROLLED = 240  # frames measured
FAST = 100  # pixels a frame: a wheel turned fast
AGAIN = 10  # decisions after each of which the overview is measured

# Milliseconds from the arrival of the page's last byte until the text is checked, coloured and painted (two frames after).
SETTLED = """() => new Promise((resolve) => {
  const begun = performance.getEntriesByType("navigation")[0].responseEnd;
  const text = document.getElementById("text");
  const still = () => requestAnimationFrame((first) => requestAnimationFrame(() => resolve(first - begun)));
  if (text.dataset.ready) return still();
  new MutationObserver(() => text.dataset.ready && still()).observe(text, { attributes: true });
})"""
LOADED = """() => {
  const page = performance.getEntriesByType("navigation")[0];
  return page.domContentLoadedEventStart - page.responseEnd;
}"""
SCROLL = """([by, frames]) => new Promise((resolve) => {
  const times = [];
  let last = null;
  const step = (now) => {
    if (last !== null) times.push(now - last);
    last = now;
    scrollBy({ top: by, behavior: "instant" });
    if (times.length < frames) requestAnimationFrame(step);
    else resolve(times);
  };
  requestAnimationFrame(step);
})"""
# The peer: every text node split at the bounds of the passages, each piece wrapped in a mark for the innermost of them.
WRAP = """(passages) => {
  const begun = performance.now();
  const text = document.getElementById("text");
  CSS.highlights.clear();
  const bounds = [...new Set(passages.flat())].sort((a, b) => a - b);
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const nodes = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node);
  const sorted = [...passages].sort((a, b) => a[0] - b[0]);
  let at = 0, next = 0, open = [], from = 0;
  for (const first of nodes) {
    let node = first;
    const end = at + node.length;
    while (next < bounds.length && bounds[next] <= at) next += 1;
    while (node) {
      const stop = next < bounds.length && bounds[next] < end ? bounds[next] : end;
      const rest = stop < end ? node.splitText(stop - at) : null;
      while (from < sorted.length && sorted[from][0] <= at) open.push(sorted[from++]);
      open = open.filter((one) => one[1] > at);
      if (open.length) {
        const mark = document.createElement("mark");
        mark.title = String(open.length);
        node.replaceWith(mark);
        mark.append(node);
      }
      at = stop;
      if (stop < end) next += 1;
      node = rest;
    }
  }
  void text.offsetHeight;
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begun))));
}"""


def percentile(taken: list[float], share: float) -> float:
    """The value below which that share of the values lies."""
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * share))]


@contextmanager
def visited(folder: Path, coder: str) -> Iterator[tuple[Served, Any]]:
    """A served study and a page in Chromium, signed in."""
    executable = browser.find_chromium()
    if executable is None:
        raise SystemExit("Chromium is not installed: apt-get install chromium")
    with served(folder) as workbench, browser.launched(executable) as chromium:
        page = chromium.new_context(viewport={"width": 1400, "height": 900}).new_page()
        come_in(page, workbench, coder)
        yield workbench, page


def reader(folder: Path) -> list[Row]:
    """The long account."""
    account = long_study(folder / "long", CHARACTERS, CODINGS)
    settled, scrolled, standing, loaded = [], [], [], []
    with visited(folder / "long", "ada") as (workbench, page):
        for _ in range(5):
            page.goto(f"{workbench.address}/read/{account}?round=c1", wait_until="commit")
            page.locator("#text").wait_for(state="attached")
            settled.append(page.evaluate(SETTLED))
            page.locator('#text[data-ready="true"]').wait_for(state="attached")
            loaded.append(page.evaluate(LOADED))
            page.wait_for_timeout(2500)
            standing += page.evaluate(SCROLL, [0, SCROLLED])
            scrolled += page.evaluate(SCROLL, [FAST, SCROLLED])
        bounds = page.evaluate("() => JSON.parse(document.getElementById('state').textContent).codings.map((one) => [one.start, one.end])")
        page.evaluate("scrollTo(0, 0)")
        peer_settled = statistics.median(loaded) + page.evaluate(WRAP, bounds)
        peer_scrolled = page.evaluate(SCROLL, [FAST, SCROLLED])
    case = f"{CHARACTERS:,} characters, {CODINGS:,} codings"
    settle, frame, peer = statistics.median(settled), percentile(scrolled, 0.95), percentile(peer_scrolled, 0.95)
    still = f"{frame / peer:.2f} of marks in the page, {frame / percentile(standing, 0.95):.2f} of standing still"
    return [
        Row("workbench", f"{case}: settled", f"{settle:.0f} ms", "< 500 ms", f"{settle / peer_settled:.2f} of marks in the page"),
        Row("workbench", f"{case}: a frame while scrolling, p95", f"{frame:.0f} ms", f"< {1.5 * FRAME:.0f} ms", still),
        Row("workbench", f"{case}: a frame while scrolling, median", f"{statistics.median(scrolled):.0f} ms", "", ""),
    ]


def saving(folder: Path, minutes: float) -> list[Row]:
    """Eight coders at once."""
    from benchmarks.workbench_study import begin

    text = long_text(60_000)
    with begin(folder / "team") as study:
        account, edition = put_account(study, "shared.txt", text)
    digest = text_digest(text)
    starts = [at + 1 for at, sign in enumerate(text[:-300]) if sign == " "]
    taken: list[float] = []
    kept: list[str] = []
    faults: list[str] = []
    with served(folder / "team") as workbench:
        clients = [Visitor.of(workbench, coder) for coder in CODERS]
        until = time.monotonic() + minutes * 60

        def work(number: int, client: Visitor) -> None:
            time.sleep(number * THINK / len(clients))
            for turn, start in enumerate(starts[number :: len(clients)]):
                if time.monotonic() > until:
                    return
                end = text.find(" ", start + 30)
                body = {
                    "account": account.id, "edition": edition.id, "text_sha256": digest, "start": start, "end": end, "quote": text[start:end],
                    "code": f"reasons:reason-{turn % 20}", "codebook_version": 1, "round": "c1", "memo": f"turn {turn}",
                }  # fmt: skip
                begun = time.perf_counter()
                status, answer = client.ask("POST", "/api/reading/codings", json.dumps(body))
                taken.append((time.perf_counter() - begun) * 1000)
                if status == 200:
                    kept.append(json.loads(answer)["id"])
                else:
                    faults.append(f"{status} {answer[:200]}")
                time.sleep(THINK)

        threads = [threading.Thread(target=work, args=(number, client)) for number, client in enumerate(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with open_study(folder / "team") as study, study.store.read() as connection:
        found = {item.id for item in study.store.records(connection, Coding)}
        sound = verify(study.store).sound
    lost = len(set(kept) - found)
    case = f"{len(CODERS)} coders, {minutes:g} min, {len(taken):,} codings"
    return [
        Row("workbench", f"{case}: saved, p50", f"{statistics.median(taken):.0f} ms", "", ""),
        Row("workbench", f"{case}: saved, p95", f"{percentile(taken, 0.95):.0f} ms", "< 50 ms", ""),
        Row("workbench", f"{case}: lost, refused", f"{lost}, {len(faults)}", "0, 0", faults[0] if faults else ""),
        Row("workbench", f"{case}: every one found again by replay", "yes" if sound and not lost else "NO", "yes", ""),
    ]


def addresses(account: str) -> list[str]:
    """Every page there is: those without a name in their address, and one of each kind of the others."""
    from testimonia.web.settings import configure

    configure()
    from testimonia.web.urls import urlpatterns

    own = {
        "cases": "c0",
        "codebook": "reasons",
        "agreement": "c1",
        "read": account,
        "accounts": account,
        "lineage": account,
        "screen": account,
    }
    found = []
    for route in (str(entry.pattern) for entry in urlpatterns):
        if route.startswith(("api/", "enter", "who", "language")) or route.count("<") > 1:
            continue
        head = route.partition("/")[0]
        if "<" not in route:
            found.append(f"/{route}" + ("?book=reasons" if route.endswith("codes.css") else ""))
        elif head in own:
            found.append("/" + re.sub("<[^>]+>", own[head], route))
    return list(dict.fromkeys(found))


class Deciding:
    """What people decide at the pages of a large study, each time something that nobody has decided before."""

    def __init__(self, lead: Visitor, coder: Visitor, place: Path, chosen: list[str]) -> None:
        """Everything is decided by the ``lead``, but for units finished, which the ``coder`` calls so."""
        self.lead, self.coder, self.chosen = lead, coder, chosen
        self.dice = random.Random(time.time_ns())  # other places than those of an earlier measurement of the same study
        with open_study(place) as study, study.read() as view:
            found = view.account(chosen[1])
            self.edition = view.edition(found.main or "") if found else None
            self.others = sorted({account.id for account in view.records(Account)} - set(chosen))
            # Each is decided on once: what the lead has said of it before, and the row by which it stands.
            self.screened = [(name, view.standing_at(Screening, name)) for name in self.dice.sample(self.others, 3 * AGAIN)]
        text = self.edition.text if self.edition else ""
        self.bounds = [at for at, sign in enumerate(text) if sign == " "]

    def code(self) -> None:
        """Mark a passage."""
        text = self.edition.text if self.edition else ""
        at = self.dice.randrange(len(self.bounds) - 10)
        start, end = self.bounds[at] + 1, self.bounds[at + self.dice.randint(1, 9)]
        body = {
            "account": self.chosen[1], "edition": self.edition.id if self.edition else "", "text_sha256": text_digest(text), "start": start,
            "end": end, "quote": text[start:end], "code": f"reasons:reason-{self.dice.randrange(CODES)}", "codebook_version": 1,
        }  # fmt: skip
        self._say(self.lead, "/api/reading/codings", body)

    def finish(self) -> None:
        """Call an account finished."""
        body = {"account": self.dice.choice(self.others), "codebook": "reasons", "version": 1, "round": "c1"}
        self._say(self.coder, "/api/reading/completions", body)

    def screen(self) -> None:
        """Decide on an account otherwise than before."""
        account, said = self.screened.pop()
        replaces = [row for record, row in said if record.screener == "mira" and record.round is None]
        decision = self.dice.choice(["exclude", "unsure"])
        body = {"account": account, "decision": decision, "reason": str(time.time_ns()), "replaces": replaces}
        self._say(self.lead, "/api/screening/decisions", body)

    def enter(self) -> None:
        """Enter a person."""
        self._say(self.lead, "/api/screening/people", {"account": self.dice.choice(self.others), "label": f"Person {time.time_ns()}"})

    def _say(self, who: Visitor, path: str, body: dict[str, object]) -> None:
        status, answer = who.ask("POST", path, json.dumps(body))
        if status != 200:
            raise SystemExit(f"a decision was refused: {status} {answer}")


def overviews(accounts: int, deciding: Deciding, server: int) -> list[Row]:
    """The overview of a lead and of a coder right after a decision, which nobody has looked at in that state before.

    People last: after a decision of screening the cases are out of date, and the overview has less to count. ``server`` is the process that
    answers; its own time says what the page costs where other programs share the cores.
    """
    rows: list[Row] = []
    acts = (
        ("a coding", deciding.code),
        ("a unit finished", deciding.finish),
        ("a screening", deciding.screen),
        ("a person entered", deciding.enter),
    )
    for what, act in acts:
        for who, visitor in (("lead", deciding.lead), ("coder", deciding.coder)):
            visitor.ask("GET", "/")
            taken, own = [], 0.0
            for _ in range(AGAIN):
                act()
                before = spent(server)
                taken.append(timed(lambda visitor=visitor: visitor.ask("GET", "/")))  # type: ignore[misc] # mypy loses the default's type
                own += spent(server) - before
            said = f"{statistics.median(taken):.0f} ms, worst {max(taken):.0f} ms"
            case = f"{accounts:,} accounts: the {who}'s overview right after {what}, {AGAIN} times"
            rows.append(Row("workbench", case, said, "< 300 ms", f"{own / AGAIN:.0f} ms of it the server's own"))
    return rows


def spent(process: int) -> float:
    """Milliseconds of processor time that a process has used; 0 where the system does not say (anything but Linux)."""
    file = Path(f"/proc/{process}/stat")
    if not file.exists():
        return 0.0
    fields = file.read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def pages(folder: Path, accounts: int, place: Path | None = None) -> list[Row]:
    """Each page of a large study (made, unless one lies at ``place``), right after somebody decided something, and as it is recalled."""
    chosen = large_study(folder / "large", accounts, accounts // 4) if place is None else []
    place = place or folder / "large"
    with open_study(place) as study:
        bring_up_to_date(study)
        if not chosen:
            with study.read() as view:
                chosen = sorted(mention.account for mention in view.records(Mention))
    rows: list[Row] = []
    with served(place) as workbench:
        lead, coder = Visitor.of(workbench, "mira"), Visitor.of(workbench, CODERS[0])
        deciding = Deciding(lead, coder, place, chosen)
        for path in addresses(chosen[0]):
            client = coder if path.startswith(("/read", "/cases")) else lead
            first = timed(lambda path=path, client=client: client.ask("GET", path))  # type: ignore[misc] # mypy loses the default's type
            after = []
            for _ in range(5):
                deciding.code()
                after.append(timed(lambda path=path, client=client: client.ask("GET", path)))  # type: ignore[misc] # as above
            recalled = timed(lambda path=path, client=client: client.ask("GET", path))  # type: ignore[misc] # as above
            status = client.ask("GET", path)[0]
            said = f"{statistics.median(after):.0f} ms (first {first:.0f} ms, recalled {recalled:.0f} ms)"
            rows.append(Row("workbench", f"{accounts:,} accounts: {path[:40]} ({status}) after a decision", said, "< 300 ms", ""))
        rows += overviews(accounts, deciding, workbench.process.pid)
    return rows


def timed(act: Callable[[], object]) -> float:
    """Milliseconds of an act."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def measure(minutes: float = 5, accounts: int = 20_000, only: str | None = None, place: Path | None = None) -> list[Row]:
    """All of it."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if only in (None, "reader"):
            rows += reader(folder)
        if only in (None, "saving"):
            rows += saving(folder, minutes)
        if only in (None, "pages"):
            rows += pages(folder, accounts, place)
    return rows


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--minutes", type=float, default=5)
    asked.add_argument("--accounts", type=int, default=20_000)
    asked.add_argument("--only", choices=("reader", "saving", "pages"))
    asked.add_argument("--study", type=Path, help="a large study made before, for pages")
    given = asked.parse_args()
    show(measure(given.minutes, given.accounts, given.only, given.study))
