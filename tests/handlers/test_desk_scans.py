"""A scan at the review desk: everything in it beside its picture, before it counts."""

from framework.reading import ActionLine, Evidence, Problem, Reading, Region
from handlers.slack.desk import names
from handlers.slack.desk.pages import SCAN, Page, page
from store.review import Waiting
from tests.handlers.at_desk import Seat, item, mail_with
from tests.handlers.conftest import Bench
from tests.handlers.council import SUPPORT, audit

WHOLE = Problem(code="from-a-scan", where="", message="This was read from a scan.")
REGION = Region(page=1, left=0.1, top=0.1, right=0.2, bottom=0.2)


def scan(bench: Bench, *wheres: str, actions: tuple[ActionLine, ...] = ()) -> Reading:
    """An audit tool that was read from a scan, with pictures of these places."""
    given = audit(bench.pack)
    answers = tuple(each.model_copy(update={"comment": f"Seen, {each.number}."}) for each in given.answers)
    place = "page 1, table 2, row 5, column 3"
    evidence = {where: Evidence(place=place, text="Good", region=REGION) for where in wheres}
    changed = {"answers": answers, "actions": actions, "evidence": evidence}
    return given.model_copy(update=changed).with_problems(WHOLE)


def waiting_of(bench: Bench, reading: Reading) -> Waiting:
    (waiting,) = item(bench, mail_with(bench, reading)).audits
    return waiting


def pages_of(waiting: Waiting) -> list[Page]:
    found: list[Page] = []
    while (next_page := page(waiting, SCAN, len(found) + 1)) is not None:
        found.append(next_page)
    return found


def test_comments_and_actions_of_a_scan_count_and_nobody_was_shown_them(bench: Bench) -> None:
    actions = (ActionLine(action="Visit", who="Wanda Worker"), ActionLine(action="Write the plan"))
    shown = pages_of(waiting_of(bench, scan(bench, actions=actions)))
    parts = [part for each in shown for part in each.parts]
    assert {f"answers.{n}.comment" for n in range(1, 9)} <= {part.picture for part in parts}
    second = next(part for part in parts if part.picture == "actions.2")
    assert "Write the plan" in {field.shown for field in second.fields}
    assert "comments" in {part.picture for part in parts}
    assert all(len(each.parts) <= 12 for each in shown)


def test_somebody_says_that_all_of_it_stands_and_is_not_told_what_has_no_picture(bench: Bench) -> None:
    graded = [f"answers.{n}.{slot}" for n in range(1, 9) for slot in ("grade", "comment")]
    waiting = waiting_of(bench, scan(bench, "case_id", *graded[:-1]))
    (last,) = [part for part in pages_of(waiting)[-1].parts if part.said]
    told = " ".join(last.said)
    assert "Overall judgement" in told
    assert "8. Comments" in told
    assert "Case ID" not in told
    assert "No action was read" in told


def test_an_area_is_called_by_the_row_of_its_table(bench: Bench) -> None:
    shown = pages_of(waiting_of(bench, scan(bench, "answers.4.grade")))
    (part,) = [part for each in shown for part in each.parts if part.picture == "answers.4.grade"]
    assert (part.quoted, part.fields[0].label[:2]) == ("Read from the scan: “Good”", "4.")


def test_a_scan_has_two_buttons_for_one_thing(bench: Bench) -> None:
    mail = mail_with(bench, scan(bench))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        assert bess.open(str(mail)).count("*This was read from a scan.*") == 1
        assert bess.actions().count(names.COMPARE) == 1
