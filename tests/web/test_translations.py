"""The interface in Arabic: nothing untranslated, nothing that would break a sentence, and the compiled file is what the texts say."""

from __future__ import annotations

import re
import sys
from collections import Counter
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w*)\}(?!\})")
ARABIC_FORMS = 6
COUNTED = 3
"""From this form on (few, many, other) the number itself is said; none, one and two have words of their own."""


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """The script that keeps the texts up to date."""
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import make_translations
    finally:
        sys.path.pop(0)
    return make_translations


@pytest.fixture(scope="module")
def catalogue(tool: ModuleType) -> Any:
    """The Arabic texts as they are committed."""
    return read_po(BytesIO(tool.files("ar")[0].read_bytes()), locale="ar")


def messages(catalogue: Any) -> list[Any]:
    return [message for message in catalogue if message.id]


def forms(message: Any) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_both_files_are_what_the_script_makes(tool: ModuleType) -> None:
    """Every text of the interface is in the committed file, none that is gone, and the compiled file follows from it, byte by byte."""
    fresh = tool.updated("ar")
    texts, compiled = tool.files("ar")
    assert texts.read_bytes() == tool.as_po(fresh), "run python docs/make_translations.py"
    assert compiled.read_bytes() == tool.as_mo(fresh), "run python docs/make_translations.py"


def test_nothing_is_left_untranslated(catalogue: Any) -> None:
    """Each text has its translation, each number its six forms, and none is fuzzy."""
    assert len(messages(catalogue)) > 500
    bare = [message.id for message in messages(catalogue) if not all(form.strip() for form in forms(message)) or message.fuzzy]
    few = [message.id for message in messages(catalogue) if not isinstance(message.id, str) and len(forms(message)) != ARABIC_FORMS]
    assert (bare, few) == ([], [])
    assert str(catalogue.num_plurals) == str(ARABIC_FORMS)


def test_what_is_filled_in_is_the_same(catalogue: Any) -> None:
    """A translation holds the placeholders of its text; forms for none, one and two may leave the number to words."""

    def held(text: str) -> Counter[str]:
        return Counter(match[0] for match in PLACEHOLDER.finditer(text))

    wrong = []
    for message in messages(catalogue):
        original = held(message.id if isinstance(message.id, str) else message.id[1])
        for number, form in enumerate(forms(message)):
            spared = original - held(form) if not isinstance(message.id, str) and number < COUNTED else Counter()
            if held(form) + spared != original or sum(spared.values()) > 2:
                wrong.append((message.id, form))
        if (
            "%" in str(message.id)
            and "python-format" in message.flags
            and any(re.search(r"(?<!%)%(?!\(\w+\)[sd]|%)", form) for form in forms(message))
        ):
            wrong.append((message.id, "a lone %"))
    assert wrong == []


def test_marks_and_keys_survive(catalogue: Any) -> None:
    """Elements, and keys to press, stand in a translation as they stand in the text; nothing else brings elements along."""
    wrong = [
        (message.id, form)
        for message in messages(catalogue)
        for form in forms(message)
        if re.findall(r"<[^>]*>|`[^`]*`", form)
        != re.findall(r"<[^>]*>|`[^`]*`", message.id if isinstance(message.id, str) else message.id[1])
    ]
    assert wrong == []


def test_the_files_say_nothing_of_where_they_were_made(tool: ModuleType) -> None:
    """No date, no tool, no path of a machine and no line numbers, so that two people who run the script get the same files."""
    for file in tool.files("ar"):
        data = file.read_bytes()
        for trace in (b"-Date:", b"Babel", b"Generated", b"/home", b"/root", b"/tmp", b"Translator"):
            assert trace not in data
    assert not re.search(rb"\.(py|html):\d+", tool.files("ar")[0].read_bytes())


def test_the_compiled_texts_count_as_arabic_does(tool: ModuleType) -> None:
    """None, one, two, few, many and other meet their own forms."""
    import gettext

    with tool.files("ar")[1].open("rb") as file:
        arabic = gettext.GNUTranslations(file)
    found = [arabic.ngettext("%(codes)s code", "%(codes)s codes", n) for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(found)) == ARABIC_FORMS
    assert found[3] == "%(codes)s رموز"
    assert arabic.pgettext("page", "Agreement") == "الاتفاق"
    with tool.files("ar")[1].open("rb") as file:
        assert len(read_mo(file)) > 500
