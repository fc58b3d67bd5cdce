"""The case form as one coder meets it: what is asked now, what is answered, what contradicts, what is missing before it is finished.

Pure: the plan's questions, the answers given and what is known of the case go in; a form that any door can draw comes out. Which
question is asked depends on the coder's own answers alone: a blind form may not be steered by somebody else's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from testimonia.domain.decisions import Episode, Value
from testimonia.domain.results import Case
from testimonia.domain.vocabulary import ContentFlag, Layer
from testimonia.protocol import OnlyIf, Protocol, Variable
from testimonia.protocol.changes import question_meaning
from testimonia.stages.code.method.answers import holds


class Asked(StrEnum):
    """Whether a question is asked of this case now."""

    YES = "yes"
    NO = "no"  # its condition does not hold
    WAITS = "waits"  # the question it depends on is not answered yet


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose form it is: a coder's in a round, or that of a layer."""

    coder: str
    round: str | None = None
    layer: Layer = Layer.CODER

    def owns(self, record: Value | Episode) -> bool:
        """Whether an answer or an episode was put down by this hand; those of a layer are the team's, whoever wrote them."""
        if record.layer is not self.layer or record.round != self.round:
            return False
        return record.coder == self.coder or self.layer is not Layer.CODER


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One account of a case, as it lies beside the form; ``copy_of`` names the account it copies, ``edition`` the text to read."""

    account: str
    origin: str
    title: str = ""
    published: str | None = None
    language: str | None = None
    words: int = 0
    edition: str | None = None
    copy_of: str | None = None
    flags: tuple[ContentFlag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with what was answered; ``episode`` is the episode it is asked of.

    ``own`` are this hand's answers, ``others`` those of anybody else that may be seen. ``outdated`` are ids of own answers to an earlier
    meaning of the question. ``reason`` says in words why it is not asked.
    """

    variable: Variable
    episode: str | None
    asked: Asked
    reason: str = ""
    own: tuple[Value, ...] = ()
    others: tuple[Value, ...] = ()
    outdated: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether something (also why there is nothing) was said in the present meaning of the question."""
        return any(value.id not in self.outdated for value in self.own)

    @property
    def missing(self) -> bool:
        """Whether the form cannot be finished before this is answered."""
        return self.asked is Asked.YES and not self.answered

    @property
    def unasked(self) -> bool:
        """Whether it was answered although it is not asked."""
        return self.asked is Asked.NO and any(value.value is not None for value in self.own)

    @property
    def conflict(self) -> bool:
        """Whether what is said contradicts itself; several choices, each with its passage, do not."""
        return _contradict(self.variable, self.own)

    @property
    def disputed(self) -> bool:
        """Whether those who may be seen say different things; a part of what the others chose is a difference too."""
        said: dict[tuple[str, str | None, str], set[str]] = {}
        for value in (*self.own, *self.others):
            said.setdefault((value.layer.value, value.round, value.coder), set()).add(_spoken(value))
        return len({frozenset(words) for words in said.values()}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Questions shown together: a part of the form, once for the case or once for an episode (``order`` from 1; None: not entered yet)."""

    id: str
    title: str = ""
    help: str = ""
    episode: Episode | None = None
    order: int | None = None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseForm:
    """The form of one case in one hand. ``finished`` says that this hand has called it finished, ``version`` which version asks."""

    case: Case
    whose: Whose
    version: int
    sources: tuple[Source, ...]
    blocks: tuple[Block, ...]
    finished: bool = False

    def questions(self) -> Iterable[Question]:
        """Every question, in order."""
        return (question for block in self.blocks for question in block.questions)

    @property
    def missing(self) -> tuple[Question, ...]:
        """What must still be answered before the form can be called finished."""
        return tuple(question for question in self.questions() if question.missing)

    @property
    def conflicts(self) -> tuple[Question, ...]:
        """Questions to which this hand gave answers that contradict one another: both are kept until somebody rules."""
        return tuple(question for question in self.questions() if question.conflict)

    @property
    def again(self) -> tuple[Question, ...]:
        """Questions answered under an earlier meaning."""
        return tuple(question for question in self.questions() if question.outdated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a form is filled from: the case's accounts, everybody's answers and episodes that may be seen, and earlier questions.

    ``former`` holds the questions of earlier versions of the form, by version and id.
    """

    sources: Sequence[Source] = ()
    values: Sequence[Value] = ()
    episodes: Sequence[Episode] = ()
    former: Mapping[int, Mapping[str, Variable]] = field(default_factory=dict)
    finished: bool = False


def build(protocol: Protocol, case: Case, whose: Whose, beside: Beside) -> CaseForm:
    """The form of a case: its parts in the order of study.yaml, those asked of each episode once for each.

    Values and episodes of other cases are left out. A person without an episode gets one empty block for it, whose questions are asked
    and missing only once an episode is entered.
    """
    mentions = frozenset(case.mentions)
    values = [value for value in beside.values if value.mention in mentions]
    episodes = episodes_of(whose, [item for item in beside.episodes if item.mention in mentions], values)
    variables = [variable for variable in protocol.variables if variable.about == case.kind.value]
    orders = {item.id: item.order for item in beside.episodes}
    sheet = _Sheet(protocol, whose, values, beside.former, orders)
    blocks: list[Block] = []
    for section, title, words in _parts(protocol):
        mine = [variable for variable in variables if variable.section == section]
        once = tuple(sheet.question(variable, None) for variable in mine if variable.per == "case")
        if once:
            blocks.append(Block(id=section or "", title=title, help=words, questions=once))
        each = [variable for variable in mine if variable.per == "episode"]
        blocks += [
            Block(
                id=section or "",
                title=title,
                help=words,
                episode=episode,
                order=episode.order,
                questions=tuple(sheet.question(variable, episode) for variable in each),
            )
            for episode in (episodes if each else ())
        ]
        if each and not episodes:
            blocks.append(Block(id=section or "", title=title, help=words, questions=tuple(sheet.later(variable) for variable in each)))
    return CaseForm(
        case=case,
        whose=whose,
        version=protocol.form.version,
        sources=tuple(beside.sources),
        blocks=tuple(blocks),
        finished=beside.finished,
    )


def episodes_of(whose: Whose, episodes: Iterable[Episode], values: Iterable[Value]) -> list[Episode]:
    """The episodes that a hand answers for, in order: its own, else those that the team shares (entered outside rounds).

    Those that its answers name already are among them, whoever entered them.
    """
    known = {item.id: item for item in episodes}
    own = {name for name, item in known.items() if whose.owns(item)}
    shared = {name for name, item in known.items() if item.round is None} if not own else set()
    named = {value.episode for value in values if value.episode is not None and whose.owns(value)}
    return sorted((known[name] for name in own | shared | (named & known.keys())), key=lambda item: (item.order, item.id))


def _parts(protocol: Protocol) -> list[tuple[str | None, str, str]]:
    return [(None, "", ""), *((section.id, section.title or section.id, section.help) for section in protocol.form.sections)]


class _Sheet:
    """The answers of one form, laid out by question and episode."""

    def __init__(
        self,
        protocol: Protocol,
        whose: Whose,
        values: Collection[Value],
        former: Mapping[int, Mapping[str, Variable]],
        orders: Mapping[str, int],
    ) -> None:
        self.protocol, self.whose, self.former, self.orders = protocol, whose, former, orders
        self.variables = {variable.id: variable for variable in protocol.variables}
        self.own: dict[tuple[str, str | None], list[Value]] = {}
        self.whatever: dict[str, list[Value]] = {}
        self.others: dict[str, list[Value]] = {}
        for value in sorted(values, key=lambda item: item.id):
            if whose.owns(value):
                self.own.setdefault((value.variable, value.episode), []).append(value)
                self.whatever.setdefault(value.variable, []).append(value)
            else:
                self.others.setdefault(value.variable, []).append(value)

    def question(self, variable: Variable, episode: Episode | None) -> Question:
        """A question and all that is known of it. Others' episodes carry ids of their own: theirs are matched by order."""
        own = self.own.get((variable.id, episode.id if episode else None), [])
        if episode is None:
            # Answers that name an episode where none is asked for, or one taken back since, must not vanish.
            own = self.whatever.get(variable.id, [])
        others = self.others.get(variable.id, [])
        if episode is not None:
            others = [value for value in others if self.orders.get(value.episode or "") == episode.order]
        asked, reason = self.asked(variable, episode)
        return Question(
            variable=variable,
            episode=episode.id if episode else None,
            asked=asked,
            reason=reason,
            own=tuple(own),
            others=tuple(others),
            outdated=tuple(value.id for value in own if self._outdated(variable, value)),
        )

    def later(self, variable: Variable) -> Question:
        """A question about an episode that is not entered yet."""
        found = self.question(variable, None)
        return Question(
            variable=variable,
            episode=None,
            asked=Asked.NO if found.asked is Asked.NO else Asked.WAITS,
            reason=found.reason or "an episode is entered first",
            own=found.own,
            others=found.others,
            outdated=found.outdated,
        )

    def asked(self, variable: Variable, episode: Episode | None) -> tuple[Asked, str]:
        """Whether a question is asked now, by its own condition and that of its section, and why not."""
        section = self.protocol.section(variable)
        for condition in (section.only_if if section else None, variable.only_if):
            if condition is None:
                continue
            state = self._holds(condition, episode)
            if state is not Asked.YES:
                wanted = " or ".join(condition.equals)
                return state, f"asked if `{condition.variable}` is {wanted}"
        return Asked.YES, ""

    def _holds(self, condition: OnlyIf, episode: Episode | None) -> Asked:
        other = self.variables.get(condition.variable)
        if other is None:
            return Asked.NO
        before, _ = self.asked(other, episode)
        if before is not Asked.YES:
            return before
        given = self.own.get((other.id, episode.id if episode and other.per == "episode" else None), [])
        if not given:
            return Asked.WAITS
        return Asked.YES if any(holds(condition.equals, value.value) for value in given) else Asked.NO

    def _outdated(self, variable: Variable, value: Value) -> bool:
        if value.form_version >= self.protocol.form.version:
            return False
        then = self.former.get(value.form_version, {}).get(variable.id)
        return then is None or question_meaning(then) != question_meaning(variable)


def _spoken(value: Value) -> str:
    return value.value if value.value is not None else f"({value.missing})"


def _contradict(variable: Variable, values: Sequence[Value]) -> bool:
    said = {_spoken(value) for value in values}
    given = {value.value for value in values if value.value is not None}
    if variable.type == "choices" and len(given) == len(said):
        return False
    return len(said) > 1
