"""Calls on many threads at the same time."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import webexrec
from webexrec import Client, _library

from . import simulator
from .simulator import USER_TOKEN

THREADS = 8


class RendezvousServer(ThreadingHTTPServer):
    """Responds with an empty list of sites, but only when requests of all threads have arrived."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Rendezvous)
        self.all_arrived = threading.Barrier(THREADS, timeout=30)


class Rendezvous(BaseHTTPRequestHandler):
    server: RendezvousServer

    def do_GET(self) -> None:
        try:
            self.server.all_arrived.wait()
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
    def test_calls_run_at_the_same_time_and_do_not_block_the_program(self) -> None:
        # The server is in this process, so it could not respond if a call blocked the interpreter.
        server = RendezvousServer()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        url = f"http://127.0.0.1:{server.server_port}/v1"
        client = Client(USER_TOKEN, base_url=url)
        with ThreadPoolExecutor(THREADS) as pool:
            sites = list(pool.map(lambda _: client.list_sites(), range(THREADS)))
        self.assertEqual(sites, [[]] * THREADS)

    def test_each_call_has_its_own_result(self) -> None:
        ids = simulator.ids(10 * THREADS)

        def move(number: int) -> int:
            client = Client(USER_TOKEN if number % 2 else f"wrong-{number}")
            return client.move_to_recycle_bin(ids[number::THREADS]).result

        with ThreadPoolExecutor(THREADS) as pool:
            results = list(pool.map(move, range(THREADS)))
        self.assertEqual(results, [401, 0] * (THREADS // 2))
        self.assert_in_bin([id for number in range(1, THREADS, 2) for id in ids[number::THREADS]])

    def test_threads_that_share_a_client_have_their_own_callbacks(self) -> None:
        ids = simulator.ids(10 * THREADS)
        client = Client(USER_TOKEN)

        def move(number: int) -> bool:
            seen: list[tuple[int, int]] = []
            report = client.move_to_recycle_bin(
                ids[number::THREADS],
                on_progress=lambda progress: seen.append((threading.get_ident(), progress.total)),
            )
            return report.ok and set(seen) == {(threading.get_ident(), 10)}

        with ThreadPoolExecutor(THREADS) as pool:
            self.assertTrue(all(pool.map(move, range(THREADS))))
        self.assert_in_bin(ids)

    def test_a_client_may_be_closed_during_its_calls(self) -> None:
        ids = simulator.ids(1)
        simulator.behave(latencyMs=500)
        client = Client(USER_TOKEN)
        with ThreadPoolExecutor(1) as pool:
            moving = pool.submit(client.move_to_recycle_bin, ids)
            simulator.wait_for_requests(1)
            client.close()
            self.assertRaisesRegex(RuntimeError, "closed", client.list_sites)
            self.assertTrue(moving.result().ok)

    def test_a_call_leaves_no_thread_behind(self) -> None:
        before = threading.active_count()
        Client(USER_TOKEN).list_sites()
        self.assertEqual(threading.active_count(), before)

    def test_many_threads_may_use_the_library_first(self) -> None:
        _library.load.cache_clear()
        with ThreadPoolExecutor(THREADS) as pool:
            versions = set(pool.map(lambda _: webexrec.version(), range(THREADS)))
        self.assertEqual(versions, {webexrec.__version__})
