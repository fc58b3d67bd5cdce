"""The report: what each profile holds, that it is inert, whole and recorded."""

from __future__ import annotations

import csv
import hashlib
import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.metadata import PackageNotFoundError
from itertools import combinations

import pytest
from openpyxl import load_workbook

from testimonia.domain.decisions import Coding, LinkReview
from testimonia.domain.results import Finding, Link
from testimonia.domain.vocabulary import Layer, LinkDecision, Profile, Shelf
from testimonia.errors import NotPermitted, StaleResults, UsageError
from testimonia.stages.analyse import analyse
from testimonia.stages.publish import publish
from testimonia.store.withdraw import holders
from testimonia.study import open_study
from testimonia.workflow import demo
from unit.stages.publish.example import STUDY, Example, coded, collected, start

HOSTILE = "</title><script>document.title='owned'</script><img src=x onerror=alert(1)>\u202etxt.exe\u2066"
VOID = {"meta", "rect", "line", "circle", "path", "br", "hr"}


def released(example: Example, out, profile=Profile.PUBLIC):
    example.settle()
    analyse(example.study)
    report = publish(example.study, out, profile)
    return report, (out / "report.html").read_text(encoding="utf-8")


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


class Tags(HTMLParser):
    """Every tag with its attributes, and whether all that opened was closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes something else"


@pytest.fixture(scope="module")
def internal(tmp_path_factory):
    """The internal report of nine people (and its folder)."""
    folder = tmp_path_factory.mktemp("internal")
    made = coded(folder / "s")
    report, page = released(made, folder / "out", Profile.INTERNAL)
    yield made, report, page, folder / "out"
    made.study.close()


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """The public report of sixty people (and its folder)."""
    folder = tmp_path_factory.mktemp("public")
    made = coded(folder / "s", 60)
    report, page = released(made, folder / "out")
    yield made, report, page, folder / "out"
    made.study.close()


def test_before_screening_it_is_a_work_plan(tmp_path):
    """An unscreened study says so, counts what was collected and names the next command."""
    made = collected(tmp_path / "s", 5)
    report, page = released(made, tmp_path / "out")
    assert report.lines()[1].startswith("No findings yet")
    assert "nothing screened yet" in page
    assert "The shelf testimony is empty." in page
    assert "testimonia screen STUDY import FILE" in page
    assert "the file ends in the middle" in page
    assert table(tmp_path / "out" / "findings.csv") == []
    flow = {(row["shelf"], row["step"]): row["count"] for row in table(tmp_path / "out" / "flow.csv") if row["stream"] == "reports"}
    assert (flow["testimony", "identified"], flow["testimony", "copies"], flow["testimony", "waiting"]) == ("9", "4", "5")
    assert flow["unshelved", "unreadable"] == "1"
    made.study.close()


def test_an_empty_study_has_a_report_too(tmp_path):
    """Nothing collected is a state to be told, not a fault."""
    made = start(tmp_path / "s")
    _, page = released(made, tmp_path / "out")
    assert "Nothing has been collected yet" in page
    made.study.close()


def test_the_page_is_whole_html_with_nothing_to_fetch_or_run(internal):
    """Tags close in order, ids are single, links stay inside, and there is no script, handler, source or style attribute."""
    _, _, page, _ = internal
    tags = Tags(page)
    assert tags.open == []
    ids = [attrs["id"] for _, attrs in tags.seen if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in tags.seen:
        assert tag not in {"script", "img", "iframe", "link", "object", "embed", "form"}
        assert not {"src", "style"} & attrs.keys()
        assert not any(name.startswith("on") for name in attrs)
        if "href" in attrs:
            assert attrs["href"][1:] in ids
    policy = next(attrs["content"] for tag, attrs in tags.seen if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")


def test_each_number_leads_to_the_words_and_to_the_archived_page(internal):
    """From a finding to its cases, from a case to its passages, from a passage to account, capture grade, SHA-256 and offsets."""
    made, _, page, _ = internal
    study = made.study
    with study.read() as view:
        finding = next(f for f in view.outputs("analyse", Finding) if f.evidence)
        coding = next(c for c in view.records(Coding) if f"{c.codebook}:{c.code}" == finding.group)
        account = view.account(coding.account)
    article = page.split(f'id="plan-{finding.plan}"', 1)[1].split("</article>", 1)[0]
    first_row = article.split("<tbody>", 1)[1].split("</tr>", 1)[0]
    completed, stated, silent, unclear = re.findall(r"<td[^>]*>(.*?)</td>", first_row)[1:5]
    for cell, count in (
        (completed, finding.n),
        (stated, finding.k + len(finding.denying)),
        (silent, finding.not_stated),
        (unclear, finding.unclear),
    ):
        links = re.findall(r'href="#(c\d+)"', cell)
        assert len(set(links)) == len(links) == count
        assert all(f'id="{name}"' in page for name in links)
    assert finding.not_stated
    assert finding.unclear
    assert len(re.findall(r'href="#c\d+"', completed.split("</ul>", 1)[0])) == finding.k
    cases = page.split('id="cases"', 1)[1]
    assert html.escape(coding.quote, quote=False) in cases
    for said in (account.sha256, coding.edition, f"{coding.start}–{coding.end}", "Capture: declared", account.origin):
        assert said in cases


def test_an_internal_report_says_so_on_every_page(internal):
    """The stamp stands in the page, in its title, and in the part of it that print repeats."""
    _, _, page, _ = internal
    assert '<div class="stamp"><span>INTERNAL – do not share</span></div>' in page
    assert "<title>INTERNAL – do not share: " in page
    assert ".stamp { display: table-header-group;" in page


def test_findings_stand_with_interval_denominators_and_bounds(internal):
    """A share is never alone: interval, both denominators, what is not stated or unclear, bounds, and its tag."""
    _, _, page, out = internal
    row = next(row for row in table(out / "findings.csv") if row["group"] == "icsr-2015:leaving-brutality" and row["plan"] == "why-left")
    assert (row["k"], row["n"], row["not_stated"], row["registered"]) == ("5", "9", "4", "true")
    article = page.split('id="plan-why-left"', 1)[1].split("</article>", 1)[0]
    for said in ("56%", "(27–81%)", "5 of 9", "5 of 5", "56–100%", "registered", "<desc>", "Wilson 95% interval"):
        assert said in article


def test_arabic_runs_from_the_right(internal):
    """Passages take their own direction and language; titles and labels are isolated from the frame around them."""
    _, _, page, _ = internal
    assert re.search(r'<blockquote><p dir="auto" lang="ar">', page)
    assert "<bdi>هربت في الليل</bdi>" in page


def test_the_public_report_holds_no_person(public):
    """No quotation, label, title, origin, case, memo or coder leaves; accounts and searches may be counted."""
    _, _, page, out = public
    everything = page + "".join((out / name).read_text(encoding="utf-8") for name in ("findings.csv", "flow.csv", "manifest.json"))
    for secret in ("Guard 1", "walked out at night", "the baker", "post-001.html", "Velmar Post", "anna", "ben,", "هربت", "N. 1 sat"):
        assert secret not in everything
    assert 'id="cases"' not in page
    assert "evidence" not in table(out / "findings.csv")[0]


def test_no_public_count_of_people_gives_anybody_away(public):
    """All numbers of people in both tables, and every difference of two, are 0 or at least 5; what is hidden holds no number."""
    _, report, page, out = public
    seen = {0}
    ways = set()
    for row in table(out / "findings.csv"):
        shown = [bool(row[name]) for name in ("estimate", "low", "high", "k", "n")]
        assert shown == [row["shown"] == "true"] * 5
        seen |= {int(row[name]) for name in ("k", "n", "not_stated", "unclear") if row[name]}
        beside = [bool(row[name]) for name in ("not_stated", "unclear", "bound_low", "bound_high")]
        assert row["bound_low"] == "" or all(beside)
        assert row["shown"] == "true" or row["denominator"] == "stated" or not any(beside)
        ways.add((row["shown"], all(beside)))
    assert ways >= {("true", True), ("true", False), ("false", False)}
    seen |= {int(row["count"]) for row in table(out / "flow.csv") if row["stream"] == "people" and row["shown"] == "true"}
    assert all(abs(a - b) >= 5 for a, b in combinations(sorted(seen), 2))
    assert report.findings
    assert report.hidden
    assert "hidden" in page


def test_the_page_shows_no_count_that_the_table_hides(public):
    """A count of people that the page writes is one that findings.csv shows."""
    _, _, page, out = public
    allowed = {(int(row["k"]), int(row["n"])) for row in table(out / "findings.csv") if row["shown"] == "true"}
    section = page.split('id="findings"', 1)[1].split("</section>", 1)[0].split("<article>", 1)[1]
    written = {(int(a), int(b)) for a, b in re.findall(r"(\d+) of (\d+)", section)}
    assert written
    assert written <= allowed
    columns = {int(n) for n in re.findall(r'class="count"[^>]*>(\d+)<', section)}
    assert columns <= {k for k, _ in allowed}


def test_a_public_report_says_in_a_sentence_what_is_hidden_and_why(public):
    """The number of hidden rows on the page is that of the rows that the table names and hides."""
    _, _, page, out = public
    rows = [row for row in table(out / "findings.csv") if row["denominator"] == "completed"]
    hidden = sum(row["shown"] == "false" for row in rows)
    partly = sum(row["shown"] == "true" and not row["bound_low"] for row in rows)
    assert f"To protect the people in this study, {hidden} of {len(rows)} rows are hidden and {partly} more" in page
    assert "fewer than 5 people" in page


def test_no_list_of_cases_leaves_the_team(public, internal):
    """findings.csv has the cases behind each number inside the team, and in public not one of their ids; no number unfolds there."""
    made, _, page, out = public
    everything = page + "".join(path.read_text(encoding="utf-8") for path in out.iterdir() if path.suffix != ".xlsx")
    sheets = load_workbook(out / "tables.xlsx").worksheets
    everything += "".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    assert not any(case.id in everything for case in made.cases)
    assert 'class="cases"' not in page
    row = table(internal[3] / "findings.csv")[0]
    lists = {name: json.loads(row[name]) for name in ("evidence", "denying", "silent", "unresolved")}
    assert [len(lists[name]) for name in ("evidence", "silent", "unresolved")] == [
        int(row[name]) for name in ("k", "not_stated", "unclear")
    ]
    assert lists["silent"]
    assert not lists.keys() & table(out / "findings.csv")[0].keys()


def test_the_demo_shows_findings_in_public(tmp_path):
    """Of thirty-five people some counts can be told, and some cannot: the first report that anybody makes shows both."""
    demo(tmp_path / "s")
    rows = table(tmp_path / "s" / "releases" / "public" / "findings.csv")
    shown = [row for row in rows if row["shown"] == "true"]
    assert 0 < len(shown) < len(rows)
    people = [row for row in shown if row["plan"] != "components"]  # programmes are no people
    for row in people:
        count, others = int(row["k"]), int(row["n"]) - int(row["k"])
        assert count == 0 or count >= 5, row
        assert others == 0 or others >= 5, row


def test_the_flow_unfolds_to_accounts_and_mentions(internal):
    """Inside the team each box of the flow leads to as many accounts, mentions or cases as it counts."""
    _, _, page, out = internal
    figures = page.split('id="flow"', 1)[1].split("</section>", 1)[0].split("<figure>")[1:]
    people = next(figure for figure in figures if "<figcaption>People" in figure)
    boxes = re.findall(r'<div class="box">(.*?</span></div>)', people)
    steps = {row["step"]: int(row["count"]) for row in table(out / "flow.csv") if row["stream"] == "people"}
    for box, step in zip(boxes, ("mentions", "assessed", "eligible", "cases", "finished"), strict=True):
        assert len(re.findall(r'href="#[ac]\d+"', box)) == steps[step] > 0
    testimony = re.findall(r'<div class="box">(.*?</span></div>)', figures[0])
    counted = [int(re.search(r"<summary>(\d+)</summary>", box)[1]) for box in testimony]
    assert [len(re.findall(r'href="#a\d+"', box)) for box in testimony] == counted
    left = re.findall(r"<li>(.*?</details></div> [^<]+)</li>", figures[0])
    assert any("copies" in item for item in left)


def test_columns_of_the_timeline_lead_to_their_cases(internal):
    """Inside the team each column links to the row of its period, which unfolds to as many cases as the column counts."""
    _, _, page, _ = internal
    links = re.findall(r'<a href="#(plan-when-left-[^"]+)" aria-label="[^:]+: (\d+)">', page)
    assert links
    for name, count in links:
        inside = page.split(f'id="{name}"', 1)[1].split("</ul>", 1)[0]
        assert len(re.findall(r'href="#c\d+"', inside)) == int(count)


def test_the_numbers_at_the_top_lead_to_their_sections(internal, public):
    """Inside the team the number of people leads to the cases; in public the numbers at the top lead nowhere."""
    glance = internal[2].split('<ul class="glance', 1)[1].split("</ul>", 1)[0]
    assert re.search(r'<a href="#cases">9</a></strong> <span>people<', glance)
    assert '<a href="#accounts">' in glance
    assert "href" not in public[2].split('<ul class="glance', 1)[1].split("</ul>", 1)[0]


def test_without_a_version_the_head_says_testimonia(tmp_path, monkeypatch):
    """A clone that was never installed has no version, and nothing is put in its place."""

    def missing(_):
        raise PackageNotFoundError

    monkeypatch.setattr("testimonia.stages.publish.steps.version", missing)
    made = collected(tmp_path / "s", 1)
    _, page = released(made, tmp_path / "out")
    assert "</code> · testimonia</p>" in page
    assert 'content="testimonia"' in page
    assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["testimonia"] is None
    made.study.close()


def test_a_reopened_case_waits_for_its_coder_again(tmp_path):
    """An account linked after a completion puts the case back into the work plan and takes it out of the finished ones."""
    made = start(tmp_path / "s")
    one = made.person("G", made.account("a.txt", "A guard left. " * 5, title="t"))
    made.complete(one, "ben")
    made.complete(one, "ben", "form")
    later = made.person("G.", made.account("b.txt", "A guard spoke once more. " * 5, title="u"))
    a, b = sorted([one.mentions[0], later.mentions[0]])
    of = {case.mentions[0]: case.accounts[0] for case in (one, later)}
    made.study.decide([LinkReview(a=a, b=b, account_a=of[a], account_b=of[b], decision=LinkDecision.SAME)])
    made.links = [Link(a=a, b=b, decision="same", by="owner")]
    made.cases = [replace(one, mentions=(*one.mentions, *later.mentions), accounts=tuple(sorted((*one.accounts, *later.accounts))))]
    released(made, tmp_path / "out", Profile.INTERNAL)
    flow = {row["step"]: row["count"] for row in table(tmp_path / "out" / "flow.csv") if row["stream"] == "people"}
    assert (flow["cases"], flow["finished"]) == ("1", "0")
    made.complete(later, "ben")
    released(made, tmp_path / "out", Profile.INTERNAL)
    flow = {row["step"]: row["count"] for row in table(tmp_path / "out" / "flow.csv") if row["stream"] == "people"}
    assert flow["finished"] == "1"
    made.study.close()


def test_an_answer_that_only_coding_brought_up_is_not_even_named(tmp_path):
    """A hidden country or age in the public table would say that somebody gave it; a listed answer says nothing."""
    plan = STUDY.replace("  - {id: spoke,", "  - {id: country, label: Country, type: country}\n  - {id: spoke,", 1)
    plan += "  - {id: countries, kind: prevalence, variable: country}\n"
    made = start(tmp_path / "s", plan)
    for n in range(12):
        case = made.person(f"G{n}", made.account(f"{n}.txt", f"Guard {n} spoke at length. " * 3, title="t"))
        made.answer(case, "anna", "country", "BT" if n == 0 else "NO")
        made.complete(case, "anna", "form")
    _, page = released(made, tmp_path / "out")
    groups = {row["group"] for row in table(tmp_path / "out" / "findings.csv")}
    assert "country=BT" not in groups
    assert "origin=coast" in groups
    assert ">BT<" not in page
    made.study.close()


def test_hostile_text_is_inert(tmp_path):
    """Markup, handlers and direction overrides in titles, labels, texts, reasons and memos arrive as text, or are named."""
    made = start(tmp_path / "s")
    root = made.account(f"{HOSTILE}.txt", f"{HOSTILE} and more words that follow on. " * 3, title=HOSTILE + "x" * 50_000, outlet=HOSTILE)
    case = made.person(HOSTILE, root)
    made.code(case, "leaving-brutality", "anna", start=0, end=len(HOSTILE))
    made.complete(case, "anna")
    _, page = released(made, tmp_path / "out", Profile.INTERNAL)
    tags = Tags(page)
    assert {tag for tag, _ in tags.seen}.isdisjoint({"script", "img"})
    assert not any(name.startswith("on") for _, attrs in tags.seen for name in attrs)
    assert "\u202e" not in page
    assert "\u2066" not in page
    assert '<span class="control">U+202E</span>' in page
    made.study.close()


def test_a_formula_in_a_table_is_escaped(tmp_path):
    """A title that a spreadsheet would run is written as text."""
    made = start(tmp_path / "s", STUDY.replace("title: Why they left,", "title: '=1+1',"))
    case = made.person("G", made.account("a.txt", "A guard spoke. " * 5, title="t"))
    made.complete(case, "anna")
    released(made, tmp_path / "out", Profile.INTERNAL)
    assert {row["title"][0] for row in table(tmp_path / "out" / "findings.csv") if row["plan"] == "why-left"} == {"'"}
    made.study.close()


def test_a_blind_round_is_left_out_and_said(tmp_path):
    """Nothing that was decided in a round that is not open is in the report; that something was is."""
    made = start(tmp_path / "s", STUDY.replace("blind: false", "blind: true"))
    case = made.person("G", made.account("a.txt", "The guard spoke of bread. " * 5, title="t"))
    made.code(case, "leaving-brutality", "ben", end=12)
    made.complete(case, "ben")
    _, page = released(made, tmp_path / "out", Profile.INTERNAL)
    assert "<mark>" not in page
    assert "Left out, because their blind round is not open yet: 1 coding, 1 completion (coding-1)." in page
    assert "testimonia code STUDY open coding-1" in page
    made.study.close()


@pytest.mark.parametrize("which", ["testimony", "people"])
def test_the_drawn_flow_says_what_the_flow_on_the_page_says(public, which):
    """Number by number, what is hidden on the page is hidden in the drawing, in the page and as a file."""
    _, _, page, out = public
    flows = page.split('class="flows"', 1)[1].split("</section>", 1)[0]
    html = next(
        part for part in flows.split("<figure>") if ("<figcaption>People" if which == "people" else which) in part.split("</figcaption>")[0]
    )
    numbers = [re.sub("<[^>]*>", "", found) for found in re.findall('<div class="count">(.*?)</div>', html.split("</figure>")[0])]
    drawing = (out / f"prisma-{which}.svg").read_text("utf-8")
    drawn = re.findall(">n = (.+?)(?: ·.*?)?<", drawing)
    assert sorted(drawn) == sorted(numbers)
    assert numbers
    assert drawing.split("<desc>", 1)[1].split("</desc>", 1)[0] in flows
    if which == "people":
        assert "hidden" in numbers


def test_the_manifest_vouches_for_the_files(internal):
    """Every file of a release has its SHA-256 in the manifest, beside snapshot, profile, time and version."""
    _, report, _, out = internal
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    files = {path.name for path in out.iterdir()}
    assert files - {name for name in files if name.startswith(("figure-", "prisma-"))} == {
        "findings.csv", "flow.csv", "manifest.json", "measures.csv", "methods.txt", "report.html", "robustness.csv", "tables.tex", "tables.xlsx",
    }  # fmt: skip
    assert files == {*manifest["files"], "manifest.json"}
    assert manifest["files"] == {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in manifest["files"]}
    assert (manifest["profile"], manifest["snapshot"]) == ("internal", report.snapshot)
    assert manifest["generated"].startswith("2026-03-01T")


def test_a_release_is_recorded_with_what_it_held(internal):
    """A withdrawal can name every release that held the account."""
    made, report, _, out = internal
    with made.study.read() as view:
        (held,) = holders(view.connection, made.accounts[0])
    assert (held["kind"], held["profile"], held["path"]) == ("report", "internal", str(out))
    assert held["sha256"] == report.files["report.html"]


def test_the_same_state_gives_the_same_page(tmp_path):
    """Two studies with one history and one clock give the same bytes."""
    pages = []
    for name in ("a", "b"):
        made = coded(tmp_path / name, 4)
        pages.append(released(made, tmp_path / f"{name}-out", Profile.INTERNAL)[1])
        made.study.close()
    assert re.sub(r"[0-9a-f]{24,64}", "", pages[0]) == re.sub(r"[0-9a-f]{24,64}", "", pages[1])


def test_only_those_who_lead_may_release(tmp_path):
    """A coder is refused, and so is a profile that study.yaml does not list."""
    made = coded(tmp_path / "s", 2)
    analyse(made.study)
    made.study.close()
    with open_study(tmp_path / "s", coder="ben") as study, pytest.raises(NotPermitted):
        publish(study, tmp_path / "out")
    made = start(tmp_path / "t", STUDY + "release: {profiles: [public]}\n")
    with pytest.raises(NotPermitted, match="profile internal"):
        publish(made.study, tmp_path / "out", Profile.INTERNAL)
    assert not (tmp_path / "out").exists()
    made.study.close()


def test_stale_results_are_not_published(tmp_path):
    """After a decision that changes the findings the report is refused until they are computed again."""
    made = coded(tmp_path / "s", 3)
    analyse(made.study)
    made.code(made.cases[0], "leaving-brutality", "owner", layer=Layer.ADJUDICATED)
    with pytest.raises(StaleResults, match="testimonia run"):
        publish(made.study, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    made.study.close()


def test_a_file_in_the_way_is_said(tmp_path):
    """OUT is a folder."""
    made = start(tmp_path / "s")
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        publish(made.study, tmp_path / "out")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"
    made.study.close()


def test_a_failed_writing_leaves_the_release_before_it_untouched(tmp_path, monkeypatch):
    """What was published last stays whole when the next one cannot be written."""
    made = collected(tmp_path / "s", 2)
    released(made, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    made.account("new.txt", "Another account came in. " * 4, title="new", shelf=Shelf.POLICY)
    made.settle()
    analyse(made.study)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("testimonia.stages.publish.steps.write_manifest", full)
    with pytest.raises(Exception, match=r"(?i)space|full|room"):
        publish(made.study, tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    made.study.close()


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return sum(
        w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    )


def test_every_ink_can_be_read_on_every_paper(internal):
    """Contrast is at least 4.5 to 1 (WCAG 1.4.3) in light, dark and print."""
    _, _, page, _ = internal
    themes = [dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6})", block)) for block in re.findall(r":root \{[^}]*\}", page)]
    assert len(themes) == 3
    for theme in themes:
        colours = {name: value if len(value) == 7 else "#" + "".join(2 * c for c in value[1:]) for name, value in theme.items()}
        for ink, paper in [(i, p) for i in ("ink", "soft", "accent") for p in ("paper", "raised")] + [
            ("warn", "warnpaper"),
            ("ink", "mark"),
        ]:
            one, two = sorted((luminance(colours[ink]), luminance(colours[paper])))
            assert (two + 0.05) / (one + 0.05) >= 4.5, (ink, paper)


@pytest.mark.browser
def test_a_browser_shows_it_without_a_word_of_complaint(internal, new_page):
    """No request, no console message; a link from a number opens its case; narrow screens do not scroll sideways."""
    _, _, _, out = internal
    page = new_page(viewport={"width": 390, "height": 800}, color_scheme="dark")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    url = (out / "report.html").as_uri()
    page.goto(url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{url}#c3")
    assert page.locator("#c3").is_visible()
    assert {address.partition("#")[0] for address in asked} == {url}
    assert page.locator("#c3 blockquote p").first.evaluate("p => getComputedStyle(p).direction") == "rtl"
