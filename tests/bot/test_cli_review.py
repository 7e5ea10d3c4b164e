"""The review desk at the command line: whoever may, and nobody else, brings each mail to its end."""

import json
import stat
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from framework.reading import Reading
from framework.words import Judgement
from mail.reading import read_bytes
from mail.writing import write
from store.messages import RETRY_SECONDS
from tests.journeys.world import PACK, World, audit_tool, council, mail
from tests.mail.golden.make import pasted

QUIN = "quin.quality@council.example"
BO = "bo.support@council.example"
MAX = "max.manager@council.example"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with council(tmp_path) as world:
        yield world


def review(world: World, *arguments: object, who: str = BO) -> Result:
    common = ("--config", str(world.config), "--as", who)
    return CliRunner().invoke(app, ["review", *map(str, arguments), *common])


def done(world: World, *arguments: object, who: str = BO) -> dict[str, Any]:
    """A step that is taken; the item afterwards."""
    result = review(world, *arguments, who=who)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def ingest(world: World, raw: bytes, name: str = "one.eml") -> None:
    (world.folder / name).write_bytes(raw)
    result = CliRunner().invoke(app, ["ingest", "--config", str(world.config), str(world.folder / name)])
    assert result.exit_code == 0, result.stderr


def without_a_grade(**changed: Any) -> bytes:
    """An audit tool whose area 3 is not graded."""
    (reading,) = read_bytes(audit_tool(Judgement.REQUIRES_IMPROVEMENT), "audit.docx", PACK)
    answers = tuple(
        each.model_copy(update={"grade": None}) if each.number == 3 else each for each in reading.answers
    )
    return write(PACK.form("tier1-generic"), reading.model_copy(update={"answers": answers} | changed), PACK)


def supervision() -> bytes:
    """A supervision file audit without a date."""
    form = PACK.form("supervision")
    fields: dict[str, str | None] = {"supervisee": "Sol South", "supervisor": "Tess West"}
    return write(form, Reading(form=form.id, completed_by="Max Manager", fields=fields), PACK)


def with_page(raw: bytes, page: bytes, name: str) -> bytes:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    message.add_attachment(page, maintype="image", subtype="png", filename=name)
    return message.as_bytes()


def test_a_mail_without_a_grade_is_found_looked_at_put_right_and_filed(world: World) -> None:
    ingest(world, mail(without_a_grade()))
    (item,) = [json.loads(line) for line in review(world, "list", "--json").stdout.splitlines()]
    (waiting,) = item["audits"]
    (problem,) = waiting["problems"]
    assert (problem["code"], problem["where"], problem["wants"]) == ("missing", "answers.3.grade", "correct")
    shown = review(world, "show", 1)
    assert shown.exit_code == 0
    assert "answers.3.grade" in shown.stdout
    early = review(world, "file", 1)
    assert (early.exit_code, early.stdout) == (1, "")
    assert "cannot be filed yet" in early.stderr
    done(world, "correct", 1, "answers.3.grade", "3")
    filed = done(world, "file", 1)
    assert (filed["state"], filed["recorded"]) == ("filed", [waiting["audit"]])
    (audit,) = world.export("audits")
    told = {each["person"] for each in audit["escalated_to"]}
    assert told == {"tess.west@council.example", "hal.east@council.example"}
    (message,) = world.export("messages")
    assert (message["state"], message["steps"]) == ("filed", 2)
    who = {entry["who"] for entry in world.export("log") if entry["what"].startswith("review-")}
    assert who == {BO}
    assert "Nothing waits" in review(world, "list").stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("correct", 1, "answers.3.grade", "2 or 3"), 2, "Give a grade from 1 to 4"),
        (("correct", 1, "answers.99.grade", "2"), 2, "has no area 99"),
        (("correct", 1, "case_id", "900501", "--audit", 77), 1, "There is no audit 77"),
        (("correct", 1, "answers.3.grade", "3", "--seen", 5), 1, "since you opened it"),
        (("settle", 1, "missing", "--where", "answers.3.grade"), 1, "Only a value settles that"),
        (("settle", 1, "nonsense"), 1, "There is no such problem"),
        (("settle", 1, "missing", "--choice", "neither"), 2, "is no choice"),
        (("kind", 1, "rubbish"), 1, "no kind of mail"),
        (("key-in", 1, "tier9"), 1, "is no audit tool"),
        (("key-in", 1, "tier2", "--part", "nowhere.pdf"), 1, "no attachment"),
        (("vouch", 1), 1, "believed already"),
        (("take-back", 1), 1, "no step to take back"),
        (("try-again", 1), 1, "Only one that was given up"),
        (("reject", 1, " "), 1, "Say why"),
        (("show", 77), 1, "There is no mail 77"),
        (("file", 99999999999999999999), 1, "There is no mail"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_code_and_changes_nothing(
    world: World, arguments: tuple[object, ...], code: int, says: str
) -> None:
    ingest(world, mail(without_a_grade()))
    before = review(world, "show", 1, "--json").stdout
    refused = review(world, *arguments)
    assert refused.exit_code == code, refused.stderr
    assert says in refused.stderr
    assert (refused.stdout, "Traceback" in refused.stderr) == ("", False)
    assert review(world, "show", 1, "--json").stdout == before


@pytest.mark.parametrize("who", [MAX, "nobody@council.example", ""])
def test_nobody_else_works_at_the_desk(world: World, who: str) -> None:
    ingest(world, mail(without_a_grade()))
    for arguments in (("list",), ("show", 1), ("file", 1), ("reject", 1, "No.")):
        refused = review(world, *arguments, who=who)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "may not work at the review desk" in refused.stderr
    assert world.export("messages")[0]["state"] == "review"


def test_a_supervision_record_is_for_the_qa_team_alone(world: World) -> None:
    ingest(world, mail(supervision()))
    listed = review(world, "list", "--json")
    assert listed.stdout == ""
    assert "Nothing waits at the review desk for you." in listed.stderr
    assert "At the review desk: 1." in review(world, "list", who=QUIN).stderr
    assert review(world, "show", 1).exit_code == 1
    assert done(world, "show", 1, "--json", who=QUIN)["confidential"] is True


def test_an_empty_supervision_record_is_shown_to_business_support(world: World) -> None:
    form = PACK.form("supervision")
    ingest(world, mail(write(form, Reading(form=form.id), PACK)))
    assert review(world, "show", 1).exit_code == 1
    shown = done(world, "show", 1, "--json", who=QUIN)
    assert (shown["confidential"], shown["attachments"][0]["outcome"]) == (True, "rejected")


def test_a_question_a_rejection_and_taking_back_are_kept_with_who_did_them(world: World) -> None:
    ingest(world, mail(without_a_grade()))
    assert done(world, "ask", 1, "Which grade do you mean?")["awaits"] == "sender"
    assert ("question", MAX) in {(row["kind"], row["recipient"]) for row in world.export("deliveries")}
    assert done(world, "reject", 1, "A training example.")["state"] == "ignored"
    back = done(world, "take-back", 1, who=QUIN)
    assert [(step["what"], step["who"]) for step in back["steps"]] == [
        ("ask", BO),
        ("reject", BO),
        ("take-back", QUIN),
    ]
    assert back["state"] == "review"


def test_nobody_is_told_what_taking_back_would_undo_and_has_undone(world: World) -> None:
    ingest(world, mail(without_a_grade()))
    done(world, "correct", 1, "answers.3.grade", "3")
    assert "`take-back` would take back: gave “Requires improvement (3)” for Area 3" in (
        review(world, "show", 1).stderr
    )
    assert "Taken back: gave “Requires improvement (3)” for Area 3" in review(world, "take-back", 1).stderr


def test_a_mail_that_was_given_up_stays_unread_for_want_of_slack(world: World) -> None:
    ingest(world, mail(without_a_grade()))
    with world.store.writing() as work:
        message = work.messages.get(1)
        message.state, message.attempts = "received", len(RETRY_SECONDS) + 1
        message.audits.clear()
        work.messages.fail(message, "It could not be worked through.")
        work.commit()
    assert done(world, "try-again", 1)["state"] == "received"


def test_a_mail_that_could_not_be_read_is_keyed_in(world: World) -> None:
    ingest(world, mail(None))
    keyed = done(world, "key-in", 1, "tier1-generic")
    assert keyed["audits"][0]["keyed_in"] is True
    after = done(world, "correct", 1, "case_id", "900501")
    assert after["audits"][0]["case_id"] == "900501"
    done(world, "set-aside", 1, "Read it again.")
    done(world, "kind", 1, "notification")
    assert done(world, "file", 1)["kind"] == "notification"


def test_the_mail_and_its_pages_are_written_for_their_owners_eyes_and_over_nothing(world: World) -> None:
    page = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
    raw = with_page(mail(without_a_grade()), page, "../../page one.png")
    ingest(world, raw)
    original, folder = world.folder / "mail.eml", world.folder / "pages"
    shown = review(world, "show", 1, "--raw", original, "--pictures", folder)
    assert shown.exit_code == 0, shown.stderr
    assert original.read_bytes() == raw
    (written,) = folder.iterdir()
    assert written.read_bytes() == page
    assert {stat.S_IMODE(path.stat().st_mode) for path in (original, written)} == {0o600}
    again = review(world, "show", 1, "--raw", original)
    assert again.exit_code == 2
    assert "is there already" in again.stderr


def test_a_tool_in_the_body_is_shown_with_its_evidence_and_its_words_are_written(world: World) -> None:
    raw = message_from_bytes(mail(None), policy=policy.default)
    assert isinstance(raw, EmailMessage)
    raw.set_content(pasted(audit_tool()).decode())
    ingest(world, raw.as_bytes())
    folder = world.folder / "words"
    (waiting,) = done(world, "show", 1, "--json", "--pictures", folder)["audits"]
    assert waiting["part"] == "body of the mail"
    assert waiting["evidence"]["case_id"]["text"] == "900501"
    assert waiting["evidence"]["case_id"]["place"].startswith("line 3")
    (written,) = folder.iterdir()
    assert written.name == "1-body_of_the_mail-1.txt"
    assert "900501" in written.read_text(encoding="utf-8")


def test_markup_in_a_mail_is_shown_as_it_was_written(world: World) -> None:
    ingest(world, mail(without_a_grade(), subject="[red]Act now[/red] [/]"))
    shown = review(world, "show", 1)
    assert shown.exit_code == 0
    assert "[red]Act now[/red] [/]" in shown.stdout


def test_business_support_keys_in_a_supervision_record_and_sees_what_is_in_it(world: World) -> None:
    ingest(world, mail(None))
    before = done(world, "show", 1, "--json")
    refused = review(world, "key-in", 1, "supervision")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "Quality Assurance team alone" in refused.stderr
    assert done(world, "show", 1, "--json") == before
    assert done(world, "key-in", 1, "supervision", who=QUIN)["confidential"] is True


def test_a_scan_beside_an_audit_that_was_read_goes_unseen(world: World) -> None:
    ingest(world, with_page(mail(without_a_grade()), b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "page.png"))
    done(world, "correct", 1, "answers.3.grade", "3")
    early = review(world, "file", 1)
    assert early.exit_code == 1
    assert "page.png" in early.stderr
    (unread,) = done(world, "show", 1, "--json")["unread"]
    assert done(world, "no-audit", 1, unread)["unread"] == []
    assert review(world, "no-audit", 1, unread).exit_code == 1
    assert "There is no attachment 999" in review(world, "no-audit", 1, 999).stderr
    assert done(world, "file", 1)["state"] == "filed"
