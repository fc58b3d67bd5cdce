"""Cases: mentions held to be the same by reviewers, or by the rule for copies; everything else stands alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from testimonia.domain.decisions import Claim, LinkReview, Mention, Screening
from testimonia.domain.evidence import Account, ShelfDeclaration
from testimonia.domain.identity import object_id
from testimonia.domain.outcome import Unit, link_outcome, waits_for_second
from testimonia.domain.partition import Pair, Partition
from testimonia.domain.results import Case, Family, Link, Relation, Reuse
from testimonia.domain.vocabulary import Layer, LinkDecision
from testimonia.errors import InputError
from testimonia.stages.resolve.method.copies import Aligned, Carrier, Ways, align
from testimonia.stages.resolve.method.standing import Screenings, Standing, standings
from testimonia.stages.resolve.params import ResolveParams
from testimonia.text import parse_edtf

VERSION = "12"
"""Changes when the same decisions would give other links or cases."""
RULE = "rule:link_copies_mentions"
REVIEWERS = "reviewers:"
"""How ``by`` begins where several people agreed, or disagreed, on a link; or one person in two copies of the study."""
_RANK = {Layer.ADJUDICATED: 0, Layer.CONSENSUS: 1, Layer.CODER: 2}


def _nobody(a: str, b: str) -> bool:
    """No pair is of a sample that two people judge."""
    del a, b
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """Rows on which two copies of the study decided differently: their layers by what was screened, layers and people by pair (a < b)."""

    screening: Mapping[Unit, Sequence[Layer]] = field(default_factory=dict)
    links: Mapping[Pair, Sequence[tuple[Layer, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that cases follow from. ``ways`` lead from copies to roots; ``texts`` are the editions on them, by id.

    ``rounds`` are the ids of study.yaml's rounds in their order, ``undecided`` the rows on which two copies of the study decided
    differently, ``twice`` says of a pair whether two people are to judge it.
    """

    accounts: Sequence[Account]
    mentions: Sequence[Mention]
    screenings: Sequence[Screening]
    shelves: Sequence[ShelfDeclaration]
    reviews: Sequence[LinkReview]
    families: Sequence[Family]
    ways: Ways
    texts: Mapping[str, str]
    link_copies: bool
    rounds: Sequence[str]
    undecided: Undecided = Undecided()
    claims: Sequence[Claim] = ()
    reuse: Sequence[Reuse] = ()
    relations: Sequence[Relation] = ()
    twice: Callable[[str, str], bool] = _nobody


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reviews of a pair (a < b), or the rule, came to; ``layer`` is the one that decided, None for the rule."""

    a: str
    b: str
    decision: LinkDecision
    by: str
    layer: Layer | None

    @property
    def rank(self) -> int:
        """The better founded, the lower."""
        return len(_RANK) if self.layer is None else _RANK[self.layer]

    @property
    def people(self) -> tuple[str, ...]:
        """Whose verdict it is; nobody's where the rule speaks."""
        return () if self.layer is None else tuple(self.by.removeprefix(REVIEWERS).split("+"))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two mentions said to be the same (``refused``) that are kept apart, and why.

    ``chain`` are the verdicts by which, together with the refused one, both sides of ``apart`` would be the same; ``apart`` holds them
    different, and is None where one is a person and the other a response.
    """

    refused: Verdict
    chain: tuple[Verdict, ...] = ()
    apart: Verdict | None = None

    @property
    def a(self) -> str:
        """One of the two that are kept apart."""
        return self.refused.a

    @property
    def b(self) -> str:
        """The other one."""
        return self.refused.b

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """All that cannot hold together, the refused one first."""
        return (self.refused, *self.chain, *((self.apart,) if self.apart else ()))

    @property
    def why(self) -> str:
        """Whose word was refused, and by whose."""
        if self.apart is None:
            return f"{_whose(self.refused)}: the same, but one is a person and the other a response"
        ways = "".join(f", {one.a} and {one.b} the same ({_whose(one)})" for one in self.chain)
        apart = f"{self.apart.a} and {self.apart.b} are held to be different ({_whose(self.apart)})"
        return f"{_whose(self.refused)}: the same, but {apart}{ways}"


def _whose(said: Verdict) -> str:
    """Whose word a verdict is, in words."""
    return ", ".join(said.people) or "the rule for copies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Links and cases, what became of each mention (by id), and what a person should look at.

    ``apart`` are pairs of eligible mentions (a < b) whose groups are held to be different, also by way of mentions that do not count;
    ``second`` pairs on which one person's verdict waits for another's; ``disputed`` those of the unclear on which reviewers, or two copies
    of the study, say different things: of the others everybody who judged them says that they cannot be told.
    """

    links: tuple[Link, ...]
    cases: tuple[Case, ...]
    apart: tuple[Pair, ...]
    standings: dict[str, Standing]
    contradictions: tuple[Contradiction, ...]
    alone: tuple[str, ...]
    second: tuple[Pair, ...] = ()
    disputed: tuple[Pair, ...] = ()


def resolve_cases(material: Material, params: ResolveParams) -> Resolved:
    """Links and cases.

    1. Reviewers' decisions of each pair come to one outcome (adjudicated, else consensus, else all who reviewed it; disagreement is
       *unclear*); of a pair that two people judge a single verdict says nothing yet. The rule links a copy's mention to the root's where nobody reviewed the pair.
    2. "Same" puts mentions together, adjudicated first, then consensus, single reviewers, the rule, each by id. What would put
       together two mentions held to be *different*, or a person and a response, is refused and listed: a case too many can be
       merged later, a wrong merger hides itself.
    3. A case is what of such a group is eligible. It is named after its first mention: on a family's root before a copy, the earlier
       published before the later, then by id.

    The order of the material does not matter.
    """
    known = {account.id: account for account in material.accounts}
    copies = {account for family in material.families for account in family.accounts if account != family.root}
    present = [mention for mention in material.mentions if mention.account in known]
    ordered = sorted(present, key=lambda m: (m.account in copies, _published(known[m.account]), m.id))
    mentions = {mention.id: mention for mention in ordered}
    carrier = Carrier(material.texts, params)
    several = [family for family in material.families if len(family.accounts) > 1]
    aligned = align(ordered, several, material.ways, carrier) if material.link_copies else Aligned({}, frozenset())
    held = standings(ordered, _screenings(material), aligned.anchors)

    outcomes, second = _outcomes(material, mentions)
    rule = {_pair(copy, root) for copy, root in aligned.anchors.items()} - outcomes.keys()
    same = _verdicts(outcomes, LinkDecision.SAME) + [Verdict(a, b, LinkDecision.SAME, RULE, None) for a, b in rule]
    different = _verdicts(outcomes, LinkDecision.DIFFERENT)
    apart = [(said.a, said.b) for said in different]
    groups, contradictions = _group(mentions, same, different)

    eligible = {name for name, standing in held.items() if standing is Standing.ELIGIBLE}
    links = [Link(a=a, b=b, decision=outcome.decision.value, by=outcome.by) for (a, b), outcome in outcomes.items()]
    links += [Link(a=a, b=b, decision=LinkDecision.SAME.value, by=RULE) for a, b in rule if {a, b} <= eligible]
    rank = {name: n for n, name in enumerate(mentions)}
    cases = [_case(sorted(members, key=rank.__getitem__), mentions) for members in _members(groups, eligible)]
    return Resolved(
        links=tuple(sorted(links, key=lambda link: (link.a, link.b))),
        cases=tuple(sorted(cases, key=lambda case: case.id)),
        apart=_apart(groups, apart, eligible),
        standings=held,
        contradictions=tuple(contradictions),
        alone=tuple(sorted(aligned.alone & eligible)),
        second=tuple(second),
        disputed=tuple(pair for pair, one in outcomes.items() if one.disputed),
    )


def _published(account: Account) -> tuple[date, date]:
    """An order by date, undated ones last."""
    try:
        when = parse_edtf(account.published) if account.published else None
    except InputError:
        when = None
    if when is None:
        return date.max, date.max
    return when.earliest or when.latest or date.max, when.latest or date.max


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the reviews of a pair come to, the rows that decided it, and whose word it is."""

    decision: LinkDecision
    rows: tuple[LinkReview, ...]
    by: str

    @property
    def disputed(self) -> bool:
        """Whether it is unclear because people say different things, and not because they say that nobody can tell."""
        return self.decision is LinkDecision.UNCLEAR and {row.decision for row in self.rows} != {LinkDecision.UNCLEAR}


def _outcomes(material: Material, mentions: Mapping[str, Mention]) -> tuple[dict[Pair, _Outcome], list[Pair]]:
    """What the pairs that anybody reviewed come to, and those that wait for a second verdict."""
    waiting = material.undecided.links
    by_pair: dict[Pair, list[LinkReview]] = {pair: [] for pair in waiting if pair[0] in mentions and pair[1] in mentions}
    for row in material.reviews:
        if row.a in mentions and row.b in mentions and row.a != row.b:
            by_pair.setdefault(_pair(row.a, row.b), []).append(row)
    found, second = {}, []
    for pair in sorted(by_pair):
        sides = waiting.get(pair, ())
        if not sides and waits_for_second(by_pair[pair], two=material.twice(*pair)):
            second.append(pair)
            continue
        decision, rows = link_outcome(by_pair[pair], [layer for layer, _ in sides])
        if decision is not None:
            divided = {by for layer, by in sides if not rows or layer is rows[0].layer}
            people = sorted({row.by for row in rows} | divided)
            found[pair] = _Outcome(decision, rows, people[0] if len(people) == 1 and not divided else REVIEWERS + "+".join(people))
    return found, second


def _screenings(material: Material) -> Screenings:
    return Screenings(material.screenings, material.shelves, material.families, material.undecided.screening, material.rounds)


def _verdicts(outcomes: Mapping[Pair, _Outcome], decision: LinkDecision) -> list[Verdict]:
    return [Verdict(a, b, decision, one.by, one.rows[0].layer) for (a, b), one in outcomes.items() if one.decision is decision]


def _group(mentions: Mapping[str, Mention], same: Sequence[Verdict], different: Sequence[Verdict]) -> tuple[Partition, list[Contradiction]]:
    groups = Partition(mentions, [(said.a, said.b) for said in different])
    joined: dict[str, list[Verdict]] = {}
    refused: list[Contradiction] = []
    for said in sorted(same, key=lambda said: (said.rank, said.a, said.b)):
        if mentions[said.a].kind is not mentions[said.b].kind:
            refused.append(Contradiction(said))
        elif not groups.join(said.a, said.b):
            refused.append(_contradiction(said, groups, joined, different))
        else:
            joined.setdefault(said.a, []).append(said)
            joined.setdefault(said.b, []).append(said)
    return groups, refused


def _contradiction(
    said: Verdict, groups: Partition, joined: Mapping[str, Sequence[Verdict]], different: Sequence[Verdict]
) -> Contradiction:
    """Of all verdicts that forbid to join two groups the one that the fewest others lead to."""
    sides = {groups.find(said.a), groups.find(said.b)}
    against = [one for one in different if {groups.find(one.a), groups.find(one.b)} == sides]
    from_a, from_b = _chains(said.a, joined), _chains(said.b, joined)
    ways = [(from_a[one.a] + from_b[one.b] if one.a in from_a else from_a[one.b] + from_b[one.a], one) for one in against]
    chain, apart = min(ways, key=lambda way: (len(way[0]), way[1].a, way[1].b))
    return Contradiction(said, chain, apart)


def _chains(start: str, joined: Mapping[str, Sequence[Verdict]]) -> dict[str, tuple[Verdict, ...]]:
    """For each mention of a group the fewest verdicts that tie it to one of them (breadth first)."""
    found: dict[str, tuple[Verdict, ...]] = {start: ()}
    queue = [start]
    for name in queue:
        for said in joined.get(name, ()):
            other = said.b if said.a == name else said.a
            if other not in found:
                found[other] = (*found[name], said)
                queue.append(other)
    return found


def _members(groups: Partition, eligible: set[str]) -> list[set[str]]:
    found = (eligible.intersection(members) for members in groups.groups())
    return [members for members in found if members]


def _apart(groups: Partition, apart: Sequence[Pair], eligible: set[str]) -> tuple[Pair, ...]:
    """One pair of eligible mentions for each two groups that are held to be different."""
    first = {groups.find(min(members)): min(members) for members in _members(groups, eligible)}
    found = ((first.get(groups.find(a)), first.get(groups.find(b))) for a, b in apart)
    return tuple(sorted({_pair(one, other) for one, other in found if one is not None and other is not None}))


def _case(names: Sequence[str], mentions: Mapping[str, Mention]) -> Case:
    first = mentions[names[0]]
    return Case(
        id=object_id("case", *sorted(names)),
        kind=first.kind,
        label=first.label,
        mentions=tuple(names),
        accounts=tuple(sorted({mentions[name].account for name in names})),
    )
