"""Bad input in every format that collect takes: each file is accounted for, and costs no more than its limits."""

from __future__ import annotations

import gzip
import random
import time

import pytest

from support.documents import answer, docx, gzipped, packed, paragraph, record
from support.studies import surroundings
from testimonia.domain.evidence import Account
from testimonia.stages.collect import CollectParams, Limits, collect
from testimonia.store.verify import verify
from testimonia.study import new_study

STORY = "He left the group in the spring of 2014, he told us, because nothing had been as promised. "
MEGABYTE = 1_000_000


def taken(tmp_path, files, **more):
    folder = tmp_path / "in"
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    with new_study(tmp_path / "s", surroundings=surroundings()) as study:
        report = collect(study, [folder], CollectParams(**more))
        with study.read() as view:
            found = {account.origin: account for account in view.records(Account)}
        assert verify(study.store).problems == ()
    return report, found


def test_a_file_of_200_megabytes_is_kept_and_not_read(tmp_path):
    """A text of 200 MB becomes an account that failed for its size, in seconds; the file beside it is read."""
    begun = time.monotonic()
    _, found = taken(tmp_path, {"big.txt": STORY.encode() * (200 * MEGABYTE // len(STORY)), "small.txt": STORY.encode()})
    assert (found["big.txt"].state.value, "MB is too large for one item" in found["big.txt"].reason) == ("failed", True)
    assert found["small.txt"].state.value == "ok"
    assert time.monotonic() - begun < 60


def test_bombs_links_and_climbing_members_harm_nothing(tmp_path):
    """DOCX, EPUB and WACZ that unpack without end fail with a reason; members that climb out write nothing; links to folders are told."""
    bomb = b" " * (160 * MEGABYTE)
    files = {
        "bomb.docx": packed({"word/document.xml": bomb}),
        "bomb.epub": packed({"mimetype": "application/epub+zip", "META-INF/container.xml": bomb}, stored=["mimetype"]),
        "bomb.wacz": packed({"archive/a.warc": b"\0" * (100 * MEGABYTE)}),
        "climb.docx": docx(paragraph(STORY), more={"../../../climbed.txt": b"x", "/etc/climbed": b"x"}),
        "bomb.warc.gz": gzip.compress(
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: 99999999999\r\n\r\n" + bomb
        ),
    }
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "elsewhere")
    report, found = taken(tmp_path, files)
    assert {name for name, account in found.items() if account.state.value == "failed"} == {"bomb.docx", "bomb.epub"}
    assert all("bomb" in found[name].reason for name in ("bomb.docx", "bomb.epub"))
    assert found["climb.docx"].state.value == "ok"
    assert not list(tmp_path.rglob("climbed*"))
    assert {entry.path for entry in report.skipped} == {"link"}
    assert set(report.bundles) == {"bomb.wacz", "bomb.warc.gz"}
    told = {origin for origin, _ in report.cut} | {origin for origin, _, _ in report.left}
    assert "bomb.warc.gz" in told


def test_wrong_names_and_wrong_charsets_are_seen_through(tmp_path, pdf_bytes):
    """Content decides: a PDF called .html, a page called .docx, Word called .txt, a WARC called .dat; a false charset garbles nothing."""
    page = f"<html><head><meta charset='utf-8'><title>t</title></head><body><p>{STORY * 3}</p></body></html>".encode()
    arabic = "قال إنه ترك الجماعة في ربيع العام لأن شيئا لم يكن كما وعدوه ثم مشى إلى النهر ليلا مع جاره"
    files = {
        "a.html": pdf_bytes,
        "b.docx": page,
        "c.txt": docx(paragraph(STORY)),
        "d.dat": record("response", "http://post.example/d", answer(page)),
        "e.html": f"<html><head><meta charset='iso-8859-1'></head><body><p>{arabic}</p></body></html>".encode("cp1256"),
        "f.warc": page,
        "g.pdf": b"{\\rtf1 " + STORY.encode() + b"}",
    }
    report, found = taken(tmp_path, files)
    assert set(found) == (set(files) - {"d.dat"}) | {"http://post.example/d"}
    assert {name: account.state.value for name, account in found.items() if account.state.value != "ok"} == {}
    assert found["e.html"].language == "ar"
    assert report.bundles == {"d.dat": 1}


@pytest.fixture
def pdf_bytes():
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.close()
    stream = f"BT /F1 11 Tf 50 780 Td ({STORY[:60]}) Tj ET"
    body = (
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font "
        f"/Subtype /Type1 /BaseFont /Helvetica >> >> >> >>\nendobj\n4 0 obj\n<< /Length {len(stream)} >>\nstream\n{stream}\nendstream\nendobj\n"
        "trailer << /Root 1 0 R /Size 5 >>\n%%EOF\n"
    )
    return body.encode()


def test_a_trap_inside_an_archive_costs_its_time_and_no_more(tmp_path):
    """One page of an archive that no parser finishes fails for time; the pages before and after it are read."""
    trap = b"<!DOCTYPE html><html><body><p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">hello there</p></body></html>"
    good = f"<html><body><p>{STORY * 3}</p></body></html>".encode()
    pages = [record("response", f"http://post.example/{name}", answer(body)) for name, body in (("a", good), ("trap", trap), ("z", good))]
    _, found = taken(tmp_path, {"crawl.warc.gz": gzipped(pages)}, limits=Limits(seconds=2.0))
    states = {origin.rpartition("/")[2]: account.state.value for origin, account in found.items()}
    assert states == {"a": "ok", "trap": "failed", "z": "ok"}


def mixed(count, seed=7):
    """Files of many kinds, one in ten of them bad; by name, with whether each is good."""
    dice = random.Random(seed)
    bad = [
        b"",
        bytes(range(256)),
        b"%PDF-1.4\nbroken",
        b"PK\x03\x04" + bytes(50),
        b"{\\rtf1",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x",
        b"\x89PNG\r\n\x1a\n",
    ]
    files = {}
    for n in range(count):
        text = f"{STORY} Number {n} told us so."
        if n % 10 == 3:
            files[f"{n % 20:02}/{n:05}.{dice.choice(['html', 'pdf', 'docx', 'txt'])}"] = (
                dice.choice(bad) + (b"%d" % n if n % 4 else b""),
                False,
            )
            continue
        kind = dice.choice(["txt", "txt", "md", "rtf", "srt"])
        data = {
            "txt": text, "md": f"# Title {n}\n\n{text}", "rtf": f"{{\\rtf1 {text}}}", "srt": f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n",
        }[kind]  # fmt: skip
        files[f"{n % 20:02}/{n:05}.{kind}"] = (data.encode(), True)
    return files


@pytest.mark.parametrize("count", [150, pytest.param(10_000, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])])
def test_of_many_mixed_files_each_is_accounted_for(tmp_path, count):
    """With one bad file in ten, every file is an account with a state, every bad one has its reason, and nothing is read twice."""
    files = mixed(count)
    folder = tmp_path / "in"
    for name, (data, _) in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    with new_study(tmp_path / "s", surroundings=surroundings()) as study:
        report = collect(study, [folder])
        with study.read() as view:
            found = {account.origin: account for account in view.records(Account)}
        assert len(report.new) + len(report.skipped) + len(report.refused) == count
        assert set(found) == set(files)
        wrong = {name for name, (_, good) in files.items() if (found[name].state.value == "ok") != good}
        # A bad beginning with a number behind it may be a readable text after all; none of the good ones may fail.
        assert not {name for name in wrong if files[name][1]}
        assert all(account.reason for account in found.values() if account.state.value == "failed")
        assert report.states["failed"] >= count // 30
        again = collect(study, [folder])
        assert (len(again.new), again.already) == (0, report.states["ok"] + report.states.get("partial", 0))


def test_a_folder_of_nothing_but_links_ends(tmp_path):
    """Links to themselves, to parents and to nothing are told and never followed."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "self").symlink_to("self")
    (folder / "up").symlink_to("..")
    (folder / "gone.docx").symlink_to("nowhere")
    with new_study(tmp_path / "s", surroundings=surroundings()) as study:
        report = collect(study, [folder])
    assert {entry.path for entry in report.skipped} == {"self", "up", "gone.docx"}
