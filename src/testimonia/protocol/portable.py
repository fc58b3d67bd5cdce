"""study.yaml as it may be kept or handed on: without the database's address, which may hold a password and belongs to one machine."""

from __future__ import annotations

import re

import yaml

KEY = "database"
_USED = re.compile(r"^(?![ \t]*#).*postgres", re.MULTILINE)
_PASSWORDS = (re.compile(r"(postgres(?:ql)?(?:\+\w+)?://[^\s:@/]*):\S*@"), re.compile(r"([?&](?:ssl)?password=)[^&\s\"'#]*"))
# A file that is no YAML: its lines are all there is to go by.
_LINE = re.compile(r"^[ \t]*(?:\?[ \t]*)?[\"']?database[\"']?[ \t]*:[ \t]*(?:[\"']?(?P<url>postgres[^\s\"']*))?.*$(?:\r?\n)?", re.MULTILINE)


def without_database(study_yaml: str) -> str:
    """The text without the setting ``database``, however it is written, and without passwords in addresses elsewhere (a comment)."""
    # Composing takes longer than all the rest of `status`, and few studies have an address to look for.
    text = _cut(study_yaml) if _USED.search(study_yaml) else study_yaml
    text = _PASSWORDS[0].sub(r"\1@", text)
    return _PASSWORDS[1].sub(r"\1", text)


def database_in(study_yaml: str) -> str | None:
    """The address that the text of a study.yaml gives, even where the rest of it is no YAML; None where it gives none."""
    try:
        values = yaml.safe_load(study_yaml)
    except yaml.YAMLError:
        return next((found["url"] for found in _LINE.finditer(study_yaml) if found["url"]), None)
    url = values.get(KEY) if isinstance(values, dict) else None
    return url if isinstance(url, str) else None


def _cut(text: str) -> str:
    try:
        document = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return _LINE.sub("", text)
    if not isinstance(document, yaml.MappingNode):
        return text
    for key, value in reversed(document.value):
        if key.value != KEY:
            continue
        if document.flow_style:
            text = f"{text[: value.start_mark.index]}null{text[value.end_mark.index :]}"
        else:
            lines = text.splitlines(keepends=True)
            end = value.end_mark
            text = "".join([*lines[: key.start_mark.line], *lines[end.line + (end.column > 0) :]])
    return text
