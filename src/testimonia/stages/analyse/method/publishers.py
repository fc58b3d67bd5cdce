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
UNNAMED = "{host} (outlet not stated)"
"""What stands for those of one host that name no outlet."""


@dataclass(frozen=True, slots=True)
class Publishers:
    """The outlet of each account where it is known, the host of each other, and the country of each outlet that ``sources`` lists.

    Names are compared without case; one outlet has one name, that of ``sources`` if it stands there.
    """

    outlets: Mapping[str, str]
    hosts: Mapping[str, str]
    countries: Mapping[str, str]

    def outlet(self, account: str) -> str | None:
        """Who published an account; None where it is not stated."""
        return self.outlets.get(account)

    def left_out_with(self, account: str) -> str:
        """What an account is left out with when its source is: all of its outlet, else those of its host that state none, else all that state neither."""
        host = self.hosts.get(account, "")
        return self.outlets.get(account) or (UNNAMED.format(host=host) if host else NO_OUTLET)

    def country(self, account: str) -> str | None:
        """In which country it was published (ISO 3166 alpha-2); None if the outlet is not stated or stands in no row of ``sources`` with one."""
        return self.countries.get(self.outlets.get(account, "").casefold())


def publishers(desk: Desk) -> Publishers:
    """The publishers of a study's accounts.

    An account's outlet is the one that it names, else the one that the list of sources names by its host. Who published what else stands
    under a host is not stated, unless study.yaml says that an outlet which alone appears there is all of it (``outlets_by_host``).
    """
    return desk.remembered(("publishers",), lambda: _publishers(desk))


def _publishers(desk: Desk) -> Publishers:
    listed = desk.material.sources
    spelt = {name.casefold(): source.name for source in listed for name in (source.id, source.name)}
    known = dict(spelt)
    for account in sorted(desk.account.values(), key=lambda one: one.id):
        if account.outlet:
            spelt.setdefault(account.outlet.casefold(), account.outlet)
    outlets = {name: spelt[account.outlet.casefold()] for name, account in desk.account.items() if account.outlet}
    hosts = {name: _host(account) for name, account in desk.account.items()}
    named: dict[str, set[str]] = defaultdict(set)
    for name, outlet in outlets.items():
        named[hosts[name]].add(outlet)
    for name in sorted(hosts.keys() - outlets.keys()):
        alone = named[hosts[name]] if hosts[name] and desk.protocol.acceptance.outlets_by_host else set()
        outlet = known.get(hosts[name]) or (next(iter(alone)) if len(alone) == 1 else "")
        if outlet:
            outlets[name] = outlet
    countries = {name.casefold(): source.country for source in listed for name in (source.id, source.name) if source.country}
    return Publishers(outlets, hosts, countries)


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
