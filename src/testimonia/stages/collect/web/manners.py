"""How a site wants to be asked: robots.txt (RFC 9309), the pace between two pages, "come back later" (Retry-After, RFC 9110, 10.2.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from testimonia.stages.collect.web.faults import NotFetched
from testimonia.stages.collect.web.fetcher import Fetched, Fetcher
from testimonia.stages.collect.web.limits import Pace
from testimonia.stages.collect.web.places import host_of

if TYPE_CHECKING:
    from protego import Protego

TOKEN = "testimonia"  # noqa: S105 - the name that robots.txt files may give us, no secret
_TOO_MANY, _UNAVAILABLE = 429, 503


class Forbidden(NotFetched):
    """The site's robots.txt asks programs to stay away from the page."""


@dataclass(slots=True)
class Manners:
    """What is known of each site so far; asks for its robots.txt before its first page, once a run."""

    fetcher: Fetcher
    pace: Pace
    _rules: dict[str, Protego | NotFetched | None] = field(default_factory=dict)
    _ready: dict[str, float] = field(default_factory=dict)
    _delay: dict[str, float] = field(default_factory=dict)

    def ready(self, place: str) -> float:
        """The moment (monotonic seconds) from which on the host of an address may be asked again."""
        return self._ready.get(host_of(place), 0.0)

    def before(self, place: str) -> None:
        """Wait for one's turn to ask for a page.

        Raises:
            Forbidden: robots.txt asks to stay away from it.
            NotFetched: the site cannot even be asked for its robots.txt, so it is left alone (RFC 9309, 2.3.1.4).
        """
        rules = self._rules_of(place)
        if rules is not None and not rules.can_fetch(place, TOKEN):
            raise Forbidden("the site's robots.txt asks programs not to fetch it: save the page with a browser and collect the file")
        self._turn(place)

    def hold(self, place: str, seconds: float) -> None:
        """Leave a host alone for a while."""
        host = host_of(place)
        self._ready[host] = max(self._ready.get(host, 0.0), self.fetcher.network.monotonic() + seconds)

    def later(self, got: Fetched, now: datetime) -> float | None:
        """Seconds after which the server asks to come back; None where it asks for nothing of the sort."""
        if got.last is None or got.status not in (_TOO_MANY, _UNAVAILABLE):
            return None
        stated = got.last.fields.get("retry-after", "")
        if stated.isascii() and stated.isdigit() and len(stated) < 9:  # noqa: PLR2004 - years
            return float(stated)
        try:
            moment = parsedate_to_datetime(stated)
            return max(0.0, (moment - now).total_seconds())
        except (TypeError, ValueError):
            # Too many requests, without a word for how long: one short pause is tried. An outage without one is an outage.
            return 10 * self.pace.between if got.status == _TOO_MANY else None

    def _turn(self, place: str) -> None:
        host = host_of(place)
        wait = self._ready.get(host, 0.0) - self.fetcher.network.monotonic()
        if wait > 0:
            self.fetcher.network.sleep(wait)
        self._ready[host] = self.fetcher.network.monotonic() + max(self.pace.between, self._delay.get(_site(place), 0.0))

    def _rules_of(self, place: str) -> Protego | None:
        site = _site(place)
        if site not in self._rules:
            self._rules[site] = self._asked(site)
        known = self._rules[site]
        if isinstance(known, NotFetched):
            raise known
        return known

    def _asked(self, site: str) -> Protego | NotFetched | None:
        """The rules of a site, None where it has none, or why it must be left alone."""
        from protego import Protego

        got = self.fetcher.fetch(f"{site}/robots.txt", self._turn)
        if got.fault is not None or got.last is None:
            fault = got.fault or NotFetched("the site does not answer")
            # A robots.txt that goes round in circles or is a bomb is as good as none; a site that nobody reaches is not asked further.
            return fault if got.last is None else None
        status = got.status
        if status // 100 == 5 or status == _TOO_MANY:  # noqa: PLR2004 - the server's own faults
            return NotFetched(f"the site has trouble (it answered {status} when asked for its robots.txt)")
        if status != 200:  # noqa: PLR2004 - no robots.txt: nothing is forbidden
            return None
        text = got.body(self.pace.robots).decode("utf-8", "replace")
        try:
            rules = Protego.parse(text)
            delay = rules.crawl_delay(TOKEN)
        except Exception:  # noqa: BLE001 - whatever a library makes of a stranger's file: one that cannot be read forbids nothing
            return None
        self._delay[site] = min(float(delay or 0.0), self.pace.longest_delay)
        return rules


def _site(place: str) -> str:
    parts = urlsplit(place)
    return f"{parts.scheme}://{parts.netloc}"
