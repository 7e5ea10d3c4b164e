"""A notice as Slack and e-mail take it: within every limit, nothing cut off, nothing that pings."""

import html
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workspace.blocks import check_blocks
from handlers.blocks import TEXT_LIMIT, Block, escape, pieces
from handlers.notice import OPEN, Button, Fact, Notice
from handlers.rendering import SlackMessage, to_letter, to_slack

letters = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n &<>*_`")
texts = st.text(alphabet=letters, max_size=9000)


def notice(**more: Any) -> Notice:
    given: dict[str, Any] = {"preview": "An audit needs your attention", "heading": "Heading"}
    return Notice(**(given | more))


def shown(messages: tuple[SlackMessage, ...]) -> str:
    """Everything that a person reads, as they read it."""
    return html.unescape("".join(_texts(block) for message in messages for block in message.blocks))


def _texts(block: Block) -> str:
    inner = [block["text"]] if "text" in block else block["elements"]
    return "".join(one["text"] if isinstance(one["text"], str) else one["text"]["text"] for one in inner)


@pytest.mark.parametrize("length", [1, 2999, 3000, 3001, 6000, 6001])
@pytest.mark.parametrize("letter", ["x", "&", " ", "<", "xy\n"])
def test_a_text_at_the_limit_is_refused_by_slack(length: int, letter: str) -> None:
    text = (letter * length)[:length]
    for message in to_slack(notice(paragraphs=(text,), facts=(Fact("Label", text),))):
        check_blocks(list(message.blocks))


@pytest.mark.parametrize("length", [2999, 3000, 3001])
def test_a_text_is_cut_before_it_must_be(length: int) -> None:
    cut = pieces("x" * length)
    assert len(cut) == (1 if length <= TEXT_LIMIT else 2)
    assert "".join(cut) == "x" * length


@given(texts)
def test_a_cut_text_loses_a_character_or_half_an_entity(text: str) -> None:
    cut = pieces(escape(text))
    assert "".join(cut) == escape(text)
    assert all(len(piece) <= TEXT_LIMIT for piece in cut)
    assert "".join(html.unescape(piece) for piece in cut) == html.unescape(escape(text))


@pytest.mark.parametrize("paragraphs", [46, 47, 48, 49, 50, 51, 99, 100, 101])
def test_a_message_of_many_blocks_is_refused_or_loses_one(paragraphs: int) -> None:
    button = Button("Open", OPEN, "1")
    messages = to_slack(
        notice(
            paragraphs=tuple(f"Paragraph {n}." for n in range(paragraphs)), buttons=(button,), footnote="End."
        )
    )
    for message in messages:
        assert len(message.blocks) <= 50
        check_blocks(list(message.blocks))
    for number in range(paragraphs):
        assert shown(messages).count(f"Paragraph {number}.") == 1
    rows = [block for message in messages for block in message.blocks if block["type"] == "actions"]
    assert len(rows) == 1
    assert rows[0] in messages[-1].blocks


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, max_size=12), st.lists(st.tuples(texts, texts), max_size=6), texts)
def test_any_notice_is_refused_or_loses_words(
    paragraphs: list[str], facts: list[tuple[str, str]], footnote: str
) -> None:
    messages = to_slack(
        notice(
            paragraphs=tuple(paragraphs),
            facts=tuple(Fact(label, value) for label, value in facts),
            footnote=footnote,
        )
    )
    for message in messages:
        check_blocks(list(message.blocks))
        assert sum(len(_texts(block)) for block in message.blocks) <= 11_000
    found = _squeezed(shown(messages))
    for paragraph in paragraphs:
        assert _squeezed(paragraph) in found


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_name_pings_a_whole_channel() -> None:
    nasty = "<!channel> <@U123> <https://evil.example|here> & co"
    messages = to_slack(
        notice(heading=nasty, facts=(Fact(nasty, nasty),), paragraphs=(nasty,), footnote=nasty)
    )
    for message in messages:
        assert "<" not in str(list(message.blocks))
        check_blocks(list(message.blocks))
    assert nasty in shown(messages)


def test_a_name_becomes_part_of_the_page_of_an_email() -> None:
    letter = to_letter(
        notice(facts=(Fact("Audited by", "<script>alert(1)</script>"),), paragraphs=("<b>x</b>",))
    )
    assert "<script>" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert "<script>alert(1)</script>" in letter.text


def test_an_email_is_not_marked_or_cannot_be_acted_on() -> None:
    letter = to_letter(notice(without_buttons="Ask for audit 12.", facts=(Fact("Why", "One\nTwo"),)))
    assert letter.subject == "OFFICIAL-SENSITIVE: An audit needs your attention"
    for body in (letter.text, letter.html):
        assert "OFFICIAL-SENSITIVE" in body
        assert "Ask for audit 12." in body
    assert "Why: \n  One\n  Two" in letter.text
    assert "One<br>Two" in letter.html
