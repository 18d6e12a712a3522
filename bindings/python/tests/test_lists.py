"""Listing recordings and sites."""

from types import MappingProxyType
from urllib.parse import quote

from webexrec import Client, Progress

from . import simulator
from .simulator import EVER, SITE, USER_TOKEN

SECRETS = {"password", "downloadUrl", "playbackUrl"}


class Lists(simulator.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client = Client(USER_TOKEN)
        self.admin = Client(simulator.admin_token())

    def test_progress_counts_the_recordings_of_all_pages(self) -> None:
        seen: list[Progress] = []
        listed = self.client.list_recordings({"siteUrl": SITE, "max": 60, **EVER}, on_progress=seen.append)
        self.assertEqual((seen[0].done, seen[-1].done), (0, len(listed)))
        self.assertGreater(len(listed), 250)
        self.assertEqual(seen[-1].requests, len(simulator.requests()))

    def test_without_a_query_a_list_has_no_restrictions(self) -> None:
        self.assertTrue(self.client.list_recordings())
        self.assertTrue(self.client.list_recordings({}))
        self.assertEqual({each["query"] for each in simulator.requests()}, {"max=100"})

    def test_a_query_may_be_any_mapping(self) -> None:
        ids = simulator.ids(2)
        self.client.move_to_recycle_bin(ids)
        query = MappingProxyType({"status": "deleted", **EVER})
        self.assertEqual({each["id"] for each in self.client.list_recordings(query)}, set(ids))

    def test_an_admin_may_list_more_than_thirty_days(self) -> None:
        listed = self.admin.list_recordings(EVER, admin=True)
        expected = {each["id"] for each in simulator.recordings() if each["siteUrl"] == SITE}
        self.assertEqual({each["id"] for each in listed}, expected)

    def test_an_admin_lists_all_hosts(self) -> None:
        listed = self.admin.list_recordings(admin=True)
        self.assertGreater(len({each["hostEmail"] for each in listed}), 1)
        self.assertEqual(simulator.requests()[0]["path"], "/admin/recordings")

    def test_a_list_of_one_host_names_the_host_in_each_recording(self) -> None:
        host = "dave+events@example.com"
        listed = self.admin.list_recordings({"hostEmail": host, **EVER})
        self.assertEqual({each["hostEmail"] for each in listed}, {host})
        self.assertIn("hostEmail=dave%2Bevents%40example.com", simulator.requests()[0]["query"])

    def test_secrets_are_left_out_by_default(self) -> None:
        listed = self.client.list_recordings()
        self.assertTrue(listed)
        for each in listed:
            self.assertFalse(SECRETS & each.keys())

    def test_secrets_can_be_included(self) -> None:
        listed = self.client.list_recordings(include_secrets=True)
        self.assertTrue(listed)
        for each in listed:
            self.assertTrue(SECRETS <= each.keys())

    def test_text_of_a_query_reaches_the_service_unchanged(self) -> None:
        topic = "Größe + 会議 & 🎬 100%"
        self.assertEqual(self.client.list_recordings({"topic": topic}), [])
        self.assertIn(f"topic={quote(topic, safe='')}", simulator.requests()[0]["query"])

    def test_text_of_the_service_reaches_the_list_unchanged(self) -> None:
        item = {"id": "a+b", "topic": 'Größe + 会議 & 🎬 "\\\n', "sizeBytes": 2**53 + 1}
        simulator.respond(200, {"items": [item]})
        self.assertEqual(self.client.list_recordings(), [item])

    def test_sites_include_the_preferred_one(self) -> None:
        sites = self.client.list_sites()
        self.assertIn({"siteUrl": SITE, "default": True}, sites)
        self.assertGreater(len(sites), 1)
