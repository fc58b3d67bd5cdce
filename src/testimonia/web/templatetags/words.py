"""Words of others in a page: inert, and with a direction of their own."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from testimonia.text import title_line
from testimonia.web import names

register = template.Library()

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")


@register.filter
def foreign(text: object) -> SafeString:
    """One line of somebody else's (a title, a label, a file's name): its direction is its own and ends with it."""
    return mark_safe(f"<bdi>{escape(title_line(str(text or '')))}</bdi>")  # noqa: S308 - escaped here


@register.filter
def line(text: object) -> str:
    """One line of somebody else's where no markup may stand (the title of a window)."""
    return title_line(str(text or ""))


@register.filter
def words(text: object) -> SafeString:
    """Somebody else's words, whole; characters that could deceive are shown by their code point."""
    parts, at, whole = [], 0, str(text or "")
    for match in _CONTROL.finditer(whole):
        parts += [escape(whole[at : match.start()]), f'<span class="control">U+{ord(match[0]):04X}</span>']
        at = match.end()
    return mark_safe("".join([*parts, escape(whole[at:])]))  # noqa: S308 - escaped here


@register.filter
def figures(text: object) -> SafeString:
    """Numbers and ranges ("17–46%"), which run from left to right in every language."""
    return mark_safe(f'<bdi dir="ltr">{escape(str(text))}</bdi>')  # noqa: S308 - escaped here


@register.filter
def plainly(text: object) -> str:
    """One line of somebody else's where no markup may stand (an attribute, the page's title): without what could turn the text around it."""
    return title_line(str(text or ""))


@register.filter
def named(account: Any) -> SafeString:
    """An account by its title, else by where it came from, in its own direction."""
    return foreign(getattr(account, "title", "") or getattr(account, "origin", ""))


@register.filter
def day(moment: object) -> str:
    """The day and minute of a moment as the log writes it (UTC)."""
    return str(moment or "")[:16].replace("T", " ")


@register.filter
def item(mapping: object, key: object) -> object:
    """What a mapping holds under a key."""
    return mapping.get(key) if isinstance(mapping, dict) else None


@register.filter
def called(word: object, kind: str) -> str:
    """A word of the vocabulary (``not_stated``, ``consensus`` …) as the reader's language says it; ``kind`` is a key of ``names.TERMS``."""
    return names.called(word, kind)


@register.filter
def share(value: float | None) -> str:
    """A share as whole per cent."""
    return "" if value is None else f"{value * 100:.0f} %"
