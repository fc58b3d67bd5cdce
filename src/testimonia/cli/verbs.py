"""How help looks: verbs in groups, usage as it is typed; plain text, which a screen reader and a Windows console show as meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup


class Verb(TyperCommand):
    """One verb, with its operands first: ``testimonia screen DIR [import FILE] [OPTIONS]``."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is Typer's
        """The operands as they are typed, then the options."""
        return [*(str(operand.metavar) for operand in self._operands()), "[OPTIONS]"]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """What each operand and each option means."""
        with formatter.section("Operands"):
            formatter.write_dl([row for operand in self._operands() for row in _rows(operand)])
        records = [param.get_help_record(ctx) for param in self.get_params(ctx) if not isinstance(param, TyperArgument)]
        with formatter.section("Options"):
            formatter.write_dl([record for record in records if record])

    def _operands(self) -> list[TyperArgument]:
        return [param for param in self.params if isinstance(param, TyperArgument)]


def _rows(operand: TyperArgument) -> list[tuple[str, str]]:
    """What to say about an operand: its name and its help; where the help has lines, each explains one alternative, ``form: help``."""
    lines = (operand.help or "").split("\n")
    if len(lines) == 1:
        return [(str(operand.metavar), lines[0])]
    return [(form, words) for form, _, words in (line.partition(": ") for line in lines)]


def grouped(groups: Mapping[str, Sequence[str]]) -> type[TyperGroup]:
    """A program that lists its verbs under these headings, in this order."""

    class Verbs(TyperGroup):
        def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the signature is Typer's
            for heading, names in groups.items():
                with formatter.section(heading):
                    formatter.write_dl([(name, self.commands[name].get_short_help_str(limit=100)) for name in names])

    return Verbs
