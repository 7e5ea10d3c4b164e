"""Audits held in chat to their end, without a click: by words given to the conversation itself."""

from conversations.moves import Give, GoTo, Reopen, Submit, Typed
from conversations.outcomes import AreYouSure
from conversations.turns import CHECK
from framework.people import Person
from handlers.auditing.moving import Moved, begin, move
from tests.handlers import council
from tests.handlers.conftest import Bench

COMMENT = f"Seen in the file, {council.SECRET}."
CONVERSATION = {
    "tier1-generic": (
        *(council.CASE, "Wanda Worker", "today", "4", "On leave", f"Made up {council.SECRET}."),
        *(f"2: {COMMENT}" for _ in range(7)),
        *("nobody", "Away with the family", "skip", "Good", "skip", f"Learned {council.SECRET}.", "none"),
    ),
    "tier1-plo": (
        *(council.CASE, "Wanda Worker", "today", "1", f"Made up {council.SECRET}."),
        *(f"2: {COMMENT}" for _ in range(19)),
        *("nobody", "Away with the family", "skip", "Good", "skip", "skip"),
        *(f"Managers said {council.SECRET}.", "none"),
    ),
}


def person(email: str = council.AUDITOR) -> Person:
    return next(each for each in council.people() if each.email == email)


def to_the_check(bench: Bench, form: str = "tier1-generic", by: Person | None = None) -> Moved:
    """An audit with everything answered, at its check."""
    by = by or person()
    moved = begin(bench.store, bench.pack, form, by)
    for words in CONVERSATION[form]:
        moved = move(bench.store, bench.pack, moved.id, Typed(words), by)
    return moved


def submitted(bench: Bench, form: str = "tier1-generic", by: Person | None = None) -> Moved:
    """An audit that was handed in."""
    by = by or person()
    moved = move(bench.store, bench.pack, to_the_check(bench, form, by).id, Submit(), by)
    assert moved.audit_id is not None, moved.outcome
    return moved


def amended(bench: Bench, moved: Moved, reason: str = "The plan was found", **values: str | int) -> Moved:
    """The same amended and handed in again; `values` by the question's id."""
    by = person()
    move(bench.store, bench.pack, moved.id, Reopen(reason), by)
    for question, value in values.items():
        move(bench.store, bench.pack, moved.id, Give(question, {question: value}, on=True), by)
    move(bench.store, bench.pack, moved.id, GoTo(CHECK), by)
    handed_in = move(bench.store, bench.pack, moved.id, Submit(), by)
    if isinstance(handed_in.outcome, AreYouSure):
        return move(bench.store, bench.pack, moved.id, Submit(), by)
    return handed_in
