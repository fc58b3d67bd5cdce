"""The evidence of a relation as sentences: what tracing noted as "+2.0 published 2015-01 (a), 2015-02 (b)", in the reader's language.

A run keeps evidence as it was written, in English; what a later version writes differently is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from testimonia.web.templatetags.words import foreign


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: ``said`` in words; it speaks for ``source`` (``a``, ``b`` or nobody) with ``weight`` (log-odds, without its sign)."""

    said: SafeString
    source: str | None
    weight: str


_WEIGHT = re.compile(r"^(translation )?([+-]\d+(?:\.\d+)?) (.*)$", re.DOTALL)
# {one} is the account that the sign names by its letter, {other} the other one; {0}, {1} what else it names.
_SENTENCES: tuple[tuple[re.Pattern[str], Promise], ...] = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (r"published (?P<x>.+) \(a\), (?P<y>.+) \(b\)", _("{a} was published {x}, {b} {y}.")),
        (r"(?P<side>[ab]) names “(?P<x>.*)”, the source of the other", _("{one} names “{x}”, as {other} is called.")),
        (r"(?P<side>[ab]) holds the other's title", _("{one} holds the title of {other}.")),
        (r"(?P<side>[ab]) says “(?P<x>.*)”", _("{one} says “{x}”: it appeared elsewhere first.")),
        (r"(?P<side>[ab]) was put together from others \(“(?P<x>.*)”\)", _("{one} was put together from others (“{x}”).")),
        (r"(?P<side>[ab]) speaks of its own reporting \(“(?P<x>.*)”\)", _("{one} speaks of its own reporting (“{x}”).")),
        (r"(?P<side>[ab]) holds nearly all of [ab]", _("{one} holds nearly all of {other}.")),
        (r"in quotation marks in both: perhaps a common speaker", _("In quotation marks in both: perhaps they heard the same speaker.")),
        (r"in quotation marks in (?P<side>[ab]) alone", _("In quotation marks in {one} alone.")),
        (r"words of a alone: (?P<x>\d+), of b alone: (?P<y>\d+)", _("Within what they share, words of {a} alone: {x}, of {b} alone: {y}.")),
        (r"first person in (?P<side>[ab]), third person in the other", _("First person in {one}, third person in {other}.")),
        (r"marks of omission in (?P<side>[ab])", _("Marks of omission in {one}.")),
        (r"both name the agency (?P<x>.*): perhaps a common origin", _("Both name the agency {x}: perhaps both have it from there.")),
        (r"names in both: (?P<x>.*)", _("Names in both: {x}.")),
        (r"numbers in both: (?P<x>.*)", _("Numbers in both: {x}.")),
        (r"dates in both: (?P<x>.*)", _("Dates in both: {x}.")),
        (r"(?P<x>\d+) of these (?P<y>\d+) in the same order", _("{x} of these {y} come in the same order.")),
        (r"names, numbers and dates of the poorer text that the other lacks: (?P<x>\d+)", _("Names, numbers and dates of the poorer text that the other lacks: {x}.")),
        (r"before comparing: few pairs are translations", _("Before comparing: few pairs are translations.")),
        (r"(?P<x>\d+) paragraphs each, of like lengths in the same order", _("{x} paragraphs each, of like lengths in the same order.")),
        (r"the same name in both bylines", _("The same name in both bylines.")),
        (r"(?P<side>[ab]) says that it is a translation \(“(?P<x>.*)”\)", _("{one} says that it is a translation (“{x}”).")),
        (r"(?P<side>[ab]) names the outlet of [ab]", _("{one} names the outlet of {other}.")),
        (r"names and numbers missing in a: (?P<x>\d+), in b: (?P<y>\d+)", _("Names and numbers missing in {a}: {x}, in {b}: {y}.")),
    )
)  # fmt: skip
_WHY: tuple[tuple[re.Pattern[str], Promise], ...] = (
    (re.compile(r"the account that holds the other also holds one .*round-up\)", re.DOTALL), _("The account that holds the other also holds one that shares nothing with it: perhaps a round-up.")),
    (re.compile(r"(?P<x>\d+) unrelated stories hold it"), _("{x} unrelated stories hold it.")),
    (re.compile(r"two copies of the study decided differently"), _("Two copies of the study decided differently.")),
)  # fmt: skip


def signs(evidence: Iterable[str], names: Mapping[str, object]) -> list[Sign]:
    """The evidence in sentences; ``names`` says what ``a`` and ``b`` are called. Reasons for waiting are left out: see :func:`why`."""
    found = []
    for line in evidence:
        match = _WEIGHT.match(line)
        if match is None:
            if not line.startswith("waits: "):
                found.append(Sign(foreign(line), None, ""))
            continue
        kinship, weight, text = match.groups()
        number = float(weight)
        source = None if kinship or not number else "a" if number > 0 else "b"
        found.append(Sign(_said(text, names), source, weight.lstrip("+-") if number else ""))
    return found


def why(reason: str) -> SafeString | None:
    """Why a relation waits, in words; None where it simply does."""
    if not reason:
        return None
    for pattern, sentence in _WHY:
        if match := pattern.fullmatch(reason):
            return format_html(str(sentence), **match.groupdict(), nothing="")
    return foreign(reason)


def _said(text: str, names: Mapping[str, object]) -> SafeString:
    for pattern, sentence in _SENTENCES:
        if match := pattern.fullmatch(text):
            parts = {key: foreign(value) for key, value in match.groupdict().items() if key != "side"}
            side = match.groupdict().get("side") or "a"
            return format_html(str(sentence), a=names["a"], b=names["b"], one=names[side], other=names["ab".replace(side, "")], **parts)
    return foreign(text)
