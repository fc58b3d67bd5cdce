"""A study opened: protocol, store, archive and clock, seen and acted upon by one member of the team."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TypeVar

from testimonia.domain.decisions import Adoption, LinkReview, RoundOpening
from testimonia.domain.evidence import Account, Edition
from testimonia.domain.identity import canonical_json
from testimonia.domain.results import Case, Suggestion
from testimonia.domain.vocabulary import Role
from testimonia.errors import NotPermitted, ProtocolError, StudyReadOnly
from testimonia.protocol import Protocol, parse_protocol, protocol_digest
from testimonia.store import listing, protocols
from testimonia.store.append import Decision
from testimonia.store.conflicts import undecided
from testimonia.store.engine import Connection
from testimonia.store.inputs import Fits
from testimonia.store.kinds import KINDS
from testimonia.store.log import LogRow, ends_of
from testimonia.store.moments import stamp
from testimonia.store.runs import Run, Work, mark_seen, newest, parts_of, read_outputs, suggestions_at
from testimonia.store.sight import Sight, hidden_count, log_history, one, records_at, records_of, settled, standing_at
from testimonia.store.snapshot import snapshot_id
from testimonia.store.store import Store
from testimonia.study.definitions import unversioned
from testimonia.study.files import STUDY_FILE, read_protocol_files, without_database, write_protocol_files
from testimonia.study.remembering import Memory, Remembering
from testimonia.study.withholding import LEADING, apart, kept_back

R = TypeVar("R")
OWNER = "owner"


class View(Remembering):
    """A consistent look at a study, as one reader may see it."""

    def __init__(self, study: Study, connection: Connection, sight: Sight) -> None:
        """Made by :meth:`Study.read` and :meth:`Study.read_as_machine`."""
        super().__init__(study, connection, sight)
        self._text: Edition | None = None

    @property
    def protocol(self) -> Protocol:
        """The protocol in force."""
        return self.study.protocol

    def records(self, record: type[R]) -> list[R]:
        """Every record of a class of ``domain.evidence`` or ``domain.decisions`` that this reader may see."""
        return self.study.store.records(self.connection, record, self.sight)

    def records_of(self, record: type[R], case: Case) -> list[R]:
        """As :meth:`records`, of the mentions of one case alone."""
        return records_of(self.connection, record, self.sight, case)

    def records_at(self, record: type[R], account: str) -> list[R]:
        """As :meth:`records`, of one account alone."""
        return records_at(self.connection, record, self.sight, account)

    def standing_at(self, record: type[R], account: str) -> list[tuple[R, str]]:
        """As :meth:`records_at`, each with the row of the log that says so."""
        return standing_at(self.connection, record, self.sight, account)

    def settled(self, record: type[R], round_id: str) -> list[R]:
        """As :meth:`records`, of one round and above the coders' own: consensus and adjudication."""
        return settled(self.connection, record, self.sight, round_id)

    def undecided(self, record: type) -> frozenset[str]:
        """Subjects of a class on which two copies of the study decided differently: no record, and not as if nobody had decided."""
        return undecided(self.connection, record, self.sight)

    def account(self, name: str) -> Account | None:
        """One account."""
        return self.study.store.account(self.connection, name)

    def accounts(self, names: Sequence[str]) -> list[Account]:
        """These accounts, in the order given; what is not there is left out."""
        found = listing.accounts(self.connection, names)
        return [found[name] for name in names if name in found]

    def one(self, record: type[R], subject: str) -> R | None:
        """The record of a class that a subject names, if this reader may see it."""
        return one(self.connection, record, self.sight, subject)

    def edition(self, name: str) -> Edition | None:
        """One text; the last one is kept at hand, since several questions about it follow one another."""
        if self._text is None or self._text.id != name:
            self._text = self.study.store.edition(self.connection, name)
        return self._text

    def run(self, stage: str) -> Run | None:
        """The run of a stage that is in force, None where the stage is stale or never ran."""
        return self._fits.run(stage)

    @cached_property
    def _fits(self) -> Fits:
        return Fits(self.connection, self.study.protocol_digest, self.machine)

    def latest(self, stage: str) -> Run | None:
        """The newest kept run of a stage, in force or not: what a page shows, with a word of warning, while the stage is stale."""
        return newest(self.connection, stage, lambda _: True)

    def left_by(self, run: Run, record: type[R]) -> list[R]:
        """What a kept run left."""
        return read_outputs(self.connection, run.id, record)

    def parts_of(self, run: Run) -> dict[str, tuple[str, str]]:
        """For each account that a run of suggesters read: the digest of what they read, and the part that holds what they found."""
        return parts_of(self.connection, run.id)

    def outputs(self, stage: str, record: type[R]) -> list[R]:
        """What the run of a stage in force left (a class of ``domain.results``); nothing where the stage is stale."""
        run = self.run(stage)
        return read_outputs(self.connection, run.id, record) if run else []

    def suggestions(self, account: str) -> list[Suggestion]:
        """What machines last proposed about one account, whether their run still holds or not."""
        return suggestions_at(self.connection, account)

    def earlier(self, stage: str, version: str, params: Mapping[str, Any], record: type[R]) -> list[R] | None:
        """What the newest kept run of a stage left that was done with this version and these settings, in force or not; else None."""
        wanted = canonical_json(dict(params))
        run = newest(self.connection, stage, lambda run: (run.version, run.params) == (version, wanted))
        return read_outputs(self.connection, run.id, record) if run else None

    def input_digest(self, stage: str) -> str | None:
        """The digest of what a stage would read now; None while the stage before it is stale."""
        return self._fits.input_digest(stage)

    def snapshot(self) -> str:
        """The id of the state that results of this moment belong to: log heads, runs up to resolve, protocol."""
        return snapshot_id(self.connection, self.study.protocol_digest, self.machine)

    def history(self, record: type) -> list[LogRow]:
        """Every log row of one kind that this reader may see, oldest first (also of decisions replaced since)."""
        return log_history(self.connection, record, self.sight)

    def protocol_texts(self, name: str) -> dict[str, str]:
        """study.yaml and codebooks as adopted under this digest, by file name."""
        return protocols.texts(self.connection, name)

    def hidden(self) -> dict[str, int]:
        """How many rows of rounds not yet open this reader does not see, by kind."""
        counts = {
            name: self.kept(f"hidden {name}", (name,), lambda kind=kind: hidden_count(self.connection, kind, self.sight), own=True)  # type: ignore[misc] # mypy loses the default's type
            for name, kind in KINDS.items()
            if kind.has_round
        }
        return {name: count for name, count in counts.items() if count}

    def stamp(self) -> str:
        """What this reader's view depends on, in one digest: the same stamp, the same answers to every question."""
        return stamp(self.connection, self.study.protocol_digest, self.sight)

    def withdrawn(self) -> frozenset[str]:
        """Accounts removed by duty."""
        return self.study.store.withdrawn(self.connection)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases in force; nothing while they are out of date."""
        run = self.run("resolve")
        if run is None:
            return ()
        return self.kept("cases", (), lambda: tuple(self.left_by(run, Case)), run.id)


class Study:
    """One study folder, opened by one member of its team.

    ``protocol`` is the adopted one: a changed study.yaml takes effect when the owner or a lead next acts, by a logged adoption.
    """

    def __init__(self, folder: Path, store: Store, coder: str) -> None:
        """Use :func:`open_study` or :func:`new_study`."""
        self.folder, self.store, self.coder = folder, store, coder
        self.notices: list[str] = []
        self.memory = Memory()  # shared by everybody who acts in this study while it is open
        self.refresh()

    # --- protocol

    def refresh(self) -> None:
        """Read again which protocol is in force (after a merge it may be another)."""
        with self.store.read() as connection:
            adopted = protocols.adopted(connection)
            texts = protocols.texts(connection, adopted) if adopted else {}
        if not texts:
            # Nothing adopted (a new study), or two copies adopted different texts: the file speaks until a lead acts.
            texts = read_protocol_files(self.folder)
        self.protocol_texts: dict[str, str] = texts
        self.protocol: Protocol = parse_protocol(texts[STUDY_FILE], {k: v for k, v in texts.items() if k != STUDY_FILE})
        self.protocol_digest = protocol_digest(self.protocol)
        self.adopted = adopted

    def acting(self, coder: str) -> Study:
        """The same study with another member of its team at it; store and protocol are shared, notices are their own.

        Raises:
            UnknownReference: nobody of that name in study.yaml.
        """
        self.protocol.role(coder)
        other = copy(self)
        other.coder, other.notices = coder, []
        return other

    def is_current(self) -> bool:
        """Whether the protocol as read here is still the one in force: another program may have adopted a new one."""
        with self.store.read() as connection:
            return protocols.adopted(connection) == self.adopted

    def adopt(self) -> bool:
        """Let study.yaml and the codebooks as they lie in the folder take effect; whether anything changed.

        Raises:
            ProtocolError: they cannot be used, or change a meaning under a version that is in use; the adopted protocol stays in force.
            NotPermitted: they changed and the acting coder neither owns nor leads the study.
        """
        texts = read_protocol_files(self.folder)
        fresh = parse_protocol(texts[STUDY_FILE], {k: v for k, v in texts.items() if k != STUDY_FILE})
        name = protocol_digest(fresh)
        if name == self.adopted:
            return False
        if self.protocol.role(self.coder) not in LEADING:
            raise NotPermitted(
                "study.yaml or a codebook has changed since it was adopted.", "The owner or a lead adopts it by running any verb."
            )
        with self.read() as view:
            problems = unversioned(view, fresh)
        if problems:
            raise ProtocolError(
                "What was coded would no longer say which definition it was made under.",
                problems,
                "The protocol adopted before stays in force. (`testimonia code DIR change` edits a codebook and its version in one step.)",
            )
        with self.store.write() as connection:
            protocols.keep(connection, name, without_database(texts))
            self.store.append(connection, self.coder, [Adoption(digest=name)])
        if self.adopted is not None:
            self.notices.append(f"study.yaml or a codebook changed: adopted by {self.coder}.")
        self.refresh()
        return True

    def follow_files(self) -> None:
        """What every door does before it acts: adopt changed files where the acting coder may, else note that they differ.

        Raises:
            ProtocolError: the acting coder could adopt them, but they cannot be used.
        """
        if self.protocol.role(self.coder) in LEADING:
            self.adopt()
        else:
            self.notices += [notice for notice in self.look_at_files() if notice not in self.notices]

    def bring_files(self, former: dict[str, str]) -> None:
        """After a merge: let the files follow a protocol that the other copy adopted, unless somebody has changed them here.

        ``former`` are the texts that were in force before. Otherwise the next verb of the owner would adopt the old files again,
        and undo the other copy's plan without anybody having meant it.
        """
        if self.adopted is None or self.protocol_texts == former:
            return
        if without_database(read_protocol_files(self.folder)) != former:
            self.notices.append(
                "The other copy adopted another study.yaml or codebook, and the files here were changed too. "
                "Compare them before the owner or a lead acts: what lies in this folder is adopted then."
            )
            return
        write_protocol_files(self.folder, self.protocol_texts, former)
        self.notices.append("The other copy adopted another study.yaml or codebook; the files in this folder now follow it.")

    def look_at_files(self) -> list[str]:
        """How study.yaml and the codebooks in the folder differ from the protocol in force, in words; nothing where they do not."""
        try:
            texts = read_protocol_files(self.folder)
            if self.adopted is not None and without_database(texts) == self.protocol_texts:
                return []  # word for word the same: parsing a dozen codebooks takes longer than all the rest of `status`
            name = protocol_digest(parse_protocol(texts[STUDY_FILE], {k: v for k, v in texts.items() if k != STUDY_FILE}))
        except ProtocolError as fault:
            problems = [f"  {problem}" for problem in fault.problems]
            return ["study.yaml or a codebook cannot be used as it stands; the protocol adopted before stays in force:", *problems]
        if self.adopted is None:
            return [
                "Two copies of this study adopted different protocols. study.yaml as it lies here holds; the owner or a lead settles it by running any verb."
            ]
        if name != self.adopted:
            return ["study.yaml or a codebook has changed; the change takes effect when the owner or a lead next runs a verb."]
        return []

    # --- who may see and do what

    def require(self, *roles: Role) -> None:
        """Make sure that the acting coder belongs to the team and has one of these roles (any, if none is named).

        Raises:
            UnknownReference: nobody of that name in study.yaml.
            NotPermitted: the role does not allow it.
        """
        role = self.protocol.role(self.coder)
        if roles and role not in roles:
            wanted = " or ".join(roles)
            raise NotPermitted(f"{self.coder} is a {role} of this study; this takes the {wanted}.", "Use `--as` with such a person's id.")

    def _open_rounds(self, connection: Connection) -> frozenset[str]:
        opened = {record.round for record in self.store.records(connection, RoundOpening)}
        return frozenset(opened | {entry.id for entry in self.protocol.rounds if not entry.blind})

    def sight(self, connection: Connection) -> Sight:
        """What the acting coder may see."""
        opened = self._open_rounds(connection)
        blind = apart(self.protocol, self.coder, opened)
        leads = self.protocol.role(self.coder) in LEADING
        twice = bool(self.protocol.pairs.double)
        held = self._kept_back(connection) if twice else frozenset()
        return Sight(self.coder, opened, leads=leads, apart=(blind.rounds, blind.colleagues), kept_back=held)

    def _kept_back(self, connection: Connection) -> frozenset[str]:
        state = ends_of(connection, ("link", "withdrawal")), self.protocol_digest
        return self.memory.keep(
            f"pairs kept back from {self.coder}",
            state,
            lambda: kept_back(self.store.records(connection, LinkReview), self.protocol, self.coder),
        )

    def machine_sight(self, connection: Connection) -> Sight:
        """What a machine may see: open rounds."""
        return Sight(None, self._open_rounds(connection))

    # --- reading and writing

    @contextmanager
    def read(self) -> Iterator[View]:
        """A consistent look at the study as the acting coder may see it."""
        with self.store.read() as connection:
            yield View(self, connection, self.sight(connection))

    @contextmanager
    def read_as_machine(self) -> Iterator[View]:
        """A consistent look at what findings may rest on: open rounds only."""
        with self.store.read() as connection:
            yield View(self, connection, self.machine_sight(connection))

    def decide(self, decisions: Sequence[Decision | Any]) -> list[str | None]:
        """Append decisions of the acting coder; ids of the new rows, None for what was in force already."""
        return self.store.decide(self.coder, decisions)

    def record_run(self, work: Work, outputs: Iterable[tuple[Any, Sequence[str]]], parts: Iterable[str] = ()) -> str | None:
        """Keep a run and its outputs (records with the accounts they rest on), unless its input changed meanwhile (None).

        ``parts`` are those of the last run that this one left as well (:meth:`View.parts_of`).
        """

        def seen(connection: Connection) -> str | None:
            fits = Fits(connection, self.protocol_digest, self.machine_sight(connection))
            return fits.state_key(work.stage) if fits.input_digest(work.stage) == work.input_digest else None

        return self.store.record_run(work, list(outputs), by=self.coder, seen=seen, parts=parts)

    def remember_runs(self) -> None:
        """Note for each stage in force that its run fits the present state, so that `status` need not read the whole study."""
        with self.store.read() as connection:
            fresh = Fits(connection, self.protocol_digest, self.machine_sight(connection)).unseen()
        if fresh:
            with suppress(StudyReadOnly), self.store.write() as connection:
                # What was decided meanwhile makes another state: the keys noted here are then simply never asked for.
                for run, key in fresh:
                    mark_seen(connection, run, key)

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
