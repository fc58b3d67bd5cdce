"""SRT and WebVTT: what is said in a film or recording, cue by cue; who says it where the captions do."""

from __future__ import annotations

import html
import re

from testimonia.stages.collect.readers.decoded import note_decoding
from testimonia.stages.collect.readers.reading import Reading, failed
from testimonia.text import canonical, decode

EXTRACTOR = "captions 1"
MEDIA_TYPES = {"vtt": "text/vtt", "srt": "application/x-subrip"}
_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
CUE = re.compile(rf"^[ \t]*({_TIME})[ \t]*-->[ \t]*({_TIME})[^\n]*$", re.MULTILINE)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]+)>")
_TAG = re.compile(r"</?[A-Za-z0-9][^>\n]{0,200}>|\{\\[^}\n]{0,100}\}")
_SETTING = re.compile(r"^(Language|Kind|Title)\s*:\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read(data: bytes, name: str, charset: str | None = None) -> Reading:  # noqa: ARG001 - every reader has the same shape
    """Read captions: ``full`` is the file as it is, with its times; ``main`` what is said, a cue a line, a new speaker named before the words.

    Automatic captions repeat the line that scrolls up; the repetition is left out of ``main``.
    """
    decoded = decode(data, charset)
    full = canonical(decoded.text)
    cues = list(CUE.finditer(full))
    kind = MEDIA_TYPES["vtt" if full.lstrip("\ufeff").startswith("WEBVTT") else "srt"]
    if not cues:
        return failed(kind, "it holds no captions (no times)")
    head = full[: cues[0].start()]
    stated = {found[1].lower(): found[2].strip() for found in _SETTING.finditer(head)}
    lines: list[str] = []
    speaker = ""
    shown: list[str] = []
    for number, cue in enumerate(cues):
        end = cues[number + 1].start() if number + 1 < len(cues) else len(full)
        said, speaker = _said(full[cue.end() : end], speaker)
        fresh = [line for line in said if line not in shown]
        shown = said
        if fresh:
            lines.append(" ".join(fresh))
    main = "\n".join(lines)
    language = stated.get("language", "")
    reading = Reading(
        media_type=kind,
        full=full,
        main=main,
        full_by=EXTRACTOR,
        main_by=EXTRACTOR,
        title=stated.get("title", ""),
        language=language if _LANGUAGE.fullmatch(language) else None,
    )
    return note_decoding(reading, decoded)


def _said(block: str, speaker: str) -> tuple[list[str], str]:
    """The lines of a cue and who speaks at its end. The block ends at an empty line; what follows is the next cue's number, or a remark."""
    body = block.lstrip("\n").split("\n\n", 1)[0]
    said: list[str] = []
    for line in body.split("\n"):
        voice = _VOICE.search(line)
        text = html.unescape(_TAG.sub("", line)).strip()
        if not text:
            continue
        if voice and voice[1].strip() != speaker:
            speaker = voice[1].strip()
            text = f"{speaker}: {text}"
        said.append(text)
    return said, speaker
