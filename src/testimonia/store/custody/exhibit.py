"""One account as an exhibit: what somebody needs who must be shown what the page said, and who doubts it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from testimonia.domain.evidence import Account, Capture, Edition
from testimonia.errors import UnknownReference
from testimonia.store import tabular
from testimonia.store.custody import material
from testimonia.store.custody.leaving import EvidenceReport, made, told
from testimonia.store.cutting import is_text_of_its_own

if TYPE_CHECKING:
    from testimonia.store.store import Store

CHECK = "sha256sum -c SHA256SUMS"
COLUMNS = ("at", "event", "by", "grade", "captured", "tool", "sha256", "row", "parent")


def exhibit(store: Store, account: str, target: Path, *, by: str) -> EvidenceReport:
    """Write an account's exhibit to a folder, or to a ZIP if ``target`` is named so.

    ``evidence/`` holds its originals byte for byte, named after their hash; ``custody.csv`` and ``custody.jsonl`` the custody events; ``working/`` the
    texts that were taken out of it; ``SHA256SUMS`` the hash of every file. An original that holds a withdrawn account too is left out, and that is
    said. Where an original holds several accounts, the exhibit is noted as a copy of each.

    Raises:
        UnknownReference: there is no such account.
        StudyExists: something is there already.
        StudyDamaged: an original is lost or changed.
    """
    with store.read() as connection:
        found = material.accounts(connection, account)
        if not found:
            raise UnknownReference(f"There is no account {account} in this study.", "`export` or `status --json` list the ids.")
        captures = material.captures(connection, account)
        events = list(material.events(connection, [account]))
        editions = store.editions(connection, account)
        study = store.fact(connection, "study") or ""
        originals, withheld = material.parted(connection, material.originals(capture for capture, _ in captures))
        held = material.resting_on(connection, originals)
    with made(store, target, by, sorted({account, *held})) as folder:
        (folder / "evidence").mkdir()
        for original in originals:
            material.take(store, original, folder / "evidence" / original.file)
        tabular.write_jsonl(folder / "account.jsonl", [material.account_row(found[0])])
        tabular.write_jsonl(folder / "captures.jsonl", [material.capture_row(capture, noted) for capture, noted in captures])
        tabular.write_jsonl(folder / "custody.jsonl", events)
        tabular.write_csv(folder / "custody.csv", COLUMNS, _events(events, {capture.id: capture for capture, _ in captures}))
        _working(folder / "working", found[0], editions)
        cut = is_text_of_its_own(found[0], [edition.sha256 for edition in editions])
        text = _readme(found[0], captures, (originals, withheld), study, made_by=by, at=store.now(), cut=cut)
        (folder / "README.txt").write_text(text, encoding="utf-8", newline="\n")
        sums = "".join(
            f"{material.digest_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in sorted(folder.rglob("*")) if path.is_file()
        )
        (folder / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="\n")
    return EvidenceReport(
        path=str(target),
        kind="exhibit",
        accounts=1,
        originals=len(originals),
        size=sum(original.size for original in originals),
        grades=dict(Counter(capture.grade.value for capture, _ in captures)),
        how=f"Anybody can check it with `{CHECK}`; nothing of testimonia is needed.",
        withheld=tuple(withheld),
    )


def _events(events: list[dict[str, object]], captures: dict[str, Capture]) -> list[dict[str, object]]:
    """The custody events as people read them."""
    rows = []
    for event in events:
        capture = captures.get(str(event["subject"])) if event["kind"] == "capture" else None
        rows.append(
            {
                "at": event["at"],
                "event": event["event"],
                "by": event["by"],
                "grade": capture.grade.value if capture else None,
                "captured": capture.at if capture else None,
                "tool": capture.tool if capture else None,
                "sha256": capture.sha256 if capture else None,
                "row": event["id"],
                "parent": event["parent"],
            }
        )
    return rows


def _working(folder: Path, account: Account, editions: list[Edition]) -> None:
    folder.mkdir()
    for edition in editions:
        standing = " in force" if edition.id in (account.main, account.full) else ""
        name = f"{edition.kind.value}-{edition.id}{standing.replace(' ', '-')}.txt"
        (folder / name).write_bytes(edition.text.encode())


_GRADES = {
    "witnessed": "testimonia fetched the bytes itself, at that moment",
    "recorded": "the file itself, or a web archive, says when and from where it was saved",
    "declared": "a person said so",
    "unknown": "nothing is known but that a file of these bytes was taken in",
}


_CUT = (
    "the text that was taken out of a file with other items in it; the file is deleted, because one of those was withdrawn: see custody.csv\n"
    "                and below. The file here is named after its SHA-256"
)


def _readme(
    account: Account,
    captures: list[tuple[Capture, str]],
    parted: tuple[list[material.Original], list[material.Original]],
    study: str,
    *,
    made_by: str,
    at: str,
    cut: bool,
) -> str:
    originals, withheld = parted
    bytes_ = _CUT if cut else "the bytes as they were captured, unchanged; each file is named after its SHA-256"
    lines = [
        "EXHIBIT",
        "",
        f"Account    {account.id}",
        f"Origin     {account.origin}",
        *([f"Published  at {account.address}"] if account.address else []),
        f"Title      {account.title or '(none)'}",
        f"Date       {account.published or 'not stated'}"
        + (f" (read from: {account.published_origin})" if account.published_origin else ""),
        *([f"Bundle     {account.bundle} (the original holds other items too)"] if account.bundle else []),
        f"State      {account.state.value}" + (f": {account.reason}" if account.reason else ""),
        f"Study      {study}",
        f"Made       {at} by {made_by}",
        "",
        "WHAT IS HERE",
        "",
        "evidence/       " + (bytes_ if originals else "nothing: see below"),
        "working/        texts taken out of the originals by a program, for reading: not evidence, and of no use without it",
        "captures.jsonl  how the bytes came, each time: grade, moment, tool, person",
        "custody.csv     every custody event, oldest first; custody.jsonl the same as rows of the study's hash-chained record",
        "account.jsonl   what the item says of itself",
        "SHA256SUMS      the hash of every file here but itself",
        "",
        *(
            ["WHAT IS NOT HERE", "", *told(withheld), "Whoever keeps the study can say whether and where the bytes still are.", ""]
            if withheld
            else []
        ),
        "HOW TO CHECK IT",
        "",
        f"    {CHECK}",
        "",
        "in this folder (Linux; on macOS `shasum -a 256 -c SHA256SUMS`; on Windows compare with `certutil -hashfile FILE SHA256`).",
        "",
        "In custody.jsonl",
        *material.EXPLAINED,
        "",
        "HOW THE BYTES CAME",
        "",
    ]
    for capture, noted in captures:
        lines += [
            f"{capture.at or noted}  {capture.grade.value}: {_GRADES[capture.grade.value]}",
            f"    by {capture.who}, noted {noted}",
            f"    {capture.tool}",
            f"    SHA-256 {capture.sha256}, {capture.size:,} bytes, {capture.media_type}",
            "",
        ]
    warcs = [original for original in originals if original.media_type == "application/warc"]
    if warcs:
        lines += [
            "A .warc file is text to begin with: any editor shows request and answer; ReplayWeb.page and similar programs show the page.",
            "",
        ]
    return "\n".join(lines)
