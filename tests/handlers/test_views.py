"""Modals and Home: everything of an audit, in pages that Slack takes."""

import html
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workspace.blocks import check_view
from framework.pack import Pack, load_pack
from framework.reading import ActionLine, Answer, Problem, Reading
from framework.words import Judgement
from handlers.about import AuditLine
from handlers.blocks import Block
from handlers.slack.helping import HELP
from handlers.slack.views import audit_view, home_view, sentence_view
from tests.handlers.council import SECRET, audit, observation, supervision
from tests.handlers.noticed import facts


def pages_of(reading: Reading, pack: Pack, **more: Any) -> list[Block]:
    """Every page, reached by its Next button, each accepted by Slack."""
    shown = facts(reading, pack, **more)
    pages = [audit_view(shown)]
    while (following := _next(pages[-1])) is not None:
        pages.append(audit_view(shown, int(following.partition(":")[2])))
    for page in pages:
        check_view(page, ("modal",))
    return pages


def _next(view: Block) -> str | None:
    found = [e for b in view["blocks"] if b["type"] == "actions" for e in b["elements"]]
    return next((e["value"] for e in found if e["text"]["text"] == "Next"), None)


def words_of(pages: list[Block]) -> str:
    """What a person reads, page after page."""
    texts = [b["text"]["text"] for page in pages for b in page["blocks"] if "text" in b]
    return html.unescape("\n".join(texts))


def test_an_area_is_not_shown(pack: Pack) -> None:
    text = words_of(pages_of(audit(pack), pack))
    for area in pack.form("tier1-generic").areas:
        assert (
            f"*{area.number}. {area.label.shown}*\nRequires improvement (3)\nArea {area.number} {SECRET}."
            in text
        )
    for part in ("Inadequate", "Paula Auditor", "Wanda Worker", f"Overall {SECRET}.", f"1. Visit {SECRET}"):
        assert part in text
    assert "Due: 31 January 2014" in text or "Timescale: 31/01/2014" in text


def test_a_long_audit_tool_loses_areas(pack: Pack) -> None:
    pages = pages_of(audit(pack, form="tier2"), pack)
    assert len(pages) > 1
    text = words_of(pages)
    for area in pack.form("tier2").areas:
        assert text.count(f"Area {area.number} {SECRET}.") == 1
    for section in pack.form("tier2").sections:
        assert section.label.shown in text
    back = [e for b in pages[-1]["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert [e["text"]["text"] for e in back] == ["Previous"]


@pytest.mark.parametrize("length", [2999, 3000, 3001, 130_000])
def test_a_very_long_comment_is_cut(pack: Pack, length: int) -> None:
    reading = audit(pack)
    long = Answer(number=1, grade=4, comment="x" * length)
    pages = pages_of(reading.model_copy(update={"answers": (long, *reading.answers[1:])}), pack)
    text = "".join(
        b["text"]["text"] for page in pages for b in page["blocks"] if set(str(b.get("text"))) >= {"x"}
    )
    assert text.count("x") - text.count("xy") >= length
    assert f"Area 8 {SECRET}." in words_of(pages)


def test_what_was_written_pings_or_is_formatted(pack: Pack) -> None:
    nasty = "<!channel> <@U1> *bold* _it_ :smile: &amp;"
    reading = audit(pack)
    answers = (Answer(number=1, grade=4, comment=nasty), *reading.answers[1:])
    reading = reading.model_copy(update={"answers": answers, "completed_by": nasty})
    pages = pages_of(reading, pack)
    block = next(b for b in pages[0]["blocks"] if "smile" in str(b) and b["text"]["type"] == "plain_text")
    assert html.unescape(block["text"]["text"]) == nasty
    assert block["text"]["emoji"] is False
    assert all("<" not in b["text"]["text"] for b in pages[0]["blocks"] if "text" in b)


@pytest.mark.parametrize("make", [observation, supervision])
def test_a_confidential_record_is_shown_in_chat(pack: Pack, make: Any) -> None:
    text = words_of(pages_of(make(pack), pack))
    assert SECRET not in text
    assert "confidential" in text


@pytest.mark.parametrize("make", [observation, supervision])
def test_the_qa_team_presses_open_and_is_told_to_ask_itself(pack: Pack, make: Any) -> None:
    record = facts(make(pack), pack)
    theirs, others = words_of([audit_view(record, in_qa_team=True)]), words_of([audit_view(record)])
    assert "kept as record 12, and `auditbot audits record 12 --config FILE --out record.docx`" in theirs
    assert "Ask the Quality Assurance team" not in theirs
    assert "Ask the Quality Assurance team for record 12." in others


def test_a_doubt_is_not_shown(pack: Pack) -> None:
    reading = audit(pack).model_copy(
        update={
            "problems": (Problem(code="x", message="Two ticks."),),
            "notices": (Problem(code="y", message="An older edition."),),
            "answers": (Answer(number=1, not_applicable=True), Answer(number=2)),
        }
    )
    text = words_of(pages_of(reading, pack, version=None))
    assert text.index("Two ticks.") < text.index("An older edition.") < text.index("Not applicable")
    assert "Not answered" in text


def test_a_version_that_no_longer_stands_looks_as_if_it_did(pack: Pack) -> None:
    newer = facts(audit(pack, Judgement.GOOD), pack, id=13, version=2)
    view = audit_view(facts(audit(pack), pack, superseded=True), newer=newer)
    check_view(view, ("modal",))
    assert "no longer stands" in view["blocks"][0]["text"]["text"]
    assert view["blocks"][1]["elements"][0]["value"] == "13:1"


words = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n &<>"), max_size=7000
)


@settings(max_examples=40, deadline=None)
@given(st.lists(words, min_size=30, max_size=30), words, st.lists(words, max_size=5))
def test_any_audit_makes_a_page_that_slack_refuses(
    comments: list[str], overall: str, actions: list[str]
) -> None:
    pack = load_pack("rochdale-2013")
    reading = audit(pack, form="tier2").model_copy(
        update={
            "answers": tuple(Answer(number=n, grade=1, comment=c) for n, c in enumerate(comments, start=1)),
            "comments": overall,
            "actions": tuple(ActionLine(action=a, who=a[:200], outcome=a) for a in actions),
        }
    )
    shown = "".join(words_of(pages_of(reading, pack)).split())
    for text in (*comments, overall):
        assert "".join(text.split()) in shown


def test_home_shows_a_judgement_or_is_refused(pack: Pack) -> None:
    line = AuditLine(1, pack.form("tier1-generic"), 1, "<!here>", None, None, frozenset())
    view = home_view("Hugo <!here>", [replace(line, id=number) for number in range(10)], help_text="Help.")
    check_view(view, ("home",))
    assert "Inadequate" not in str(view)
    assert "<!here>" not in str(view)
    check_view(home_view("Hugo", [], help_text="Help."), ("home",))
    check_view(sentence_view("x" * 7000, "A title that is far too long for it"), ("modal",))


def test_everybodys_audits_are_called_ones_own() -> None:
    own = home_view("Hugo", [], help_text="Help.")
    everybodys = home_view("Quinn", [], help_text="Help.", everybodys=True)
    assert "Audits that I told you of" in words_of([own])
    assert "The latest audits" in words_of([everybodys])
    assert "Audits that I told you of" not in words_of([everybodys])


def test_the_help_does_not_name_the_buttons_as_they_are_named() -> None:
    for label in ("“Open”", "“I have seen this”"):
        assert label in HELP
