"""One file, many accounts; lists that describe them: the verb as a whole."""

from __future__ import annotations

import hashlib

import pytest

from support.documents import answer, gzipped, nexis_docx, record
from support.studies import surroundings
from testimonia.domain.evidence import Account, Capture
from testimonia.domain.vocabulary import Grade
from testimonia.stages.collect import collect
from testimonia.store.verify import verify
from testimonia.store.withdraw import withdraw
from testimonia.study import new_study

RIVER = "https://post.example/river"
ARTICLES = [
    {
        "title": f"Story number {n} of the river",
        "outlet": "The River Post",
        "date": f"June {n}, 2015 Wednesday",
        "byline": "Ada Example",
        "body": f"Person {n} left the group.",
    }
    for n in range(1, 4)
]


@pytest.fixture
def study(tmp_path):
    with new_study(tmp_path / "s", surroundings=surroundings()) as made:
        yield made


def accounts(study):
    with study.read() as view:
        return {account.origin: account for account in view.records(Account)}


def captures(study, account):
    with study.store.read() as connection:
        return study.store.captures(connection, account)


def put(folder, files):
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_a_download_becomes_its_articles(study, tmp_path):
    """Each article cites its bundle, shares its bytes, has a name, a secret and a number of its own; collecting twice adds nothing."""
    folder = put(tmp_path / "in", {"nexis.docx": nexis_docx(ARTICLES)})
    report = collect(study, [folder])
    found = accounts(study)
    assert list(found) == ["nexis.docx#1", "nexis.docx#2", "nexis.docx#3"] or set(found) == {f"nexis.docx#{n}" for n in (1, 2, 3)}
    second = found["nexis.docx#2"]
    assert (second.bundle, second.title, second.outlet, second.published) == (
        "nexis.docx",
        ARTICLES[1]["title"],
        "The River Post",
        "2015-06-02",
    )
    assert second.accession == "5G3H-0001-JBXX-0002-00000-00"
    assert len({account.secret for account in found.values()}) == 3
    assert {account.sha256 for account in found.values()} == {hashlib.sha256((folder / "nexis.docx").read_bytes()).hexdigest()}
    assert "  3 items in nexis.docx" in report.lines()
    again = collect(study, [folder])
    assert (again.new, again.already) == ((), 3)
    assert verify(study.store).problems == ()


def test_pages_of_an_archive_are_accounts_at_their_addresses(study, tmp_path, page):
    """A page's origin is its address, its grade recorded at the moment of the archive, its bytes its own record; the archive is named with its hash."""
    river = record("response", RIVER, answer(page()))
    folder = put(
        tmp_path / "in",
        {"crawl.warc.gz": gzipped([river, record("response", "https://post.example/s.css", answer(b"x", kind="text/css"))])},
    )
    report = collect(study, [folder])
    account = accounts(study)[RIVER]
    assert (account.bundle, account.state.value, account.sha256) == ("crawl.warc.gz", "ok", hashlib.sha256(river).hexdigest())
    (capture,) = captures(study, account.id)
    assert (capture.grade, capture.at, capture.media_type) == (Grade.RECORDED, "2015-06-03T08:00:05Z", "application/warc")
    assert hashlib.sha256((folder / "crawl.warc.gz").read_bytes()).hexdigest() in capture.tool
    assert study.store.archive.get(account.sha256) == river
    assert any("1 × parts of pages" in line for line in report.lines())
    assert collect(study, [folder]).already == 1


def test_the_same_address_in_a_second_archive_is_another_capture(study, tmp_path, page):
    """Capturing an address again adds a capture to its account; the text in force stays."""
    put(tmp_path / "in", {"a.warc": record("response", RIVER, answer(page()))})
    collect(study, [tmp_path / "in"])
    before = accounts(study)[RIVER]
    put(
        tmp_path / "in",
        {"b.warc": record("response", RIVER, answer(page("Something else was written here later on.")), date="2016-01-01T00:00:00Z")},
    )
    report = collect(study, [tmp_path / "in"])
    assert accounts(study) == {RIVER: before}
    assert [capture.at for capture in captures(study, before.id)] == ["2015-06-03T08:00:05Z", "2016-01-01T00:00:00Z"]
    assert report.again == (RIVER,)
    third = collect(study, [tmp_path / "in"])
    assert (third.again, third.already) == ((), 2)
    assert verify(study.store).problems == ()


def test_a_list_describes_the_files_that_it_names(study, tmp_path, page):
    """Entries are joined to a file and to an address; what is left is an account of which only the record is there."""
    ris = (
        "TY  - NEWS\nTI  - The list's title\nDA  - 2015/06/03\nT2  - The River Post\nL1  - pages/a.html\nER  -\n"
        f"TY  - NEWS\nTI  - Another\nUR  - {RIVER}\nPY  - 2014\nER  -\n"
        "TY  - NEWS\nTI  - Nowhere to be had\nAB  - He left.\nER  -\n"
    )
    folder = put(tmp_path / "in", {"list.ris": ris.encode(), "pages/a.html": page(), "c.warc": record("response", RIVER, answer(page()))})
    report = collect(study, [folder])
    found = accounts(study)
    assert set(found) == {"pages/a.html", RIVER, "list.ris#3"}
    assert (found["pages/a.html"].title, found["pages/a.html"].published, found["pages/a.html"].published_origin) == (
        "The list's title",
        "2015-06-03",
        "list",
    )
    assert (found[RIVER].title, found[RIVER].published) == ("Another", "2014")
    assert (found["list.ris#3"].state.value, found["list.ris#3"].bundle) == ("partial", "list.ris")
    assert [(one.path, one.entries, one.joined) for one in report.lists] == [("list.ris", 3, 2)]
    assert "  list.ris: 3 entries, 2 of them joined to what was collected, 1 with the record only" in report.lines()
    again = collect(study, [folder])
    assert (again.new, again.already, again.described) == ((), 3, 0)
    assert verify(study.store).problems == ()


def test_a_list_that_comes_later_describes_what_is_there(study, tmp_path, page):
    """Accounts collected before are described anew; nothing is collected twice."""
    folder = put(tmp_path / "in", {"a.html": page()})
    collect(study, [folder])
    put(folder, {"list.ris": b"TY  - NEWS\nTI  - The list's title\nL1  - a.html\nER  -\n"})
    report = collect(study, [folder])
    assert (report.new, report.described) == ((), 1)
    assert accounts(study)["a.html"].title == "The list's title"


def test_the_item_replaces_its_record(study, tmp_path, page):
    """An account of which only the record was there gets its text when the page itself is collected, and keeps its id."""
    put(tmp_path / "in", {"list.ris": f"TY  - NEWS\nTI  - Another\nUR  - {RIVER}\nPY  - 2014\nER  -\n".encode()})
    collect(study, [tmp_path / "in"])
    before = accounts(study)[RIVER]
    assert before.state.value == "partial"
    put(tmp_path / "in", {"c.warc": record("response", RIVER, answer(page()))})
    collect(study, [tmp_path / "in"])
    after = accounts(study)[RIVER]
    assert (after.id, after.state.value, after.published) == (before.id, "ok", "2014")
    assert after.words > before.words
    assert verify(study.store).problems == ()


def test_a_withdrawn_page_does_not_come_back_with_its_archive(study, tmp_path, page):
    """A record whose bytes were withdrawn is refused when its archive is collected again, alone or with others."""
    other = record("response", "https://post.example/other", answer(page()))
    folder = put(tmp_path / "in", {"crawl.warc": record("response", RIVER, answer(page())) + other})
    collect(study, [folder])
    gone = accounts(study)[RIVER]
    withdraw(study.store, gone.id, by="owner", reason="asked to")
    report = collect(study, [folder])
    assert report.refused == (RIVER,)
    assert set(accounts(study)) == {"https://post.example/other"}
    assert gone.sha256 not in study.store.archive


def test_an_archive_cut_short_is_told(study, tmp_path, page):
    """What an archive holds before its cut becomes accounts; the report names the file and the reason."""
    records = [
        record("response", f"https://post.example/{n}", answer(page(f"Number {n} told us his story at length. " * 20))) for n in range(4)
    ]
    folder = put(tmp_path / "in", {"crawl.warc.gz": gzipped(records)[:-100]})
    report = collect(study, [folder])
    assert len(report.new) >= 3
    assert any("could not be read to its end: it is cut off" in line for line in report.lines())


def captured(study):
    with study.read() as view:
        return view.records(Capture)
