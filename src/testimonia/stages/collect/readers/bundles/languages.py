"""Names of languages as databases print them, as BCP 47."""

from __future__ import annotations

import re

_NAMES = {
    "english": "en", "anglais": "en", "englisch": "en", "inglés": "en", "german": "de", "deutsch": "de", "allemand": "de",
    "french": "fr", "français": "fr", "französisch": "fr", "spanish": "es", "español": "es", "arabic": "ar", "arabisch": "ar", "arabe": "ar",
    "dutch": "nl", "nederlands": "nl", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "russian": "ru",
    "turkish": "tr", "türkçe": "tr", "polish": "pl", "swedish": "sv", "danish": "da", "norwegian": "no", "indonesian": "id", "malay": "ms",
    "chinese": "zh", "japanese": "ja", "korean": "ko", "persian": "fa", "farsi": "fa", "urdu": "ur", "hindi": "hi", "greek": "el", "hebrew": "he",
}  # fmt: skip


def language_named(stated: str) -> str | None:
    """The language that a line names; None where it names none that is known here."""
    return _NAMES.get(re.split(r"[;,( \t]", stated.strip().lower(), maxsplit=1)[0])
