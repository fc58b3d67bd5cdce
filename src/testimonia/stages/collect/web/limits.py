"""What fetching may cost, and how it behaves towards a site; each setting with its reason."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLimits:
    """What one page may cost: a hostile or broken server must fail alone, never take the run with it."""

    # As for files: the largest saved pages are about 20 MB.
    bytes: int = 50 * MEGABYTE
    # The same once unpacked: gzip packs up to 1,000 to 1, so 50 MB that came may be 50 GB.
    unpacked: int = 50 * MEGABYTE
    # Real headers have about 2 kB; servers themselves refuse more than 8 to 64 kB of a client's.
    header: int = 64 * 1024
    # For the whole page with its redirects: 50 MB over a slow line. A server that sends a byte a second is cut off here.
    seconds: float = 120.0
    # Until the connection stands; where nobody listens any more, it never does.
    connect: float = 15.0
    # Between two bytes: servers think for half a minute, not longer.
    silence: float = 45.0
    # Browsers stop at 20; pages that are still there need three or four.
    redirects: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How politely a site is asked."""

    # Between two requests to one host: a person reads slower than that, and no small newspaper's server notices it.
    between: float = 2.0
    # The longest Crawl-delay of a robots.txt that is waited for between two pages; who asks for more is asked less often than that by nobody.
    longest_delay: float = 60.0
    # The longest that a "come back later" (Retry-After) is waited for within a run; longer ones end as failed, for `--retry`.
    longest_wait: float = 120.0
    # How often a page is asked for again after such an answer.
    times: int = 2
    # What a robots.txt may be (RFC 9309 asks for at least 500 KiB to be read).
    robots: int = 512 * 1024
