"""The archive as a bag (BagIt, RFC 8493): what libraries and archives take in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from testimonia.domain.report import Progress, silent
from testimonia.store import tabular
from testimonia.store.custody import material
from testimonia.store.custody.leaving import EvidenceReport, made, told

if TYPE_CHECKING:
    from testimonia.store.store import Store


def bag(store: Store, target: Path, *, by: str, title: str, contact: str | None, progress: Progress = silent) -> EvidenceReport:
    """Write the whole archive as a bag to a folder, or to a ZIP if ``target`` is named so.

    ``data/originals`` holds the bytes, named after their hash, but for those that hold a withdrawn account; ``data/*.jsonl`` accounts, captures and
    custody events; ``README.txt`` says how to read them.

    Raises:
        StudyExists: something is there already.
        StudyDamaged: an original is lost or changed.
        DiskFull, StudyReadOnly: it cannot be written.
    """
    with store.read() as connection:
        accounts = material.accounts(connection)
        captures = material.captures(connection)
        names = [account.id for account in accounts]
        originals, withheld = material.parted(connection, material.originals(capture for capture, _ in captures))
        with made(store, target, by, names) as folder:
            data = folder / "data"
            (data / "originals").mkdir(parents=True)
            for number, original in enumerate(originals):
                progress(number, len(originals), "copying originals")
                material.take(store, original, data / "originals" / original.file)
            tabular.write_jsonl(data / "accounts.jsonl", (material.account_row(account) for account in accounts))
            tabular.write_jsonl(data / "captures.jsonl", (material.capture_row(capture, noted) for capture, noted in captures))
            tabular.write_jsonl(data / "custody.jsonl", material.events(connection, names))
            _write(folder / "README.txt", _readme(withheld))
            _tags(folder, store, title, contact)
    size = sum(original.size for original in originals)
    return EvidenceReport(
        path=str(target),
        kind="bagit",
        accounts=len(accounts),
        originals=len(originals),
        size=size,
        grades=dict(Counter(capture.grade.value for capture, _ in captures)),
        how="Any BagIt tool checks it (bagit.py --validate); so does `sha256sum -c manifest-sha256.txt` in it.",
        withheld=tuple(withheld),
    )


def _readme(withheld: list[material.Original]) -> str:
    return "\n".join(
        [
            "data/originals        the bytes as they were captured, each file named after its SHA-256",
            "data/accounts.jsonl   what the items say of themselves",
            "data/captures.jsonl   how the bytes came, each time: grade, moment, tool, person",
            "data/custody.jsonl    every custody event, oldest first, as rows of the study's hash-chained record",
            "",
            "In data/custody.jsonl",
            *material.EXPLAINED,
            "",
            *([*told(withheld), "What is known of how they came is here all the same.", ""] if withheld else []),
        ]
    )


def _tags(folder: Path, store: Store, title: str, contact: str | None) -> None:
    """The bag's own files: what it is, what it holds, and the hashes of both."""
    payload = sorted(path for path in (folder / "data").rglob("*") if path.is_file())
    octets = sum(path.stat().st_size for path in payload)
    with store.read() as connection:
        study = store.fact(connection, "study") or ""
    info = [
        ("External-Identifier", study),
        ("External-Description", title),
        ("Contact-Name", contact or ""),
        ("Bagging-Date", store.now()[:10]),
        ("Bag-Software-Agent", "testimonia"),
        ("Payload-Oxum", f"{octets}.{len(payload)}"),
    ]
    _write(folder / "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    _write(folder / "bag-info.txt", "".join(f"{key}: {' '.join(value.split())}\n" for key, value in info if value.strip()))
    _write(folder / "manifest-sha256.txt", _manifest(folder, payload))
    tags = [folder / name for name in ("README.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt")]
    _write(folder / "tagmanifest-sha256.txt", _manifest(folder, tags))


def _manifest(folder: Path, paths: list[Path]) -> str:
    return "".join(f"{material.digest_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
