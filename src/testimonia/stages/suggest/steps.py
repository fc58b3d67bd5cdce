"""Suggesting for a study: read, work with no lock held, keep the run; again if somebody decided something meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from testimonia.domain.evidence import Account
from testimonia.domain.report import Progress, silent
from testimonia.domain.results import Suggested, Suggestion
from testimonia.errors import StaleResults, StudyBusy
from testimonia.stages.suggest.cache import Cache, Found
from testimonia.stages.suggest.learning import Lesson, learn
from testimonia.stages.suggest.method import Wanted, version, wanted
from testimonia.stages.suggest.params import SuggestParams
from testimonia.stages.suggest.report import SuggestReport
from testimonia.stages.suggest.workers import Workers, how_many
from testimonia.store import overview
from testimonia.store.runs import Work
from testimonia.study import STUDY_FILE, Study, View, holdings

STAGE = "suggest"
_ATTEMPTS = 5  # whoever decides faster than this works is left to finish first
_DOING = "reading accounts for suggestions"


def suggest(study: Study, params: SuggestParams | None = None, progress: Progress = silent) -> SuggestReport:
    """Make the suggestions for every account that is not excluded. What was read before and is the same is not read again.

    Raises:
        StaleResults: accounts have not been traced as they are now.
        StudyBusy: decisions kept coming in while the work was done.
        DiskFull, StudyReadOnly: the folder does not take the cache.
    """
    params = params or SuggestParams()
    cache = Cache(study.folder)
    for _ in range(_ATTEMPTS):
        with study.read_as_machine() as view:
            digest = view.input_digest(STAGE)
            if digest is None:
                raise StaleResults(
                    "Accounts or decisions on relations have changed since the last tracing.", "Run `testimonia trace` first."
                )
            run = view.run(STAGE)
            accounts = view.records(Account)
            todo = _wanted(view, accounts)
            holds = run is not None and run.version == version()
            last = None if holds else view.latest(STAGE)
            parts = _same(todo, view.parts_of(last)) if last else {}
            # A study of an older version kept its suggestions by run: they are taken over as they are read.
            before = _before(view) if last and not parts else {}
        read = 0
        if not holds:
            left = [one for one in todo if one.account.id not in parts]
            found, read = _read(study, params, left, {**before, **cache.read()}, progress)
            work = Work(stage=STAGE, params={}, version=version(), input_digest=digest)
            if study.record_run(work, _outputs(left, found), parts.values()) is None:
                continue
        cache.forget()
        lesson = learn(study, todo, partial(_known, study), progress)
        if lesson is not None:
            return _report(len(accounts), todo, _kinds(study), read, lesson, fresh=not holds)
    raise StudyBusy("Decisions kept coming in while accounts were read for suggestions.", "Try again when the others have finished.")


def _outputs(todo: Sequence[Wanted], found: Mapping[str, Found]) -> list[tuple[Suggested | Suggestion, Sequence[str]]]:
    outputs: list[tuple[Suggested | Suggestion, Sequence[str]]] = []
    for one in todo:
        name = one.account.id
        if name in found:
            mark, items = found[name]
            outputs += [(mark, (name,)), *((item, (name,)) for item in items)]
    return outputs


def _known(study: Study) -> Mapping[str, Found]:
    """What was found now."""
    with study.read_as_machine() as view:
        return _before(view)


def _kinds(study: Study) -> Mapping[str, int]:
    """How many suggestions of each kind were found now, counted where they lie."""
    with study.read_as_machine() as view:
        run = view.latest(STAGE)
        return overview.suggestion_kinds(view.connection, run) if run else {}


def _same(todo: Sequence[Wanted], parts: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The parts of accounts of which nothing that suggesters read has changed, by account."""
    known = ((one, parts.get(one.account.id)) for one in todo)
    return {one.account.id: held[1] for one, held in known if held and held[0] == one.digest}


def _wanted(view: View, accounts: Sequence[Account]) -> list[Wanted]:
    known = holdings(view)
    published = {account.id: account.published for account in accounts}
    # Relative dates count from the first publication, and that is the root's.
    first = {name: published.get(family.root) for name, family in known.home.items()}
    return wanted(accounts, known.agreed, known.declared, first, view.study.protocol)


def _before(view: View) -> dict[str, Found]:
    """What the last suggesting left, in force or not, by account."""
    run = view.latest(STAGE)
    if run is None:
        return {}
    found: dict[str, list[Suggestion]] = {}
    for item in view.left_by(run, Suggestion):
        found.setdefault(item.account, []).append(item)
    return {mark.account: (mark, found.get(mark.account, [])) for mark in view.left_by(run, Suggested)}


def _read(
    study: Study, params: SuggestParams, todo: Sequence[Wanted], known: Mapping[str, Found], progress: Progress
) -> tuple[dict[str, Found], int]:
    """What is found in every account, and how many were read for it now; what is known of one that is the same is taken over."""
    cache = Cache(study.folder)
    found = {
        one.account.id: known[one.account.id] for one in todo if one.account.id in known and known[one.account.id][0].digest == one.digest
    }
    left = [one for one in todo if one.account.id not in found]
    with _workers(study, params, len(left)) as workers:
        for start in range(0, len(left), params.batch):
            progress(start, len(left), _DOING)
            some = _batch(study, workers, left[start : start + params.batch])
            cache.add(some.values())
            # Only now: a withdrawal before this look is seen by it, and one after it deletes the cache itself.
            with study.read_as_machine() as view:
                if any(view.account(name) is None for name in some):
                    cache.forget()
            found |= some
    if left:
        progress(len(left), len(left), _DOING)
    return found, len(left)


def _workers(study: Study, params: SuggestParams, accounts: int) -> Workers:
    texts = study.protocol_texts
    books = {name: text for name, text in texts.items() if name != STUDY_FILE}
    return Workers(how_many(params.workers, accounts, params.worth_it), study.protocol, (texts[STUDY_FILE], books))


def _batch(study: Study, workers: Workers, some: Sequence[Wanted]) -> dict[str, Found]:
    """What is found in a few accounts; one withdrawn meanwhile has no text, and the run will not be kept."""
    with study.read_as_machine() as view:
        texts = [(one, edition) for one in some if (edition := view.edition(one.account.main or "")) is not None]
    listed = workers.read([(one, edition.text, edition.language) for one, edition in texts])
    return {
        one.account.id: (Suggested(account=one.account.id, digest=one.digest), items) for (one, _), items in zip(texts, listed, strict=True)
    }


def _report(accounts: int, todo: Sequence[Wanted], kinds: Mapping[str, int], read: int, lesson: Lesson, *, fresh: bool) -> SuggestReport:
    mute: dict[str, int] = {}
    for one in todo:
        if not any(suggester.reads(one.account.language or "") for suggester in one.suggesters):
            language = one.account.language or "unknown"
            mute[language] = mute.get(language, 0) + 1
    return SuggestReport(
        accounts=len(todo),
        left_out=accounts - len(todo),
        read=read,
        suggestions=dict(sorted(kinds.items())),
        mute=dict(sorted(mute.items())),
        lesson=lesson,
        fresh=fresh,
    )
