"""The longer help texts of the command line, shown below the options."""

MAIN = """\
The access token comes from WEBEX_ACCESS_TOKEN or --token-command; on a terminal
there is a prompt for it. It is never an argument, because other users of the
machine could read that.

exit status:
  0    everything was done
  1    failure: nothing is known to be done
  2    invalid input: nothing was changed
  3    some recordings were done, others not or not for certain
  130  cancelled by Ctrl-C or at a prompt (143: by SIGTERM)

examples:
  webexrec list --from 2026-01-01
  webexrec move --older-than 365d --dry-run
  webexrec move --older-than 365d --journal moved.jsonl
  webexrec restore --journal moved.jsonl

'webexrec COMMAND --help' describes a command.
"""

LIST = """\
Without --from, a list with --to, --older-than, --larger-than or --topic looks
back ten years, and any other list seven days. A list of the recycle bin always
looks back ten years. Dates and times are UTC unless they state an offset.

The ID is the last column. On a terminal, long topics are shortened.

examples:
  webexrec list
  webexrec list --admin --older-than 2y --larger-than 500M
  webexrec list --deleted --json > bin.json
"""

_INPUT = """\
FILE of --from-file has one ID per line (blank lines and lines that start with #
are ignored), or is a JSON array of IDs and recording objects, such as 'webexrec
list --json' prints. Standard input is read only for '-'.

A selection looks back ten years, unless --from says otherwise. Dates and times
are UTC unless they state an offset.
"""

MOVE = f"""\
A recording stays in the recycle bin for 30 days. A selection skips recordings
that are only shared with you, because only their host can move them.

--journal writes each recording to disk before it is sent, and its outcome
afterwards. After a crash, Ctrl-C or a power cut the same command resumes the
job, and 'webexrec restore --journal FILE' undoes it.

{_INPUT}
examples:
  webexrec move 4f914b1dfe3c4d11a61730f18c0f5387
  webexrec move --older-than 365d --dry-run
  webexrec move --admin --older-than 2y --journal moved.jsonl \\
      --token-command 'pass show webex'
  webexrec list --from 2026-01-01 --json | jq 'map(select(.format == "ARF"))' |
      webexrec move --from-file -
"""

RESTORE = f"""\
A selection is made from the recycle bin. --all asks for confirmation; without a
terminal it needs --yes.

--journal restores what the move with that journal has moved or may have moved.
The journal is not changed.

{_INPUT}
examples:
  webexrec restore --journal moved.jsonl
  webexrec restore --topic "Weekly planning" --from 2026-01-01
  webexrec restore --all --site example.webex.com
"""

PURGE = f"""\
A purge can't be undone. It asks for confirmation; without a terminal it needs
--yes.

A selection is made from the recycle bin. The service does not state when a
recording was moved there: --older-than refers to when it was recorded.

{_INPUT}
examples:
  webexrec purge --from-file ids.txt --dry-run
  webexrec purge --admin --older-than 3y --journal purged.jsonl
  webexrec purge --all --site example.webex.com
"""
