"""A study with a case form in sections, whose cases are in force."""

from __future__ import annotations

from testimonia.domain.results import Case, Family
from testimonia.domain.vocabulary import CaseKind
from testimonia.store.runs import Work

FORM = """
study: {{title: Those who left, question: Why did they leave?}}
coders:
  - {{id: owner, role: owner}}
  - {{id: lea, role: lead}}
  - {{id: anna, role: coder}}
  - {{id: bea, role: coder}}
  - {{id: sam, role: screener}}
rounds:
  - {{id: blind, kind: coding, coders: [anna, bea]}}
form:
  version: {version}
  sections:
    - {{id: leaving, title: Leaving, help: Only what they say themselves.}}
    - {{id: court, title: In court, only_if: {{variable: legal, equals: [charged, convicted]}}}}
variables:
  - {{id: age, label: Age, type: integer, minimum: 5, maximum: 110}}
  - {{id: legal, label: Legal status, type: choice, values: [none, charged, convicted], missing: [not_stated], of_interest: true}}
  - {{id: trigger, label: {trigger}, type: choice, values: [event, gradual], section: leaving}}
  - {{id: which, label: Which event?, section: leaving, only_if: {{variable: trigger, equals: event}}}}
  - {{id: how, label: How, type: choices, values: [paid, disguised], section: leaving}}
  - {{id: charge, label: What charge?, section: court}}
  - {{id: task, label: Task, per: episode}}
  - {{id: hurt, label: Hurt in it?, type: boolean, per: episode, only_if: {{variable: task, equals: fighter}}}}
  - {{id: provider, label: Provider, about: response}}
codebooks: [leaving]
"""


def resolve(place, mentions=("m0", "m1")):
    """Runs in force: the mentions are one case, the third a case of its own, and the response a third."""
    with place.open() as study:
        accounts = {"m0": place.plain, "m1": place.arabic, "m2": place.emoji}
        cases = [Case(id="c1", kind=CaseKind.PERSON, label="One man", mentions=mentions, accounts=tuple(accounts[m] for m in mentions))]
        cases.append(Case(id="c2", kind=CaseKind.PERSON, label="Another", mentions=("m2",), accounts=(place.emoji,)))
        cases.append(Case(id="c3", kind=CaseKind.RESPONSE, label="A house", mentions=("r0",), accounts=(place.plain,)))
        found = {"trace": [], "lineage": [(Family(id="f", accounts=(place.plain,), root=place.plain), [place.plain])]}
        found["resolve"] = [(case, list(case.accounts)) for case in cases]
        for stage, outputs in found.items():
            with study.read_as_machine() as view:
                digest = view.input_digest(stage)
                if view.run(stage) is not None:
                    continue
            assert study.record_run(Work(stage=stage, params={}, version="test", input_digest=digest), outputs)


def adopt(place, version=1, trigger="What set it off?"):
    (place.folder / "study.yaml").write_text(FORM.format(version=version, trigger=trigger), encoding="utf-8")
    with place.open() as study:
        study.adopt()


def set_line(place, *changes):
    """Change lines of study.yaml (old, new, old, new …), adopt it, and bring the cases up to date."""
    path = place.folder / "study.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    with place.open() as study:
        study.adopt()
    resolve(place)
