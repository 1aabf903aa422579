"""Which of many commands was named: only that one's module is imported, so that `--help` and a slip answer at once.

The engine, the database and the web take seconds to import on a small machine; `agreements check` needs none of them.
"""

import argparse
import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    Subcommands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Subcommands = argparse._SubParsersAction  # generic in the stubs of the type checker alone


class Named(NamedTuple):
    """The module of a command in `service.cli`, and what it does in one line, as the module says it too."""

    module: str
    told: str


class Command(Protocol):
    """What a command's module has."""

    def add_to(self, commands: Subcommands) -> None:
        """Add its parser."""


class OnDemand(Subcommands):
    """Subcommands that are listed by name, and made once one is named."""

    _listed: Mapping[str, Named]

    def list(self, commands: Mapping[str, Named]) -> None:
        """List the commands."""
        self._listed = commands
        for name, command in commands.items():
            self.add_parser(name, help=command.told)

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Make the one that was named, and let it read what follows."""
        module = self._listed[cast("Sequence[str]", values)[0]].module
        for name in [name for name, one in self._listed.items() if one.module == module]:
            del self._name_parser_map[name]  # the name without its options, which argparse lets nobody add twice
        cast("Command", importlib.import_module(f"service.cli.{module}")).add_to(self)
        super().__call__(parser, namespace, values, option_string)


def add_commands(parser: argparse.ArgumentParser, title: str, commands: Mapping[str, Named], *, must: bool) -> None:
    """Give a parser its commands; where one `must` be named, its absence is a slip."""
    listed = parser.add_subparsers(title=f"{title}s", metavar=title.upper(), required=must, action=OnDemand)
    cast("OnDemand", listed).list(commands)
