"""Calls of many threads at once."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import webexrec
from webexrec import Client, Progress, _native

from . import simulator
from .simulator import USER_TOKEN

THREADS = 8


class RendezvousServer(ThreadingHTTPServer):
    """Answers each request with an empty list of sites, but not before all of them are there."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Rendezvous)
        self.all_there = threading.Barrier(THREADS, timeout=30)


class Rendezvous(BaseHTTPRequestHandler):
    server: RendezvousServer

    def do_GET(self) -> None:
        try:
            self.server.all_there.wait()
            self.send_response(200)
        except threading.BrokenBarrierError:
            self.send_response(503)
        body = json.dumps({"sites": []}).encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Threads(simulator.TestCase):
    def test_calls_run_at_once_and_let_the_rest_of_the_program_go_on(self) -> None:
        # The server is in this process: it could not answer if a call stopped everything else.
        server = RendezvousServer()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        url = f"http://127.0.0.1:{server.server_port}/v1"
        client = Client(USER_TOKEN, base_url=url)
        with ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(lambda _: client.list_sites(), range(THREADS)))
        self.assertEqual(answers, [[]] * THREADS)

    def test_each_call_has_its_own_effect_and_its_own_error(self) -> None:
        ids = simulator.ids(10 * THREADS)

        def move(number: int) -> int:
            client = Client(USER_TOKEN if number % 2 else f"wrong-{number}")
            return client.move_to_recycle_bin(ids[number::THREADS]).result

        with ThreadPoolExecutor(THREADS) as pool:
            ended = list(pool.map(move, range(THREADS)))
        self.assertEqual(ended, [401, 0] * (THREADS // 2))
        self.assert_in_bin([id for number in range(1, THREADS, 2) for id in ids[number::THREADS]])

    def test_one_client_serves_many_threads_each_with_its_own_callback(self) -> None:
        ids = simulator.ids(10 * THREADS)
        client = Client(USER_TOKEN)

        def move(number: int) -> bool:
            told: list[tuple[int, int]] = []
            report = client.move_to_recycle_bin(
                ids[number::THREADS],
                on_progress=lambda progress: told.append((threading.get_ident(), progress.total)),
            )
            return report.ok and set(told) == {(threading.get_ident(), 10)}

        with ThreadPoolExecutor(THREADS) as pool:
            self.assertTrue(all(pool.map(move, range(THREADS))))
        self.assert_in_bin(ids)

    def test_a_client_may_be_closed_while_its_calls_are_running(self) -> None:
        ids = simulator.ids(1)
        simulator.behave(latencyMs=200)
        client = Client(USER_TOKEN)
        began = threading.Event()

        def began_with(progress: Progress) -> None:
            if progress.in_flight:
                began.set()

        with ThreadPoolExecutor(1) as pool:
            moving = pool.submit(client.move_to_recycle_bin, ids, on_progress=began_with)
            began.wait(10)
            client.close()
            self.assertRaisesRegex(RuntimeError, "closed", client.list_sites)
            self.assertTrue(moving.result().ok)

    def test_no_thread_is_left_when_a_call_has_ended(self) -> None:
        before = threading.active_count()
        Client(USER_TOKEN).list_sites()
        self.assertEqual(threading.active_count(), before)

    def test_the_first_use_may_be_made_by_many_at_once(self) -> None:
        _native._library.cache_clear()
        with ThreadPoolExecutor(THREADS) as pool:
            versions = set(pool.map(lambda _: webexrec.version(), range(THREADS)))
        self.assertEqual(versions, {webexrec.__version__})
