"""Rows about a unit as a whole: completions, judgements, episodes, adjudications."""

from __future__ import annotations

from testimonia.domain.decisions import Adjudication, Completion, Episode, Judgement, Mention
from testimonia.domain.identity import object_id
from testimonia.domain.vocabulary import CaseKind, Layer
from testimonia.protocol.changes import FORM
from testimonia.protocol.nearest import listed
from testimonia.stages.code.desk import Desk
from testimonia.stages.code.rows.parts import INFORMATION_GRADE, SOURCE_GRADE, grade_of, several, unit_of
from testimonia.store.rows import Cells
from testimonia.text import canonical, format_edtf, parse_edtf, surely_before


def completion(desk: Desk, cells: Cells) -> Completion | None:
    """The completion that a row is, or None after noting its faults."""
    hand, unit = desk.team.hand(cells, "coding"), unit_of(desk, cells)
    codebook, version = cells.text("codebook", required=True), cells.whole("version")
    if codebook is not None and codebook != FORM:
        book = cells.lookup("codebook", lambda name: desk.book(name, version))
        version = book.version if book else None
    elif codebook is not None:
        if version == 0:
            cells.fault("`version` counts from 1.")
        elif version is not None and version not in desk.form_versions:
            cells.fault(f"the form has no version {version}; it had {listed(map(str, sorted(desk.form_versions)))}.")
        version = version or desk.protocol.form.version
    if cells.wrong or hand is None or unit is None or codebook is None:
        return None
    return Completion(
        account=unit[0], mention=unit[1], codebook=codebook, version=version or 1, coder=hand.coder, layer=hand.layer, round=hand.round
    )


def judgement(desk: Desk, cells: Cells) -> Judgement | None:
    """The judgement that a row is, or None after noting its faults."""
    hand, unit, name = desk.team.hand(cells, "coding"), unit_of(desk, cells), cells.name("id")
    source = grade_of(cells, "source_grade", SOURCE_GRADE)
    information = grade_of(cells, "information_grade", INFORMATION_GRADE)
    conditions = several(cells, "conditions")
    note = cells.text("note")
    if not (source or information or conditions or note) and not cells.wrong:
        cells.fault("judges nothing: it has no grade, no condition and no note.")
    if cells.wrong or hand is None or unit is None:
        return None
    return Judgement(
        id=name or object_id("judgement", unit[0], unit[1], hand.coder, hand.layer, hand.round),
        account=unit[0],
        mention=unit[1],
        coder=hand.coder,
        layer=hand.layer,
        round=hand.round,
        source_grade=source,
        information_grade=information,
        conditions=conditions,
        note=canonical(note) if note else None,
    )


def episode(desk: Desk, cells: Cells) -> Episode | None:
    """The episode that a row is, or None after noting its faults."""
    hand, name = desk.team.hand(cells, "coding"), cells.name("id")
    account = desk.account(cells)
    mention = desk.mention(cells, account.id if account else None)
    joined, left = _date(cells, "joined"), _date(cells, "left")
    order = cells.whole("order")
    if order == 0:
        cells.fault("`order` counts from 1.")
    if joined and left and surely_before(parse_edtf(left), parse_edtf(joined)):
        cells.fault(f"`left` ({left}) is before `joined` ({joined}).")
    group, role = cells.text("group"), cells.text("role")
    if mention is None and not cells.wrong:
        cells.fault("names neither a `mention` nor a `case`.")
    elif mention is not None:
        _check_person(desk, cells, mention, account.id if account else None)
    if cells.wrong or hand is None or mention is None:
        return None
    found = Episode(
        id=name or object_id("episode", mention.id, hand.coder, hand.layer, hand.round, order or 1),
        account=mention.account,
        mention=mention.id,
        coder=hand.coder,
        layer=hand.layer,
        round=hand.round,
        group=group,
        role=role,
        joined=joined,
        left=left,
        order=order or 1,
    )
    desk.episodes[found.id] = (mention.id, hand.coder, hand.round)  # rows further down the same file may point at it
    return found


def _check_person(desk: Desk, cells: Cells, mention: Mention, account: str | None) -> None:
    if mention.kind is not CaseKind.PERSON:
        cells.fault(f"mention `{mention.id}` is a {mention.kind}; only a person has episodes.")
    if account is not None:
        desk.belongs(cells, mention, account)


def _date(cells: Cells, key: str) -> str | None:
    value = cells.date(key)
    return format_edtf(parse_edtf(value)) if value is not None else None


def adjudication(desk: Desk, cells: Cells) -> Adjudication | None:
    """The ruling that a row is, or None after noting its faults; the owner and leads rule, once the round is open."""
    hand, unit, name = desk.team.hand(cells, "coding"), unit_of(desk, cells), cells.name("id")
    if not desk.team.leads:
        cells.fault("the owner or a lead adjudicates.")
    if hand is not None and hand.layer is Layer.CODER and hand.round is not None and hand.round not in desk.team.open:
        cells.fault(f"the round `{hand.round}` is still blind; open it first (`testimonia code DIR open {hand.round}`).")
    subject, decision = cells.text("subject", required=True), cells.text("decision", required=True)
    reason = cells.text("reason") or ""
    if cells.wrong or hand is None or unit is None or subject is None or decision is None:
        return None
    return Adjudication(
        id=name or object_id("adjudication", unit[0], unit[1], subject, hand.coder, hand.round),
        account=unit[0],
        mention=unit[1],
        subject=subject,
        decision=canonical(decision),
        reason=canonical(reason),
        coder=hand.coder,
        round=hand.round,
        layer=Layer.CONSENSUS if hand.layer is Layer.CONSENSUS else None,
    )
