"""How evidence leaves: complete or not at all, noted before it is there, never over something else."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from testimonia.errors import StudyExists
from testimonia.store import releases
from testimonia.store.custody import material
from testimonia.store.engine import translated

if TYPE_CHECKING:
    from testimonia.store.store import Store

_FILES = (".zip", ".wacz")
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in a ZIP: the same export is the same bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReport:
    """What left as evidence: ``kind`` is bagit, wacz or exhibit; ``grades`` counts captures by how the bytes came.

    ``withheld`` are the originals that stayed behind, because the bytes hold an account that was withdrawn.
    """

    path: str
    kind: str
    accounts: int
    originals: int
    size: int
    grades: dict[str, int] = field(default_factory=dict)
    how: str = ""
    withheld: tuple[material.Original, ...] = ()

    def lines(self) -> list[str]:
        """The report in words."""
        what = {"bagit": "a BagIt bag", "wacz": "a WACZ file", "exhibit": "an exhibit"}[self.kind]
        grades = ", ".join(f"{number} {grade}" for grade, number in sorted(self.grades.items()))
        many = "account" if self.accounts == 1 else "accounts"
        return [
            f"Wrote {what} of {self.accounts} {many} to {self.path}: {self.originals} originals, {self.size / 1e6:.1f} MB.",
            f"Captures by grade: {grades or 'none'}.",
            *told(self.withheld),
            self.how,
            "It holds what was archived, names included: keep it as safe as the study.",
        ]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "path": self.path,
            "kind": self.kind,
            "accounts": self.accounts,
            "originals": self.originals,
            "size": self.size,
            "grades": self.grades,
            "withheld": [
                {"sha256": original.sha256, "accounts": list(original.accounts), "reason": material.WITHHELD} for original in self.withheld
            ],
        }


def told(withheld: Sequence[material.Original]) -> list[str]:
    """Which originals stayed behind and why, in words; nothing where none did."""
    if not withheld:
        return []
    return [
        f"Left out, because {material.WITHHELD}:",
        *(f"  the original {original.sha256} of {', '.join(original.accounts)}" for original in withheld),
    ]


def require_free(target: Path) -> None:
    """Make sure that nothing is written over.

    Raises:
        StudyExists: something is there already.
    """
    if target.is_symlink() or (target.exists() and (not target.is_dir() or target.suffix in _FILES or any(target.iterdir()))):
        raise StudyExists(f"{target} is there already.", "Choose another name: evidence is never written over.")


@contextmanager
def made(store: Store, target: Path, by: str, accounts: Iterable[str], stored: tuple[str, ...] | None = None) -> Iterator[Path]:
    """A folder to fill, which becomes ``target`` once it is complete: a folder, or a ZIP that holds it if it is named so.

    With ``stored`` it becomes a ZIP of what is in it, whatever its name; files with these endings are not compressed a second time.

    Raises:
        StudyExists: something is there already.
        DiskFull, StudyReadOnly: it cannot be written.
    """
    require_free(target)
    with translated(target):
        parent = target.absolute().parent
        parent.mkdir(parents=True, exist_ok=True)
        working = Path(tempfile.mkdtemp(dir=parent, prefix=".evidence-"))
        try:
            folder = working / (target.name.removesuffix(".zip") or "evidence")
            folder.mkdir()
            yield folder
            # Noted before it is there, or a withdrawal might not name it.
            releases.note(store, kind="export", path=target, by=by, accounts=accounts)
            if stored is not None or target.suffix == ".zip":
                packed = working / "packed"
                pack(folder, packed, prefix="" if stored is not None else folder.name + "/", stored=stored or ())
                packed.replace(target)
            else:
                if target.exists():
                    target.rmdir()
                folder.rename(target)
        finally:
            shutil.rmtree(working, ignore_errors=True)


def pack(folder: Path, target: Path, *, prefix: str = "", stored: tuple[str, ...] = ()) -> None:
    """Pack a folder as a ZIP, in the order of its names; those that end in ``stored`` are not compressed a second time."""
    with zipfile.ZipFile(target, "w") as bundle:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder).as_posix()
            info = zipfile.ZipInfo(prefix + name, EPOCH)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name.endswith(stored) and stored else zipfile.ZIP_DEFLATED
            info.file_size = path.stat().st_size
            with path.open("rb") as source, bundle.open(info, "w", force_zip64=info.file_size > 1 << 30) as file:
                shutil.copyfileobj(source, file, 1 << 20)
