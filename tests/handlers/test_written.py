"""What somebody writes in a message reaches the record as they wrote it, and mentions nobody on the way."""

from typing import Any

import pytest

from handlers.slack.audits.names import joined, part_field, parted
from handlers.slack.written import written
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE
from tests.handlers.test_audits_in_chat import AtTheAudit
from tests.handlers.test_audits_in_window import AtTheWindow

PEOPLE = {"U1": "Wanda Worker", "U2": "Ann <&> Other"}
ODD = "R&D <b>bold</b> <!channel> @here *stars* _under_ `code` 👩‍👧 שלום, مرحبا ‮ &amp; &lt;!here&gt;\n• “quoted”\t."


@pytest.mark.parametrize(
    ("text", "as_written"),
    [
        ("Fish &amp; chips &lt;3 &gt; 2", "Fish & chips <3 > 2"),
        ("&lt;!channel&gt; &lt;@U1&gt;", "<!channel> <@U1>"),
        ("&amp;lt;", "&lt;"),
        ("<!channel> <!here> <!everyone|everyone>", "@channel @here @everyone"),
        ("<@U1> and <@U9> and <@U1|wanda>", "@Wanda Worker and <@U9> and @wanda"),
        ("<@U2>", "@Ann <&> Other"),
        ("see <#C1|general>", "see #general"),
        (
            "<http://council.example|council.example> <https://a.example/?x=1&amp;y=2>",
            "council.example https://a.example/?x=1&y=2",
        ),
        ("<mailto:max@council.example|max@council.example>", "max@council.example"),
        ("<https://a.example|the plan>", "the plan (https://a.example)"),
        ("<!subteam^S1|@managers> <!date^1392734382^{date}|18 February>", "@managers 18 February"),
        ("at 10:30:00 :unknown:", "at 10:30:00 :unknown:"),
    ],
)
def test_words_reach_the_record_otherwise_than_they_were_typed(text: str, as_written: str) -> None:
    assert written({"text": text}, lambda user: PEOPLE.get(user, "")) == as_written


def test_an_emoji_reaches_the_record_as_a_code() -> None:
    emoji: list[dict[str, Any]] = [
        {"type": "emoji", "name": "family", "unicode": "1f469-200d-1f467"},
        {"type": "emoji", "name": "wave", "unicode": "1f44b-1f3fd", "skin_tone": 4},
    ]
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": emoji}]}]
    event = {"text": "seen :family: :wave::skin-tone-4: :custom:", "blocks": blocks}
    assert written(event, lambda _: "") == "seen 👩‍👧 👋🏽 :custom:"


@pytest.mark.parametrize(
    "text", [ODD * 60, "x" * 9_000, "word " * 2_000, "line\n" * 2_000, "\n" * 5 + "a" * 4_000]
)
def test_a_long_text_is_torn_where_its_fields_meet(text: str) -> None:
    parts = parted(text)
    assert all(len(words) <= 2_800 for _, words in parts)
    fields = {part_field(number, joint, "comments"): words for number, (joint, words) in enumerate(parts)}
    assert joined(fields) == text


def comment_of(bench: Bench, path: str) -> object:
    with bench.store.reading() as work:
        turns = [turn for turn in work.conversations.turns(1) if turn.kind == "gave" and turn.where == path]
    return turns[-1].value if turns else None


def to_strengths(at: AtTheAudit) -> None:
    steps = (
        (CASE, "allocated social worker"),
        ("Wanda Worker", "When is the audit?"),
        ("today", "together"),
        ("1", "done well"),
    )
    for words, then in steps:
        at.seat.say(words)
        at.until(then)


def test_four_thousand_odd_characters_written_in_one_message_are_changed_or_mention_somebody(
    bench: Bench,
) -> None:
    comment = (ODD * 60)[:4_000].strip()
    with bench.chatting():
        at = AtTheAudit(bench)
        to_strengths(at)
        at.seat.say(comment)
        at.until("1 of 7")
        assert comment_of(bench, "strengths") == comment
        at.press("Back", "All 4,000 characters are kept" if len(comment) == 4_000 else "characters are kept")
        shown = at.screen
    assert "<!channel>" not in str(shown) and "&lt;!channel&gt;" in str(shown)
    texts = [
        block["text"] for block in shown["blocks"] if block["type"] == "section" and "R&amp;D" in str(block)
    ]
    assert texts and all(each["type"] == "plain_text" for each in texts)


def test_a_text_longer_than_a_field_can_be_changed_in_the_window(bench: Bench) -> None:
    comment = (ODD * 60)[:4_000].strip()
    with bench.chatting():
        at = AtTheWindow(bench)
        to_strengths(at)
        at.seat.say(comment)
        at.until("1 of 7")
        at.press("Back", "characters are kept")
        at.press("In a window", "open in a window")
        at.shows("part 1 of 2")
        inputs = [block for block in at.view["blocks"] if block["type"] == "input"]
        written_there = {block["block_id"]: block["element"]["initial_value"] for block in inputs}
        assert joined(written_there) == comment
        last = inputs[-1]["block_id"]
        at.seat.submit({last: f"{written_there[last]} And more."})
        at.shows("1 of 7")
    assert comment_of(bench, "strengths") == f"{comment} And more."


def test_three_thousand_odd_characters_in_a_field_are_changed(bench: Bench) -> None:
    comment = (ODD * 60)[:3_000].strip()
    with bench.chatting():
        at = AtTheAudit(bench)
        to_strengths(at)
        at.press("Go on", "1 of 7", strengths=comment)
    assert comment_of(bench, "strengths") == comment


def test_a_picture_without_words_empties_an_answer(bench: Bench) -> None:
    with bench.chatting():
        at = AtTheAudit(bench)
        to_strengths(at)
        at.press("Back", "together")
        seat = bench.ws.as_member(AUDITOR)
        before = comment_of(bench, "practitioner_present")
        seat.say("\u200b")
        seat.wait_for_text("I read words only")
    assert comment_of(bench, "practitioner_present") == before
