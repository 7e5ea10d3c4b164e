"""`make soak`: the crash test of every mailbox adapter. Ends with 1 if anything was lost or came twice.

make soak ARGS="--mails 200 --kills 20 --only graph --seed 7"
make soak ARGS="--reading 20000 --seed 7"   documents made at random and spoiled ones, read
make soak ARGS="--conversation 5000"        the engine of conversations, in stories of arbitrary moves; then
                                            audits in chat while the bot is killed, --kills times
make soak ARGS="--others"                   the test files of other projects' readers, read
"""

import argparse
import logging
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from tests.servers.programs import require
from tests.soak import conversation
from tests.soak.bots import Bots, bots
from tests.soak.counting import Found
from tests.soak.crash import Plan, crash
from tests.soak.places import PLACES
from tests.soak.reading import fuzz, others

_COLUMNS = {
    "adapter": lambda found: found.adapter,
    "mails": lambda found: found.mails,
    "kills": lambda found: found.kills,
    "faults": lambda found: found.faults.total(),
    "alike": lambda found: found.alike,
    "taken": lambda found: found.taken,
    "kept": lambda found: found.kept,
    "lost": lambda found: found.lost,
    "twice": lambda found: found.twice,
    "audits": lambda found: found.audits,
    "wrong": lambda found: found.audits_wrong,
    "deliveries": lambda found: found.deliveries,
    "undelivered": lambda found: found.undelivered,
    "sent twice": lambda found: found.sent_twice,
    "e-mail again": lambda found: found.mail_again,
    "seconds": lambda found: round(found.seconds),
}
_MOST_SHOWN = 20


def main() -> None:
    """Run it, print what was found, and say by the exit code whether all was well."""
    given = _arguments()
    if given.reading:
        sys.exit(0 if fuzz.main(given.reading, given.seed, given.only_format) else 1)
    if given.conversation:
        conversation.main(given.conversation, given.kills, given.seed)
        return
    if given.others:
        sys.exit(0 if others.main() else 1)
    adapters = given.only or list(PLACES)
    _look_for_programs(adapters)
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # of the servers that break off on purpose
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    with bots(folder / "auditbot.log") as started:
        results = [_one(adapter, given, folder, started) for adapter in adapters]
    _print_table(results)
    for found in results:
        _print_details(found)
    _say(f"\n{_summary(results)}")
    if all(found.well for found in results):
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if all(found.well for found in results) else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make soak", description="The crash test.")
    parser.add_argument("--mails", type=int, default=1_000, help="how many, through each adapter")
    parser.add_argument(
        "--kills", type=int, default=100, help="how often the bot is killed, for each adapter"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the mails and of all that happens")
    parser.add_argument(
        "--only", action="append", choices=list(PLACES), help="this adapter (more than once: these)"
    )
    parser.add_argument("--reading", type=int, metavar="FILES", help="read so many spoiled files instead")
    parser.add_argument(
        "--only-format", action="append", choices=list(fuzz.SHARES), help="spoil files of this format"
    )
    parser.add_argument(
        "--conversation", type=int, metavar="STORIES", help="move about in so many conversations instead"
    )
    parser.add_argument("--others", action="store_true", help="read other projects' test files instead")
    return parser.parse_args()


def _look_for_programs(adapters: list[str]) -> None:
    if "imap" in adapters:
        try:
            require("dovecot")
        except (pytest.skip.Exception, pytest.fail.Exception) as missing:
            sys.exit(f'{missing}. Or leave it out: make soak ARGS="--only folder --only ews --only graph"')


def _one(adapter: str, given: argparse.Namespace, beneath: Path, started: Bots) -> Found:
    _say(f"{adapter}: {given.mails:,} mails, {given.kills} kills …")
    folder = beneath / adapter
    folder.mkdir()
    found = crash(Plan(adapter, given.mails, given.kills, given.seed), folder, started)
    told = "nothing lost, nothing twice" if found.well else f"{len(found.problems)} PROBLEMS, see {folder}"
    _say(f"{adapter}: {told}, {found.seconds:.0f} s")
    return found


def _print_table(results: list[Found]) -> None:
    rows = [
        list(_COLUMNS),
        *(
            [
                f"{value(found):,}" if isinstance(value(found), int) else value(found)
                for value in _COLUMNS.values()
            ]
            for found in results
        ),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    _say()
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        _say("  ".join(cells))
    _say()


def _summary(results: list[Found]) -> str:
    kills, mails = sum(found.kills for found in results), sum(found.mails for found in results)
    lost, twice = sum(found.lost for found in results), sum(found.twice for found in results)
    audits, sent_twice = (
        sum(found.audits_wrong for found in results),
        sum(found.sent_twice for found in results),
    )
    problems = sum(len(found.problems) for found in results)
    return (
        f"{mails:,} mails, {kills:,} kills: {lost} mails lost, {twice} twice, {audits} audits lost or twice, "
        f"{sent_twice} deliveries twice, {problems} problems in all"
    )


def _print_details(found: Found) -> None:
    _say(f"{found.adapter}: killed while {_said(found.struck)}")
    _say(f"{found.adapter}: faults: {_said(found.faults)}")
    for problem in found.problems[:_MOST_SHOWN]:
        _say(f"{found.adapter}: {problem}")
    if left := len(found.problems[_MOST_SHOWN:]):
        _say(f"{found.adapter}: … and {left} more")


def _say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _said(counter: dict[str, int]) -> str:
    return ", ".join(f"{what} {times}" for what, times in sorted(counter.items())) or "nothing"


if __name__ == "__main__":
    main()
