"""Agreement: the bootstrap against a loop over the ``krippendorff`` package, and all rows of a study of 200 accounts.

Peer: krippendorff 0.9 (GPL, tests and benchmarks only), called once for each sample of units, in the same run. Run:
``python -m benchmarks.agreement``.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import krippendorff
import numpy as np

from benchmarks.table import Row, show
from testimonia.domain.decisions import Coding, Completion
from testimonia.domain.results import Case
from testimonia.domain.vocabulary import CaseKind
from testimonia.protocol import parse_protocol
from testimonia.stages.code.method.agreement.answers import Answers
from testimonia.stages.code.method.agreement.coefficients import alpha
from testimonia.stages.code.method.agreement.distances import nominal
from testimonia.stages.code.method.agreement.material import Material
from testimonia.stages.code.method.agreement.resample import bootstrap, generator
from testimonia.stages.code.method.agreement.settings import AgreementParams
from testimonia.stages.code.method.agreement.tables import all_rows

CODERS = ("anna", "bea", "cem")


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    """How long it took, and what came of it."""
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done


def simulated(units: int, coders: int, categories: int, dice: np.random.Generator) -> np.ndarray:
    """Coders x units: a truth that each coder sees rightly four times of five."""
    truth = dice.integers(0, categories, units)
    guess = dice.integers(0, categories, (coders, units))
    return np.where(dice.random((coders, units)) < 0.8, truth, guess)


def looped(data: np.ndarray, replicates: int, dice: np.random.Generator) -> tuple[float, float]:
    """The interval as one gets it by calling the package once for each sample of units."""
    units = data.shape[1]
    found = [
        krippendorff.alpha(reliability_data=data[:, dice.integers(0, units, units)], level_of_measurement="nominal")
        for _ in range(replicates)
    ]
    return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


def study(accounts: int, codes: int) -> Material:
    """A study in which three coders completed every account; each code stands in about one account of eight."""
    dice = np.random.default_rng(5)
    listed = "\n".join(f"  - {{id: c{n}, label: C, definition: D.}}" for n in range(codes))
    people = "\n".join(f"  - {{id: {name}, role: coder}}" for name in CODERS)
    protocol = parse_protocol(
        f"study: {{title: T, question: Q?}}\ncoders:\n{people}\nrounds: [{{id: r, kind: coding}}]\ncodebooks: [book]\n",
        {"book.yaml": f"id: book\nversion: 1\ntitle: B\ncodes:\n{listed}\n"},
    )
    names = [f"a{n:03}" for n in range(accounts)]
    shared = {"edition": "e", "codebook": "book", "codebook_version": 1, "round": "r", "quote": "q"}
    codings = []
    for name, code in ((name, f"c{code}") for name in names for code in range(codes)):
        if dice.random() < 0.125:
            start = int(dice.integers(0, 4000))
            for coder in CODERS:
                if dice.random() < 0.8:
                    at = start + int(dice.integers(0, 40))
                    where = {"start": at, "end": at + int(dice.integers(40, 300))}
                    codings.append(Coding(id=f"{coder}{name}{code}", account=name, code=code, coder=coder, **where, **shared))
    return Material(
        protocol=protocol,
        books={("book", 1): protocol.codebook("book")},
        cases=[Case(id=f"k{name}", kind=CaseKind.PERSON, label="x", mentions=(), accounts=(name,)) for name in names],
        codings=codings,
        completions=[Completion(account=name, codebook="book", coder=coder, round="r") for name in names for coder in CODERS],
        texts=dict.fromkeys(names, ("e", 5000)),
    )


def measure(units: int = 10_000, replicates: int = 10_000) -> list[Row]:
    """All of it."""
    dice = np.random.default_rng(1)
    rows = []
    for size, coders, categories in ((58, 3, 5), (units, 5, 3)):
        data = simulated(size, coders, categories, dice)
        slow, theirs = seconds(lambda data=data: looped(data, replicates, np.random.default_rng(2)))

        def ours(data: np.ndarray = data) -> tuple[float, float]:
            answers = Answers.of(data.tolist())
            found = bootstrap([alpha(answers, nominal(answers.categories))], AgreementParams(replicates=replicates), generator(1))[0]
            return found.low, found.high

        fast, mine = min((seconds(ours) for _ in range(3)), key=lambda item: item[0])
        apart = max(abs(a - b) for a, b in zip(mine, theirs, strict=True))
        goal = "> 100x, equal to .002" if size == units else "equal to .02"
        case = f"{size} units x {coders} coders, {replicates} replicates"
        rows.append(Row("agreement", case, f"{fast:.2f} s, ends apart {apart:.4f}", goal, f"{slow / fast:.0f}x faster ({slow:.1f} s)"))
    material = study(200, 40)
    taken, measured = min(
        (seconds(lambda: len(all_rows(material, AgreementParams(replicates=1000)).rows)) for _ in range(3)), key=lambda item: item[0]
    )
    case = "200 accounts x 40 codes x 3 coders, 1000 replicates, every level"
    rows.append(Row("agreement", case, f"{taken:.2f} s ({measured} rows)", "< 2 s", ""))
    return rows


if __name__ == "__main__":
    show(measure())
