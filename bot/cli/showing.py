"""An item of the review desk as JSON, and as tables for a person."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from framework.reading import Reading
from handlers.words import shown_date, shown_time
from store.review import Item, Waiting

_WAITS = {"sender": "an answer", "person": "you: answered", "undelivered": "you: the question came back"}
_EVIDENCE = 300  # characters shown


def as_json(item: Item) -> dict[str, Any]:
    """Everything that is known of an item."""
    return {
        "id": item.id,
        "version": item.version,
        "mailbox": item.mailbox,
        "sender": item.sender,
        "original_sender": item.original_sender,
        "subject": item.subject,
        "received": item.received.isoformat(),
        "kind": item.kind,
        "state": item.state,
        "reason": item.reason,
        "awaits": item.awaits,
        "answerable": item.answerable,
        "confidential": item.confidential,
        "trusted_by": item.trusted_by,
        "attachments": [vars(each) for each in item.attachments],
        "unread": [each.id for each in item.unread],
        "audits": [_waiting(waiting) for waiting in item.audits],
        "recorded": list(item.recorded),
        "steps": [{name: _plain(value) for name, value in vars(step).items()} for step in item.steps],
    }


def _waiting(waiting: Waiting) -> dict[str, Any]:
    evidence = {where: seen.model_dump() for where, seen in waiting.reading.evidence.items() if where}
    return waiting.reading.as_contract() | {
        "audit": waiting.audit_id,
        "aside": waiting.aside,
        "keyed_in": waiting.keyed_in,
        "problems": [
            problem.model_dump()
            | {"wants": waiting.wants(problem), "choices": list(waiting.choices(problem))}
            for problem in waiting.problems
        ],
        "rivals": [{name: _plain(value) for name, value in vars(each).items()} for each in waiting.rivals],
        "differences": [vars(each) for each in waiting.differences],
        "evidence": evidence,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def print_list(items: Iterable[Item]) -> None:
    """A line for each item."""
    table = Table("Mail", "Received", "From", "Kind", "Waits for", "Reason")
    for item in items:
        waits = _WAITS.get(item.awaits, "you")
        table.add_row(
            str(item.id),
            shown_time(item.received),
            *(escape(each) for each in (item.sender or "not known", item.kind or "not known", waits)),
            escape(item.reason),
        )
    _console().print(table)


def print_item(item: Item) -> None:
    """What is known of the mail, what was read in it beside the document's own words, and the steps so far."""
    console = _console()
    console.print(_head(item))
    if item.attachments:
        console.print(_rows("Attached", ("No.", "Name", "Kind", "Outcome", "Why"), _attached(item)))
    for waiting in item.audits:
        console.print(
            _rows(_title(waiting), ("Where", "Read as", "Stood there", "To settle"), _values(waiting))
        )
        for rival in waiting.rivals:
            console.print(
                f"Recorded as audit {rival.audit_id}, version {rival.version}: by "
                f"{rival.completed_by or 'not known'}, {shown_date(rival.date)}, sent {shown_time(rival.sent)}.",
                markup=False,
            )
        if waiting.differences:
            console.print(
                _rows("What differs", ("Where", "In this one", "In audit", "There"), _differing(waiting))
            )
    if item.steps:
        console.print(_rows("Steps", ("When", "Who", "What", "Where", "Value", "Words"), _steps(item)))


def _head(item: Item) -> Table:
    facts = {
        "From": item.sender or "not known",
        "First from, as a forward says": item.original_sender,
        "Received": shown_time(item.received),
        "Subject": item.subject,
        "Kind": item.kind,
        "State": item.state,
        "Reason": item.reason,
        "Vouched for by": item.trusted_by,
        "Recorded audits": ", ".join(map(str, item.recorded)),
        "Version": str(item.version),
    }
    rows = [(name, value) for name, value in facts.items() if value]
    return _rows(f"Mail {item.id} in the mailbox “{item.mailbox}”", ("", ""), rows)


def _attached(item: Item) -> Iterable[tuple[str, ...]]:
    for each in item.attachments:
        yield str(each.id), each.path, each.content_type, each.outcome, each.reason


def _title(waiting: Waiting) -> str:
    aside = ", set aside" if waiting.aside else ""
    return f"Audit {waiting.audit_id}: {waiting.form.short_title}{aside}"


def _values(waiting: Waiting) -> Iterable[tuple[str, ...]]:
    """Every value, and every problem at its place; what stood there as the document says it."""
    reading, problems = waiting.reading, list(waiting.problems)
    for where, read in _read(reading):
        here = [problem for problem in problems if problem.where == where]
        problems = [problem for problem in problems if problem not in here]
        seen = reading.evidence.get(where)
        stood = f"{seen.place}: {seen.text[:_EVIDENCE]}" if seen else ""
        yield where, read, stood, "\n".join(f"{p.code}: {p.message}" for p in here)
    for problem in problems:
        seen = reading.evidence.get(problem.where) if problem.where else None
        stood = f"{seen.place}: {seen.text[:_EVIDENCE]}" if seen else ""
        yield problem.where, "", stood, f"{problem.code}: {problem.message}"


def _differing(waiting: Waiting) -> Iterable[tuple[str, ...]]:
    for each in waiting.differences:
        yield each.where, each.here[:_EVIDENCE], str(each.against), each.there[:_EVIDENCE]


def _read(reading: Reading) -> Iterable[tuple[str, str]]:
    for name in ("case_id", "completed_by", "social_worker"):
        yield name, getattr(reading, name) or ""
    yield "date", shown_date(reading.date) if reading.date else ""
    for answer in reading.answers:
        value = answer.grade if answer.answer is None else ("yes" if answer.answer else "no")
        slot = "grade" if answer.answer is None else "answer"
        said = "not applicable" if answer.not_applicable else "" if value is None else str(value)
        yield f"answers.{answer.number}.{slot}", said
        if answer.comment:
            yield f"answers.{answer.number}.comment", answer.comment
    if reading.overall:
        yield "overall", reading.overall.label
    if reading.comments:
        yield "comments", reading.comments
    yield from ((f"fields.{name}", value) for name, value in reading.fields.items() if value)
    for number, action in enumerate(reading.actions, start=1):
        due = f" (due {shown_date(action.due)})" if action.due else ""
        yield f"actions.{number}", f"{action.action} – {action.who} – {action.timescale}{due}"


def _steps(item: Item) -> Iterable[tuple[str, ...]]:
    for step in item.steps:
        what = f"{step.what} (taken back)" if step.undone else step.what
        yield shown_time(step.at), step.who, what, step.where, step.value, step.note


def _rows(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str | None, ...]]) -> Table:
    table = Table(*heads, title=escape(title), title_justify="left", show_header=any(heads))
    for row in rows:
        table.add_row(*(escape(each or "") for each in row))
    return table


def _console() -> Console:
    return Console(soft_wrap=False, highlight=False)
