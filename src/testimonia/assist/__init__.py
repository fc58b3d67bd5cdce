"""Suggesters: what a machine proposes to people, each with its passage, method and version. They decide nothing.

A suggester takes a text and the protocol and gives suggestions; it sees no store, network, clock or hidden randomness. ``Rules`` reads
accounts with cue tables (``data/``, a file a language, versioned) and proposes the people who speak of their own leaving, what is
said of them (claims, each with passage, holder and time), and their words. Where a text leaves it open, it proposes nothing: a
missing suggestion costs a reader a minute, a wrong one is believed. ``Shelves`` proposes where an account stands and whether it belongs to
the study; ``Others`` what documents of the other shelves hold.
"""

from __future__ import annotations

from testimonia.assist.codes import Codes
from testimonia.assist.learned import Learned
from testimonia.assist.others import Others
from testimonia.assist.rules import Rules
from testimonia.assist.shelves import Shelves
from testimonia.assist.suggesting import Reading, Suggester

__all__ = ["Codes", "Learned", "Others", "Reading", "Rules", "Shelves", "Suggester"]
