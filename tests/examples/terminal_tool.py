"""examples/c/recycle_bin as its user sees it, judged by the true state of the simulator.

Usage: terminal_tool.py PROGRAM
"""

import os
import pty
import re
import signal
import subprocess
import sys
import unittest

from simulator import TOKEN, ask, changes_answered, ids, wait_until

PROGRAM = sys.argv.pop(1)
PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
UNKNOWN = "00000000000000000000000000000000"


class TerminalTool(unittest.TestCase):
    def setUp(self):
        ask("POST", "reset")

    def run_tool(self, *arguments, answer="", token=TOKEN):
        environment = {**os.environ, "WEBEX_ACCESS_TOKEN": token}
        return self.ended(subprocess.Popen([PROGRAM, *arguments], env=environment, **PIPES), answer)

    def asked(self):
        """The tool, as it asks whether to move all."""
        process = subprocess.Popen([PROGRAM, "move"], **PIPES)
        shown = ""
        while not shown.endswith("[y/N] "):
            shown += process.stderr.read(1)
        return process

    def ended(self, process, answer=""):
        output, complaint = process.communicate(answer, timeout=20)
        self.assertNotIn(TOKEN, output + complaint)
        return process.returncode, output, complaint

    def test_it_moves_what_it_is_given_lists_it_in_the_bin_and_restores_it(self):
        wanted = ids("available")[:3]
        self.assertEqual(self.run_tool("move", *wanted), (0, "3 of 3 recordings moved into the recycle bin\n", ""))
        self.assertEqual(ids("deleted"), wanted)
        status, output, _ = self.run_tool("bin")
        self.assertEqual((status, [line.split()[0] for line in output.splitlines()]), (0, wanted))
        status, output, _ = self.run_tool("list")
        self.assertEqual((status, [line.split()[0] for line in output.splitlines()]), (0, ids("available")))
        restored = (0, "3 of 3 recordings restored from the recycle bin\n", "")
        self.assertEqual(self.run_tool("restore", *wanted), restored)
        self.assertEqual(ids("deleted"), [])

    def test_a_wrong_id_is_named_and_the_others_are_moved(self):
        wanted = ids("available")[:3]
        status, output, complaint = self.run_tool("move", wanted[0], UNKNOWN, *wanted[1:])
        self.assertEqual((status, complaint), (1, ""))
        self.assertRegex(output, rf"^3 of 4 .*\n1 rejected\n{UNKNOWN} rejected: 404 Not Found: .*\n$")
        self.assertEqual(ids("deleted"), wanted)

    def test_it_asks_before_it_moves_all(self):
        everything = ids("available")
        status, output, question = self.run_tool("move", answer="n\n")
        self.assertEqual((status, output), (1, ""))
        self.assertIn(f"all {len(everything)} recordings", question)
        self.assertEqual(self.run_tool("move")[0], 1, "no answer is no consent")
        self.assertEqual(ids("deleted"), [])
        self.assertEqual(self.run_tool("move", answer="y\n")[0], 0)
        self.assertEqual(ids("deleted"), everything)
        self.assertEqual(self.run_tool("move"), (0, "there are none\n", ""))

    def test_ctrl_c_ends_a_move_and_it_says_what_was_done(self):
        everything = len(ids("available"))
        process = self.asked()
        ask("PATCH", "behaviour", {"latencyMs": 300})
        process.stdin.write("y\n")
        process.stdin.flush()
        wait_until(lambda: changes_answered() > 4, "some requests are answered")
        process.send_signal(signal.SIGINT)
        status, output, _ = self.ended(process)
        self.assertEqual(status, 130)
        self.assertRegex(output, rf"^\d+ of {everything} recordings moved .*\n(\d+ \w+\n)*ended early: .*cancelled\n$")
        count = {name: int(number) for number, name in re.findall(r"^(\d+) (\w+)", output, re.MULTILINE)}
        in_the_bin = len(ids("deleted"))
        self.assertGreater(count["of"], 0)
        self.assertGreater(count["notSent"], 0)
        self.assertEqual(sum(count.values()), everything)
        self.assertTrue(count["of"] <= in_the_bin <= count["of"] + count.get("unknown", 0), (output, in_the_bin))

    def test_a_terminal_shows_progress_and_waits_and_ctrl_c_ends_a_wait(self):
        ask("PATCH", "behaviour", {"rateLimit": {"kind": "fixedWindow", "limit": 1, "windowSeconds": 60}})
        terminal, end = pty.openpty()
        wanted = ids("available")[:150]
        process = subprocess.Popen([PROGRAM, "move", *wanted], **{**PIPES, "stderr": end})
        os.close(end)
        shown = ""
        while not re.search(r"(100|50) of 150, waiting \d+ s: 429 ", shown):
            shown += os.read(terminal, 4096).decode()
        process.send_signal(signal.SIGINT)
        output = process.communicate(timeout=5)[0]
        os.close(terminal)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(int(output.split()[0]), len(ids("deleted")))
        self.assertNotIn(TOKEN, shown + output)

    def test_ctrl_c_is_no_consent(self):
        with self.asked() as process:
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=5), -signal.SIGINT, "with its standard input still open")
        self.assertEqual(ids("deleted"), [])

    def test_what_can_not_be_used_is_refused_with_what_to_do(self):
        for arguments in [(), ("purge",), ("list", UNKNOWN)]:
            status, output, complaint = self.run_tool(*arguments)
            self.assertEqual((status, output, complaint.split()[0]), (2, "", "usage:"))
        status, output, complaint = self.run_tool("move", "")
        self.assertEqual((status, output), (2, ""))
        self.assertIn("id", complaint)
        self.assertEqual(self.run_tool("list", token="")[0], 2)
        environment = {name: value for name, value in os.environ.items() if name != "WEBEX_ACCESS_TOKEN"}
        status, output, complaint = self.ended(subprocess.Popen([PROGRAM, "list"], env=environment, **PIPES))
        self.assertEqual((status, output), (2, ""))
        self.assertIn("WEBEX_ACCESS_TOKEN", complaint)

    def test_a_token_that_the_service_refuses_ends_it(self):
        status, output, complaint = self.run_tool("list", token="another")
        self.assertEqual((status, output), (1, ""))
        self.assertIn("401", complaint)
        status, output, _ = self.run_tool("move", UNKNOWN, token="another")
        self.assertEqual(status, 1)
        self.assertIn("ended early: 401 ", output)

    def test_output_that_is_lost_is_a_failure(self):
        with open("/dev/full", "w") as full:
            process = subprocess.Popen([PROGRAM, "list"], stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertEqual(process.communicate(timeout=20), (None, "recycle_bin: the output could not be written\n"))
        self.assertEqual(process.returncode, 1)


if __name__ == "__main__":
    unittest.main()
