"""What was refused stands in no value: readings that differ in nothing else are two doubts, not one."""

import datetime as dt
from typing import Any

import pytest

from framework.reading import Evidence, Problem, Reading
from store.recording import Outcome
from tests.store.council import Council, audit_of, audit_tool, doubtful


def refusing(where: str, code: str, document: str) -> Reading:
    """An audit tool in which one value was refused, out of a document."""
    problem = Problem(code=code, where=where, message="Made up.")
    whole = Evidence(place="audit tool 1 of the document", text=document)
    changed: dict[str, Any] = {where: None, "evidence": {"": whole}}
    return audit_tool(**changed).with_problems(problem)


REFUSED = [
    ("case_id", "case-reference-name"),
    ("date", "date-after-mail"),
    ("date", "date-long-before-mail"),
    ("completed_by", "not-a-name"),
]


@pytest.mark.parametrize(("where", "code"), REFUSED)
def test_two_documents_that_differ_in_what_was_refused_are_two_doubts(
    council: Council, where: str, code: str
) -> None:
    first = council.comes(refusing(where, code, "one"))
    second = council.comes(refusing(where, code, "another"), day=21)
    assert first.outcome is second.outcome is Outcome.REVIEW
    assert audit_of(first).id != audit_of(second).id
    assert council.told(first) == council.told(second)
    assert [council.mails(each) for each in (first, second)] == [1, 1]


@pytest.mark.parametrize(("where", "code"), REFUSED)
def test_the_same_document_again_is_one_doubt(council: Council, where: str, code: str) -> None:
    first = council.comes(refusing(where, code, "one"))
    assert audit_of(council.comes(refusing(where, code, "one"), day=21)).id == audit_of(first).id
    assert council.mails(first) == 2


def test_an_audit_without_doubt_is_the_same_in_whatever_document_it_comes(council: Council) -> None:
    documents = [Evidence(place="audit tool 1 of the document", text=text) for text in ("one", "another")]
    came = [council.comes(audit_tool(evidence={"": document})) for document in documents]
    assert [each.outcome for each in came] == [Outcome.RECORDED, Outcome.DUPLICATE]


def test_of_two_with_refused_dates_neither_is_closed_by_one_that_came_right(council: Council) -> None:
    for document in ("one", "another"):
        council.comes(refusing("date", "date-after-mail", document))
    clean = council.comes(audit_tool(date=dt.date(2014, 1, 15)), day=22)
    assert clean.outcome is Outcome.RECORDED
    assert [audit.replaced_by_id for audit in council.audits()] == [None, None, None]


def test_the_one_with_a_refused_date_is_closed_by_what_came_right(council: Council) -> None:
    council.comes(refusing("date", "date-after-mail", "one"))
    council.comes(doubtful(audit_tool()))
    clean = council.comes(audit_tool(), day=22)
    closed_by = audit_of(clean).id
    assert [audit.replaced_by_id for audit in council.audits()] == [closed_by, closed_by, None]
