"""``--journal``: an interrupted job resumes, and a move can be undone."""

from __future__ import annotations

import resource
import subprocess

from . import simulator
from .cli import TestCase, command, environment, start

MOVE = "/recordings/softDelete"
PURGE = "/recordings/purge"


class Journal(TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.journal = self.make_folder() / "moved.jsonl"

    def start_and_interrupt(self, *arguments: object) -> None:
        """Interrupts a job while the second of its three requests is in flight."""
        simulator.respond(204, path=MOVE, skip=1, count=1, apply=True, delayMs=20_000)
        process = start(*arguments, "--journal", self.journal, "--concurrency", "1")
        simulator.wait_for_requests(2)
        interrupted = self.interrupt(process)
        self.assertEqual(interrupted.status, 130)
        self.assertIn("100 of 250 recordings moved", interrupted.stdout)
        resumes = f"It resumes from the journal {self.journal}."
        self.assertIn(f"To continue, run the same command again. {resumes}", interrupted.stdout)

    def test_an_interrupted_move_resumes(self) -> None:
        ids = simulator.ids(250)
        self.start_and_interrupt("move", *ids)
        completed = self.run_cli("move", *ids, "--journal", self.journal)
        self.assertEqual(completed.status, 0, completed)
        self.assertIn("250 recordings moved", completed.stdout)
        self.assert_in_bin(ids)
        sent = simulator.sent_ids()
        self.assertEqual([set(batch) for batch in sent[:2]], [set(ids[:100]), set(ids[100:200])])
        self.assertEqual(sorted(id for batch in sent[2:] for id in batch), sorted(ids[100:]))

    def test_a_selection_resumes_although_it_no_longer_finds_moved_recordings(self) -> None:
        selection = ("move", "--from", "2020-01-01", "--site", simulator.SITE)
        self.start_and_interrupt(*selection)
        completed = self.run_cli(*selection, "--journal", self.journal)
        self.assertEqual(completed.status, 0, completed)
        # The list no longer has those that were in flight; the journal adds them.
        self.assertIn("150 recordings moved", completed.stdout)
        self.assert_in_bin(simulator.ids(250))

    def test_an_interrupted_purge_resumes_although_its_selection_is_empty(self) -> None:
        self.run_cli("move", *simulator.ids(1))
        simulator.respond(204, path=PURGE, count=1, apply=True, delayMs=20_000)
        process = start("purge", "--older-than", "0d", "--yes", "--journal", self.journal)
        simulator.wait_for_requests(2)
        self.interrupt(process)
        again = self.run_cli("purge", "--older-than", "0d", "--yes", "--journal", self.journal)
        self.assertIn("1 recording purged", again.stdout)

    def test_restore_undoes_an_interrupted_move_with_the_recordings_in_doubt(self) -> None:
        self.start_and_interrupt("move", *simulator.ids(250))
        self.assertEqual(len(simulator.ids_with_status("deleted")), 200)
        before = self.journal.read_bytes()
        completed = self.run_cli("restore", "--journal", self.journal)
        self.assertEqual(completed.status, 0, completed)
        self.assertIn("200 recordings restored", completed.stdout)
        self.assert_in_bin([])
        self.assertEqual(self.journal.read_bytes(), before)

    def test_a_recording_that_somebody_else_has_restored_is_not_claimed(self) -> None:
        self.start_and_interrupt("move", *simulator.ids(250))
        simulator.behave(alreadyStatus=404)
        restored = simulator.ids(151)[-1]
        self.run_cli("restore", restored)
        completed = self.run_cli("restore", "--journal", self.journal)
        self.assertEqual(completed.status, 3)
        self.assertIn("199 of 200 recordings restored", completed.stdout)
        self.assertIn(f"unknown {restored}: 404", completed.stdout)

    def test_a_finished_move_can_be_undone_but_not_resumed(self) -> None:
        ids = simulator.ids(2)
        completed = self.run_cli("move", *ids, "--journal", self.journal)
        self.assertIn(f"To undo it: webexrec restore --journal {self.journal}", completed.stdout)
        again = self.run_cli("move", *ids, "--journal", self.journal)
        self.assertEqual((again.status, again.stdout), (2, ""))
        self.assertEqual(self.run_cli("restore", "--journal", self.journal, "--dry-run").status, 0)
        self.assert_in_bin(ids)
        self.assertEqual(self.run_cli("restore", "--journal", self.journal).status, 0)
        self.assert_in_bin([])

    def test_restore_refuses_the_journal_of_another_service_or_operation(self) -> None:
        ids = simulator.ids(2)
        self.run_cli("move", *ids, "--journal", self.journal)
        elsewhere = self.run_cli("restore", "--journal", self.journal, "--base-url", "http://127.0.0.1:9/v1")
        self.assertEqual(elsewhere.status, 2)
        self.assertIn(simulator.URL, elsewhere.stderr)
        purged = self.journal.with_name("purged.jsonl")
        self.assertEqual(self.run_cli("purge", *ids, "--yes", "--journal", purged).status, 0)
        missing = self.journal.with_name("missing")
        for journal, message in ((purged, "restore can undo moves only"), (missing, "can't be read")):
            completed = self.run_cli("restore", "--journal", journal)
            self.assertEqual((completed.status, completed.stdout), (2, ""))
            self.assertIn(message, completed.stderr)

    def test_a_journal_that_can_not_be_written_stops_the_move_which_can_resume(self) -> None:
        ids = simulator.ids(250)
        completed = subprocess.run(
            command("move", *ids, "--journal", self.journal, "--concurrency", "1"),
            env=environment(),
            capture_output=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, resource.RLIM_INFINITY)),
        )
        failed = self.checked(completed.returncode, completed.stdout, completed.stderr)
        self.assertEqual(failed.status, 3)
        self.assertIn("100 of 250 recordings moved", failed.stdout)
        self.assertIn("File too large", failed.stderr)
        self.assertEqual(self.run_cli("move", *ids, "--journal", self.journal).status, 0)
        self.assert_in_bin(ids)

    def test_nothing_is_sent_if_the_journal_can_not_be_created(self) -> None:
        completed = self.run_cli("move", *simulator.ids(1), "--journal", self.journal / "file")
        self.assertEqual((completed.status, completed.stdout), (1, ""))
        self.assertIn(str(self.journal), completed.stderr)
        self.assert_nothing_was_sent()
