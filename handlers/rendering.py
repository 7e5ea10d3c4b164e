"""The one renderer: a notice as Slack messages, or as an e-mail."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from handlers.blocks import (
    MESSAGE_BLOCKS,
    Block,
    actions,
    button,
    escape,
    header,
    plain,
    quoted,
    small_print,
    to_copy,
    words,
)
from handlers.notice import Fact, Notice, Task

MARKING = "OFFICIAL-SENSITIVE"
MESSAGE_CHARACTERS = 9_000  # Slack refuses more than some 13,000 in all blocks together
_SPARE_BLOCKS = 2  # the row of buttons, and "Part 1 of 2"

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class SlackMessage:
    """One message as Slack takes it: `text` is what notifications show."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Letter:
    """The content of one e-mail: its subject and the same words twice."""

    subject: str
    text: str
    html: str


def to_slack(notice: Notice) -> tuple[SlackMessage, ...]:
    """The messages that hold a notice, in order: one, unless it is longer than Slack takes.

    The buttons are in the last. A message has at most 50 blocks, a text at most 3,000 characters, and nothing
    is cut off.
    """
    parts = list(_parted(list(_content(notice))))
    texts = escape(notice.preview)
    messages = []
    for number, part in enumerate(parts, start=1):
        blocks = list(part)
        if notice.buttons and number == len(parts):
            blocks.append(actions(notice.buttons))
        if len(parts) > 1:
            blocks.extend(small_print(f"Part {number} of {len(parts)}"))
        messages.append(SlackMessage(texts, tuple(blocks)))
    return tuple(messages)


def to_comment(notice: Notice) -> str:
    """The words of a notice beside a file, which can have neither blocks nor buttons."""
    facts = "\n".join(_fact(fact) for fact in notice.facts)
    said = [f"*{escape(notice.heading)}*", facts, *(escape(each) for each in notice.paragraphs)]
    return "\n".join(part for part in said if part)


def to_letter(notice: Notice) -> Letter:
    """The e-mail that holds a notice, marked as the council marks it (requirements 5.3)."""
    given = {"notice": notice, "marking": MARKING}
    return Letter(
        subject=f"{MARKING}: {notice.preview}",
        text=_text(notice),
        html=_TEMPLATES.get_template("notice.html.j2").render(given),
    )


def _content(notice: Notice) -> Iterator[Block]:
    yield header(notice.heading)
    yield from words("\n".join(_fact(fact) for fact in notice.facts))
    for paragraph in notice.paragraphs:
        yield from quoted(paragraph)
    for task in notice.tasks:
        yield from task_blocks(task)
    yield from quoted(notice.with_buttons)
    yield from small_print(notice.footnote)


def task_blocks(task: Task) -> Iterator[Block]:
    """What is to be done with its button beside it, and under it what is there to be copied."""
    yield {"type": "section", "text": plain(escape(task.text)), "accessory": button(task.button)}
    if task.copy:
        yield from to_copy(task.copy)


def _fact(fact: Fact) -> str:
    label, value = escape(fact.label), escape(fact.value)
    return f"*{label}:*\n{value}" if "\n" in value else f"*{label}:* {value}"


def _parted(blocks: list[Block]) -> Iterator[list[Block]]:
    part: list[Block] = []
    length = 0
    for block in blocks:
        size = _characters(block)
        if part and (len(part) >= MESSAGE_BLOCKS - _SPARE_BLOCKS or length + size > MESSAGE_CHARACTERS):
            yield part
            part, length = [], 0
        part.append(block)
        length += size
    yield part


def _characters(block: Block) -> int:
    texts = [block["text"]] if "text" in block else block["elements"]
    return sum(len(text["text"]) for text in texts)


def _text(notice: Notice) -> str:
    """Plain text is not escaped, so it is put together here and not by a template."""
    facts = [f"{fact.label}: {_indented(fact.value)}" for fact in notice.facts]
    said = [
        MARKING,
        notice.heading,
        "\n".join(facts),
        *notice.paragraphs,
        *(f"{task.text}\n{task.copy}".rstrip() for task in notice.tasks),
        notice.without_buttons,
        notice.footnote,
    ]
    return "\n\n".join(part for part in said if part) + "\n"


def _indented(value: str) -> str:
    return "\n  " + value.replace("\n", "\n  ") if "\n" in value else value
