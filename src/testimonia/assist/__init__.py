"""Suggesters: what a machine proposes to people, each with its passage, method and version. They decide nothing.

A suggester takes a text and the protocol and gives suggestions; it sees no store, network, clock or hidden randomness. ``Rules`` reads
accounts with cue tables (``data/``, a file a language, versioned) and proposes the people who speak of their own leaving, what is
said of them (claims, each with passage, holder and time), and their words. Where a text leaves it open, it proposes nothing: a
missing suggestion costs a reader a minute, a wrong one is believed.
"""

from __future__ import annotations

from testimonia.assist.rules import Rules
from testimonia.assist.suggesting import Reading, Suggester

__all__ = ["Reading", "Rules", "Suggester"]
