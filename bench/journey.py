"""From mail to message: an audit delivered to a real IMAP server, until its escalation stands in the workspace.

Measured beside what cannot be less: a bare IMAP client that waits (IDLE) for the same deliveries.
"""

import statistics
import tempfile
import time
from pathlib import Path
from threading import Thread

from imap_tools import MailBoxUnencrypted

from framework.words import Judgement
from tests.journeys.world import World, audit_tool, council, mail
from tests.servers.dovecot import PASSWORD, Dovecot

MAILS = 40
DIRECTOR = "ada.north@council.example"


def main() -> None:
    """Print the median and the 95th percentile, in seconds, for both."""
    with Dovecot() as dovecot, tempfile.TemporaryDirectory() as folder:
        mailbox = (
            f'name = "audits"\nkind = "imap"\nhost = "127.0.0.1"\nport = {dovecot.imap}\nsecurity = "none"\n'
            f'username = "audits"\npassword = "{PASSWORD}"\npoll_seconds = 5'
        )
        with council(Path(folder), mailbox=mailbox) as world, world.running():
            _one(world, dovecot, 0)
            journeys, waits = [], []
            for number in range(1, MAILS + 1):
                heard: list[float] = []
                listener = Thread(target=_listen, args=(dovecot, heard))
                listener.start()
                time.sleep(0.15)
                began, took = _one(world, dovecot, number)
                listener.join()
                journeys.append(took)
                waits.append(heard[0] - began)
    _print("mail to message", journeys)
    _print("bare IMAP wait", waits)
    print(f"{'ratio of medians':>18}: {statistics.median(journeys) / statistics.median(waits):.2f}")


def _one(world: World, dovecot: Dovecot, number: int) -> tuple[float, float]:
    raw = mail(
        audit_tool(Judgement.INADEQUATE, case_id=f"9{number:05}"),
        message_id=f"<bench-{number}@council.example>",
    )
    began = time.perf_counter()
    dovecot.deliver("audits", raw)
    world.workspace.as_member(DIRECTOR).wait_for_messages(number + 1, timeout=30)
    return began, time.perf_counter() - began


def _listen(dovecot: Dovecot, heard: list[float]) -> None:
    with MailBoxUnencrypted("127.0.0.1", dovecot.imap).login("audits", PASSWORD) as box, box.idle as idle:
        idle.poll(timeout=20)
        heard.append(time.perf_counter())


def _print(name: str, seconds: list[float]) -> None:
    p95 = statistics.quantiles(seconds, n=20)[-1]
    print(f"{name:>18}: median {statistics.median(seconds):.3f} s, 95th percentile {p95:.3f} s")


if __name__ == "__main__":
    main()
