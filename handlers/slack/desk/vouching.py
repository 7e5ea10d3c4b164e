"""Vouching for a stranger: first what the mail holds and what would go out at once, then the word of a person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from framework.forms import Form
from framework.london import day
from framework.reading import Reading
from framework.words import Judgement
from handlers import gathering
from handlers.about import AuditFacts
from handlers.blocks import Block, escape, quoted, small_print, words
from handlers.slack.desk import names, wording
from handlers.slack.desk.doing import draw, looking, page_of
from handlers.slack.desk.elements import input_block, text_input, window
from handlers.slack.desk.steps import Said
from handlers.slack.errors import Refused as SlackRefused
from handlers.slack.views import LOADING, sentence_view
from handlers.slack.visiting import TROUBLE, Desk, Did, first_time, visitor_of
from handlers.words import in_words, shown_date
from mail.opening import read_parts
from mail.reading import read_bytes
from store.outcomes import Outcome
from store.recording import Recorded, Submission, record_all
from store.review import Item, Refused, Stale
from store.unit_of_work import UnitOfWork

TITLE = "Vouch for the sender"
_SHOWN = 8  # areas that are graded poorly
_POOR = 3  # requires improvement; 4 is inadequate
_TELLINGS = {
    "escalation": "an escalation to {}",
    "action-notice": "a notice of the actions to {}",
    "copy": "a copy to {}",
}


@dataclass(frozen=True)
class Tool:
    """An audit tool of a mail that is not believed, and what would become of it. `told`: kind and to whom."""

    form: Form
    reading: Reading
    outcome: Outcome
    told: tuple[tuple[str, str], ...] = ()


def open_vouching(desk: Desk, did: Did) -> None:
    """*The sender is who they say*: a window at once, then what it would set off, read from the mail anew."""
    try:
        view_id = desk.slack.push_view(did.trigger_id, sentence_view(LOADING, TITLE))
    except SlackRefused:
        if first_time(desk, did):
            draw(desk, did, did.value.partition(":")[0], page_of(did.context), wording.JUST_TOO_LATE)
        return
    first_time(desk, did)
    try:
        view = _view(desk, did)
    except Exception:
        desk.slack.update_view(view_id, sentence_view(TROUBLE, TITLE))
        raise
    desk.slack.update_view(view_id, view)


def _view(desk: Desk, did: Did) -> Block:
    said = Said.of(did.value, {})
    found: list[tuple[Item, bytes]] = []

    def look(work: UnitOfWork, item: Item) -> Block:
        if item.version != said.number(1):
            raise Stale(
                "Somebody has taken a step with this since you opened it. Close this, and look again."
            )
        found[:] = [(item, work.messages.raw(work.messages.get(item.id)))]
        return {}

    refused = looking(desk, visitor_of(desk, did.user), said, look)
    if isinstance(refused, str):
        return sentence_view(refused, TITLE)
    [(item, raw)] = found
    try:
        tools = what_would_come(desk, item, raw)
    except Refused as refusal:
        return sentence_view(str(refusal), TITLE)
    return vouch_window(item, tools, f"{page_of(did.context)}|{did.value}")


def what_would_come(desk: Desk, item: Item, raw: bytes) -> list[Tool]:
    """What the unheard tools of a mail say, and what would become of them: recorded for once, and undone."""
    unheard = {each.path for each in item.attachments if each.outcome == Outcome.NOT_BELIEVED}
    if not unheard:
        return []
    opening = desk.open(raw, desk.limits)
    sent = day(opening.mail.date) if opening.mail.date else None
    parts = [part for part in opening.parts if part.path in unheard]
    bodies = [body for body in opening.bodies if body.path in unheard]
    read = desk.read or (lambda content, name, sent: read_bytes(content, name, desk.pack, sent=sent))
    opened = read_parts(parts, read, sent, bodies=bodies, mail=opening.mail)
    readings = [reading for each in opened for reading in each.readings if reading.form]
    with desk.store.writing() as work:  # never committed
        message = work.messages.get(item.id)
        when = message.received or message.arrived
        done = record_all(
            work, readings, Submission("mail", when, message, dated=sent is not None), desk.pack
        )
        return [_tool(desk, work, each) for each in done if each.reading.form]


def _tool(desk: Desk, work: UnitOfWork, recorded: Recorded) -> Tool:
    form = desk.pack.form(recorded.reading.form or "")
    if recorded.audit is None or recorded.outcome not in (Outcome.RECORDED, Outcome.CORRECTED):
        return Tool(form, recorded.reading, recorded.outcome)
    facts = gathering.audit_facts(work, recorded.audit, desk.pack)
    return Tool(form, recorded.reading, recorded.outcome, tuple(_told(facts)))


def _told(facts: AuditFacts) -> Iterator[tuple[str, str]]:
    for each in facts.recipients:
        if each.untold is None:
            yield each.kind, f"{each.name or each.email} ({each.role.label})"


def vouch_window(item: Item, tools: list[Tool], context: str) -> Block:
    """What vouching would set off, and the place to say how one knows."""
    sender = item.sender or "The sender"
    blocks = [*quoted(f"{sender} is not believed. If you vouch for them, the mail goes through as theirs.")]
    if not tools:
        blocks += small_print("No audit tool was read in it.")
    for tool in tools:
        blocks += _shown(tool)
    field = input_block(
        names.WRITTEN,
        "How you know that they are who they say",
        text_input(lines=True),
        hint="You telephoned them, say. It is kept with the mail.",
        optional=True,
    )
    return window(names.VOUCH_SURE, TITLE, "Vouch for them", [*blocks, field], context)


def _shown(tool: Tool) -> Iterator[Block]:
    reading = tool.reading
    judged = reading.overall.label if reading.overall else "not known"
    facts = [
        ("Case", reading.case_id or "not known"),
        ("Audited by", reading.completed_by or "not known"),
        ("Date", shown_date(reading.date)),
        *([("Judgement", judged)] if tool.form.judgement else []),
    ]
    lines = "\n".join(f"*{label}:* {escape(value)}" for label, value in facts)
    yield {"type": "divider"}
    yield from words(f"*{escape(tool.form.short_title)}*\n{lines}")
    yield from words(f":arrow_right: *{escape(_becomes(tool))}*")
    poor = list(_poor(tool))
    more = [f"… and {len(poor) - _SHOWN} more"] if len(poor) > _SHOWN else []
    if poor:
        listed = "\n".join(f"• {escape(each)}" for each in [*poor[:_SHOWN], *more])
        yield from words(f"*Graded 3 or 4:*\n{listed}")


def _poor(tool: Tool) -> Iterator[str]:
    for answer in tool.reading.answers:
        if answer.grade is not None and answer.grade >= _POOR:
            label = wording.area_of(tool.form, f"answers.{answer.number}.grade")
            yield f"{label}: {Judgement.of(answer.grade).label.lower()} ({answer.grade})"


def _becomes(tool: Tool) -> str:
    if tool.outcome is Outcome.REVIEW:
        doubts = [problem.message for problem in tool.reading.problems]
        return f"It would wait at the review desk: {' '.join(doubts)}"
    if tool.outcome is Outcome.DUPLICATE:
        return "It stands recorded already: nobody would be told of it again."
    if tool.outcome not in (Outcome.RECORDED, Outcome.CORRECTED):
        return "It could not be used."
    done = "recorded" if tool.outcome is Outcome.RECORDED else "recorded as a correction"
    if not tool.told:
        return f"It would be {done} at once. Nobody else would be told of it."
    return f"It would be {done}, and {in_words(list(_tellings(tool.told)))} would go out at once."


def _tellings(told: Iterable[tuple[str, str]]) -> Iterator[str]:
    kinds = dict.fromkeys(kind for kind, _ in told)
    for kind in kinds:
        people = list(dict.fromkeys(name for each, name in told if each == kind))
        yield _TELLINGS.get(kind, "a message to {}").format(in_words(people))
