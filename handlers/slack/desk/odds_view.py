"""Two versions of an audit side by side, for whoever must say which of them stands."""

from collections.abc import Iterator
from itertools import groupby

from framework.forms import Form
from handlers.blocks import Block, escape, mrkdwn, small_print, words
from handlers.slack.desk.wording import area_of, grade_label, place
from handlers.words import shown_date, shown_time
from store.review import Difference, Recorded, Waiting

_AT_MOST = 15  # differences from one other audit
_IN_A_ROW = 5  # Slack takes ten fields in a section
_LONGEST = 300  # characters of a value


def at_odds(waiting: Waiting) -> Iterator[Block]:
    """What the other versions are, and what they say otherwise."""
    told: set[int] = set()
    for audit_id, found in groupby(waiting.differences, lambda each: each.against):
        told.add(audit_id)
        differences = list(found)
        rival = next((each for each in waiting.rivals if each.audit_id == audit_id), None)
        yield from words(f"*What differs from {escape(_other(audit_id, rival))}*")
        yield from _side_by_side(waiting.form, differences[:_AT_MOST], audit_id)
        if len(differences) > _AT_MOST:
            yield from small_print(f"… and {len(differences) - _AT_MOST} more values.")
    for rival in waiting.rivals:
        if rival.audit_id not in told:
            yield from words(f"It says the same as {escape(_other(rival.audit_id, rival))}.")


def _other(audit_id: int, rival: Recorded | None) -> str:
    if rival is None:
        return f"audit {audit_id}, which waits too"
    by = rival.completed_by or "somebody who is not known"
    done = f"by {by}, {shown_date(rival.date)}, sent {shown_time(rival.sent)}"
    return f"audit {audit_id}, which stands recorded ({done})"


def _side_by_side(form: Form, differences: list[Difference], audit_id: int) -> Iterator[Block]:
    """Left what came, right what the other says."""
    for at in range(0, len(differences), _IN_A_ROW):
        fields = [
            mrkdwn(f"*{escape(name)}*\n{whose}: {escape(_value(each.where, value))}")
            for each in differences[at : at + _IN_A_ROW]
            for name in [_name(form, each.where)]
            for whose, value in (("This one", each.here), (f"Audit {audit_id}", each.there))
        ]
        yield {"type": "section", "fields": fields}


def _name(form: Form, where: str) -> str:
    area = area_of(form, where).partition(". ")[2]
    name = place(form, where)
    return f"{name}: {area}" if area and not where.endswith(".comment") else name


def _value(where: str, value: str) -> str:
    if not value:
        return "nothing"
    if where.endswith(".grade") and value in ("1", "2", "3", "4"):
        return grade_label(int(value))
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST].rstrip()}…"
