"""Calls of many threads at once."""

from __future__ import annotations

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import patch

import webexrec
from webexrec import _native

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
        with patch.dict(os.environ, WEBEXREC_BASE_URL=url), ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(webexrec.list_sites, [USER_TOKEN] * THREADS))
        self.assertEqual(answers, [[]] * THREADS)

    def test_each_call_has_its_own_effect_and_its_own_error(self) -> None:
        ids = simulator.ids(10 * THREADS)

        def move(number: int) -> str:
            token = USER_TOKEN if number % 2 else f"wrong-{number}"
            try:
                webexrec.move_to_recycle_bin(token, ids[number::THREADS])
            except webexrec.UnauthorizedError:
                return "unauthorized"
            return "moved"

        with ThreadPoolExecutor(THREADS) as pool:
            ended = list(pool.map(move, range(THREADS)))
        self.assertEqual(ended, ["unauthorized", "moved"] * (THREADS // 2))
        self.assert_in_bin([id for number in range(1, THREADS, 2) for id in ids[number::THREADS]])

    def test_the_first_use_may_be_made_by_many_at_once(self) -> None:
        _native._library.cache_clear()
        with ThreadPoolExecutor(THREADS) as pool:
            versions = set(pool.map(lambda _: webexrec.version(), range(THREADS)))
        self.assertEqual(versions, {webexrec.__version__})
