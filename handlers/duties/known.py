"""What is done for each duty of the calendar, by its name in the pack."""

from collections.abc import Mapping

from handlers.allocations.drawing import draw_tier2
from handlers.duties.doing import Do, Turn
from handlers.duties.record_reminder import remind_of_records
from handlers.duties.review_reminder import remind
from handlers.words import counted


def _desk_reminder(turn: Turn) -> str:
    return f"{counted(remind(turn.work, turn.pack), 'person', 'people')} reminded of the review desk."


def _record_reminder(turn: Turn) -> str:
    told = remind_of_records(turn.work, turn.days)
    return f"{counted(told, 'person', 'people')} reminded of the children’s records."


DUTIES: Mapping[str, Do] = {
    "desk-reminder": _desk_reminder,
    "record-reminder": _record_reminder,
    "tier2-draw": draw_tier2,
}
