"""What is left to do in the child's record: told with the audit, asked again, and the document for it."""

from dataclasses import replace

from framework.london import day
from handlers.about import About, DutyFacts, RecordFacts
from handlers.notice import (
    RECORD_COPY,
    RECORD_DONE,
    RECORD_LIST,
    RECORD_UNDONE,
    Button,
    Fact,
    Nothing,
    Notice,
    Task,
)
from handlers.notices.common import SUPERSEDED, audit_name, auditor_of
from handlers.words import in_words, shown_date, shown_time

PREVIEW = "Your audit is recorded; something is left to do in the child’s record"
PREVIEW_REMINDER = "Something is left to do in the children’s records"
PREVIEW_COPY = "The document for the child’s record"
_SHOWN = 20
_ABOUT_STAFF = "Left out of it, because it is about staff and not about the child:"
_NUMBERS = {1: "One thing is", 2: "Two things are", 3: "Three things are"}
_LOOK = (
    "Look through it before you upload it: what you wrote about somebody’s work in a comment is still in it, "
    "because no program can tell it apart."
)


def duties(about: About) -> Notice | Nothing:
    """What the framework has done in the child's record (RK-01 to RK-03), each with a button to tick it off."""
    record = next(iter(about.records), None)
    if gone := _gone(about, record):
        return gone
    assert record is not None
    audit = record.audit
    return Notice(
        preview=PREVIEW,
        heading=heading(record),
        facts=_facts(record),
        tasks=tuple(task(record, duty) for duty in record.duties),
        buttons=(Button("Send me the document again", RECORD_COPY, str(audit.id)),),
        footnote="The framework asks for this after each audit. I ask again each working day until it is done.",
        without_buttons=_BY_HAND.format(audit.id),
    )


_BY_HAND = (
    "The Quality Assurance team can give you the document: `auditbot audits record {} --for-the-record "
    "--config FILE --out record.docx` writes it."
)


def _facts(record: RecordFacts) -> tuple[Fact, ...]:
    """Which audit it is, to whoever did it."""
    case_id = record.audit.reading.case_id
    return (
        *((Fact("Case", case_id),) if case_id else ()),
        Fact("Audit tool", record.audit.form.short_title),
        Fact("Completed", shown_time(record.completed)),
    )


def heading(record: RecordFacts) -> str:
    """How much is left: "Three things are left to do in the child’s record"."""
    left = len(record.open)
    if not left:
        return "Everything is done in the child’s record"
    return f"{_NUMBERS.get(left, f'{left} things are')} left to do in the child’s record"


def task(record: RecordFacts, duty: DutyFacts) -> Task:
    """One of them: what to do and what to take over, or who said that it is done, and the way back."""
    of = f"{record.audit.id}:{duty.id}"
    if duty.done_at is not None:
        said = f"Done: {duty.asks} {duty.done_by} said so on {shown_time(duty.done_at)}."
        return Task(said, Button("Not done after all", f"{RECORD_UNDONE}-{duty.id}", of))
    button = Button("Done", f"{RECORD_DONE}-{duty.id}", of, "primary")
    return Task(f"{duty.asks} {_how(record, duty.id)}".rstrip(), button, _to_copy(record, duty.id))


def _how(record: RecordFacts, duty: str) -> str:
    if duty != "upload":
        return ""
    left_out = " What is about staff is left out of it." if record.left_out else ""
    return f"It comes in a message of its own.{left_out}"


def _left_out(record: RecordFacts) -> str:
    if not record.left_out:
        return "Nothing was left out of it."
    listed = "; ".join(f"“{each}”" for each in record.left_out)
    return f"{_ABOUT_STAFF} {listed}. The whole is kept for quality assurance."


def _to_copy(record: RecordFacts, duty: str) -> str:
    """As little as the framework asks: that there was an audit, when, with what, by whom. Never what it says."""
    audit = record.audit
    what = "Amended audit" if (audit.version or 1) > 1 else "Audit"
    by, when = auditor_of(audit.reading), shown_time(record.completed)
    if duty == "case-note":
        return (
            f"Audit Case Note\n{what} completed: {when}\nAudit tool: {audit.form.short_title}\nAuditor: {by}"
        )
    if duty == "chronology":
        return f"{when}: {what.lower()} completed ({audit.form.short_title}, {by}). See the Audit Case Note."
    return ""


def duties_reminder(about: About) -> Notice | Nothing:
    """Everything that somebody has left to do, in one message; nothing once all is done."""
    records = about.records
    if not records:
        return Nothing("nothing is left to do in a child's record")
    more = len(records) - _SHOWN
    return Notice(
        preview=PREVIEW_REMINDER,
        heading="Left to do in the children’s records",
        paragraphs=(
            "\n".join(f"• {line(record)}" for record in records[:_SHOWN]),
            *((f"And of {more} more.",) if more > 0 else ()),
        ),
        buttons=(Button("Show me, with the words to copy", RECORD_LIST, "all", "primary"),),
        footnote="I ask once each working day until everything is ticked off.",
        without_buttons="Tick it off in Slack, on auditbot’s Home tab.",
    )


def line(record: RecordFacts) -> str:
    """One audit and what is left of it, in a line."""
    left = in_words([duty.short for duty in record.open])
    return f"{audit_name(record.audit)}, completed on {shown_date(day(record.completed))}: {left}"


def record_copy(about: About) -> Notice | Nothing:
    """What is said beside the document."""
    record = next(iter(about.records), None)
    if gone := _gone(about, record):
        return gone
    assert record is not None
    return Notice(
        preview=PREVIEW_COPY,
        heading=PREVIEW_COPY,
        facts=_facts(record)[-2:],  # what stands beside a file is its preview too: no case reference
        paragraphs=(_left_out(record), _LOOK, _AWAY),
        buttons=(Button("Send it again", RECORD_COPY, str(record.audit.id), "primary"),),
        without_buttons=_BY_HAND.format(record.audit.id),
    )


_AWAY = (
    "The audits mailbox needs no copy of it: the audit is recorded. Once you tick off that it is uploaded, I take "
    "it out of this chat again."
)


def not_uploaded(notice: Notice, reason: str) -> Notice:
    """The same where Slack did not take the document: why, and that it can be tried again."""
    return replace(
        notice,
        heading="The document for the child’s record could not be put here",
        paragraphs=(f"{reason} The audit is recorded and nothing is lost.", *notice.paragraphs[:1]),
        buttons=tuple(replace(button, label="Try again") for button in notice.buttons),
    )


def _gone(about: About, record: RecordFacts | None) -> Nothing | None:
    if record is None or not record.duties:
        return Nothing("the audit leaves nothing to do in a child's record")
    if record.audit.superseded:
        return Nothing(SUPERSEDED)
    if record.audit.withdrawn:
        return Nothing("the audit was taken back")
    return None
