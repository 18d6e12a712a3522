"""Moving, restoring and purging: what each call changes at the service, and what it sends."""

import json
from types import MappingProxyType

import webexrec
from webexrec import Client, ResultCode

from . import simulator
from .simulator import EVER, OTHER_SITE, SITE, USER_TOKEN


class Changes(simulator.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client = Client(USER_TOKEN)

    def test_moved_recordings_are_in_the_recycle_bin(self) -> None:
        ids = simulator.ids(250)
        self.client.move_to_recycle_bin(ids)
        self.assert_in_bin(ids)

    def test_restored_recordings_are_available_again(self) -> None:
        ids = simulator.ids(3)
        self.client.move_to_recycle_bin(ids)
        self.client.restore_from_recycle_bin(ids[:2])
        self.assert_in_bin(ids[2:])

    def test_purged_recordings_are_gone_and_the_others_stay(self) -> None:
        ids = simulator.ids(3)
        self.client.move_to_recycle_bin(ids)
        self.client.purge_from_recycle_bin(ids[:2])
        self.assertEqual(simulator.ids_with_status("purged"), set(ids[:2]))
        self.assert_in_bin(ids[2:])

    def test_all_restores_everything_in_the_bin_of_the_site(self) -> None:
        here, there = simulator.ids(3), simulator.ids(1, site_url=OTHER_SITE)
        self.client.move_to_recycle_bin(here)
        self.client.move_to_recycle_bin(there, site_url=OTHER_SITE)
        self.client.restore_from_recycle_bin(all=True, site_url=SITE)
        self.assert_in_bin(there)

    def test_all_purges_everything_in_the_bin_of_the_site(self) -> None:
        ids = simulator.ids(3)
        self.client.move_to_recycle_bin(ids)
        self.client.purge_from_recycle_bin([], all=True, site_url=SITE)
        self.assertEqual(simulator.ids_with_status("purged"), set(ids))

    def test_any_iterable_of_ids_and_objects_is_taken(self) -> None:
        ids = simulator.ids(4)
        self.client.move_to_recycle_bin(iter(ids[:1]))
        self.client.move_to_recycle_bin({ids[1]})
        self.client.move_to_recycle_bin((ids[2], MappingProxyType({"id": ids[3]})))
        self.assert_in_bin(ids)

    def test_what_was_listed_can_be_given_as_it_is(self) -> None:
        ids = simulator.ids(3)
        self.client.move_to_recycle_bin(ids)
        bin = self.client.list_recordings({"status": "deleted", **EVER})
        self.client.restore_from_recycle_bin(bin)
        self.assert_in_bin([])

    def test_an_admin_moves_recordings_of_a_host_with_a_plus_on_another_site(self) -> None:
        host = "dave+events@example.com"
        other = next(each for each in simulator.recordings() if each["hostEmail"] == host)
        admin = Client(simulator.admin_token())
        admin.move_to_recycle_bin([other["id"]], site_url=other["siteUrl"], host_email=host)
        self.assert_in_bin([other["id"]])
        self.assertEqual(simulator.requests()[0]["query"], "hostEmail=dave%2Bevents%40example.com")

    def test_more_than_100_recordings_are_several_requests(self) -> None:
        self.client.move_to_recycle_bin(simulator.ids(101))
        self.assertEqual(len(simulator.requests()), 2)

    def test_a_single_request_is_one_for_up_to_100_recordings(self) -> None:
        ids = simulator.ids(100)
        for change in (self.client.move_to_recycle_bin, self.client.restore_from_recycle_bin):
            change(ids, single_request=True)
        bodies = [json.loads(request["body"]) for request in simulator.requests()]
        self.assertEqual(bodies, [{"recordingIds": ids}, {"recordingIds": ids}])

    def test_a_dry_run_sends_nothing(self) -> None:
        ids = simulator.ids(250)
        for report in (
            self.client.move_to_recycle_bin(ids, dry_run=True),
            self.client.restore_from_recycle_bin(ids, dry_run=True),
            self.client.restore_from_recycle_bin(all=True, dry_run=True),
            self.client.purge_from_recycle_bin(ids, dry_run=True),
            self.client.purge_from_recycle_bin(all=True, site_url=SITE, dry_run=True),
        ):
            self.assertTrue(report.ok)
        self.assert_nothing_was_sent()

    def test_a_recording_only_shared_with_the_user_is_left_alone_and_said_so(self) -> None:
        ids = simulator.ids(1)
        shared = {"id": "0" * 32, "shareToMe": True}
        report = self.client.move_to_recycle_bin([*ids, shared])
        self.assertEqual([result.outcome for result in report.results], ["done", "notSent"])
        self.assertIn("shared", report.results[1].message or "")
        self.assert_in_bin(ids)

    def test_one_recording_that_is_refused_does_not_keep_the_others_from_it(self) -> None:
        ids, refused = simulator.ids(150), "0" * 32
        report = self.client.move_to_recycle_bin([*ids[:50], refused, *ids[50:]])
        self.assertEqual([(each.id, each.status) for each in report.rejected], [(refused, 404)])
        self.assertEqual([each.id for each in report.done], ids)
        self.assertRegex(report.message, f"^150 of 151 recordings .*{refused}.* 404 Not Found")
        self.assert_in_bin(ids)

    def test_what_fails_by_chance_is_tried_again(self) -> None:
        ids = simulator.ids(1)
        simulator.answer(503, count=1)
        report = self.client.move_to_recycle_bin(ids)
        self.assertEqual((report.requests, report.retries), (2, 1))
        self.assert_in_bin(ids)
        self.assertEqual([each["status"] for each in simulator.requests()], [503, 204])

    def test_everything_is_not_restored_again_when_it_is_not_known_whether_it_was(self) -> None:
        simulator.answer(503, apply=True)
        report = self.client.restore_from_recycle_bin(all=True)
        self.assertEqual((report.result, len(report.unknown)), (503, 1))
        self.assertIn("may or may not", report.message)
        self.assertEqual(len(simulator.requests()), 1)

    def leave_open(self) -> webexrec.Result:
        """A recording that was moved without the knowledge of whoever moves it again."""
        ids = simulator.ids(1)
        self.client.move_to_recycle_bin(ids)
        simulator.behave(alreadyStatus=404)
        return webexrec.Result(ids[0], "unknown")

    def test_what_an_earlier_call_left_open_stays_uncertain_when_it_is_refused(self) -> None:
        report = self.client.move_to_recycle_bin([self.leave_open()])
        self.assertEqual((report.result, len(report.inferred)), (ResultCode.UNCERTAIN, 1))

    def test_what_stayed_open_is_looked_up_if_that_is_wanted(self) -> None:
        report = self.client.move_to_recycle_bin([self.leave_open()], verify=True)
        self.assertEqual([each.seen for each in report.done], ["deleted"])
        self.assertEqual(simulator.requests()[-1]["method"], "GET")
