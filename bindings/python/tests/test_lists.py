"""Listing recordings and sites."""

from types import MappingProxyType
from urllib.parse import quote

import webexrec

from . import simulator
from .simulator import EVER, SITE, USER_TOKEN

SECRETS = {"password", "downloadUrl", "playbackUrl"}


class Lists(simulator.TestCase):
    def test_all_pages_are_one_list(self) -> None:
        simulator.behave(emptyPages=True)
        listed = webexrec.list_recordings(USER_TOKEN, {"siteUrl": SITE, "max": 60, **EVER})
        self.assertTrue({each["id"] for each in listed}.issuperset(simulator.ids(250)))
        self.assertGreater(len(simulator.requests()), 4)

    def test_without_a_query_there_are_no_restrictions_of_ours(self) -> None:
        self.assertTrue(webexrec.list_recordings(USER_TOKEN))
        self.assertTrue(webexrec.list_recordings(USER_TOKEN, {}))
        self.assertEqual({each["query"] for each in simulator.requests()}, {"max=100"})

    def test_a_query_is_any_mapping(self) -> None:
        ids = simulator.ids(2)
        webexrec.move_to_recycle_bin(USER_TOKEN, ids)
        query = MappingProxyType({"status": "deleted", **EVER})
        self.assertEqual({each["id"] for each in webexrec.list_recordings(USER_TOKEN, query)}, set(ids))

    def test_an_admin_lists_more_than_the_thirty_days_that_the_service_shows_at_once(self) -> None:
        listed = webexrec.list_recordings(simulator.admin_token(), EVER, admin=True)
        there = {each["id"] for each in simulator.recordings() if each["siteUrl"] == SITE}
        self.assertEqual({each["id"] for each in listed}, there)

    def test_an_admin_lists_every_host(self) -> None:
        listed = webexrec.list_recordings(simulator.admin_token(), admin=True)
        self.assertGreater(len({each["hostEmail"] for each in listed}), 1)
        self.assertEqual(simulator.requests()[0]["path"], "/admin/recordings")

    def test_an_admin_lists_a_host_with_a_plus_whose_list_names_the_host(self) -> None:
        host = "dave+events@example.com"
        listed = webexrec.list_recordings(simulator.admin_token(), {"hostEmail": host, **EVER})
        self.assertEqual({each["hostEmail"] for each in listed}, {host})
        self.assertIn("hostEmail=dave%2Bevents%40example.com", simulator.requests()[0]["query"])

    def test_secrets_are_left_out(self) -> None:
        for each in webexrec.list_recordings(USER_TOKEN):
            self.assertFalse(SECRETS & each.keys())

    def test_secrets_are_there_when_asked_for(self) -> None:
        for each in webexrec.list_recordings(USER_TOKEN, include_secrets=True):
            self.assertTrue(SECRETS <= each.keys())

    def test_text_in_a_query_arrives_as_it_was_given(self) -> None:
        topic = "Größe + 会議 & 🎬 100%"
        self.assertEqual(webexrec.list_recordings(USER_TOKEN, {"topic": topic}), [])
        self.assertIn(f"topic={quote(topic, safe='')}", simulator.requests()[0]["query"])

    def test_text_in_a_list_arrives_as_the_service_wrote_it(self) -> None:
        item = {"id": "a+b", "topic": 'Größe + 会議 & 🎬 "\\\n', "sizeBytes": 2**53 + 1}
        simulator.answer(200, {"items": [item]})
        self.assertEqual(webexrec.list_recordings(USER_TOKEN), [item])

    def test_sites_have_a_preferred_one(self) -> None:
        sites = webexrec.list_sites(USER_TOKEN)
        self.assertIn({"siteUrl": SITE, "default": True}, sites)
        self.assertGreater(len(sites), 1)

    def test_an_admin_lists_the_sites_of_another_user(self) -> None:
        self.assertTrue(webexrec.list_sites(simulator.admin_token(), "dave+events@example.com"))
        self.assertEqual(simulator.requests()[0]["query"], "userEmail=dave%2Bevents%40example.com")
