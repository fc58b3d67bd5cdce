"""Answers that outlast a look: what no decision has touched since it was found is not found again.

An answer is kept with all that it can depend on: the last row of each kind of decision that it rests on (its id vouches for all rows
before it), the rounds that are open, the protocol, as a rule runs, and where it is the reader's own, who reads. Where one of these is
another the answer is found anew, so that nobody is ever told what held before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from testimonia.domain.identity import digest
from testimonia.store.engine import Connection
from testimonia.store.kinds import KINDS
from testimonia.store.log import End, ends_by_kind, subjects_since
from testimonia.store.sight import Sight

if TYPE_CHECKING:
    from testimonia.study.opened import Study

R = TypeVar("R")
FEW = 500
"""Subjects that may have changed for an answer to be mended: a database takes as many names in one question."""


class Memory:
    """The last answer to each question about one open study, with the state that it belongs to."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._known: dict[str, tuple[Any, Any]] = {}

    def last(self, question: str) -> tuple[Any, Any] | None:
        """The state and the answer found last."""
        return self._known.get(question)

    def put(self, question: str, state: object, answer: object) -> None:
        """Keep an answer in the place of the one before."""
        self._known[question] = (state, answer)

    def keep(self, question: str, state: object, answer: Callable[[], R]) -> R:
        """The answer to a question, asked again only in another state."""
        before = self._known.get(question)
        if before is not None and before[0] == state:
            return before[1]  # type: ignore[no-any-return] # put in below by the same question
        found = answer()
        self._known[question] = (state, found)
        return found


class Remembering:
    """A consistent look at a study that may take over what earlier ones found."""

    def __init__(self, study: Study, connection: Connection, sight: Sight) -> None:
        """A look through this connection, as one reader may see it."""
        self.study, self.connection, self.sight = study, connection, sight

    @cached_property
    def machine(self) -> Sight:
        """What a machine may see at this moment."""
        return self.study.machine_sight(self.connection)

    def kept(self, question: str, kinds: Sequence[str], answer: Callable[[], R], *rest: str | None, own: bool = False) -> R:
        """The answer to a question, found anew only when rows of these kinds were added (or an account withdrawn) since it was found.

        The answer may also rest on open rounds and the protocol, on ``rest`` (as a rule ids of runs), and, where it is the reader's
        ``own``, on what they may see. It is shared: whoever gets it changes nothing in it.
        """
        state = self._ground(own=own), [self._ends[kind] for kind in kinds], rest
        return self.study.memory.keep(self._name(question, own=own), state, answer)

    def followed(
        self, question: str, kind: str, answer: Callable[[Mapping[str, R], Sequence[str] | None], Mapping[str, R]], *, own: bool = False
    ) -> Mapping[str, R]:
        """As :meth:`kept`, for an answer that grows with the rows of one kind.

        ``answer`` is given what was known before and the subjects of which something was decided since; None where everything is to be
        found anew.
        """
        name, ground, ends = self._name(question, own=own), self._ground(own=own), self._ends[kind]
        before = self.study.memory.last(name)
        changed: set[str] | None = None
        if before is not None and before[0][0] == ground:
            if before[0][1] == ends:
                return before[1]  # type: ignore[no-any-return] # put in below by the same question
            changed = subjects_since(self.connection, kind, before[0][1], ends)
        found = answer(before[1], sorted(changed)) if before and changed is not None and len(changed) <= FEW else answer({}, None)
        self.study.memory.put(name, (ground, ends), found)
        return found

    def _name(self, question: str, *, own: bool) -> str:
        return f"{question} of {self.sight.viewer or ''}" if own else question

    def _ground(self, *, own: bool) -> str:
        """What an answer depends on besides rows: withdrawals, open rounds, the protocol, who reads."""
        sight = [self.sight.viewer, self.sight.leads, self.sight.everything] if own else []
        return digest("ground", self._ends["withdrawal"], sorted(self.machine.rounds), self.study.protocol_digest, sight)

    @cached_property
    def _ends(self) -> dict[str, list[End]]:
        """The last row of each kind in each chain."""
        return ends_by_kind(self.connection, tuple(KINDS))
