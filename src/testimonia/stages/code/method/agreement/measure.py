"""One row of the report from one table of answers: which coefficients suit it, and why there are none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from testimonia.domain.agreement import Agreement, Count, Estimate
from testimonia.stages.code.method.agreement import coefficients, distances
from testimonia.stages.code.method.agreement.answers import NO_VARIATION, Answers, Whole
from testimonia.stages.code.method.agreement.coefficients import Statistic
from testimonia.stages.code.method.agreement.linearised import ac1_error, alpha_error
from testimonia.stages.code.method.agreement.resample import bootstrap, generator
from testimonia.stages.code.method.agreement.settings import AgreementParams

PAIR = 2
MANY = 30  # different numbers: beyond that they are measurements, and coefficients made for categories say nothing about them
RARE = "rare"
PERFECT = "perfect"
FEW = "few"
FEW_UNITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a row is about; see :class:`testimonia.domain.agreement.Agreement`."""

    level: str
    kind: str
    group: str
    name: str = ""
    readers: tuple[str, ...]
    unit: str
    metric: str = "nominal"
    counts: tuple[Count, ...] = ()


def statistics(answers: Answers, metric: str) -> list[Statistic]:
    """The coefficients that suit a scale; two coders get Cohen's kappa, several Conger's form of it."""
    percent = coefficients.percent(answers)
    if metric == "jaccard":
        categories = answers.categories
        return [
            percent,
            coefficients.alpha(answers, distances.jaccard(categories)),
            coefficients.alpha(answers, distances.masi(categories), "alpha_masi"),
        ]
    kappa = coefficients.cohen if answers.coders == PAIR else coefficients.conger
    if metric == "nominal":
        alpha = coefficients.alpha(answers, distances.nominal(answers.categories))
        return [percent, alpha, kappa(answers), coefficients.fleiss(answers), coefficients.gwet(answers)]
    found = [percent, coefficients.ordinal_alpha(answers) if metric == "ordinal" else _numeric(answers, metric)]
    if len(answers.categories) <= MANY:
        weights = distances.agreement_weights(metric, answers.categories)
        found += [kappa(answers, weights), coefficients.gwet(answers, weights)]
    return found


def _numeric(answers: Answers, metric: str) -> Statistic:
    return coefficients.alpha(answers, distances.FIXED[metric](answers.categories))


def measured(about: About, answers: Answers, used: int, params: AgreementParams) -> Agreement:
    """A row from what several coders said of the same units; ``used`` of them hold the code or an answer."""
    reason = answers.why_undefined()
    if reason:
        return undefined(about, answers.n, used, reason, params, _percent(answers))
    wanted = statistics(answers, about.metric)
    quick = _enough(params, answers.n, len(answers.categories))
    estimates = bootstrap(wanted, quick, generator(params.seed, about.level, about.kind, about.group, about.name, *about.readers))
    if about.metric == "nominal":
        errors = {"alpha": alpha_error(answers), "ac1": ac1_error(answers)}
        estimates = [
            replace(item, error=error) if math.isfinite(error := errors.get(item.coefficient, math.nan)) else item for item in estimates
        ]
    categorical = about.metric == "nominal" and about.kind != "stated"
    notes = (RARE,) if categorical and _departing(answers) < params.rare else ()
    return _row(about, answers.n, used, [_explained(item) for item in estimates], notes, quick)


def from_statistics(about: About, wanted: Sequence[Statistic], n: int, used: int, params: AgreementParams) -> Agreement:
    """A row from coefficients that are set up already, of the same units."""
    quick = _enough(params, n)
    dice = generator(params.seed, about.level, about.kind, about.group, about.name, *about.readers)
    return _row(about, n, used, [_explained(item) for item in bootstrap(wanted, quick, dice)], (), quick)


def _enough(params: AgreementParams, n: int, combinations: int = 0) -> AgreementParams:
    """The settings, without replicates where there are too few units for them or too many different answers."""
    return replace(params, replicates=0) if n < params.fewest or combinations > params.combinations else params


def from_estimates(about: About, estimates: Sequence[Estimate], n: int, used: int, params: AgreementParams) -> Agreement:
    """A row of estimates that are made already."""
    return _row(about, n, used, estimates, (), params)


def undefined(
    about: About, n: int, used: int, reason: str, params: AgreementParams, percent: Estimate | None = None, coefficient: str = "alpha"
) -> Agreement:
    """A row that says why nothing can be measured."""
    estimates = [*([percent] if percent else []), Estimate(coefficient=coefficient, undefined=reason)]
    return _row(about, n, used, estimates, (), replace(params, replicates=0))


def _percent(answers: Answers) -> Estimate | None:
    if not answers.n:
        return None
    return Estimate(coefficient="percent", value=coefficients.percent(answers).value())


def _explained(item: Estimate) -> Estimate:
    return item if item.value is not None else replace(item, undefined=item.undefined or NO_VARIATION)


def _row(about: About, n: int, used: int, estimates: Sequence[Estimate], notes: tuple[str, ...], params: AgreementParams) -> Agreement:
    main = next((item for item in estimates if item.coefficient != "percent"), None)
    if main is not None and main.value == 1 and main.low is None and n > 1:
        notes = (*notes, PERFECT)
    if 0 < n < FEW_UNITS:
        notes = (*notes, FEW)
    return Agreement(
        level=about.level,
        kind=about.kind,
        group=about.group,
        name=about.name,
        readers=about.readers,
        n=n,
        used=used,
        unit=about.unit,
        metric=about.metric,
        estimates=tuple(estimates),
        counts=about.counts,
        notes=notes,
        seed=params.seed,
        replicates=params.replicates,
    )


def _departing(answers: Answers) -> int:
    """In how many units somebody departs from the answer that is given most: all that agreement can be measured on."""
    counts: Whole = answers.counts[answers.paired].astype(np.int64)
    usual = int(counts.sum(axis=0).argmax())
    return int((counts[:, usual] < counts.sum(axis=1)).sum())
