"""The arguments of the command line, their help, and which of them go together."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from .. import __version__, library_path, version
from .values import check_date, parse_age, parse_size

_PROGRAM = "webexrec"

_EPILOG = """\
The access token is taken from WEBEX_ACCESS_TOKEN or from --token-command; on a
terminal it is asked for. It is never an argument, which others on the machine
could read.

exit status:
  0    everything asked for was done
  1    it failed: nothing is known to be done
  2    what was given can't be used, and nothing was changed
  3    some recordings were done, others not, or not for certain
  130  cancelled with Ctrl-C or at a question (143: with SIGTERM)

examples:
  webexrec list --from 2026-01-01
  webexrec move --older-than 365d --dry-run
  webexrec move --older-than 365d --journal moved.jsonl
  webexrec restore --journal moved.jsonl

'webexrec COMMAND --help' says more of each.
"""

_LIST_EPILOG = """\
With --from, --to or --topic and the like the list looks back ten years unless
--from says otherwise; with none of them, seven days. Of the recycle bin it is
always ten years. Dates and times are UTC unless they say otherwise.

The id is the last column. On a terminal long topics are cut.

examples:
  webexrec list
  webexrec list --admin --older-than 2y --larger-than 500M
  webexrec list --deleted --json > bin.json
"""

_FILE_EPILOG = """\
FILE of --from-file has an id on each line (blank lines and those that begin
with # are left out), or is a JSON array of ids and recording objects, such as
'webexrec list --json' prints. Standard input is read only for '-'.

A selection looks back ten years unless --from says otherwise; dates and times
are UTC unless they say otherwise.
"""

_MOVE_EPILOG = f"""\
A recording stays in the recycle bin for 30 days. What is only shared with you
is left out of a selection: its host alone can move it.

With --journal the outcome of each recording is on disk before the next request
is sent. After a crash, Ctrl-C or a power cut the same command goes on where it
was, and 'webexrec restore --journal FILE' undoes the move.

{_FILE_EPILOG}
examples:
  webexrec move 4f914b1dfe3c4d11a61730f18c0f5387
  webexrec move --older-than 365d --dry-run
  webexrec move --admin --older-than 2y --journal moved.jsonl \\
      --token-command 'pass show webex'
  webexrec list --from 2026-01-01 --json | jq 'map(select(.format == "ARF"))' |
      webexrec move --from-file -
"""

_RESTORE_EPILOG = f"""\
A selection is of what is in the recycle bin. --all asks first; without a
terminal it needs --yes.

--journal restores what the move with that journal moved, or may have moved. The
journal is only read.

{_FILE_EPILOG}
examples:
  webexrec restore --journal moved.jsonl
  webexrec restore --topic "Weekly planning" --from 2026-01-01
  webexrec restore --all --site example.webex.com
"""

_PURGE_EPILOG = f"""\
Purging can't be undone. It asks first; without a terminal it needs --yes.

A selection is of what is in the recycle bin. The service doesn't say when a
recording was moved there: --older-than goes by when it was recorded.

{_FILE_EPILOG}
examples:
  webexrec purge --from-file ids.txt --dry-run
  webexrec purge --admin --older-than 3y --journal purged.jsonl
  webexrec purge --all --site example.webex.com
"""


class _Parser(argparse.ArgumentParser):
    """Takes no abbreviations, which a later option could make mean something else; is brief in errors."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **settings)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n'{self.prog} --help' shows what it takes.\n")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"{_PROGRAM} {__version__} (native library {version()}, {library_path()})")
        parser.exit()


Command = Callable[[argparse.Namespace], int]


def parse(
    arguments: Sequence[str] | None, *, listing: Command, sites: Command, change: Command
) -> argparse.Namespace:
    """The arguments; ``command`` is the one of the functions given that does what they ask for."""
    parser = _Parser(
        prog=_PROGRAM,
        usage=f"{_PROGRAM} COMMAND [options]",
        description="Moves Webex meeting recordings into the recycle bin, restores, purges and\nlists them.",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the versions, and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, command: Command, purpose: str, which: str = "", epilog: str | None = None) -> _Parser:
        made: _Parser = commands.add_parser(
            name,
            prog=f"{_PROGRAM} {name}",
            usage=f"{_PROGRAM} {name}{which} [options]",
            help=purpose,
            description=f"{purpose.capitalize()}.",
            epilog=epilog,
        )
        defaults = {"all": False, "yes": False, "journal": None, "undo": None}
        made.set_defaults(command=command, operation=name, parser=made, **defaults)
        return made

    each = add("list", listing, "list recordings", " [selection]", _LIST_EPILOG)
    _add_selection(each, "selection").add_argument(
        "--deleted", action="store_true", help="in the recycle bin, instead of available"
    )
    _add_service(each)

    each = add("move", change, "move recordings into the recycle bin", " (ID ... | selection)", _MOVE_EPILOG)
    _add_given(each)
    _add_selection(each, "or a selection")
    _add_change(each)
    _add_journal(each)
    _add_service(each)

    purpose = "restore recordings from the recycle bin"
    each = add("restore", change, purpose, " (ID ... | selection)", _RESTORE_EPILOG)
    given = _add_given(each)
    given.add_argument("--journal", dest="undo", metavar="FILE", help="those of the move with this journal")
    _add_all(given)
    _add_selection(each, "or a selection of the recycle bin")
    _add_change(each)
    _add_yes(each)
    _add_service(each)

    each = add("purge", change, "purge recordings from the recycle bin", " (ID ... | selection)", _PURGE_EPILOG)
    _add_all(_add_given(each))
    _add_selection(each, "or a selection of the recycle bin")
    _add_change(each)
    _add_journal(each)
    _add_yes(each)
    _add_service(each)

    _add_service(add("sites", sites, "list the sites of the user"))

    options = parser.parse_args(arguments)
    if options.command is change:
        _check(options)
    return options


def _add_given(parser: _Parser) -> argparse._ArgumentGroup:
    group = parser.add_argument_group("which recordings")
    group.add_argument("ids", metavar="ID", nargs="*", help="those with these ids")
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
    whose.add_argument("--host", metavar="EMAIL", help="of this host (with an admin's token)")
    whose.add_argument(
        "--admin", action="store_true", help="of all hosts, on --site or each site (with an admin's token)"
    )
    return group


def _add_change(parser: _Parser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="show what would be done, and change nothing")
    parser.add_argument("--verify", action="store_true", help="look up afterwards what stayed unclear")
    parser.add_argument("--concurrency", type=int, metavar="N", help="requests at a time: 1 to 32, default 4")


def _add_journal(parser: _Parser) -> None:
    parser.add_argument("--journal", metavar="FILE", help="keep a journal, or go on with the job that it is of")


def _add_yes(parser: _Parser) -> None:
    parser.add_argument("--yes", action="store_true", help="don't ask")


def _add_service(parser: _Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON, and nothing else on standard output")
    group = parser.add_argument_group("service")
    group.add_argument(
        "--token-command",
        metavar="CMD",
        help="shell command that prints an access token; run again when the token has expired",
    )
    group.add_argument("--base-url", metavar="URL", help="where it is; default https://webexapis.com/v1")
    group.add_argument("--ca-file", metavar="FILE", help="certificates (PEM) to trust beside the system's")


def selects(options: argparse.Namespace) -> bool:
    """Whether the arguments say something of the recordings, beyond whose they are and where."""
    return any(
        each is not None
        for each in (options.since, options.until, options.older_than, options.larger_than, options.topic)
    )


def _check(options: argparse.Namespace) -> None:
    """Ends with what to give instead, if arguments don't go together."""
    error = options.parser.error
    ways = {
        "IDs": bool(options.ids),
        "--from-file": options.from_file is not None,
        "a selection such as --older-than": selects(options),
        "--all": options.all,
        "--journal": options.undo is not None,
    }
    chosen = [way for way, taken in ways.items() if taken]
    if not chosen:
        error("say which recordings: give IDs, --from-file, or a selection such as --older-than 365d")
    if len(chosen) > 1:
        error(f"give only one of {' and '.join(chosen)}")
    if options.admin and not selects(options):
        error("--admin goes with a selection such as --older-than 365d; for recordings given, use --host")
    if options.all and not options.site:
        error("--all needs --site: everything in the recycle bin of which site?")
    if options.journal is not None and options.dry_run:
        error("--dry-run changes nothing, and keeps no journal; leave out --journal")
    if options.journal is not None and options.all:
        error("--all is one request, and keeps no journal; leave out --journal")
    if options.dry_run and options.verify:
        error("--dry-run changes nothing, so that there is nothing to verify; leave out one of the two")
