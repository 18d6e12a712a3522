"""Progress callbacks, cancel events, signal handlers and token functions during a call."""

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
from .simulator import EVER, SITE, USER_TOKEN

# What the documentation promises, in seconds.
LONGEST_PROGRESS_INTERVAL = 0.25
SHORTEST_PROGRESS_INTERVAL = 1 / 20
LONGEST_CANCEL = 0.3


class Halt(BaseException):
    """Like the exceptions of some signal handlers, this is not an Exception."""

    report: webexrec.Report


class SlowService(simulator.TestCase):
    """The service takes 30 seconds for a response, and no test waits for it."""

    def setUp(self) -> None:
        super().setUp()
        self.ids = simulator.ids(1)
        simulator.behave(latencyMs=30_000)
        self.client = Client(USER_TOKEN)
        start = time.monotonic()
        self.addCleanup(lambda: self.assertLess(time.monotonic() - start, 5))


class ProgressCallbacks(SlowService):
    def test_progress_runs_on_the_thread_that_made_the_call_from_start_to_end(self) -> None:
        simulator.behave(latencyMs=300)
        seen: list[tuple[Progress, threading.Thread]] = []
        ids = simulator.ids(250)
        self.client.move_to_recycle_bin(
            ids, on_progress=lambda progress: seen.append((progress, threading.current_thread()))
        )
        self.assertEqual({thread for _, thread in seen}, {threading.current_thread()})
        first, last = seen[0][0], seen[-1][0]
        self.assertEqual((first.total, first.done, first.requests), (250, 0, 0))
        self.assertEqual((last.done, last.in_flight, last.requests), (250, 0, 3))
        self.assertIn(3, [progress.in_flight for progress, _ in seen])

    def test_progress_has_the_reason_and_the_rest_of_a_wait(self) -> None:
        simulator.behave(latencyMs=0)
        client = Client(simulator.replace_token())
        simulator.respond(429, headers={"Retry-After": "1"}, count=1)
        seen: list[Progress] = []
        client.move_to_recycle_bin(self.ids, on_progress=seen.append)
        waits = [progress.wait_ms for progress in seen if progress.wait_reason == 429]
        self.assertTrue(waits)
        self.assertTrue(all(0 <= wait <= 1000 for wait in waits))

    def test_an_exception_of_a_callback_ends_the_call_and_is_raised_with_the_report(self) -> None:
        for error in (OSError("disk full"), Halt()):

            def fail(progress: Progress, error: BaseException = error) -> None:
                if progress.in_flight:
                    raise error

            with self.assertRaises(type(error)) as caught:
                self.client.move_to_recycle_bin(self.ids, on_progress=fail)
            self.assertIs(caught.exception, error)
            report = caught.exception.report  # type: ignore[attr-defined]
            self.assertEqual((report.result, len(report.unknown)), (ResultCode.CANCELLED, 1))

    def test_an_exception_of_a_callback_ends_a_list(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            self.client.list_recordings(on_progress=lambda _: 1 // 0)

    def test_the_return_value_of_a_callback_is_ignored(self) -> None:
        simulator.behave(latencyMs=0)
        for value in (False, True, None, 1):
            self.assertTrue(self.client.move_to_recycle_bin(self.ids, on_progress=lambda _: value).ok)

    def test_a_callback_may_call_the_client(self) -> None:
        simulator.behave(latencyMs=0)
        listed: list[object] = []
        report = self.client.move_to_recycle_bin(
            self.ids, on_progress=lambda _: listed.append(self.client.list_sites())
        )
        self.assertTrue(report.ok)
        self.assertTrue(listed)
        self.assertTrue(all(listed))


class ProgressIntervals(simulator.TestCase):
    def progress_times(self, call: Callable[..., object]) -> tuple[list[float], float]:
        """When a call reported progress, and how long it took."""
        times: list[float] = []
        start = time.monotonic()
        call(on_progress=lambda _: times.append(time.monotonic()))
        return times, time.monotonic() - start

    def test_progress_comes_often_enough_while_nothing_happens(self) -> None:
        simulator.behave(latencyMs=2000)
        times, duration = self.progress_times(Client(USER_TOKEN).list_sites)
        self.assertGreater(duration, 2)
        # Counted and not measured one by one, since a busy machine may delay a single one.
        self.assertGreaterEqual(len(times), int(duration / LONGEST_PROGRESS_INTERVAL))

    def test_progress_comes_not_too_often_while_much_happens(self) -> None:
        simulator.behave(latencyMs=2)
        query = {"siteUrl": SITE, "max": 1, **EVER}
        client = Client(USER_TOKEN)
        times, duration = self.progress_times(lambda **rest: client.list_recordings(query, **rest))
        self.assertGreater(len(simulator.requests()), 250)
        # The last one comes at the end of the call, however soon that is.
        self.assertLessEqual(len(times), int(duration / SHORTEST_PROGRESS_INTERVAL) + 2)
        self.assertGreaterEqual(len(times), int(duration / LONGEST_PROGRESS_INTERVAL))


class CancelEvents(SlowService):
    def test_a_call_ends_soon_after_its_event_is_set(self) -> None:
        cancel = threading.Event()
        set_at: list[float] = []

        def set_when_sent() -> None:
            simulator.wait_for_requests(1)
            set_at.append(time.monotonic())
            cancel.set()

        thread = threading.Thread(target=set_when_sent)
        thread.start()
        report = self.client.move_to_recycle_bin(self.ids, cancel=cancel)
        ended_at = time.monotonic()
        thread.join()
        self.assertLess(ended_at - set_at[0], LONGEST_CANCEL)
        self.assertEqual((report.result, len(report.unknown)), (ResultCode.CANCELLED, 1))
        assert report.stopped_by is not None
        self.assertEqual(report.stopped_by.code, ResultCode.CANCELLED)
        self.assertRaises(webexrec.CancelledError, report.raise_for_failures)

    def test_nothing_is_sent_if_the_event_is_already_set(self) -> None:
        cancel = threading.Event()
        cancel.set()
        report = self.client.move_to_recycle_bin(self.ids, cancel=cancel)
        self.assertEqual((report.result, len(report.not_sent)), (ResultCode.CANCELLED, 1))
        self.assertRaises(webexrec.CancelledError, self.client.list_sites, cancel=cancel)
        self.assertRaises(webexrec.CancelledError, self.client.list_recordings, cancel=cancel)
        self.assert_nothing_was_sent()

    def test_a_callback_may_set_the_event(self) -> None:
        cancel = threading.Event()
        report = self.client.move_to_recycle_bin(self.ids, on_progress=lambda _: cancel.set(), cancel=cancel)
        self.assertEqual(report.result, ResultCode.CANCELLED)
        self.assert_nothing_was_sent()

    def test_one_event_cancels_all_calls_that_it_was_passed_to(self) -> None:
        cancel = threading.Event()
        results: list[int] = []

        def move() -> None:
            results.append(self.client.move_to_recycle_bin(self.ids, cancel=cancel).result)

        threads = [threading.Thread(target=move) for _ in range(4)]
        for thread in threads:
            thread.start()
        simulator.wait_for_requests(4)
        cancel.set()
        for thread in threads:
            thread.join()
        self.assertEqual(results, [ResultCode.CANCELLED] * 4)


@unittest.skipUnless(hasattr(signal, "setitimer"), "needs POSIX signals")
class SignalHandlers(SlowService):
    def set_alarm(self, seconds: float, handler: Callable[[int, FrameType | None], object]) -> None:
        before = signal.signal(signal.SIGALRM, handler)
        self.addCleanup(signal.signal, signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def test_an_exception_of_a_signal_handler_ends_the_call_and_is_raised_with_the_report(self) -> None:
        raised_at: list[float] = []

        def halt(_number: int, _frame: FrameType | None) -> None:
            raised_at.append(time.monotonic())
            raise Halt

        self.set_alarm(0.2, halt)
        with self.assertRaises(Halt) as caught:
            self.client.move_to_recycle_bin(self.ids)
        self.assertLess(time.monotonic() - raised_at[0], LONGEST_CANCEL)
        self.assertEqual(caught.exception.report.result, ResultCode.CANCELLED)

    def test_a_signal_handler_runs_during_the_call_and_does_not_end_it(self) -> None:
        simulator.behave(latencyMs=1000)
        handled_at: list[float] = []
        self.set_alarm(0.1, lambda _number, _frame: handled_at.append(time.monotonic()))
        self.assertTrue(self.client.move_to_recycle_bin(self.ids).ok)
        self.assertLess(handled_at[0], time.monotonic() - 0.5)


class TokenFunctions(simulator.TestCase):
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

    def test_a_new_token_is_fetched_when_the_old_one_has_expired(self) -> None:
        ids = simulator.ids(250)
        client = Client(simulator.user_token, concurrency=1)
        client.list_sites()
        simulator.replace_token()
        self.assertTrue(client.move_to_recycle_bin(ids).ok)
        self.assertEqual([each["status"] for each in simulator.requests()], [200, 401, 204, 204, 204])

    def test_a_call_ends_if_the_same_refused_token_is_fetched_again(self) -> None:
        report = Client(lambda: "wrong-token").move_to_recycle_bin(["a"])
        self.assertEqual((report.result, len(report.not_sent)), (401, 1))
        self.assertRaises(webexrec.UnauthorizedError, Client(lambda: "wrong-token").list_sites)

    def test_an_exception_of_a_token_function_ends_the_call_and_is_raised_with_the_report(self) -> None:
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

    def test_an_invalid_token_is_refused_and_not_shown(self) -> None:
        invalid: tuple[tuple[Callable[[], Any], type[Exception]], ...] = (
            (lambda: None, TypeError),
            (lambda: b"s3cret", TypeError),
            (lambda: "s3cret\0", webexrec.WebexrecError),
            (lambda: "", webexrec.WebexrecError),
            (lambda: "s3cret\n", webexrec.WebexrecError),
            (lambda: "Bearer s3cret", webexrec.WebexrecError),
            (lambda: "s3cret\ud83c", webexrec.WebexrecError),
            (lambda: "s3cret" * 16384, webexrec.WebexrecError),
        )
        for fetch, kind in invalid:
            with self.assertRaises(kind) as caught:
                Client(fetch).list_sites()
            self.assertNotIn("s3cret", repr(caught.exception))
            if isinstance(caught.exception, webexrec.WebexrecError):
                self.assertEqual(caught.exception.code, ResultCode.TOKEN_PROVIDER)
        self.assert_nothing_was_sent()

    def test_a_dry_run_fetches_no_token(self) -> None:
        def fetch() -> str:
            raise AssertionError("a token was fetched")

        self.assertTrue(Client(fetch).move_to_recycle_bin(["a"], dry_run=True).ok)

    def test_the_calls_of_many_threads_share_one_token(self) -> None:
        fetched: list[threading.Thread] = []
        all_started = threading.Event()

        def fetch() -> str:
            fetched.append(threading.current_thread())
            all_started.wait(10)
            return USER_TOKEN

        client = Client(fetch)
        threads = [threading.Thread(target=client.list_sites) for _ in range(8)]
        for thread in threads:
            thread.start()
        all_started.set()
        for thread in threads:
            thread.join()
        self.assertEqual(len(fetched), 1)
        self.assertIn(fetched[0], threads)
