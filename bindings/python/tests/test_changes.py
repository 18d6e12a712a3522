"""Moving, restoring and purging: what a call changes at the service, and what it sends."""

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

    def test_recordings_may_be_any_iterable_of_ids_and_objects(self) -> None:
        ids = simulator.ids(4)
        self.client.move_to_recycle_bin(iter(ids[:1]))
        self.client.move_to_recycle_bin({ids[1]})
        self.client.move_to_recycle_bin((ids[2], MappingProxyType({"id": ids[3]})))
        self.assert_in_bin(ids)

    def test_a_list_can_be_passed_as_it_is(self) -> None:
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

    def test_a_single_request_takes_up_to_100_recordings(self) -> None:
        ids = simulator.ids(100)
        for change in (self.client.move_to_recycle_bin, self.client.restore_from_recycle_bin):
            change(ids, single_request=True)
        self.assertEqual(simulator.sent_ids(), [ids, ids])

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

    def result_in_doubt(self) -> webexrec.Result:
        """A recording that is in the bin, and a service that refuses to move it again."""
        ids = simulator.ids(1)
        self.client.move_to_recycle_bin(ids)
        simulator.behave(alreadyStatus=404)
        return webexrec.Result(ids[0], "unknown")

    def test_a_recording_in_doubt_that_is_refused_stays_in_doubt(self) -> None:
        report = self.client.move_to_recycle_bin([self.result_in_doubt()])
        self.assertEqual((report.result, len(report.inferred)), (ResultCode.UNCERTAIN, 1))

    def test_verify_looks_up_a_recording_in_doubt(self) -> None:
        report = self.client.move_to_recycle_bin([self.result_in_doubt()], verify=True)
        self.assertEqual([each.seen for each in report.done], ["deleted"])
        self.assertEqual(simulator.requests()[-1]["method"], "GET")
