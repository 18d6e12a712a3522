"""The arguments of the command line, and which of them can be combined."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from .. import __version__, library_path, version
from . import help_texts
from .values import check_date, parse_age, parse_size

_PROGRAM = "webexrec"

Command = Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    """A parser with short errors. It takes no abbreviations: a later option could change their meaning."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **settings)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\nTry '{self.prog} --help'.\n")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"{_PROGRAM} {__version__} (native library {version()}, {library_path()})")
        parser.exit()


def parse(
    arguments: Sequence[str] | None, *, list_recordings: Command, list_sites: Command, change: Command
) -> argparse.Namespace:
    """Parses and checks arguments. ``command`` of the result is one of the three functions."""
    parser = _Parser(
        prog=_PROGRAM,
        usage=f"{_PROGRAM} COMMAND [options]",
        description="Moves Webex meeting recordings into the recycle bin, restores, purges and\nlists them.",
        epilog=help_texts.MAIN,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the versions and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_list(commands, list_recordings)
    _add_move(commands, change)
    _add_restore(commands, change)
    _add_purge(commands, change)
    _add_service(_add_command(commands, "sites", list_sites, "list the sites of the user"))
    options = parser.parse_args(arguments)
    if options.command is change:
        _check_combination(options)
    return options


def has_filter(options: argparse.Namespace) -> bool:
    """Whether the selection has a date, an age, a size or a topic."""
    filters = (options.since, options.until, options.older_than, options.larger_than, options.topic)
    return any(each is not None for each in filters)


def _add_list(commands: argparse._SubParsersAction[_Parser], command: Command) -> None:
    parser = _add_command(commands, "list", command, "list recordings", "[selection]", help_texts.LIST)
    group = _add_selection(parser, "selection")
    group.add_argument("--deleted", action="store_true", help="in the recycle bin, instead of available")
    _add_service(parser)


def _add_move(commands: argparse._SubParsersAction[_Parser], command: Command) -> None:
    purpose = "move recordings into the recycle bin"
    parser = _add_command(commands, "move", command, purpose, "(ID ... | selection)", help_texts.MOVE)
    _add_input(parser)
    _add_selection(parser, "or a selection")
    _add_change(parser)
    _add_journal(parser)
    _add_service(parser)


def _add_restore(commands: argparse._SubParsersAction[_Parser], command: Command) -> None:
    purpose = "restore recordings from the recycle bin"
    parser = _add_command(commands, "restore", command, purpose, "(ID ... | selection)", help_texts.RESTORE)
    group = _add_input(parser)
    group.add_argument("--journal", dest="undo", metavar="FILE", help="those of the move with this journal")
    _add_all(group)
    _add_selection(parser, "or a selection of the recycle bin")
    _add_change(parser)
    _add_yes(parser)
    _add_service(parser)


def _add_purge(commands: argparse._SubParsersAction[_Parser], command: Command) -> None:
    purpose = "purge recordings from the recycle bin"
    parser = _add_command(commands, "purge", command, purpose, "(ID ... | selection)", help_texts.PURGE)
    _add_all(_add_input(parser))
    _add_selection(parser, "or a selection of the recycle bin")
    _add_change(parser)
    _add_journal(parser)
    _add_yes(parser)
    _add_service(parser)


def _add_command(
    commands: argparse._SubParsersAction[_Parser],
    name: str,
    command: Command,
    purpose: str,
    operands: str = "",
    epilog: str | None = None,
) -> _Parser:
    parser = commands.add_parser(
        name,
        prog=f"{_PROGRAM} {name}",
        usage=" ".join(filter(None, (_PROGRAM, name, operands, "[options]"))),
        help=purpose,
        description=f"{purpose.capitalize()}.",
        epilog=epilog,
    )
    defaults = {"all": False, "yes": False, "journal": None, "undo": None}
    parser.set_defaults(command=command, operation=name, parser=parser, **defaults)
    return parser


def _add_input(parser: _Parser) -> argparse._ArgumentGroup:
    group = parser.add_argument_group("which recordings")
    group.add_argument("ids", metavar="ID", nargs="*", help="those with these IDs")
    group.add_argument("--from-file", metavar="FILE", help="those in this file; - is standard input")
    return group


def _add_all(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--all", action="store_true", help="everything in the recycle bin of --site")


def _add_selection(parser: _Parser, title: str) -> argparse._ArgumentGroup:
    group = parser.add_argument_group(title)
    group.add_argument("--from", dest="since", type=check_date, metavar="DATE", help="from this date or time on")
    end = group.add_mutually_exclusive_group()
    end.add_argument("--to", dest="until", type=check_date, metavar="DATE", help="up to this date or time")
    end.add_argument(
        "--older-than", type=parse_age, metavar="AGE", help="recorded longer ago than 90d, 8w or 2y (of 365 days)"
    )
    group.add_argument(
        "--larger-than", type=parse_size, metavar="SIZE", help="larger than 500M or 1.5G (K, M, G, T of 1024)"
    )
    group.add_argument("--topic", metavar="TEXT", help="with this topic, as the service matches it")
    where = parser.add_argument_group("where they are")
    where.add_argument("--site", metavar="SITE", help="on this site, such as example.webex.com")
    whose = where.add_mutually_exclusive_group()
    whose.add_argument("--host", metavar="EMAIL", help="of this host (needs an admin's token)")
    whose.add_argument(
        "--admin", action="store_true", help="of all hosts, on --site or all sites (needs an admin's token)"
    )
    return group


def _add_change(parser: _Parser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="show what would be done, and change nothing")
    parser.add_argument("--verify", action="store_true", help="look up recordings that are in doubt at the end")
    parser.add_argument(
        "--concurrency", type=int, metavar="N", help="requests at the same time: 1 to 32, default 4"
    )


def _add_journal(parser: _Parser) -> None:
    parser.add_argument("--journal", metavar="FILE", help="keep a journal in FILE, or resume the job in it")


def _add_yes(parser: _Parser) -> None:
    parser.add_argument("--yes", action="store_true", help="don't ask for confirmation")


def _add_service(parser: _Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON, and nothing else, on standard output")
    group = parser.add_argument_group("service")
    group.add_argument(
        "--token-command",
        metavar="CMD",
        help="shell command that prints an access token; run again when the token has expired",
    )
    group.add_argument("--base-url", metavar="URL", help="URL of the service; default https://webexapis.com/v1")
    group.add_argument(
        "--ca-file", metavar="FILE", help="certificates (PEM) to trust in addition to the system's"
    )


def _check_combination(options: argparse.Namespace) -> None:
    """Exits with a remedy if the arguments can't be combined."""
    error = options.parser.error
    sources = {
        "IDs": bool(options.ids),
        "--from-file": options.from_file is not None,
        "a selection such as --older-than": has_filter(options),
        "--all": options.all,
        "--journal": options.undo is not None,
    }
    used = [source for source, is_used in sources.items() if is_used]
    if not used:
        error("no recordings specified; use IDs, --from-file, or a selection such as --older-than 365d")
    if len(used) > 1:
        error(f"use only one of {' and '.join(used)}")
    if options.admin and not has_filter(options):
        error("--admin needs a selection such as --older-than 365d; otherwise use --host")
    if options.all and not options.site:
        error("--all needs --site, the site whose recycle bin is meant")
    if options.journal is not None and options.dry_run:
        error("--dry-run changes nothing and keeps no journal; omit --journal")
    if options.journal is not None and options.all:
        error("--all is a single request and keeps no journal; omit --journal")
    if options.dry_run and options.verify:
        error("--dry-run changes nothing, so there is nothing to verify; omit one of the two")
