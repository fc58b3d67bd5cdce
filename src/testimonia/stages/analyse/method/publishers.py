"""Who published an account and in which country, as far as accounts and the study's list of sources tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from testimonia.domain.evidence import Account
from testimonia.stages.analyse.method.material import Desk

NO_OUTLET, NO_COUNTRY = "no outlet given", "no country given"
"""What stands for all accounts of which nobody knows who published them, or where: they are left out together."""


@dataclass(frozen=True, slots=True)
class Publishers:
    """The outlet of each account, and the country of each outlet that ``sources`` lists.

    Names are compared without case; one outlet has one name, that of ``sources`` if it stands there.
    """

    outlets: Mapping[str, str]
    countries: Mapping[str, str]

    def outlet(self, account: str) -> str | None:
        """Who published an account: the outlet it names, else that of its host, else the host itself; None if neither is known."""
        return self.outlets.get(account)

    def country(self, account: str) -> str | None:
        """In which country it was published (ISO 3166 alpha-2); None if the outlet is unknown or stands in no row of ``sources`` with one."""
        return self.countries.get(self.outlets.get(account, "").casefold())


def publishers(desk: Desk) -> Publishers:
    """The publishers of a study's accounts.

    A host under which one outlet alone appears is that outlet's, so that an account which names no outlet goes with its fellows; a host
    that several share (a platform, a database) tells nothing and stands for itself.
    """
    return desk.remembered(("publishers",), lambda: _publishers(desk))


def _publishers(desk: Desk) -> Publishers:
    listed = desk.material.sources
    spelt = {name.casefold(): source.name for source in listed for name in (source.id, source.name)}
    for account in sorted(desk.account.values(), key=lambda one: one.id):
        if account.outlet:
            spelt.setdefault(account.outlet.casefold(), account.outlet)
    own = {name: spelt[account.outlet.casefold()] for name, account in desk.account.items() if account.outlet}
    hosts = {name: _host(account) for name, account in desk.account.items()}
    named: dict[str, set[str]] = defaultdict(set)
    for name, outlet in own.items():
        named[hosts[name]].add(outlet)
    outlets = dict(own)
    for name, host in hosts.items():
        theirs = named[host]
        if name not in own and host:
            outlets[name] = next(iter(theirs)) if len(theirs) == 1 else host
    countries = {name.casefold(): source.country for source in listed for name in (source.id, source.name) if source.country}
    return Publishers(outlets, countries)


def _host(account: Account) -> str:
    """The host an account was published on, without ``www.``; empty for a file that names no address."""
    for place in (account.address, account.origin):
        try:
            host = urlsplit(place).hostname if place and "://" in place else None
        except ValueError:  # an address that is none
            continue
        if host:
            return host.removeprefix("www.")
    return ""
