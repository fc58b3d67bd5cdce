"""Changing a codebook: what hangs on it before, the change of its file and its version, the record of why, and what it leaves to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from testimonia.domain.decisions import Adjudication, Coding, Completion
from testimonia.domain.identity import object_id
from testimonia.domain.teamwork import CodebookChange
from testimonia.domain.vocabulary import DefinitionChange as Kind
from testimonia.domain.vocabulary import Layer
from testimonia.errors import InputError, StaleDecision, UnknownReference
from testimonia.protocol import Code, Codebook, parse_codebook, parse_protocol
from testimonia.protocol.changes import Changed, Lineage, codebook_changes
from testimonia.protocol.editing import defined, edited, merged, renamed, retired, split
from testimonia.stages.code.changing_report import ChangeReport, Effect
from testimonia.stages.code.comparing import PREFIX
from testimonia.study import CODEBOOKS, LEADING, STUDY_FILE, Study, View, read_protocol_files
from testimonia.study.definitions import former_codebooks

WORDS = 5
"""Consecutive words of an account that make an example a quotation: four are common by chance, and an example has to be invented."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change that a lead wants: ``codes`` as they are called now, ``into`` what becomes of them, both as ``codebook:code``.

    ``words`` are the definition and what goes with it (``label``, ``definition``, ``use_when``, ``not_when``, ``example``,
    ``citation``) of the code that comes out, for a split by part. ``ruling`` names the difference whose ruling an example explains.
    """

    kind: Kind
    codes: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[Mapping[str, str]] = ()
    reason: str = ""
    ruling: str | None = None


def look_at_change(study: Study, change: Change) -> ChangeReport:
    """What a change of a codebook would do, and to how many codings, answers and finished cases; writes nothing.

    Rows of rounds still blind are not counted, and the report says how many those are.

    Raises:
        NotPermitted: the acting coder neither owns nor leads the study.
        UnknownReference, InputError: the change makes no sense.
        ProtocolError: study.yaml would not fit the codebook any more.
    """
    study.require(*LEADING)
    return _prepared(study, change).report


def change_codebook(study: Study, change: Change, version: int | None = None) -> ChangeReport:
    """Make a change: the file gets the new definitions and the next version, takes effect at once, and the record says why.

    Codings stay as they are. Through a merger or a renaming they are followed; what was split or defined anew waits in its coder's
    queue (:func:`testimonia.stages.code.work`). ``version`` is the one that was looked at before.

    Raises:
        As for :func:`look_at_change`; and InputError where no reason is given.
        StaleDecision: another version is in force by now.
    """
    study.require(*LEADING)
    present = _book(study, change).version
    if version is not None and version != present:
        raise StaleDecision(
            f"The codebook was changed meanwhile: version {present} is in force, not {version}.",
            "Load the page again and look at the change anew.",
        )
    if not change.reason.strip():
        raise InputError("A change of a codebook needs a reason.", "Add `--reason`: coders will read it.")
    prepared = _prepared(study, change)
    path, former = prepared.path, prepared.path.read_bytes()
    part = path.with_name(f".{path.name}.part")
    part.write_text(prepared.text, encoding="utf-8", newline="\n")
    part.replace(path)
    try:
        study.adopt()
    except BaseException:
        path.write_bytes(former)
        raise
    report = prepared.report
    study.decide(
        [
            CodebookChange(
                id=object_id("change", report.codebook, report.version, change.kind, change.codes, change.into),
                codebook=report.codebook,
                version=report.version,
                kind=change.kind,
                codes=tuple(_bare(code) for code in change.codes),
                into=tuple(_bare(code) for code in change.into),
                reason=change.reason.strip(),
                affected=sum(effect.codings for effect in report.effects),
            )
        ]
    )
    return ChangeReport(
        codebook=report.codebook,
        version=report.version,
        made=True,
        kept=report.kept,
        effects=report.effects,
        finished=report.finished,
        hidden=report.hidden,
    )


@dataclass(frozen=True, slots=True)
class _Prepared:
    path: Path
    text: str
    report: ChangeReport


def _bare(name: str) -> str:
    return name.partition(":")[2] or name


def _prepared(study: Study, change: Change) -> _Prepared:
    book = _book(study, change)
    path = next((found for end in (".yaml", ".yml") if (found := study.folder / CODEBOOKS / f"{book.id}{end}").is_file()), None)
    if path is None:
        raise InputError(f"The codebook `{book.id}` has no file {CODEBOOKS}/{book.id}.yaml.", "Put it back, or change it by hand.")
    with study.read() as view:
        try:
            after = _after(view, book, change)
        except ValidationError as wrong:
            said = [f"{'.'.join(str(part) for part in entry['loc'] if isinstance(part, str))}: {entry['msg']}" for entry in wrong.errors()]
            raise InputError(
                "The codebook would not be one any more: " + "; ".join(dict.fromkeys(said)) + ".", "Correct these words."
            ) from None
        effects, finished = effects_of(view, book, after)
        hidden = view.hidden().get("coding", 0)
    text = path.read_bytes().decode("utf-8-sig")
    if parse_codebook(path.name, text) != book:
        raise InputError(
            f"{CODEBOOKS}/{path.name} was changed by hand and has not taken effect.", "Run `testimonia status DIR` first, and look at it."
        )
    written = edited(text, book, after)
    texts = {**read_protocol_files(study.folder), path.name: written.text}
    parse_protocol(texts[STUDY_FILE], {name: words for name, words in texts.items() if name != STUDY_FILE})
    report = ChangeReport(
        codebook=book.id, version=after.version, made=False, kept=written.kept, effects=effects, finished=finished, hidden=hidden
    )
    return _Prepared(path, written.text, report)


def _book(study: Study, change: Change) -> Codebook:
    names = {name.partition(":")[0] for name in (*change.codes, *change.into) if ":" in name}
    if len(names) != 1:
        raise InputError("A change is about the codes of one codebook.", "Write each as `codebook:code`.")
    return study.protocol.codebook(names.pop())


def _after(view: View, book: Codebook, change: Change) -> Codebook:
    """The codebook after a change."""
    codes, into = [_bare(code) for code in change.codes], [_bare(code) for code in change.into]
    match change.kind:
        case Kind.RENAME:
            after = renamed(book, _one(codes, "one code"), _one(into, "one new id"))
        case Kind.MERGE:
            after = _merged(book, codes, _one(into, "one code to merge into"), change)
        case Kind.SPLIT:
            after = split(book, _one(codes, "one code"), [_part(book, words, codes) for words in change.parts])
        case Kind.RETIRE:
            after = retired(book, _one(codes, "one code"))
        case Kind.REDEFINE:
            after = defined(book, book.code(_one([*codes, *into][:1], "one code")).id, **change.words)
        case Kind.ADD:
            after = defined(book, _new(book, _one([*codes, *into][:1], "one code")), **change.words)
        case Kind.EXAMPLE:
            after = defined(book, _one(codes, "one code"), example=_example(view, change))
        case _:
            raise InputError(
                f"`{change.kind}` is no change that can be asked for.", "Choose add, rename, merge, split, redefine, retire or example."
            )
    return after


def _new(book: Codebook, name: str) -> str:
    if any(code.id == name for code in book.codes):
        raise InputError(f"The codebook `{book.id}` has a code `{name}` already.", "Choose another id, or define that code anew.")
    return name


def _merged(book: Codebook, codes: Sequence[str], name: str, change: Change) -> Codebook:
    if any(code.id == name for code in book.codes):
        return _worded(merged(book, codes, name), name, change)
    if not change.words.get("definition"):
        raise InputError(f"`{name}` is a new code and needs a definition.", "Add `--definition`.")
    return merged(book, codes, Code.model_validate({"label": name, **change.words, "id": name}))


def _worded(book: Codebook, name: str, change: Change) -> Codebook:
    """The codebook with other words for one code, in the same version."""
    codes = [code.model_copy(update=dict(change.words)) if code.id == name else code for code in book.codes]
    return Codebook.model_validate(book.model_copy(update={"codes": tuple(codes)}).model_dump())


def _part(book: Codebook, words: Mapping[str, str], codes: Sequence[str]) -> Code:
    """A part of a split code; what it does not say for itself it has of the whole."""
    whole = book.code(codes[0])
    own = {"label": words.get("id", ""), "phase": whole.phase, "group": whole.group, "parent": whole.parent, "tags": whole.tags}
    if not words.get("definition") and words.get("id") != whole.id:
        raise InputError(f"The part `{words.get('id', '')}` needs a definition.", "Say what falls under it.")
    base = whole.model_dump() if words.get("id") == whole.id else own
    return Code.model_validate({**base, **words})


def _one(names: Sequence[str], what: str) -> str:
    if len(names) != 1:
        raise InputError(f"This change takes {what}, not {len(names)}.", "Name it as `codebook:code`.")
    return names[0]


def _example(view: View, change: Change) -> str:
    """An example for a code, in words of the lead's own: never what stands in an account."""
    words = change.words.get("example", "").strip()
    if not words:
        raise InputError("An example needs words.", "Invent a sentence that shows the rule; never quote an account.")
    if change.ruling is not None:
        _check_invented(view, words, change.ruling)
    return words


def _check_invented(view: View, words: str, place: str) -> None:
    ruled = [row for row in view.records(Adjudication) if row.subject == f"{PREFIX}{place}"]
    if not ruled:
        raise UnknownReference(
            f"There is no ruling on `{place[:40]}`.", "Rule on the difference first; `code DIR differences ROUND` lists them."
        )
    account = view.account(ruled[0].account)
    edition = view.edition(account.main) if account and account.main else None
    said = _words(edition.text) if edition else []
    taken = {tuple(said[place : place + WORDS]) for place in range(len(said) - WORDS + 1)}
    own = _words(words)
    if any(tuple(own[place : place + WORDS]) in taken for place in range(len(own) - WORDS + 1)):
        raise InputError(
            f"The example holds {WORDS} words in a row that stand in the account.",
            "Invent one: a codebook goes to other studies, and a real sentence would take a real person there.",
        )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


# --- what hangs on a change


def effects_of(view: View, before: Codebook, after: Codebook) -> tuple[tuple[Effect, ...], dict[str, int]]:
    """What each change between two versions does to the codings that may be seen, and how many finished units each coder has to look at."""
    former = [book for (name, _), book in former_codebooks(view).items() if name == before.id]
    old = Lineage(former, before)
    counts: dict[str, Counter[str]] = {}
    for coding in view.records(Coding):
        if coding.codebook == before.id:
            now = old.now(coding.codebook_version, coding.code)
            counts.setdefault(now or "", Counter())[_whose(coding)] += 1
    effects = [_effect(change, counts) for change in codebook_changes(before, after)]
    fresh = [change for change in codebook_changes(before, after) if change.fresh]
    finished = Counter(
        item.coder for item in view.records(Completion) if fresh and item.codebook == before.id and item.layer is Layer.CODER
    )
    return tuple(effects), dict(sorted(finished.items()))


def _whose(coding: Coding) -> str:
    return coding.coder if coding.layer is Layer.CODER else coding.layer.value


def _effect(change: Changed, counts: Mapping[str, Counter[str]]) -> Effect:
    by: Counter[str] = Counter()
    for code in change.codes:
        by += counts.get(code, Counter())
    return Effect(change=change, codings=sum(by.values()), by=dict(sorted(by.items())))
