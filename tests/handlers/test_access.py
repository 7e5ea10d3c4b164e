"""Who may see an audit: nobody, unless there is a reason."""

from dataclasses import dataclass

import pytest

from framework.words import Role
from handlers.access import may_see
from tests.handlers.council import ASSISTANT, AUDITOR, HEAD, MANAGER, QA, SUPPORT, WORKER, people, person


@dataclass(frozen=True)
class Guarded:
    auditor_email: str | None = AUDITOR
    told: frozenset[str] = frozenset({HEAD})


@pytest.mark.parametrize("email", [HEAD, AUDITOR, QA, HEAD.upper()])
def test_who_has_a_reason_is_kept_out(email: str) -> None:
    assert may_see(email, Guarded(), [p for p in people() if p.email == email.lower()])


@pytest.mark.parametrize("email", [MANAGER, ASSISTANT, WORKER, SUPPORT, "stranger@council.example", ""])
def test_who_has_no_reason_gets_in(email: str) -> None:
    assert not may_see(email, Guarded(), [p for p in people() if p.email == email])
    assert not may_see(email, Guarded(auditor_email=None), [p for p in people() if p.email == email])


@pytest.mark.parametrize("email", [HEAD, AUDITOR, QA])
def test_who_left_gets_in(email: str) -> None:
    posts = [p.model_copy(update={"active": False}) for p in people() if p.email == email]
    assert not may_see(email, Guarded(), posts)
    assert not may_see(email, Guarded(), [])


def test_somebody_elses_post_opens_the_door() -> None:
    assert not may_see(SUPPORT, Guarded(), [person("Quinn Quality", QA, Role.QA_TEAM)])
