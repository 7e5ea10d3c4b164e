"""The thanks after submitting: who is told by name, and whoever cannot be told is said too."""

from typing import Any

import pytest

from conversations.outcomes import Done
from framework.escalation import Reason
from framework.pack import Pack
from framework.words import Role
from handlers.auditing.moving import Moved
from handlers.slack.audits.ended import message_of
from store.outcomes import Outcome
from tests.handlers.council import HEAD, audit
from tests.handlers.limits import hold_message
from tests.handlers.noticed import told, untold

NAMED = (
    told(Role.HEAD_OF_SERVICE, HEAD, "Hugo Head"),
    untold(Role.IRO, Reason.UNKNOWN),
    untold(Role.TEAM_MANAGER, Reason.IS_THE_AUDITOR),
)


def thanks(pack: Pack, **more: Any) -> str:
    given: dict[str, Any] = {"audit_id": 12, "recorded": Outcome.RECORDED, "told": NAMED} | more
    return hold_message(message_of(Moved(1, pack.form("tier1-generic"), 9, Done(audit(pack)), {}, **given)))


def test_who_hands_in_an_audit_does_not_learn_who_is_told(pack: Pack) -> None:
    said = thanks(pack, feedback=("Wanda Worker", "wanda@council.example"))
    assert "Told of it: Hugo Head (Head of Service)." in said
    assert "You are not told again, being the auditor." in said
    assert f"Not known yet: {Role.IRO.label}" in said
    assert "Wanda Worker gets what may be shared" in said
    assert "Not in Slack" not in said


def test_whoever_cannot_be_told_is_passed_over(pack: Pack) -> None:
    said = thanks(pack, feedback=("Wilf Nobody", None), without_account=("Hugo Head",))
    assert "does not know Wilf Nobody" in said and "go through the audit with them" in said
    assert "Not in Slack: Hugo Head." in said


@pytest.mark.parametrize("outcome", [Outcome.REVIEW, Outcome.DUPLICATE])
def test_people_are_named_who_are_not_told(pack: Pack, outcome: Outcome) -> None:
    said = thanks(pack, recorded=outcome, told=())
    assert "Told of it" not in said and "Nobody else is told" not in said
