"""The window of an audit: judgement, learning and the child's words before anything is counted."""

import pytest

from framework.pack import Pack
from framework.reading import ActionLine
from framework.words import Judgement
from handlers import gathering
from handlers.about import BesideFacts
from handlers.slack.views import audit_view
from tests.handlers.conftest import Bench
from tests.handlers.council import SECRET, audit, observation
from tests.handlers.limits import hold_view
from tests.handlers.noticed import facts
from tests.handlers.test_limits import long
from tests.handlers.test_replies import WORDS, submitted, write

BESIDE = {
    "strengths": "He is seen weekly <!channel>.",
    "child_asked_by": "The social worker",
    "child_said": "“I like Tuesdays.”",
    "practitioner_present": "No",
    "practitioner_absent_because": "On leave.",
    "judgement_because": "The plan was put right in May.",
    "reflection": "Ring the school sooner.",
    "themes": "Recording; Drift and delay",
    "a-question-of-before": "Still kept.",
}


def shown_pages(bench: Bench, audit_id: int) -> list[str]:
    """The pages of the window as a person reads them, each as Slack takes it."""
    with bench.store.reading() as work:
        row = work.audits.get(audit_id)
        assert row is not None
        record = gathering.whole_audit(work, row, bench.pack)
    pages = [hold_view(audit_view(record))]
    while f"Page {len(pages)} of" in pages[-1] and "Next" in pages[-1]:
        pages.append(hold_view(audit_view(record, len(pages) + 1)))
    return pages


def in_order(text: str, *parts: str) -> None:
    assert [text.find(part) for part in parts] == sorted(text.find(part) for part in parts)
    assert all(part in text for part in parts), [part for part in parts if part not in text]


def test_what_the_conversation_asked_beside_the_form_is_shown_to_nobody(bench: Bench) -> None:
    with bench.chatting():
        audit_id = submitted(bench, audit(bench.pack, Judgement.GOOD), None, **BESIDE)
        bench.deliver()
        write(bench, WORDS)
        (text,) = shown_pages(bench, audit_id)
    in_order(
        text,
        "Judgement:* Good",
        "The reason for the judgement",
        "put right in May",
        "What is done well",
        "He is seen weekly <!channel>.",
        "What the child and the family say",
        "“I like Tuesdays.”",
        "Who asked them: The social worker",
        "With the practitioner",
        "Done together: No",
        "Why not: On leave.",
        "takes from it: Ring the school sooner.",
        "Themes: Recording; Drift and delay",
        "a-question-of-before",
        "Still kept.",
        "What the practitioner replies",
        "twice",
        "Overall comments",
        f"Area 1 {SECRET}",
    )


def test_a_child_that_nobody_asked_looks_as_if_it_had_nothing_to_say(bench: Bench) -> None:
    audit_id = submitted(
        bench, audit(bench.pack), child_asked_by="Nobody", child_not_asked_because="He was abroad."
    )
    (text,) = shown_pages(bench, audit_id)
    in_order(
        text,
        "What the child and the family say",
        "Who asked them: Nobody",
        "Why nobody could ask: He was abroad.",
    )


def test_the_grades_of_a_long_audit_stand_before_what_is_learned_from_it(pack: Pack) -> None:
    record = facts(
        audit(pack, form="tier2", actions=(ActionLine(action="Visit him", outcome="He sleeps again."),)), pack
    )
    first = hold_view(audit_view(record))
    assert f"Overall {SECRET}." in first and "He sleeps again." in first
    assert f"Area 1 {SECRET}" not in first
    assert f"Area 1 {SECRET}" in hold_view(audit_view(record, 2))


def test_the_longest_answers_make_a_window_that_slack_refuses(bench: Bench) -> None:
    audit_id = submitted(bench, audit(bench.pack), None, **{each: long(4_000) for each in BESIDE})
    pages = shown_pages(bench, audit_id)
    assert len(pages) > 1
    text = "".join(pages).replace("\n", "")
    assert text.count(long(4_000)[-1_500:].replace("\n", "")) >= len(BESIDE)


def test_what_is_asked_beside_a_record_about_staff_is_shown_in_chat(pack: Pack) -> None:
    asked = (BesideFacts("What is done well", (("", SECRET),)),)
    record = facts(observation(pack), pack, asked=asked)
    assert SECRET not in hold_view(audit_view(record))


@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo", "tier2"])
def test_an_answer_beside_the_form_stands_in_no_group(pack: Pack, form: str) -> None:
    grouped = {asked for group in pack.shown_beside for asked in group.asks}
    asks = {
        ask
        for outline in pack.outlines
        if outline.form == form
        for part in outline.parts
        for ask in part.asks
    }
    assert {each.id for each in pack.asked} & asks <= grouped


def test_a_mailed_audit_is_shown_with_titles_that_nothing_follows(bench: Bench) -> None:
    (text,) = shown_pages(bench, bench.record_id(audit(bench.pack)))
    for group in bench.pack.shown_beside:
        assert group.title not in text
    in_order(text, f"Overall {SECRET}.", f"1. Visit {SECRET}", f"Area 1 {SECRET}")
