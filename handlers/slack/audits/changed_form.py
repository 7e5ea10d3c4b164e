"""A form that was changed meanwhile: what fits and what does not, and *Move over* or *Stay*."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from conversations.facts import Value
from conversations.moves import AskBack
from conversations.outcomes import AskAgain, Asking
from conversations.questions import Question
from conversations.result import shown
from conversations.typed import agreed
from framework.answers import key
from handlers.auditing.moving import Moved, NoSuchConversation, move
from handlers.auditing.moving_over import Offer, go_over, offer, remain
from handlers.blocks import Block, actions, escape, header, quoted, small_print, words
from handlers.notice import Button
from handlers.rendering import MESSAGE_CHARACTERS, SlackMessage
from handlers.slack.audits import names
from handlers.slack.audits.listening import NOT_THERE, after, person_of
from handlers.slack.audits.names import Clicked, clicked, value
from handlers.slack.audits.showing import in_window, show, show_anew
from handlers.slack.audits.window import over_the_question
from handlers.slack.views import paged
from handlers.slack.visiting import NOT_KNOWN, Desk, Did, Visitor, answer_alone, first_time, visitor_of

INTRO = (
    "Move over, and the answers that fit go with you. Stay, and the audit is finished with the form that you "
    "began. Either way nothing that you said is lost: it stays in the history of this audit."
)


def see_what_changed(desk: Desk, did: Did, click: Clicked, visitor: Visitor) -> None:
    """*See what changed*: what was filled in is kept first; then what moving over would do, page after page."""
    moved = after(desk, did, names.CHANGED, click, visitor)
    if isinstance(moved.outcome, AskAgain) and moved.outcome.words:
        show(desk, did, visitor, moved)  # words that could not be kept are not covered up
        return
    moved, told = offer(desk.store, desk.pack, click.conversation, person_of(visitor))
    if told is None:
        show(desk, did, visitor, moved)
        return
    asked = move(desk.store, desk.pack, click.conversation, AskBack(Asking.MOVE_OVER), person_of(visitor))
    moved = replace(moved, version=asked.version)
    page = int(click.rest) if click.rest.isdecimal() else 1
    message = offer_message(moved, told, page)
    if in_window(did):
        desk.slack.update_view(did.view_id, over_the_question(moved, list(message.blocks)))
    else:
        desk.slack.update(did.channel, did.message_ts, message)


def move_over(desk: Desk, did: Did, click: Clicked, visitor: Visitor) -> None:
    """*Move over*: the first question that is open now."""
    show(desk, did, visitor, go_over(desk.store, desk.pack, click.conversation, person_of(visitor)))


def stay(desk: Desk, did: Did, click: Clicked, visitor: Visitor) -> None:
    """*Stay with the form I began*: the question where it was."""
    show(desk, did, visitor, remain(desk.store, desk.pack, click.conversation, person_of(visitor)))


def wrote(desk: Desk, did: Did, visitor: Visitor, conversation: int) -> bool:
    """*Yes*, *move over*, *stay* as an answer to "Move over?"; False where the words are something else."""
    said = {"moveover": True, "stay": False}.get(key(did.value), agreed(did.value))
    if said is None:
        return False
    if first_time(desk, did):
        decide = go_over if said else remain
        show_anew(desk, did, visitor, decide(desk.store, desk.pack, conversation, person_of(visitor)))
    return True


def offer_message(moved: Moved, told: Offer, page: int = 1) -> SlackMessage:
    """One page of what moving over would do. What was said is shown, so that it can be copied."""
    pages = list(paged(_groups(told), characters=MESSAGE_CHARACTERS))
    page = min(max(page, 1), len(pages))
    blocks = [*pages[page - 1], *_ways(moved, page, len(pages))]
    return SlackMessage(f"{moved.form.short_title}: the form was changed", tuple(blocks))


def _groups(told: Offer) -> Iterator[list[Block]]:
    fit = told.fit
    answered = [each for each in fit.kept if _said(told.before[each.id], told.values)]
    count = f"{len(answered)} answers go" if len(answered) != 1 else "One answer goes"
    yield [header("The form was changed"), *quoted(INTRO), *quoted(f"{count} with you as they are.")]
    if fit.again:
        yield list(words("*Asked anew, because the question is another now:*"))
        for question in fit.again:
            yield [*_what_was_said(told, question), *small_print(f"Now: {question.text}")]
    if fit.gone:
        yield list(words("*Not asked any more:*"))
        yield from (_what_was_said(told, question) for question in fit.gone)
    if fit.new:
        yield list(words("*New:*"))
        yield from (list(quoted(f"• {question.text}")) for question in fit.new)


def _what_was_said(told: Offer, question: Question) -> list[Block]:
    before = told.before.get(question.id, question)
    said = _said(before, told.values) or "You have not answered this."
    return [*words(f"*{escape(before.text)}*"), *quoted(said)]


def _said(question: Question, values: Mapping[str, Value]) -> str:
    return "\n".join(words for slot in question.slots if (words := shown(slot, values.get(slot.path))))


def _ways(moved: Moved, page: int, pages: int) -> Iterator[Block]:
    def at(rest: str) -> str:
        return value(moved.id, moved.version, "", rest)

    if pages > 1:
        turns = [(page - 1, "Previous page", "previous"), (page + 1, "Next page", "next")]
        buttons = [
            Button(label, f"{names.CHANGED}-{which}", at(str(number)))
            for number, label, which in turns
            if 1 <= number <= pages
        ]
        yield actions(tuple(buttons))
        yield from small_print(f"Page {page} of {pages}.")
    yield actions(
        (
            Button("Move over", names.MOVE_OVER, at(""), "primary"),
            Button("Stay with the form I began", names.STAY, at("")),
            Button("Decide later", names.COME_BACK, at("")),
        )
    )


def _listener(do: Callable[[Desk, Did, Clicked, Visitor], None]) -> Callable[[Desk, Did], None]:
    def listen(desk: Desk, did: Did) -> None:
        click, visitor = clicked(did.value), visitor_of(desk, did.user)
        if visitor is None or click is None:
            answer_alone(desk, did, NOT_KNOWN if visitor is None else NOT_THERE)
            return
        if not first_time(desk, did):
            return
        try:
            do(desk, did, click, visitor)
        except NoSuchConversation:
            answer_alone(desk, did, NOT_THERE)

    return listen


LISTENERS: Mapping[str, Callable[[Desk, Did], None]] = {
    names.CHANGED: _listener(see_what_changed),
    names.MOVE_OVER: _listener(move_over),
    names.STAY: _listener(stay),
}
