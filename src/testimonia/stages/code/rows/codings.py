"""Rows of ``codings`` (coder X says that this passage carries this code) and of ``suggestion_reviews``."""

from __future__ import annotations

from testimonia.domain.decisions import Coding, SuggestionReview
from testimonia.domain.identity import object_id
from testimonia.domain.vocabulary import Layer, Modality, ProposalStatus, Stance, Voice
from testimonia.errors import InputError
from testimonia.stages.code.desk import Desk
from testimonia.store.rows import Cells
from testimonia.text import canonical, place


def coding(desk: Desk, cells: Cells) -> Coding | None:
    """The coding that a row is, or None after noting its faults.

    ``edition`` is the account's main text where it is empty; the passage is given by ``start`` and ``end``, by ``quote``, or both.
    """
    hand = desk.team.hand(cells, "coding")
    name = cells.name("id")
    account = desk.account(cells)
    mention = desk.mention(cells, account.id if account else None)
    if account is None and mention is not None and cells.text("account") is None and cells.text("edition") is None:
        account = desk.names.by_id.get(mention.account)
    edition = None if cells.wrong else desk.text_of(cells, cells.text("edition"), account)
    code = _code(desk, cells)
    stance = cells.choice("stance", Stance, Stance.AFFIRMS)
    voice = cells.choice("voice", Voice, Voice.SELF)
    modality = cells.choice("modality", Modality, Modality.STATED)
    start, end = cells.whole("start"), cells.whole("end")
    memo, unsure = cells.text("memo"), cells.truth("unsure")
    span = None
    if edition is not None:
        if mention is not None:
            desk.belongs(cells, mention, edition.account)
        quote = cells.raw("quote")
        try:
            span = place(edition.text, start, end, None if quote is None else str(quote))
        except InputError as wrong:
            cells.fault(str(wrong))
    episode = desk.episode(cells, mention, hand.coder) if hand else None
    if cells.wrong or hand is None or edition is None or span is None or code is None:
        return None
    if stance is None or voice is None or modality is None:
        return None
    codebook, bare, version = code
    about = mention.id if mention else None
    if name is None:
        name = object_id(
            "coding", edition.id, span.start, span.end, f"{codebook}:{bare}", hand.coder, hand.layer, hand.round, about, episode
        )
    return Coding(
        id=name,
        account=edition.account,
        edition=edition.id,
        mention=about,
        episode=episode,
        codebook=codebook,
        code=bare,
        codebook_version=version,
        coder=hand.coder,
        layer=hand.layer,
        round=hand.round,
        stance=stance,
        voice=voice,
        modality=modality,
        start=span.start,
        end=span.end,
        quote=edition.text[span.start : span.end],
        memo=canonical(memo) if memo else None,
        unsure=unsure,
    )


def _code(desk: Desk, cells: Cells) -> tuple[str, str, int] | None:
    codebook, version = cells.text("codebook"), cells.whole("codebook_version")
    return cells.lookup("code", lambda code: desk.code(code, codebook, version), required=True)


def suggestion_review(desk: Desk, cells: Cells) -> SuggestionReview | None:
    """What a coder made of a machine's suggestion, or None after noting the row's faults."""
    hand, account = desk.team.hand(cells, None), desk.account(cells)
    name, status = cells.text("suggestion", required=True), cells.choice("status", ProposalStatus)
    reason = canonical(text).strip() or None if (text := cells.text("reason")) else None
    if account is None and not cells.wrong:
        cells.fault("names no `account`.")
    if status is ProposalStatus.PROPOSED:
        cells.fault("`status` must be accepted or rejected.")
    if hand is not None and hand.layer is not Layer.CODER:
        cells.fault("a suggestion is looked at by one coder.")
    if cells.wrong or hand is None or account is None or name is None or status is None:
        return None
    return SuggestionReview(suggestion=name, account=account.id, status=status, coder=hand.coder, round=hand.round, reason=reason)
