"""Bring the interface's translations up to date: ``python docs/make_translations.py`` (``--check`` only says whether they are).

Reads every text that the workbench's modules and templates mark for translation, keeps what is translated, adds what is new without
a translation, drops what is gone, and compiles. Both files of a language are the same on every machine: no dates, no paths of it, no
line numbers. Translate what is empty in ``django.po`` with any editor, then run it again. Needs Babel (``pip install 'testimonia[test]'``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent.parent
WEB = HERE / "src" / "testimonia" / "web"
LANGUAGES = ("ar",)
WIDTH = 120
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLURALS = {"ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"}
"""As Django's own catalogues have them: two that count otherwise do not go together."""


class Translations(Catalog):
    """A catalogue whose head says nothing of when, where and with what it was made."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What gettext needs to read it, and no more."""
        return [
            ("Project-Id-Version", "testimonia"),
            ("Language", str(self.locale)),
            ("Plural-Forms", PLURALS[str(self.locale)]),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: Any) -> None:
        """A catalogue that is read keeps the head that all have."""


def files(language: str) -> tuple[Path, Path]:
    """Where a language's texts and their compiled form lie."""
    folder = WEB / "locale" / language / "LC_MESSAGES"
    return folder / "django.po", folder / "django.mo"


def found() -> Iterator[tuple[str, Any, str | None]]:
    """Every text to be translated: the file it stands in, the text (or both numbers of it), its context."""
    for path in sorted(WEB.rglob("*")):
        if path.suffix not in (".py", ".html"):
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = _as_python(source, path)
        for _line, text, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS, options={"encoding": "utf-8"}):
            yield path.relative_to(HERE).as_posix(), text, context


def _as_python(source: str, path: Path) -> str:
    """A template as calls of gettext; what is no text of ours is blanked out by Django."""
    from django.utils.translation.template import templatize

    # Indentation means nothing in a template, and all in Python.
    return "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())


def updated(language: str) -> Translations:
    """The catalogue of a language with every text that is there now, and the translations that it has."""
    path, _ = files(language)
    before = read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    places: dict[tuple[Any, str | None], set[str]] = {}
    for file, text, context in found():
        places.setdefault((text, context), set()).add(file)
    after = Translations(locale=language, fuzzy=False, header_comment="# What the workbench says, in words of research methods.")
    for (text, context), where in sorted(places.items(), key=lambda item: (str(item[0][0]), item[0][1] or "")):
        old = before.get(text if isinstance(text, str) else text[0], context)
        after.add(text, old.string if _fits(old, text) else None, [(file, None) for file in sorted(where)], context=context)  # type: ignore[list-item] # no line numbers: they would change with every edit
    return after


def _fits(old: Message | None, text: Any) -> bool:
    return old is not None and old.id == text and not old.fuzzy


def as_po(catalogue: Translations) -> bytes:
    """The texts as a file to translate."""
    out = BytesIO()
    write_po(out, catalogue, width=WIDTH, include_lineno=False)
    return out.getvalue()


def as_mo(catalogue: Translations) -> bytes:
    """The texts compiled."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Write the files, or (``--check``) only say what would change; 1 where something is missing."""
    missing = 0
    for language in LANGUAGES:
        catalogue = updated(language)
        for path, data in zip(files(language), (as_po(catalogue), as_mo(catalogue)), strict=True):
            if path.exists() and path.read_bytes() == data:
                continue
            print(f"{path.relative_to(HERE)} {'is out of date' if '--check' in arguments else 'written'}")
            missing += "--check" in arguments
            if "--check" not in arguments:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        left = [message.id for message in catalogue if message.id and not _whole(message)]
        missing += bool(left)
        print(f"{language}: {len(catalogue)} texts, {len(left)} without a translation")
        for text in left:
            print(f"  {text}")
    return 1 if missing else 0


def _whole(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
