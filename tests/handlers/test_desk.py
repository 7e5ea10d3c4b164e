"""The review desk in Slack, over Socket Mode and the unmodified Bolt app: each step, for those who may."""


from handlers.slack.desk import names
from tests.handlers.at_desk import Seat, doubtful, item, mail_with
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, HEAD, SECRET, SUPPORT


def test_who_works_at_the_desk_cannot_open_choose_and_file(bench: Bench) -> None:
    """The whole way: from Home to the escalation."""
    mail = mail_with(bench, doubtful(bench))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        assert "One mail waits for a person" in bess.home()
        assert "Paula Auditor" in bess.open_from_home()
        bess.press(names.ITEM)
        text = bess.shows("Area 3")
        assert "table 2, row 4, column 3: “X | X”" in text
        assert CASE in text
        bess.press(names.FILE)
        assert "Area 3: more than one is marked." in bess.shows("It cannot be filed yet")
        bess.menu(names.GIVE, "Good (2)")
        bess.shows("Nothing in it is unsettled")
        bess.press(names.FILE)
        text = bess.shows("recorded as audit")
    assert "Hugo Head (Head of Service)" in text
    assert item(bench, mail).state == "filed"
    assert {d.recipient for d in bench.deliveries(kind="escalation")} >= {HEAD}
    assert [d.recipient for d in bench.deliveries(kind="settled")] == [AUDITOR]
    assert {entry.who for entry in bench.log("review-opened")} == {SUPPORT}
    assert SECRET not in str([entry.detail for entry in bench.log("review-opened")])
