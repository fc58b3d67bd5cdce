"""The settings of collecting from the web, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from testimonia.stages.collect.web.limits import Pace, WebLimits
from testimonia.stages.collect.web.proxy import Proxy


@dataclass(frozen=True, slots=True, kw_only=True)
class WebParams:
    """What is fetched, and how."""

    # Files of web addresses, one a line; named apart from sources, because a text file is otherwise an account itself.
    lists: tuple[str, ...] = ()
    # Why these pages are collected; stands in the custody record of each.
    reason: str = ""
    # Everything goes through it; None connects directly.
    proxy: Proxy | None = None
    # Whether servers are told the contact of study.yaml. Honest by default; where being known is a danger, it can be left out.
    contact: bool = True
    # Capture again what the study holds already, to see what changed; never without being asked.
    again: bool = False
    # Try once more what could not be fetched before; not by default, since a dead link would be asked for at every run.
    retry: bool = False
    # Ask the Internet Archive for what is dead; never without being asked: it is another party that learns what one looks for.
    archived: bool = False
    # From one feed or sitemap, with all those that it lists: a feed has about 50 entries, a sitemap may have 50,000, and nobody means to fetch a whole site by accident.
    most: int = 200
    # Take only addresses of feeds and sitemaps that hold this; empty takes all.
    matching: str = ""
    limits: WebLimits = WebLimits()  # noqa: RUF009 - frozen, so one for all does no harm
    pace: Pace = Pace()  # noqa: RUF009 - as above
