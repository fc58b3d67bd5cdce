"""Accounts as the suggester reads them, for tests of what it makes of their people."""

from testimonia.assist.choosing import Weighed, weighed
from testimonia.assist.cues import cues
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.protocol.sections import Gazetteer


def story_of(text: str, language: str = "en") -> Story:
    """An account read with all its names; study.yaml names no place and no group."""
    table = cues(language, Gazetteer())
    assert table is not None
    return Story(Reading(account="a", edition="e", text=text, title="", language=language), table, wide=True)


def weighed_of(text: str, language: str = "en") -> Weighed:
    """Everybody in such an account, with signs and words."""
    return weighed(story_of(text, language))
