"""A whole plan with its robustness cards: how long it takes, and how that grows with the cases.

Peer: none computes this; the figure is the growth from a tenth of the cases (1.0 would be linear) and the seconds themselves.
Run ``python -m benchmarks.analyse [CASES]`` (10,000 cases x 60 codes by default; two coders, 500 samples of who is one person, 180
specifications).
"""

from __future__ import annotations

import random
import sys
import time
from itertools import count

from benchmarks.table import Row, show
from testimonia.domain.decisions import Claim, Coding, Completion, Episode, Judgement, Mention, Value
from testimonia.domain.evidence import Account
from testimonia.domain.results import Case, Family, Partitioning
from testimonia.domain.vocabulary import AccountState, CaseKind, MentionStatus
from testimonia.protocol import Protocol, parse_protocol
from testimonia.stages.analyse.method.material import Desk, Material
from testimonia.stages.analyse.steps import compute

CODES, SAMPLES, OUTLETS = 60, 500, 80
CODERS = ("anna", "ben")
REGIONS = ("coast", "hills", "abroad")
STUDY = """\
study: {title: A study of invented people, question: Why did they leave?}
variables:
  - {id: region, label: Region, type: choice, values: [coast, hills, abroad]}
codebooks: [reasons]
coders: [{id: owner, role: owner}, {id: anna, role: coder}, {id: ben, role: coder}]
analysis:
  - {id: why, kind: prevalence, codebook: reasons}
  - {id: why-by-region, kind: comparison, codebook: reasons, by: region, replicates: 2000}
  - {id: in-time, kind: timeline, period: year, dates: [left, published], change: ["2015", "2016"]}
  - {id: pairs, kind: cooccurrence, codebook: reasons, replicates: 500}
  - {id: borne-out, kind: credibility, codebook: reasons}
"""


def protocol() -> Protocol:
    """The plan, and a codebook of sixty codes."""
    codes = "\n".join(f"  - {{id: c{n:02}, label: Reason {n}, definition: Reason {n}.}}" for n in range(CODES))
    return parse_protocol(STUDY, {"reasons.yaml": f"id: reasons\nversion: 1\ntitle: Reasons\ncodes:\n{codes}\n"})


def material(cases: int, seed: int = 1) -> Material:
    """So many invented people in an account or two each, coded by two; every tenth may be one person with the next.

    The second account of one in four is a copy of the first of the person before; of one in twenty two years of birth are told.
    """
    dice = random.Random(seed)
    numbers = count()
    accounts, mentions, made, codings, values, episodes, completions, judgements, claims = [], [], [], [], [], [], [], [], []
    copied: dict[str, str] = {}
    for n in range(cases):
        told = [f"a{n}-{k}" for k in range(1 + dice.randrange(2))]
        for name in told:
            accounts.append(
                Account(
                    id=name, origin=name, title=name, sha256="", state=AccountState.OK, outlet=f"outlet {dice.randrange(OUTLETS)}", language="en",
                    published=f"{2014 + dice.randrange(5)}-03",
                )
            )  # fmt: skip
            mentions.append(Mention(id=f"m-{name}", account=name, label=name, status=MentionStatus.ELIGIBLE))
        made.append(
            Case(id=f"case{n}", kind=CaseKind.PERSON, label=str(n), mentions=tuple(f"m-{name}" for name in told), accounts=tuple(told))
        )
        if n and n % 4 == 0 and len(told) > 1:
            copied[told[1]] = f"a{n - 1}-0"
        for name in told:
            year = "1985" if n % 20 == 0 and name == told[-1] else "1990"
            claims.append(Claim(id=f"c{next(numbers)}", account=name, mention=f"m-{name}", variable="birth_year", value=year))
        region, left, has = dice.choice(REGIONS), f"{2013 + dice.randrange(5)}", dice.sample(range(CODES), 4)
        for coder in CODERS:
            first = {"account": told[0], "mention": f"m-{told[0]}", "coder": coder}
            completions += [Completion(codebook=book, **first) for book in ("reasons", "form")]
            values.append(Value(id=f"v{next(numbers)}", variable="region", value=region, **first))
            episodes.append(Episode(id=f"e{next(numbers)}", left=left, group="The Guard", **first))
            judgements.append(
                Judgement(id=f"j{next(numbers)}", source_grade=dice.choice("ABCDE"), information_grade=dice.choice("12345"), **first)
            )
            for code in has if dice.random() < 0.8 else has[:3]:
                name = dice.choice(told)
                codings.append(
                    Coding(
                        id=f"k{next(numbers)}", account=name, mention=f"m-{name}", edition=name, codebook="reasons", code=f"c{code:02}",
                        codebook_version=1, coder=coder, start=0, end=1, quote="x",
                    )
                )  # fmt: skip
    return Material(
        protocol=protocol(), cases=made, families=_families(accounts, copied), claims=claims,
        mentions=mentions, codings=codings, values=values, episodes=episodes, completions=completions, accounts=accounts,
        judgements=judgements, partitions=_samples(made, dice),
    )  # fmt: skip


def _families(accounts: list[Account], copied: dict[str, str]) -> list[Family]:
    """One for each account that is no copy."""
    copies = {root: copy for copy, root in copied.items()}
    return [
        Family(id=f"f{one.id}", accounts=(one.id, *([copies[one.id]] if one.id in copies else [])), root=one.id)
        for one in accounts
        if one.id not in copied
    ]


def _samples(cases: list[Case], dice: random.Random) -> list[Partitioning]:
    """Every tenth case stands together with the next in half of the samples."""
    rows = []
    for n, case in enumerate(cases):
        pair = n % 10 == 0 and n + 1 < len(cases)
        if not pair and n % 10 == 1:
            continue
        groups = [case, cases[n + 1]] if pair else [case]
        names = sorted(name for one in groups for name in one.mentions)
        first = {name: min(one.mentions) for one in groups for name in one.mentions}
        apart = " ".join(str(names.index(first[name])) for name in names)
        ways = (apart, " ".join("0" for _ in names)) if pair else (apart,)
        drawn = " ".join(str(dice.randrange(2)) for _ in range(SAMPLES)) if pair else ""
        rows.append(Partitioning(mentions=tuple(names), ways=ways, drawn=drawn, samples=SAMPLES))
    return rows


def seconds(cases: int) -> tuple[float, int]:
    """How long the whole plan takes, and how many rows it leaves."""
    ready = material(cases)
    started = time.perf_counter()
    parts = compute(Desk(ready), "benchmark")
    return time.perf_counter() - started, sum(map(len, parts))


def measure(cases: int = 10_000) -> list[Row]:
    """The plan at a tenth of the cases, and at all of them."""
    (small, _), (large, rows) = seconds(cases // 10), seconds(cases)
    what = f"{cases:,} cases x {CODES} codes, {SAMPLES} samples, 180 specifications"
    return [
        Row("analyse", what, f"{large:.1f} s ({rows:,} rows)", "< 120 s", ""),
        Row("analyse", "growth from a tenth of them", f"{large / small:.1f}x for 10x", "near 10x", ""),
    ]


if __name__ == "__main__":
    show(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
