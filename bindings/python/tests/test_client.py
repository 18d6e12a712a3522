"""The client as an object: how it is shown and closed."""

from __future__ import annotations

from webexrec import Client

from . import simulator
from .simulator import USER_TOKEN


class ClientObject(simulator.TestCase):
    def test_a_client_shows_its_url_and_state_but_no_token(self) -> None:
        client = Client(
            "s3cret", base_url="https://api-usgov.webex.com/v1", proxy="http://u:s3cret@127.0.0.1:9"
        )
        self.assertNotIn("s3cret", repr(client) + str(vars(client)))
        self.assertIn("https://api-usgov.webex.com/v1", repr(client))
        client.close()
        self.assertIn("closed", repr(client))

    def test_a_closed_client_can_not_be_used(self) -> None:
        with Client(USER_TOKEN) as client:
            pass
        for call in (
            client.list_sites,
            client.list_recordings,
            client.__enter__,
            lambda: client.move_to_recycle_bin(["a"]),
        ):
            self.assertRaisesRegex(RuntimeError, "closed", call)
        client.close()
        self.assert_nothing_was_sent()
