"""Learn how `testimonia.assist` chooses who speaks of leaving: `python examples/teaching/train_people.py`.

Writes to `src/testimonia/assist/data`, each with its model card: weights of words (that somebody in an account speaks of leaving, that
several do, that a candidate is one of them or plays another part, that somebody of a part is introduced, that something is told of one;
that a sentence tells of a joining, of a leaving, of anything, that a leaver says it), and the trees that ask signs and words together. What
the trees learn from the words of a fold comes from weights learned on the other folds. The probability that is enough is chosen on folds held
out whole, and so are the totals of the card. `en-c`, `other-c` and the sealed part are never looked at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import vstack

from testimonia.assist.choosing import ACCOUNT, PERSON, SENTENCES, SEVERAL, TREES, Said, rows
from testimonia.assist.everyday import FILE as EVERYDAY
from testimonia.assist.passages import CLAIMED, JOINING, LEAVING, VOICE
from testimonia.assist.roles import INTRODUCED, PARTS, around, introducing
from testimonia.assist.supposed import VARIABLES, weights_of
from testimonia.assist.weighing import Weights
from workshop.everyday_words import everyday_words
from workshop.fitting import Floats, digest, matrix
from workshop.growing import FEWER_WORDS, WORDS, grown_on, of_matrix, scored
from workshop.part import Part, from_folder
from workshop.people_rows import ANYTHING, Account, accounts, counted

HERE = Path(__file__).parent
PRACTICE = HERE.parents[1] / "tests" / "gates" / "practice"
DATA = HERE.parents[1] / "src" / "testimonia" / "assist" / "data"
FOLDS = (
    ("open", "en-a", "other-a", "en-b", "other-b", "other-q"), ("en-d", "other-d", "en-e", "other-e", "en-f", "en-s"),
    ("other-f", "en-g", "other-g", "en-q", "en-t"), ("en-h", "other-h", "other-i", "en-p", "en-u"), ("other-j", "en-i", "other-k", "en-r"),
    ("en-j", "other-l", "en-n", "other-o"), ("en-k", "other-m", "en-m", "other-r"), ("en-l", "other-n", "en-o", "other-p", "other-s"),
)  # fmt: skip
"""Parts that are held out together. A copy is in the part of what it copies, so that no family stands on both sides."""
MADE = ("open", "en-a", "other-a", "en-b", "other-b")
"""Parts on which rules were made: what is held out of the others says most about accounts to come."""
VERSION = "6"
PENALTIES = {
    ACCOUNT: 0.01, SEVERAL: 0.01, PERSON: 0.1, JOINING: 1.0, LEAVING: 1.0, CLAIMED: 1.0, VOICE: 0.3,
    **{around(role): 0.1 for role in PARTS}, **{introducing(role): 0.3 for role in INTRODUCED},
    **{weights_of(variable): 8.0 for variable in VARIABLES},
}  # fmt: skip
TOLD = {JOINING: "joined", LEAVING: "left", CLAIMED: ANYTHING}  # weights of sentences, by what the passages that teach them tell
PRECISION, RECALL = 0.85, 0.80  # what is asked of the people who are suggested
GROWN = 500  # trees
TIMES = 4  # a feature that fewer candidates have is left out
WORD_TIMES = 3  # the same of words, by accounts or candidates
_NEAR = 1e-3  # of the weights of what is supposed: of many rows, and nearer is no better
_LEAST, _MOST = 20, 60  # per cent of probability that are tried as enough


def main() -> None:
    """Read, hold out, choose, learn, write."""
    parts = training_parts()
    _write_everyday(parts)
    found, fold_of, chances = held_out(parts)
    enough = best_of(found, chances)
    card = _card(parts, found, chances, enough)
    everything = np.full(len(found), True)
    _write_words(found, card)
    trees = _trees(
        found, _out_of_fold(found, fold_of, everything), everything, enough=enough, card=card | {"of": _OF[TREES], "method": _METHOD[TREES]}
    )
    (DATA / f"{TREES}.trees.json").write_text(trees.to_json(), encoding="utf-8")
    for name, total in card["held out"].items():
        print(name, total)


def training_parts() -> list[Part]:
    """The open part of the teaching study and the parts of the practice corpus that teach, fold by fold."""
    return [from_folder(HERE / name if name == "open" else PRACTICE / name) for fold in FOLDS for name in fold]


def held_out(parts: Sequence[Part]) -> tuple[list[Account], Any, list[Floats]]:
    """Every account, its fold, and the probabilities of its candidates from words and trees learned on the other folds."""
    with ProcessPoolExecutor(2) as pool:
        found = [account for read in pool.map(accounts, parts) for account in read]
    fold_of = np.array([next(at for at, fold in enumerate(FOLDS) if account.part in fold) for account in found])
    with ProcessPoolExecutor(2, initializer=_share, initargs=(found, fold_of)) as pool:
        held = list(pool.map(_held_out, range(len(FOLDS))))
    chances: list[Floats] = [np.zeros(0)] * len(found)
    for one in held:
        for at, sure in one.items():
            chances[at] = sure
    return found, fold_of, chances


_SHARED: dict[str, Any] = {}
"""What a process that holds folds out has from the beginning: gigabytes that would take longer to hand over than to learn from."""


def _share(found: Sequence[Account], fold_of: Any) -> None:
    _SHARED.update(found=found, fold_of=fold_of)


def _held_out(fold: int) -> dict[int, Floats]:
    """The probabilities of one fold's candidates, from words and trees learned on the others."""
    found, fold_of = _SHARED["found"], _SHARED["fold_of"]
    inside = fold_of != fold
    words = _out_of_fold(found, fold_of, inside)
    trees = _trees(found, words, inside)
    result = {}
    for at in np.flatnonzero(~inside):
        account = found[at]
        table = rows(account.every, words[at]) if account.items else []
        result[int(at)] = np.array([trees.probability(row) for row in table])
    return result


def _out_of_fold(found: Sequence[Account], fold_of: Any, inside: Any) -> list[Said]:
    """What words say of every account, by weights learned on the accounts ``inside`` that are of other folds."""
    result: list[Said | None] = [None] * len(found)
    for fold in np.unique(fold_of):
        learn, apply = inside & (fold_of != fold), np.flatnonzero(fold_of == fold)
        weights = _words([account for account, kept in zip(found, learn, strict=True) if kept])
        said = _said([found[at] for at in apply], weights)
        for at, one in zip(apply, said, strict=True):
            result[at] = one
    return [one for one in result if one is not None]


def _said(found: Sequence[Account], weights: dict[str, Weights]) -> list[Said]:
    of_account = matrix([one.every.account for one in found], WORDS)
    account, several = scored(weights[ACCOUNT], of_account), scored(weights[SEVERAL], of_account)
    around_them = [words for one in found for words in one.every.words]
    person, fewer = scored(weights[PERSON], matrix(around_them, WORDS)), matrix(around_them, FEWER_WORDS)
    roles = {role: scored(weights[around(role)], fewer) for role in PARTS}
    first = matrix([words for one in found for words in one.every.introductions], FEWER_WORDS)
    introduced = {role: scored(weights[introducing(role)], first) for role in INTRODUCED}
    of_sentences = matrix([words for one in found for words in one.every.passages.words], WORDS)
    sentences = {name: scored(weights[name], of_sentences) for name in SENTENCES}
    kinds, of_supposed = _supposed(found)
    likely = np.zeros(len(kinds))
    for variable in VARIABLES:
        places = np.flatnonzero(kinds == variable)
        likely[places] = scored(weights[weights_of(variable)], of_supposed[places])
    at, sentence, place, result = 0, 0, 0, []
    for number, one in enumerate(found):
        mine, own = slice(at, at + len(one.items)), slice(sentence, sentence + len(one.every.passages.words))
        told = slice(place, place + len(one.theirs))
        result.append(
            Said(
                account=float(account[number]),
                several=float(several[number]),
                person=person[mine].tolist(),
                sentences={name: scores[own].tolist() for name, scores in sentences.items()},
                roles={role: scores[mine].tolist() for role, scores in roles.items()},
                introduced={role: scores[mine].tolist() for role, scores in introduced.items()},
                supposed=likely[told].tolist(),
            )
        )
        at, sentence, place = mine.stop, own.stop, told.stop
    return result


def _supposed(found: Sequence[Account]) -> tuple[Any, Any]:
    """The kind of all that may be told of anybody, and what stands around each as one matrix."""
    kinds = np.array([one.kind for account in found for one in account.every.supposed])
    return kinds, vstack([account.around_supposed for account in found]).tocsr()


def _words(found: Sequence[Account], cards: dict[str, dict[str, Any]] | None = None) -> dict[str, Weights]:
    """The weights of words: of accounts, of candidates and how they are introduced, of sentences; and of what may be told of candidates."""
    cards = cards or {}

    def learn(name: str, whole: Any, labels: Sequence[bool], *, even: bool = False) -> Weights:
        return of_matrix(whole, labels, PENALTIES[name], even=even, card=cards.get(name))

    texts = matrix(_often([account.every.account for account in found], WORD_TIMES), WORDS)
    several = np.array([len(account.true) > 1 for account in found])
    of_leavers = np.flatnonzero([bool(account.true) for account in found])
    around_them = _often([words for account in found for words in account.every.words], WORD_TIMES)
    fewer = matrix(around_them, FEWER_WORDS)
    first = matrix(_often([words for account in found for words in account.every.introductions], WORD_TIMES), FEWER_WORDS)
    played = np.array([role for account in found for role in account.roles])
    sentences = matrix(_often([words for account in found for words in account.every.passages.words], WORD_TIMES), WORDS)
    voices = [voice for account in found for voice in account.voices]
    spoken = np.flatnonzero([voice is not None for voice in voices])
    kinds, of_supposed = _supposed(found)
    theirs = [so for account in found for so in account.theirs]

    def of_variable(variable: str) -> Weights:
        name, places = (
            weights_of(variable),
            np.flatnonzero([kind == variable and so is not None for kind, so in zip(kinds, theirs, strict=True)]),
        )
        return of_matrix(of_supposed[places], [bool(theirs[at]) for at in places], PENALTIES[name], near=_NEAR, card=cards.get(name))

    return {
        ACCOUNT: learn(ACCOUNT, texts, [bool(account.true) for account in found], even=True),
        SEVERAL: learn(SEVERAL, texts[of_leavers], several[of_leavers].tolist(), even=True),
        PERSON: learn(PERSON, matrix(around_them, WORDS), [label for account in found for label in account.labels]),
        **{around(role): learn(around(role), fewer, (played == role).tolist()) for role in PARTS},
        **{introducing(role): learn(introducing(role), first, (played == role).tolist()) for role in INTRODUCED},
        **{name: learn(name, sentences, [so for account in found for so in account.tells[variable]]) for name, variable in TOLD.items()},
        VOICE: learn(VOICE, sentences[spoken], [bool(voices[at]) for at in spoken]),
        **{weights_of(variable): of_variable(variable) for variable in VARIABLES},
    }


def _often(rows: Sequence[Any], times: int) -> list[dict[str, float]]:
    """The rows without what only a few of them have."""
    counts = Counter(name for row in rows for name in row)
    return [{name: value for name, value in row.items() if counts[name] >= times} for row in rows]


def _trees(found: Sequence[Account], said: Sequence[Said], inside: Any, **more: Any) -> Any:
    """Trees over the candidates of the accounts ``inside``."""
    table, labels = [], []
    for account, one, kept in zip(found, said, inside, strict=True):
        if kept and account.items:
            table += rows(account.every, one)
            labels += account.labels
    counts = Counter(name for row in table for name, value in row.items() if value)
    names = sorted(name for name, times in counts.items() if times >= TIMES)
    return grown_on(table, labels, names, trees=GROWN, **more)


def best_of(found: Sequence[Account], chances: Sequence[Floats]) -> float:
    """The probability from which on precision and recall both come nearest to what is asked, on parts on which no rule was made.

    Nearest is where the one that falls short most, as a share of what is asked, does so least; of two that are level the higher.
    """
    unseen = [at for at, account in enumerate(found) if account.part not in MADE]
    kept, sure = [found[at] for at in unseen], [chances[at].tolist() for at in unseen]

    def near(enough: float) -> float:
        agreement = counted(kept, sure, enough).agreement()
        return min(agreement.precision / PRECISION, agreement.recall / RECALL)

    return max((value / 100 for value in range(_LEAST, _MOST + 1)), key=lambda value: (near(value), value))


_OF = {
    ACCOUNT: "how an account is worded in which somebody speaks of leaving",
    SEVERAL: "how an account is worded in which several speak of leaving",
    PERSON: "how somebody who speaks of leaving is spoken of",
    JOINING: "how a sentence is worded that tells of somebody's own joining",
    LEAVING: "how a sentence is worded that tells of somebody's own leaving",
    CLAIMED: "how a sentence is worded that tells anything of somebody who speaks of leaving",
    VOICE: "how somebody who speaks of leaving words what they say",
    **{around(role): f"how somebody is spoken of whose part in an account is {role}" for role in PARTS},
    **{introducing(role): f"how somebody is introduced whose part in an account is {role}" for role in INTRODUCED},
    **{
        weights_of(variable): f"what stands around what is told of somebody who left, of all that may be: {variable}"
        for variable in VARIABLES
    },
    TREES: "how sure a suggestion is that its passage names somebody who speaks of their own leaving",
}
_METHOD = {
    **{name: f"logistic regression over words and pairs of words, penalty {penalty}" for name, penalty in PENALTIES.items()},
    **{
        weights_of(variable): f"logistic regression over the features of claims, penalty {PENALTIES[weights_of(variable)]}"
        for variable in VARIABLES
    },
    TREES: f"{GROWN} boosted trees of depth 4 over signs and what words say, each split on a tenth of the features",
}


def _write_everyday(parts: Sequence[Part]) -> None:
    told = {"of": "words that are rarely a name", "parts": {part.name: digest(part)[:16] for part in parts}}
    (DATA / EVERYDAY).write_text(
        json.dumps({"card": told, "words": everyday_words(parts)}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def _write_words(found: Sequence[Account], card: dict[str, Any]) -> None:
    cards = {name: card | {"of": _OF[name], "method": _METHOD[name]} for name in PENALTIES}
    for name, weights in _words(found, cards).items():
        (DATA / f"{name}.weights.json").write_text(weights.to_json(), encoding="utf-8")


def _card(parts: Sequence[Part], found: Sequence[Account], chances: Sequence[Floats], enough: float) -> dict[str, Any]:
    selections: dict[str, Callable[[Account], bool]] = {
        "parts on which no rule was made": lambda account: account.part not in MADE,
        **{language: _of(language) for language in ("en", "ar", "de", "es", "fr", "id")},
    }
    return {
        "version": VERSION,
        "parts": {part.name: digest(part)[:16] for part in parts},
        "accounts": len(found),
        "held out": {name: _total(found, chances, enough, keep) for name, keep in selections.items()},
        "how held out": "each fold by words and trees learned on the others; the probability that is enough was chosen on the same totals",
    }


def _of(language: str) -> Callable[[Account], bool]:
    return lambda account: account.part not in MADE and account.text.language == language


def _total(found: Sequence[Account], chances: Sequence[Floats], enough: float, keep: Callable[[Account], bool]) -> dict[str, float]:
    """Precision and recall of the persons proposed, with how many there are."""
    kept = [at for at, account in enumerate(found) if keep(account)]
    count = counted([found[at] for at in kept], [chances[at].tolist() for at in kept], enough)
    agreement = count.agreement()
    return {"precision": round(agreement.precision, 3), "recall": round(agreement.recall, 3), "true": count.true, "found": count.found}


if __name__ == "__main__":
    main()
