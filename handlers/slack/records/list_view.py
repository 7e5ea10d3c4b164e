"""Everything that somebody has left to do in children's records: on Home, and in a window with words to copy."""

from collections.abc import Iterator, Sequence

from handlers.about import RecordFacts
from handlers.blocks import Block, actions, header, quoted
from handlers.notice import RECORD_COPY, RECORD_LIST, Button
from handlers.notices.common import audit_name
from handlers.notices.record import line, task
from handlers.rendering import task_blocks
from handlers.slack.views import modal_view
from handlers.words import shown_time

TITLE = "In children’s records"
NOTHING_LEFT = "Nothing is left to do in a child’s record. Thank you."
_ON_HOME = 5
_AUDITS = 10  # in a window: a hundred blocks at most, and nine for each audit


def records_view(records: Sequence[RecordFacts]) -> Block:
    """The window: each audit with what to do and what to copy, the oldest first."""
    blocks: list[Block] = [] if records else list(quoted(NOTHING_LEFT))
    for record in records[:_AUDITS]:
        blocks += _of_one(record)
    if len(records) > _AUDITS:
        blocks += quoted(f"{len(records) - _AUDITS} more follow once these are done.")
    return modal_view(TITLE, blocks)


def home_blocks(records: Sequence[RecordFacts]) -> Iterator[Block]:
    """On Home, only while something is left."""
    if not records:
        return
    yield header("Left to do in the children’s records")
    more = len(records) - _ON_HOME
    lines = [f"• {line(record)}" for record in records[:_ON_HOME]]
    yield from quoted("\n".join([*lines, *([f"And of {more} more."] if more > 0 else [])]))
    yield actions((Button("Show me, with the words to copy", RECORD_LIST, "all"),))


def _of_one(record: RecordFacts) -> Iterator[Block]:
    yield header(audit_name(record.audit))
    yield from quoted(f"Completed on {shown_time(record.completed)}.")
    for duty in record.duties:
        yield from task_blocks(task(record, duty))
    again = Button("Send me the document again", f"{RECORD_COPY}-{record.audit.id}", str(record.audit.id))
    yield actions((again,))
