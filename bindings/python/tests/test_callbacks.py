"""What runs while a call does: progress, cancelling, functions that fetch a token."""

from __future__ import annotations

import signal
import threading
import time
import unittest
from collections.abc import Callable
from types import FrameType
from typing import Any

import webexrec
from webexrec import Client, Progress, ResultCode

from . import simulator
from .simulator import USER_TOKEN


class Halt(BaseException):
    """Not an Exception, like what other signal handlers raise."""

    report: webexrec.Report


def never(*_: object) -> Any:
    raise AssertionError("this was not to be called")


class SlowService(simulator.TestCase):
    """The service takes longer to answer than any call here may."""

    def setUp(self) -> None:
        super().setUp()
        self.ids = simulator.ids(1)
        simulator.behave(latencyMs=30_000)
        self.client = Client(USER_TOKEN)
        start = time.monotonic()
        self.addCleanup(lambda: self.assertLess(time.monotonic() - start, 5))


class ProgressTold(SlowService):
    def test_progress_is_told_on_the_thread_that_made_the_call_from_start_to_end(self) -> None:
        simulator.behave(latencyMs=300)
        told: list[tuple[Progress, threading.Thread]] = []
        ids = simulator.ids(250)
        self.client.move_to_recycle_bin(
            ids, on_progress=lambda each: told.append((each, threading.current_thread()))
        )
        self.assertEqual({thread for _, thread in told}, {threading.current_thread()})
        progress = [each for each, _ in told]
        self.assertEqual((progress[0].total, progress[0].done, progress[0].requests), (250, 0, 0))
        self.assertEqual((progress[-1].done, progress[-1].in_flight, progress[-1].requests), (250, 0, 3))
        self.assertIn(3, [each.in_flight for each in progress])

    def test_what_is_waited_for_is_told(self) -> None:
        simulator.behave(latencyMs=0)
        client = Client(simulator.renew_token())
        simulator.answer(429, headers={"Retry-After": "1"}, count=1)
        told: list[Progress] = []
        client.move_to_recycle_bin(self.ids, on_progress=told.append)
        waits = [each.wait_ms for each in told if each.wait_reason == 429]
        self.assertTrue(waits)
        self.assertTrue(all(0 <= each <= 1000 for each in waits))

    def test_what_a_callback_raises_ends_the_call_and_is_raised_itself_with_the_report(self) -> None:
        for error in (OSError("disk full"), Halt()):

            def fail(progress: Progress, error: BaseException = error) -> None:
                if progress.in_flight:
                    raise error

            with self.assertRaises(type(error)) as caught:
                self.client.move_to_recycle_bin(self.ids, on_progress=fail)
            self.assertIs(caught.exception, error)
            report = caught.exception.report  # type: ignore[attr-defined]
            self.assertEqual((report.result, len(report.unknown)), (ResultCode.CANCELLED, 1))

    def test_what_a_callback_raises_ends_a_list_too(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            self.client.list_recordings(on_progress=lambda _: 1 // 0)

    def test_what_a_callback_returns_means_nothing(self) -> None:
        simulator.behave(latencyMs=0)
        for value in (False, True, None, 1):
            self.assertTrue(self.client.move_to_recycle_bin(self.ids, on_progress=lambda _: value).ok)

    def test_a_callback_may_call_the_client(self) -> None:
        simulator.behave(latencyMs=0)
        listed: list[object] = []
        self.client.move_to_recycle_bin(
            self.ids, on_progress=lambda _: listed.append(self.client.list_sites())
        )
        self.assertTrue(all(listed))


class Cancel(SlowService):
    def test_a_call_ends_when_the_event_is_set(self) -> None:
        cancel = threading.Event()
        set_at: list[float] = []

        def cancel_later() -> None:
            set_at.append(time.monotonic())
            cancel.set()

        timer = threading.Timer(0.2, cancel_later)
        timer.start()
        report = self.client.move_to_recycle_bin(self.ids, cancel=cancel)
        self.assertLess(time.monotonic() - set_at[0], 0.3)
        timer.join()
        self.assertEqual((report.result, len(report.unknown)), (ResultCode.CANCELLED, 1))
        assert report.stopped_by is not None
        self.assertEqual(report.stopped_by.code, ResultCode.CANCELLED)
        self.assertRaises(webexrec.CancelledError, report.raise_for_failures)

    def test_nothing_is_sent_when_it_is_set_already(self) -> None:
        cancel = threading.Event()
        cancel.set()
        report = self.client.move_to_recycle_bin(self.ids, cancel=cancel)
        self.assertEqual((report.result, len(report.not_sent)), (ResultCode.CANCELLED, 1))
        self.assertRaises(webexrec.CancelledError, self.client.list_sites, cancel=cancel)
        self.assertRaises(webexrec.CancelledError, self.client.list_recordings, cancel=cancel)
        self.assert_nothing_was_sent()

    def test_a_callback_may_set_it(self) -> None:
        cancel = threading.Event()
        report = self.client.move_to_recycle_bin(self.ids, on_progress=lambda _: cancel.set(), cancel=cancel)
        self.assertEqual(report.result, ResultCode.CANCELLED)
        self.assert_nothing_was_sent()

    def test_an_event_serves_any_number_of_calls_at_once(self) -> None:
        cancel = threading.Event()
        results: list[int] = []

        def move() -> None:
            results.append(self.client.move_to_recycle_bin(self.ids, cancel=cancel).result)

        threads = [threading.Thread(target=move) for _ in range(4)]
        for thread in threads:
            thread.start()
        cancel.set()
        for thread in threads:
            thread.join()
        self.assertEqual(results, [ResultCode.CANCELLED] * 4)


@unittest.skipUnless(hasattr(signal, "setitimer"), "needs signals of POSIX")
class Signals(SlowService):
    def test_what_a_signal_handler_raises_ends_the_call_and_is_raised_with_the_report(self) -> None:
        def halt(_number: int, _frame: FrameType | None) -> None:
            raise Halt

        before = signal.signal(signal.SIGALRM, halt)
        self.addCleanup(signal.signal, signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        start = time.monotonic()
        with self.assertRaises(Halt) as caught:
            self.client.move_to_recycle_bin(self.ids)
        self.assertLess(time.monotonic() - start, 0.5)
        self.assertEqual(caught.exception.report.result, ResultCode.CANCELLED)

    def test_a_signal_handler_that_raises_nothing_does_not_end_the_call(self) -> None:
        simulator.behave(latencyMs=300)
        handled: list[int] = []
        before = signal.signal(signal.SIGALRM, lambda number, _frame: handled.append(number))
        self.addCleanup(signal.signal, signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        self.assertTrue(self.client.move_to_recycle_bin(self.ids).ok)
        self.assertEqual(handled, [signal.SIGALRM])


class Tokens(simulator.TestCase):
    def test_a_token_is_fetched_before_the_first_request_and_kept(self) -> None:
        threads: list[threading.Thread] = []

        def fetch() -> str:
            threads.append(threading.current_thread())
            return USER_TOKEN

        client = Client(fetch)
        self.assertEqual(threads, [])
        client.list_sites()
        client.list_sites()
        self.assertEqual(threads, [threading.current_thread()])

    def test_a_new_one_is_fetched_when_it_has_expired(self) -> None:
        ids = simulator.ids(250)
        client = Client(simulator.user_token, concurrency=1)
        client.list_sites()
        simulator.renew_token()
        self.assertTrue(client.move_to_recycle_bin(ids).ok)
        self.assertEqual([each["status"] for each in simulator.requests()], [200, 401, 204, 204, 204])

    def test_the_same_one_again_ends_the_call(self) -> None:
        report = Client(lambda: "wrong-token").move_to_recycle_bin(["a"])
        self.assertEqual((report.result, len(report.not_sent)), (401, 1))
        self.assertRaises(webexrec.UnauthorizedError, Client(lambda: "wrong-token").list_sites)

    def test_what_it_raises_ends_the_call_and_is_raised_itself_with_the_report(self) -> None:
        error = LookupError("no keyring")

        def fetch() -> str:
            raise error

        client = Client(fetch)
        with self.assertRaises(LookupError) as caught:
            client.move_to_recycle_bin(["a"])
        self.assertIs(caught.exception, error)
        self.assertEqual(len(error.report.not_sent), 1)  # type: ignore[attr-defined]
        self.assertRaises(LookupError, client.list_sites)
        self.assert_nothing_was_sent()

    def test_what_is_no_token_is_refused_and_shown_nowhere(self) -> None:
        wrong: tuple[tuple[Callable[[], Any], type[Exception]], ...] = (
            (lambda: None, TypeError),
            (lambda: b"s3cret", TypeError),
            (lambda: "s3cret\0", webexrec.WebexrecError),
            (lambda: "", webexrec.WebexrecError),
            (lambda: "s3cret\n", webexrec.WebexrecError),
            (lambda: "Bearer s3cret", webexrec.WebexrecError),
            (lambda: "s3cret\ud83c", webexrec.WebexrecError),
            (lambda: "s3cret" * 16384, webexrec.WebexrecError),
        )
        for fetch, kind in wrong:
            with self.assertRaises(kind) as caught:
                Client(fetch).list_sites()
            self.assertNotIn("s3cret", repr(caught.exception))
            if isinstance(caught.exception, webexrec.WebexrecError):
                self.assertEqual(caught.exception.code, ResultCode.TOKEN_PROVIDER)
        self.assert_nothing_was_sent()

    def test_a_dry_run_asks_for_none(self) -> None:
        self.assertTrue(Client(never).move_to_recycle_bin(["a"], dry_run=True).ok)

    def test_the_calls_of_many_threads_share_one(self) -> None:
        fetched: list[threading.Thread] = []

        def fetch() -> str:
            fetched.append(threading.current_thread())
            time.sleep(0.05)
            return USER_TOKEN

        client = Client(fetch)
        threads = [threading.Thread(target=client.list_sites) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(fetched), 1)
        self.assertIn(fetched[0], threads)
