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

    def test_all_pages_are_one_list(self) -> None:
        simulator.behave(emptyPages=True)
        listed = self.client.list_recordings({"siteUrl": SITE, "max": 60, **EVER})
        self.assertTrue({each["id"] for each in listed}.issuperset(simulator.ids(250)))
        self.assertGreater(len(simulator.requests()), 4)

    def test_progress_counts_what_is_listed(self) -> None:
        told: list[Progress] = []
        listed = self.client.list_recordings({"siteUrl": SITE, "max": 60, **EVER}, on_progress=told.append)
        self.assertEqual((told[0].done, told[-1].done), (0, len(listed)))
        self.assertEqual(told[-1].requests, len(simulator.requests()))

    def test_without_a_query_there_are_no_restrictions_of_ours(self) -> None:
        self.assertTrue(self.client.list_recordings())
        self.assertTrue(self.client.list_recordings({}))
        self.assertEqual({each["query"] for each in simulator.requests()}, {"max=100"})

    def test_a_query_is_any_mapping(self) -> None:
        ids = simulator.ids(2)
        self.client.move_to_recycle_bin(ids)
        query = MappingProxyType({"status": "deleted", **EVER})
        self.assertEqual({each["id"] for each in self.client.list_recordings(query)}, set(ids))

    def test_an_admin_lists_more_than_the_thirty_days_that_the_service_shows_at_once(self) -> None:
        listed = self.admin.list_recordings(EVER, admin=True)
        there = {each["id"] for each in simulator.recordings() if each["siteUrl"] == SITE}
        self.assertEqual({each["id"] for each in listed}, there)

    def test_an_admin_lists_every_host(self) -> None:
        listed = self.admin.list_recordings(admin=True)
        self.assertGreater(len({each["hostEmail"] for each in listed}), 1)
        self.assertEqual(simulator.requests()[0]["path"], "/admin/recordings")

    def test_an_admin_lists_a_host_with_a_plus_whose_list_names_the_host(self) -> None:
        host = "dave+events@example.com"
        listed = self.admin.list_recordings({"hostEmail": host, **EVER})
        self.assertEqual({each["hostEmail"] for each in listed}, {host})
        self.assertIn("hostEmail=dave%2Bevents%40example.com", simulator.requests()[0]["query"])

    def test_secrets_are_left_out(self) -> None:
        for each in self.client.list_recordings():
            self.assertFalse(SECRETS & each.keys())

    def test_secrets_are_there_when_asked_for(self) -> None:
        for each in self.client.list_recordings(include_secrets=True):
            self.assertTrue(SECRETS <= each.keys())

    def test_text_in_a_query_arrives_as_it_was_given(self) -> None:
        topic = "Größe + 会議 & 🎬 100%"
        self.assertEqual(self.client.list_recordings({"topic": topic}), [])
        self.assertIn(f"topic={quote(topic, safe='')}", simulator.requests()[0]["query"])

    def test_text_in_a_list_arrives_as_the_service_wrote_it(self) -> None:
        item = {"id": "a+b", "topic": 'Größe + 会議 & 🎬 "\\\n', "sizeBytes": 2**53 + 1}
        simulator.answer(200, {"items": [item]})
        self.assertEqual(self.client.list_recordings(), [item])

    def test_sites_have_a_preferred_one(self) -> None:
        sites = self.client.list_sites()
        self.assertIn({"siteUrl": SITE, "default": True}, sites)
        self.assertGreater(len(sites), 1)

    def test_an_admin_lists_the_sites_of_another_user(self) -> None:
        self.assertTrue(self.admin.list_sites("dave+events@example.com"))
        self.assertEqual(simulator.requests()[0]["query"], "userEmail=dave%2Bevents%40example.com")
