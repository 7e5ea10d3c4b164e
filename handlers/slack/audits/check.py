"""Check your answers: everything on one page, with *Change* beside each, what is missing first."""

from collections.abc import Iterator

from conversations.outcomes import Line, Review, Settled
from conversations.questions import QuestionKind
from conversations.result import shown
from conversations.turns import CHECK
from handlers.auditing.moving import Moved
from handlers.blocks import (
    Block,
    actions,
    button,
    escape,
    header,
    mrkdwn,
    plain,
    quoted,
    shortened,
    small_print,
    words,
)
from handlers.notice import Button
from handlers.rendering import MESSAGE_CHARACTERS, SlackMessage
from handlers.slack.audits import names
from handlers.slack.audits.names import value
from handlers.slack.audits.screen import amendment, form_changed
from handlers.slack.views import paged

NO_MORE = "No further action"
_FIELD = 2_000  # characters that Slack takes in one
_ANSWER = 1_600  # of an answer beside its question; the whole is a click on Change away
ONCE_SUBMITTED = "Once you submit, those who need to know are told. You can amend it later, with a reason."
_EMPTY = {Settled.SKIPPED: "Put off", Settled.OPEN: "Not answered yet", Settled.LEFT_EMPTY: "Left empty"}


def check_message(moved: Moved, page: int = 1) -> SlackMessage:
    """One page of the check; the last has *Submit*, the others lead on to it."""
    blocks, _ = _page(moved, page, in_window=False)
    return SlackMessage(f"{moved.form.short_title}: check your answers", tuple(blocks))


def check_in_window(moved: Moved, page: int = 1) -> tuple[list[Block], str]:
    """The same for a window, and what its own button says; nothing where it cannot be submitted yet."""
    return _page(moved, page, in_window=True)


def _page(moved: Moved, page: int, *, in_window: bool) -> tuple[list[Block], str]:
    review = moved.outcome
    assert isinstance(review, Review)
    pages = list(paged(_groups(moved, review), characters=MESSAGE_CHARACTERS))
    page = min(max(page, 1), len(pages))
    can_submit = page == len(pages) and not review.missing
    whole = "Submit the amendment" if moved.because else "Submit the audit"
    submit = "" if not can_submit else whole if review.last else "Finish my part"
    ways_on = _ways_on(moved, page, len(pages), "" if in_window else submit)
    told = small_print(ONCE_SUBMITTED) if submit and review.last else ()
    return [*pages[page - 1], *ways_on, *told], submit


def _groups(moved: Moved, review: Review) -> Iterator[list[Block]]:
    title = small_print(moved.form.short_title)
    head = [header("Check your answers"), *title, *amendment(moved), *form_changed(moved, CHECK)]
    yield [*head, *quoted(review.note)]
    if review.missing:
        listed = "\n".join(f"• {question.text}" for question in review.missing)
        first = value(moved.id, moved.version, review.missing[0].id)
        yield [
            *words("*Before you can submit, these need an answer:*"),
            *quoted(listed),
            actions((Button("Answer the first of them", f"{names.GO_TO}-missing", first),)),
        ]
    if review.notices:
        yield [
            *words("*Worth another look:*"),
            *quoted("\n".join(f"• {notice}" for notice in review.notices)),
        ]
    for line in review.lines:
        yield list(_line(moved, line))


def _line(moved: Moved, line: Line) -> Iterator[Block]:
    """A question, and beside it the answer in plain text: nothing in it is a link or a mention."""
    answer = "\n".join(_answers(line)) or _EMPTY.get(line.settled, "")
    area = line.question.area is not None and line.values.get(line.question.slots[0].path) is None
    if area and line.values:  # a comment alone is no answer
        answer = f"{_EMPTY.get(line.settled, '')}. {answer}"
    if line.question.kind is QuestionKind.ACTIONS:
        answer = NO_MORE if line.settled is Settled.ANSWERED else "Not answered yet"
    at = value(moved.id, moved.version, line.question.id)
    question = mrkdwn(f"*{escape(shortened(line.question.text, _FIELD - 2))}*")
    cut = f" … ({len(answer):,} characters; press Change to see all of it)"
    shown_answer = [plain(escape(shortened(answer, _ANSWER, more=cut)))] if answer else []
    yield {
        "type": "section",
        "fields": [question, *shown_answer],
        "accessory": button(Button("Change", f"{names.GO_TO}-{line.question.id}"[:255], at)),
    }


def _answers(line: Line) -> Iterator[str]:
    for slot in line.question.slots:
        words_shown = shown(slot, line.values.get(slot.path))
        alone = len(line.question.slots) == 1 or slot in (line.question.slots[0], line.question.slots[-1])
        if words_shown:
            yield words_shown if alone else f"{slot.label} {words_shown}"


def _ways_on(moved: Moved, page: int, pages: int, submit: str) -> Iterator[Block]:
    def at(rest: str = "") -> str:
        return value(moved.id, moved.version, "check", rest)

    buttons = [Button("Back", names.BACK, at())]
    if page > 1:
        buttons.append(Button("Previous page", f"{names.PAGE}-previous", at(str(page - 1))))
    if page < pages:
        buttons.append(Button("Next page", f"{names.PAGE}-next", at(str(page + 1)), "primary"))
    elif submit:
        buttons.append(Button(submit, names.SUBMIT, at(), "primary"))
    buttons.append(Button("Save and leave", f"{names.MORE}-leave", at(names.LEAVE)))
    yield actions(tuple(buttons))
    if pages > 1:
        yield from small_print(f"Page {page} of {pages}.")
