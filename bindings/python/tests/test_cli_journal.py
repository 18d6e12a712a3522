"""``--journal``: a move that was stopped goes on, and can be undone."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import tempfile
from pathlib import Path

from . import simulator
from .test_cli import TestCase, command, environment, start, wait_for_changes

MOVE = "/recordings/softDelete"
PURGE = "/recordings/purge"


class Journal(TestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.journal = Path(folder.name, "moved.jsonl")

    def stop(self, *arguments: object) -> None:
        """Runs it until the second request of several is under way, and stops it with Ctrl-C's signal."""
        simulator.answer(204, path=MOVE, skip=1, count=1, apply=True, delayMs=20_000)
        process = start(*arguments, "--journal", self.journal, "--concurrency", "1")
        wait_for_changes(2)
        process.send_signal(signal.SIGINT)
        stopped = self.checked(0, *process.communicate())
        self.assertEqual(process.returncode, 130)
        self.assertIn("100 of 250 recordings moved", stopped.stdout)
        by = f"it goes by the journal {self.journal}."
        self.assertIn(f"To go on, give the same command again; {by}", stopped.stdout)

    def test_a_move_that_was_stopped_goes_on_where_it_was(self) -> None:
        ids = simulator.ids(250)
        self.stop("move", *ids)
        ended = self.run_cli("move", *ids, "--journal", self.journal)
        self.assertEqual(ended.status, 0, ended)
        self.assertIn("250 recordings moved", ended.stdout)
        self.assert_in_bin(ids)
        sent = [json.loads(request["body"])["recordingIds"] for request in simulator.requests()]
        self.assertEqual([set(part) for part in sent[:2]], [set(ids[:100]), set(ids[100:200])])
        self.assertEqual(sorted(id for part in sent[2:] for id in part), sorted(ids[100:]))

    def test_a_selection_goes_on_although_it_finds_no_more_what_was_moved(self) -> None:
        self.stop("move", "--from", "2020-01-01", "--site", simulator.SITE)
        ended = self.run_cli("move", "--from", "2020-01-01", "--site", simulator.SITE, "--journal", self.journal)
        self.assertEqual(ended.status, 0, ended)
        # Those under way when it was stopped are not listed any more.
        self.assertIn("150 recordings moved", ended.stdout)
        self.assert_in_bin(simulator.ids(250))

    def test_what_a_purge_left_is_asked_for_when_a_selection_finds_nothing(self) -> None:
        self.run_cli("move", *simulator.ids(1))
        simulator.answer(204, path=PURGE, count=1, apply=True, delayMs=20_000)
        process = start("purge", "--older-than", "0d", "--yes", "--journal", self.journal)
        wait_for_changes(2)
        process.send_signal(signal.SIGINT)
        self.checked(0, *process.communicate())
        again = self.run_cli("purge", "--older-than", "0d", "--yes", "--journal", self.journal)
        self.assertIn("1 recording purged", again.stdout)

    def test_what_was_moved_or_may_have_been_is_restored(self) -> None:
        self.stop("move", *simulator.ids(250))
        self.assertEqual(len(simulator.ids_with_status("deleted")), 200)
        before = self.journal.read_bytes()
        ended = self.run_cli("restore", "--journal", self.journal)
        self.assertEqual(ended.status, 0, ended)
        self.assertIn("200 recordings restored", ended.stdout)
        self.assert_in_bin([])
        self.assertEqual(self.journal.read_bytes(), before)

    def test_what_is_not_in_the_recycle_bin_any_more_is_no_restore_of_ours(self) -> None:
        self.stop("move", *simulator.ids(250))
        simulator.behave(alreadyStatus=404)
        restored = simulator.ids(151)[-1]
        self.run_cli("restore", restored)
        ended = self.run_cli("restore", "--journal", self.journal)
        self.assertEqual(ended.status, 3)
        self.assertIn("199 of 200 recordings restored", ended.stdout)
        self.assertIn(f"unknown {restored}: 404", ended.stdout)

    def test_a_finished_move_is_undone_and_not_made_again(self) -> None:
        ids = simulator.ids(2)
        ended = self.run_cli("move", *ids, "--journal", self.journal)
        self.assertIn(f"To undo it: webexrec restore --journal {self.journal}", ended.stdout)
        again = self.run_cli("move", *ids, "--journal", self.journal)
        self.assertEqual((again.status, again.stdout), (2, ""))
        self.assertEqual(self.run_cli("restore", "--journal", self.journal, "--dry-run").status, 0)
        self.assert_in_bin(ids)
        self.assertEqual(self.run_cli("restore", "--journal", self.journal).status, 0)
        self.assert_in_bin([])

    def test_only_the_journal_of_a_move_at_the_same_service_is_undone(self) -> None:
        ids = simulator.ids(2)
        self.run_cli("move", *ids, "--journal", self.journal)
        elsewhere = self.run_cli("restore", "--journal", self.journal, "--base-url", "http://127.0.0.1:9/v1")
        self.assertEqual(elsewhere.status, 2)
        self.assertIn(simulator.URL, elsewhere.stderr)
        purged = self.journal.with_name("purged.jsonl")
        self.assertEqual(self.run_cli("purge", *ids, "--yes", "--journal", purged).status, 0)
        for journal, message in ((purged, "restore undoes a move"), (self.journal.with_name("none"), "none")):
            ended = self.run_cli("restore", "--journal", journal)
            self.assertEqual((ended.status, ended.stdout), (2, ""))
            self.assertIn(message, ended.stderr)

    def test_a_journal_that_can_not_be_written_any_more_stops_the_move_which_can_go_on(self) -> None:
        ids = simulator.ids(250)
        ended = subprocess.run(
            command("move", *ids, "--journal", self.journal, "--concurrency", "1"),
            env=environment(),
            capture_output=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, resource.RLIM_INFINITY)),
        )
        stopped = self.checked(ended.returncode, ended.stdout, ended.stderr)
        self.assertEqual(stopped.status, 3)
        self.assertIn("100 of 250 recordings moved", stopped.stdout)
        self.assertIn("File too large", stopped.stderr)
        self.assertEqual(self.run_cli("move", *ids, "--journal", self.journal).status, 0)
        self.assert_in_bin(ids)

    def test_a_journal_that_can_not_be_kept_is_said_and_nothing_sent(self) -> None:
        ended = self.run_cli("move", *simulator.ids(1), "--journal", self.journal / "file")
        self.assertIn(ended.status, (1, 2))
        self.assertIn(str(self.journal), ended.stderr)
        self.assert_nothing_was_sent()
