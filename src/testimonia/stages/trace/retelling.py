"""What happens to a story on its way: the runs ``translations`` (before lineage) and ``retelling`` (after it)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from testimonia.domain.decisions import RelationReview
from testimonia.domain.evidence import Account
from testimonia.domain.identity import canonical_json, digest
from testimonia.domain.partition import Pair
from testimonia.domain.report import Progress
from testimonia.domain.results import Anchor, Family, Relation, Reuse, Variant
from testimonia.domain.vocabulary import AccountState, ProposalStatus, RelationKind
from testimonia.stages.trace.method.alignment import Telling
from testimonia.stages.trace.method.anchoring import VERSION as ANCHORS_VERSION
from testimonia.stages.trace.method.anchoring import anchors
from testimonia.stages.trace.method.translations import VERSION as TRANSLATIONS_VERSION
from testimonia.stages.trace.method.translations import Marks, Told, TranslationParams, needed, propose_translations
from testimonia.stages.trace.method.variants import VERSION as VARIANTS_VERSION
from testimonia.stages.trace.method.variants import links, variants
from testimonia.store.runs import Work
from testimonia.study import Study, View
from testimonia.text import known_date

_BATCH = 200  # texts read in one look at the study: about a megabyte
_RETELLING_VERSION = f"{VARIANTS_VERSION}.{ANCHORS_VERSION}"


def propose(study: Study, progress: Progress, params: TranslationParams = TranslationParams()) -> bool | None:  # noqa: B008 - frozen
    """Keep the run ``translations``: whether anything was done anew; None if the accounts changed meanwhile.

    Where only tracing was done again (another setting, a ruling on boilerplate) the proposals are those of the run before.
    """
    with study.read_as_machine() as view:
        input_digest = view.input_digest("translations")
        accounts = [account for account in view.records(Account) if account.state is not AccountState.FAILED and account.main]
        told = [_told(account) for account in accounts]
        settings = {**asdict(params), "accounts": digest(*sorted(canonical_json(_plain(account)) for account in accounts))}
        run = view.run("translations")
        if run is not None and (run.version, run.params) == (TRANSLATIONS_VERSION, canonical_json(settings)):
            return False
        before = view.earlier("translations", TRANSLATIONS_VERSION, settings, Reuse)
    if input_digest is None:
        return None
    work = Work(stage="translations", params=settings, version=TRANSLATIONS_VERSION, input_digest=input_digest)
    found = before if before is not None else _proposals(study, accounts, told, params, progress)
    return None if study.record_run(work, [(pair, (pair.a, pair.b)) for pair in found]) is None else True


def _told(account: Account) -> Told:
    return Told(
        account=account.id, language=account.language, published=account.published, outlet=account.outlet or "", author=account.author or "",
        title=account.title,
    )  # fmt: skip


def _plain(account: Account) -> list[str | None]:
    """All that proposals depend on: a new capture of the same text is no reason to look again."""
    return [account.id, account.main, account.language, account.published, account.outlet, account.author, account.title]


def _proposals(
    study: Study, accounts: Sequence[Account], told: Sequence[Told], params: TranslationParams, progress: Progress
) -> Sequence[Reuse]:
    if len({item.language for item in told if item.language}) < 2:  # noqa: PLR2004 - one language has no translations
        return ()
    marks = Marks()
    for start in range(0, len(accounts), _BATCH):
        progress(start, len(accounts), "looking for translations")
        with study.read_as_machine() as view:
            for account, item in zip(accounts[start : start + _BATCH], told[start : start + _BATCH], strict=True):
                marks.add(item, _text(view, account.main or ""))
    return propose_translations(marks, params).reuse


def _text(view: View, edition: str) -> str:
    """A text; one withdrawn meanwhile is empty, and the run will not be kept."""
    found = view.edition(edition)
    return found.text if found is not None else ""


def proposed(view: View, reviews: Sequence[RelationReview]) -> tuple[Reuse, ...]:
    """The proposals in force that a reviewer needs to see: of a reprint's translation one asks once."""
    rejected: list[Pair] = [
        (min(review.a, review.b), max(review.a, review.b)) for review in reviews if review.status is ProposalStatus.REJECTED
    ]
    whole = (RelationKind.REPRINT, RelationKind.EXCERPT)
    tied = [(pair.a, pair.b) for pair in view.outputs("trace", Reuse) if pair.kind in whole]
    return needed(view.outputs("translations", Reuse), rejected, tied)


def retell(study: Study, progress: Progress) -> bool | None:
    """Keep the run ``retelling``: variants and anchored dates of everything that was told more than once; as :func:`propose`."""
    with study.read_as_machine() as view:
        run = view.run("retelling")
        if run is not None and run.version == _RETELLING_VERSION:
            return False
        input_digest = view.input_digest("retelling")
        accounts = {account.id: account for account in view.records(Account)}
        told = links(view.outputs("lineage", Relation), view.outputs("trace", Reuse))
        families = [family for family in view.outputs("lineage", Family) if len(family.accounts) > 1]
    if input_digest is None:
        return None
    outputs: list[tuple[Variant | Anchor, Sequence[str]]] = []
    for start in range(0, len(told), _BATCH):
        progress(start, len(told), "comparing versions")
        part = told[start : start + _BATCH]
        texts = _tellings(study, [accounts[name] for relation in part for name in (relation.a, relation.b) if name in accounts])
        outputs += [(variant, (variant.a, variant.b)) for variant in variants(part, {text.edition: text for text in texts})]
    outputs += [(anchor, (anchor.account, anchor.told_by)) for anchor in _anchors(study, accounts, families, told, progress)]
    work = Work(stage="retelling", params={}, version=_RETELLING_VERSION, input_digest=input_digest)
    return None if study.record_run(work, outputs) is None else True


def _anchors(
    study: Study, accounts: Mapping[str, Account], families: Sequence[Family], told: Sequence[Relation | Reuse], progress: Progress
) -> Iterator[Anchor]:
    """The anchored dates of every family, read a few families at a time."""
    family_of = {name: family.id for family in families for name in family.accounts}
    inside: dict[str, list[Relation | Reuse]] = {}
    for relation in told:
        family = family_of.get(relation.a)
        if family is not None and family == family_of.get(relation.b):
            inside.setdefault(family, []).append(relation)
    waiting: list[Family] = []
    held = 0
    for done, item in enumerate(families, start=1):
        waiting.append(item)
        held += len(item.accounts)
        if held < _BATCH and done < len(families):
            continue
        progress(done, len(families), "anchoring dates")
        texts = {text.account: text for text in _tellings(study, [accounts[n] for f in waiting for n in f.accounts if n in accounts])}
        for family_ in waiting:
            passages = [passage for relation in inside.get(family_.id, ()) for passage in relation.passages]
            yield from anchors([texts[name] for name in family_.accounts if name in texts], passages, family_.root)
        waiting, held = [], 0


def _tellings(study: Study, accounts: Iterable[Account]) -> list[Telling]:
    """The texts of some accounts, each once; one withdrawn meanwhile is missing, and the run will not be kept."""
    found: list[Telling] = []
    with study.read_as_machine() as view:
        for account in {account.id: account for account in accounts}.values():
            edition = view.edition(account.main or "")
            if edition is not None:
                language = (account.language or "").partition("-")[0].lower()
                found.append(
                    Telling(
                        account=account.id, edition=edition.id, text=edition.text, language=language, when=known_date(account.published)
                    )
                )
    return found
