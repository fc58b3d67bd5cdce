"""Which language a text is in, or None: a wrong language does more harm than none."""

from __future__ import annotations

from functools import cache

from py3langid import langid

from testimonia.text import count_words

FEWEST = 20  # words; below, names and places decide
# Normalised probability. Below one half the runner-up may be as likely (Danish and Norwegian, Croatian and Bosnian in short texts).
SUREST = 0.5
_LOOKED_AT = 5_000  # characters: more do not change the answer, and the model's time grows with them
_COUNTED = 2_000  # characters in which the fewest words must stand
_NONE = "zxx"  # the model's class for what is no language: menus, numbers, code


def language_of(text: str) -> str | None:
    """The language as a BCP 47 subtag, None for short or doubtful texts."""
    sample = text[:_LOOKED_AT]
    # Chinese, Japanese and Thai write without spaces: about two letters are a word.
    if count_words(sample[:_COUNTED]) < FEWEST and sum(char > "\u0e00" for char in sample) // 2 < FEWEST:
        return None
    try:
        label, probability = _identifier().classify(sample)
    except OSError:
        return None  # the library unpacks its model into a temporary file; where there is no room, whatever keeps the account says so
    return str(label) if probability >= SUREST and label != _NONE else None


@cache
def _identifier() -> langid.LanguageIdentifier:
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
