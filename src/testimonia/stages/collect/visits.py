"""Pages of the web become accounts: one after another, site by site in turn, each kept before the next is asked for."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version

from testimonia.domain.evidence import Account, FoundBy, Search
from testimonia.domain.identity import object_id
from testimonia.domain.report import Progress
from testimonia.domain.vocabulary import AccountState, Grade
from testimonia.errors import UsageError
from testimonia.stages.collect.addresses import normalised
from testimonia.stages.collect.keeping import Keeper, piece_of, record_only, tool
from testimonia.stages.collect.method import Piece, Witness, account_id
from testimonia.stages.collect.readers.reading import failed
from testimonia.stages.collect.renewing import renew
from testimonia.stages.collect.report import Skipped
from testimonia.stages.collect.rereading import NOT_FETCHED, never_came
from testimonia.stages.collect.web import feeds, places
from testimonia.stages.collect.web.faults import Gone, NotAllowed
from testimonia.stages.collect.web.fetcher import Fetched, Fetcher, asked_as
from testimonia.stages.collect.web.manners import Forbidden, Manners
from testimonia.stages.collect.web.params import WebParams
from testimonia.stages.collect.web.records import Collected, warc_of
from testimonia.stages.collect.web.wire import Network

WORK = "fetching"
MEDIA_TYPE = "application/warc"
ARCHIVE = "https://web.archive.org/web"
DEEPEST = 3  # sitemaps list sitemaps; the format allows one level, real sites use two
_SAID = {
    401: "it wants a log-in, which testimonia never does",
    402: "it wants to be paid",
    403: "the server refuses it to programs, or to this place",
    404: "the page is not there (any more)",
    410: "the page was taken away for good",
    429: "the server is asked too often",
    451: "it is blocked for legal reasons",
}
_LINE = re.compile(r"https?://[^\s\"<>]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An address to fetch: as it was given, in normal form, and from which feed (``via``) and search it is known.

    ``depth`` counts the listings on the way from ``root``, the address that a person gave; ``tries`` how often it was put off.
    """

    origin: str
    via: str = ""
    search: str = ""
    depth: int = 0
    root: str = ""
    tries: int = 0


def listed_addresses(text: str) -> tuple[list[str], list[str]]:
    """The addresses in a file of them, one a line (the first of each line; ``#`` begins a remark), and what is wrong with it.

    Lines of a table do: whatever stands before and after the address is passed over.
    """
    found: list[str] = []
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        stated = line.strip()
        if not stated or stated.startswith("#"):
            continue
        address = _LINE.search(stated)
        if address:
            found.append(address[0].rstrip(",;'"))
        else:
            faults.append(f"line {number} holds no web address: {stated[:60]}")
    return found, faults


def agent_of(contact: str | None) -> str:
    """What servers are told of who asks."""
    try:
        number = version("testimonia")
    except PackageNotFoundError:
        number = "0"
    shown = " ".join("".join(char for char in contact or "" if " " <= char <= "~" and char not in "()").split())
    return f"testimonia/{number} (archiving published items for research{'; contact: ' + shown if shown else ''})"


def refuse_improper(addresses: Iterable[str]) -> None:
    """Refuse addresses that a person named one by one and that must not be fetched.

    Raises:
        UsageError: names each with its reason; nothing was collected.
    """
    faults = []
    for address in addresses:
        try:
            places.check(asked_as(address))
        except NotAllowed as fault:
            faults.append(f"{_unsecret(address)[:200]}: {fault.reason}.")
    if faults:
        raise UsageError(
            "\n".join(faults),
            "Leave it out; nothing was collected. (A page that you may use can be saved with a browser and collected as a file.)",
        )


def _unsecret(address: str) -> str:
    """An address without a password in it: messages end up in terminals and logs."""
    return re.sub(r"//[^/@\s]*@", "//…@", address)


@dataclass(slots=True)
class Visits:
    """One run over web addresses."""

    keeper: Keeper
    params: WebParams
    network: Network
    progress: Progress
    manners: Manners = field(init=False)
    fetcher: Fetcher = field(init=False)
    waiting: dict[str, deque[Wanted]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    done: int = 0

    def __post_init__(self) -> None:
        """Get ready to fetch as this study does."""
        store = self.keeper.study.store
        contact = self.keeper.study.protocol.study.contact if self.params.contact else None
        self.fetcher = Fetcher(
            agent=agent_of(contact), limits=self.params.limits, network=self.network, proxy=self.params.proxy, now=store.now
        )
        self.manners = Manners(self.fetcher, self.params.pace)

    def run(self, addresses: Sequence[str]) -> None:
        """Fetch these addresses, and what the feeds and sitemaps among them list."""
        for address in addresses:
            self.add(Wanted(origin=normalised(address)))
        while any(self.waiting.values()):
            total = self.done + sum(len(queue) for queue in self.waiting.values())
            self.progress(self.done, total, WORK)
            self._visit(self._next())
            self.done += 1
        if self.done:
            self.progress(self.done, self.done, WORK)

    def retry(self) -> None:
        """Try once more whatever of the study could not be fetched before."""
        with self.keeper.study.read() as view:
            self.run([account.origin for account in view.records(Account) if never_came(account)])

    def add(self, wanted: Wanted) -> None:
        """Put an address in its place in the queue of its host, once a run."""
        if wanted.origin in self.seen:
            return
        self.seen.add(wanted.origin)
        self._queue(wanted)

    def _queue(self, wanted: Wanted) -> None:
        self.waiting.setdefault(places.host_of(asked_as(wanted.origin)), deque()).append(wanted)

    def _next(self) -> Wanted:
        """The next address: of the host that may be asked the soonest, so that nobody waits while another host is ready."""
        hosts = [host for host, queue in self.waiting.items() if queue]
        host = min(hosts, key=lambda name: self.manners.ready(asked_as(self.waiting[name][0].origin)))
        return self.waiting[host].popleft()

    # --- one address

    def _visit(self, wanted: Wanted) -> None:
        known, refused = self._known(wanted.origin)
        tally = self.keeper.tally
        if refused:
            tally.refused.append(wanted.origin)
            return
        try:
            places.check(asked_as(wanted.origin))
        except NotAllowed as fault:
            tally.found.skipped.append(Skipped(path=_unsecret(wanted.origin), reason=fault.reason))
            return
        if known is not None and self._stands(known):
            self._note_found(known.id, wanted)
            return
        got = self.fetcher.fetch(wanted.origin, self.manners.before)
        wait = self.manners.later(got, self._now())
        if wait is not None and wait <= self.params.pace.longest_wait and wanted.tries < self.params.pace.times:
            self.manners.hold(asked_as(wanted.origin), wait)
            self._queue(replace(wanted, tries=wanted.tries + 1))
            self.done -= 1
            return
        if got.fault is None and got.status // 100 == 2:  # noqa: PLR2004 - what HTTP calls success
            body = got.body(feeds.LONGEST + 1)
            if feeds.is_listing(feeds.unpacked(body)):
                self._listing(wanted, got, feeds.unpacked(body))
            else:
                self._page(wanted, got, known)
            return
        self._not_there(wanted, got, known, wait)

    def _known(self, origin: str) -> tuple[Account | None, bool]:
        """The account of an address, and whether one of it was withdrawn.

        A fetched page never comes as the same bytes twice, so the hash of what was withdrawn would not keep it out; but the id that a
        withdrawal leaves behind follows from the address and that hash.
        """
        store = self.keeper.study.store
        with store.read() as connection:
            known = next(iter(store.accounts_from(connection, origin)), None)
            if known is not None:
                return known, False
            gone = store.withdrawn(connection)
            return None, any(account_id(origin, sha256) in gone for sha256 in store.withdrawn_hashes(connection))

    def _stands(self, known: Account) -> bool:
        """Whether an account is left as it is; says so."""
        if never_came(known) and not (self.params.retry or self.params.again):
            self.keeper.tally.untried.append(known.origin)
            return True
        if known.state is AccountState.FAILED and not self._fetched(known):
            return False
        if self.params.again or never_came(known) or record_only(known):
            return False
        self.keeper.there(known)
        return True

    def _fetched(self, known: Account) -> bool:
        """Whether an account's bytes came from the web: then asking once more gives the same, and `--retry` reads them again."""
        store = self.keeper.study.store
        with store.read() as connection:
            return any(capture.grade is Grade.WITNESSED for capture in store.captures(connection, known.id))

    def _page(self, wanted: Wanted, got: Fetched, known: Account | None) -> None:
        if len(got.hops) > 1 and self._known(normalised(got.final))[1]:
            self.keeper.tally.refused.append(wanted.origin)  # it leads to a page that was withdrawn
            return
        piece = self._piece(wanted, got)
        if known is not None and self.params.again and known.state is not AccountState.FAILED:
            renew(self.keeper, piece, known)
        else:
            self._take(piece)
        self._note_found(None, wanted)

    def _not_there(self, wanted: Wanted, got: Fetched, known: Account | None, wait: float | None) -> None:
        """An address without a page: an account that failed, with the reason and where else to look."""
        why, dead = self._why(got, wait)
        reason = NOT_FETCHED + why
        if dead and self.params.archived and not wanted.origin.startswith(ARCHIVE) and self._from_archive(wanted, known):
            return
        if dead and not places.host_of(wanted.origin).endswith("archive.org"):
            reason += f"; an archive may have it: {ARCHIVE}/*/{wanted.origin}"
        answered = bool(got.hops[-1].raw)
        if known is not None and known.state is not AccountState.FAILED and not record_only(known):
            # The text that the study has stays. That the page is gone by now is a fact worth keeping; that our line was down is none.
            if answered or isinstance(got.fault, Gone):
                self.keeper.lost(self._piece(wanted, got, reason), known, why)
            else:
                self.keeper.tally.lost.append((known.origin, why))
        elif known is not None and known.state is AccountState.FAILED and known.reason == reason and not answered:
            self.keeper.tally.read(known)
        else:
            self.keeper.keep(self._piece(wanted, got, reason), failed(MEDIA_TYPE, reason), known)
        self._note_found(None, wanted)

    def _why(self, got: Fetched, wait: float | None) -> tuple[str, bool]:
        """Why there is no page, in words, and whether an archive may be worth a try."""
        if got.fault is not None:
            return got.fault.reason, not isinstance(got.fault, (Forbidden, NotAllowed))
        said = _SAID.get(got.status, "no page came")
        reason = f"the server answered {got.status}: {said}"
        if wait is not None:
            reason += f"; it asks to come back in {wait:,.0f} seconds"
        return reason, True

    def _from_archive(self, wanted: Wanted, known: Account | None) -> bool:
        """Take in the copy of the Internet Archive that is nearest to now; whether it has one."""
        place = f"{ARCHIVE}/{self._now():%Y%m%d}id_/{asked_as(wanted.origin)}"
        got = self.fetcher.fetch(place, self.manners.before)
        if got.fault is not None or got.status != 200 or got.last is None:  # noqa: PLR2004 - a copy
            return False
        try:
            moment = parsedate_to_datetime(got.last.fields.get("memento-datetime", "")).astimezone(UTC)
            stated = moment.isoformat().replace("+00:00", "Z")
        except (TypeError, ValueError):
            stated = None
        piece = self._piece(wanted, got)
        if piece.witness and stated:
            told = f"{piece.witness.told}; the archive says that it captured the page at {stated}, and was asked at {piece.witness.at}"
            piece = replace(piece, witness=replace(piece.witness, grade=Grade.RECORDED, at=stated, told=told))
        if known is not None and known.state is not AccountState.FAILED and not record_only(known):
            return False
        self._take(piece)
        self._note_found(None, wanted)
        return True

    def _take(self, piece: Piece) -> None:
        """Keep a page before the next is asked for."""
        self.keeper.take(piece)
        self.keeper.settle()

    def _piece(self, wanted: Wanted, got: Fetched, fault: str = "") -> Piece:
        """The evidence of a visit."""
        hop = got.hops[-1]
        proxy = self.params.proxy
        study = self.keeper.study
        collected = Collected(
            who=study.coder,
            tool=tool(),
            reason=self.params.reason,
            via=wanted.via,
            contact=(study.protocol.study.contact or "") if self.params.contact else "",
            proxy=f"{proxy.kind}; the proxy looked the name up" if proxy else "",
            fault=fault,
        )
        told = [f"asked for {hop.address}" + (f" (redirected from {got.hops[0].address})" if len(got.hops) > 1 else "")]
        told.append(f"answer {got.status}" + (f" from {hop.peer}" if hop.peer else "") if got.status else "no answer")
        if proxy:
            told.append(f"through a {proxy.kind} proxy")
        if wanted.via:
            told.append(f"listed in {wanted.via}")
        if self.params.reason:
            told.append(f"reason: {self.params.reason}")
        return piece_of(
            wanted.origin,
            warc_of(got.hops, collected),
            name=hop.address,
            media_type=MEDIA_TYPE,
            fault=hop.cut,
            witness=Witness(grade=Grade.WITNESSED, at=hop.at, told="; ".join(told)),
        )

    # --- feeds and sitemaps

    def _listing(self, wanted: Wanted, got: Fetched, body: bytes) -> None:
        """Queue what a feed or sitemap lists."""
        listing = feeds.read(body, got.final)
        tally = self.keeper.tally
        left: Counter[str] = Counter()
        if listing.fault:
            tally.cut.append((wanted.origin, listing.fault))
        pointers = [one for one in listing.pointers if listing.kind == "sitemaps" or self.params.matching in one.address]
        if fewer := len(listing.pointers) - len(pointers):
            left[f"without “{self.params.matching}” in the address"] += fewer
        root = wanted.root or wanted.origin
        room = self.params.most - self.taken[root, listing.kind]
        if len(pointers) > room:
            left[f"beyond the first {self.params.most} (`--most` takes more)"] += len(pointers) - room
            pointers = pointers[:room]
        self.taken[root, listing.kind] += len(pointers)
        search = ""
        if listing.kind == "sitemaps":
            if wanted.depth >= DEEPEST:
                tally.cut.append((wanted.origin, "its lists of lists go too deep"))
                return
        else:
            search = self._search(wanted.origin, got, len(listing.pointers))
        tally.bundles[wanted.origin] = len(listing.pointers)
        for reason, number in left.items():
            tally.left[wanted.origin, reason] += number
        for one in pointers:
            self.add(Wanted(origin=normalised(one.address), via=got.final, search=search, depth=wanted.depth + 1, root=root))

    def _search(self, origin: str, got: Fetched, hits: int) -> str:
        """The feed as a search: what was looked through, when, and how much it held (PRISMA-S)."""
        date = got.hops[-1].at[:10]
        limits = f"addresses with “{self.params.matching}”" if self.params.matching else None
        name = object_id("search", origin, "all entries", None, limits, date)
        study = self.keeper.study
        search = Search(id=name, database=origin, query="all entries", limits=limits, date=date, hits=hits, by=study.coder)
        study.decide([search])
        return name

    def _note_found(self, account: str | None, wanted: Wanted) -> None:
        if not wanted.search:
            return
        if account is None:
            known, _ = self._known(wanted.origin)
            account = known.id if known else None
        if account is not None:
            self.keeper.study.decide([FoundBy(account=account, search=wanted.search)])

    def _now(self) -> datetime:
        return datetime.fromisoformat(self.keeper.study.store.now())
