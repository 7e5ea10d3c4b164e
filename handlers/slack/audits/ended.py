"""What is shown when a conversation rests: left, handed on, submitted, cancelled, refused."""

from conversations.engine import NO_EMERGENCY_LINE
from conversations.outcomes import AreYouSure, Ask, AskAgain, Asking, Done, Left, PartDone, Refused, Review
from conversations.turns import CHECK
from framework.outlines import ACTIONS
from handlers.auditing.moving import Moved
from handlers.blocks import Block, actions, escape, header, quoted, shortened, small_print, words
from handlers.notice import OPEN, Button
from handlers.recipients import who_is_told
from handlers.rendering import SlackMessage
from handlers.slack.audits import names
from handlers.slack.audits.check import check_message
from handlers.slack.audits.names import value
from handlers.slack.audits.screen import CUT, WORDS_SHOWN, question_message
from handlers.slack.desk.elements import input_block, text_input
from handlers.words import in_words
from store.outcomes import Outcome

RECORDED = "Thank you. The audit is recorded. It is on my Home tab, where you can amend it with a reason."
FEEDBACK = "{name} gets what may be shared, with the right of reply. Talk it over with them."
NO_FEEDBACK = (
    "The directory does not know {name}, so they hear nothing from me. Please go through the audit with them."
)
NO_ACCOUNT = (
    "Not in Slack: {names}. They get an e-mail without what was found, if e-mail is set up; if not, the Quality "
    "Assurance team is asked to tell them."
)
NOT_AN_ANSWER = "Please answer this first. What you wrote is not kept yet:"
NOBODY_TOLD = "The directory does not know whose practice was observed, so nobody could be told."
FOR_A_PERSON = (
    "Thank you. The audit is kept, and the Quality Assurance team has been asked to look at it before anybody is "
    "told."
)

AMENDED = (
    "Thank you. The amendment is recorded with your reason; the version before it stays in the history. Whoever "
    "was told of that, and whoever is to be told now, is being told."
)
UNCHANGED = (
    "Thank you. The audit says what it said before, so nobody is told again. What you changed beside it is "
    "kept."
)
CONFIDENTIAL = (
    "It is a confidential record of staff: nothing of what it says, and no document of it, comes into Slack. The "
    "Quality Assurance team can give you the document."
)
TELL_THEM = "Tell them now"
BY_WORDS = (
    "You may also write yes or no as a message. Anything else that you write is added to what they read."
)
TYPED = (
    "Your answers are no longer shown here. What you wrote as messages of your own stays until you delete it."
)


def message_of(moved: Moved, page: int = 1) -> SlackMessage:
    """Whatever a move came to, as the message in which the audit is shown."""
    match moved.outcome:
        case Done():
            return _done(moved)
        case PartDone():
            return _part_done(moved)
        case Left(message=message, over=over):
            return _sentence(moved, message) if over else _resting(moved, message)
        case AreYouSure(what=Asking.WORRIED) as asked:
            title = moved.form.short_title
            return SlackMessage(escape(title), (header(title), *worried_blocks(moved, asked)))
        case AreYouSure() as asked:
            return _sure(moved, asked)
        case Refused(reason=reason):
            return _sentence(moved, reason)
        case Review():
            return check_message(moved, page)
        case Ask() | AskAgain():
            return question_message(moved)


def _sentence(moved: Moved, sentence: str, *more: Block) -> SlackMessage:
    title = moved.form.short_title
    return SlackMessage(escape(title), (header(title), *quoted(sentence), *more))


def _resting(moved: Moved, sentence: str, question: str = "") -> SlackMessage:
    back = Button("Go on with it", names.COME_BACK, value(moved.id, moved.version, question), "primary")
    return _sentence(moved, sentence, actions((back,)))


def _part_done(moved: Moved) -> SlackMessage:
    """Whose the next part is, and the way to it for one of them; nobody known, the way to hand it over."""
    at = value(moved.id, moved.version, "")
    buttons = [Button("Go on with it", names.COME_BACK, at, "primary")] if moved.next_too else []
    if moved.awaited:
        have = "has" if len(moved.awaited) == 1 else "have"
        told = f"{in_words(list(moved.awaited))} {have} been told that the feedback session is next."
        told += " Open it when you sit together." if moved.next_too else ""
    else:
        told = f"{NOBODY_TOLD} Hand it over to the line manager, or go on with it when you sit together."
        buttons.append(Button("Hand it over", names.HAND_OVER, at))
    rows = [actions(tuple(buttons))] if buttons else []
    return _sentence(moved, f"Your part is finished. {told}", *rows)


def _sure(moved: Moved, asked: AreYouSure) -> SlackMessage:
    """A question of the bot's own, with a button for each answer, and what was written that was none."""
    wrote = [*small_print(NOT_AN_ANSWER), *quoted(shortened(asked.words, WORDS_SHOWN, more=CUT))]
    how = small_print("You may also write yes or no.")
    return _sentence(
        moved, asked.message, *(wrote if asked.words else ()), actions(_answers(moved, asked)), *how
    )


def worried_blocks(moved: Moved, asked: AreYouSure, *, in_window: bool = False) -> list[Block]:
    """Who is told, before they are, with a line to write; so that one tap tells nobody by mistake.

    A window tells them by its own button.
    """
    at = value(moved.id, moved.version, "")
    tell = Button(TELL_THEM, names.TELL, at, "danger")
    back = Button("No, go on with the audit", names.COME_BACK, at)
    wrote = [*small_print("What you wrote:"), *quoted(shortened(asked.words, WORDS_SHOWN, more=CUT))]
    line = input_block(
        names.WORRY,
        "Anything to add?" if asked.words else "What worries you, in a line?",
        text_input(lines=True),
        hint="They read your words with your name.",
        optional=True,
    )
    return [
        *words(f"*{escape(asked.message)}*"),
        *quoted(NO_EMERGENCY_LINE),
        *(wrote if asked.words else ()),
        line,
        actions((back,) if in_window else (tell, back)),
        *small_print(BY_WORDS),
    ]


def _answers(moved: Moved, asked: AreYouSure) -> tuple[Button, ...]:
    def at(question: str = "", rest: str = "") -> str:
        return value(moved.id, moved.version, question, rest)

    match asked.what:
        case Asking.NO_ACTION:
            return (
                Button("Yes, submit it", names.SUBMIT, at(CHECK), "primary"),
                Button("No, add an action", f"{names.GO_TO}-new", at(ACTIONS, "actions.new")),
            )
        case Asking.MOVE_OVER:
            return (
                Button("Move over", names.MOVE_OVER, at(), "primary"),
                Button("Stay with the form I began", names.STAY, at()),
                Button("Decide later", names.COME_BACK, at()),
            )
        case Asking.HAND_OVER:
            people = (
                Button(
                    f"Yes, {each.label}" if len(asked.choices) == 1 else each.label,
                    f"{names.HAND_TO}-{n}",
                    at("", each.id),
                )
                for n, each in enumerate(asked.choices, start=1)
            )
            return (*people, Button("No, keep it", names.COME_BACK, at()))
        case _:
            return (
                Button("No, go on with it", names.COME_BACK, at()),
                Button("Yes, cancel it", f"{names.MORE}-sure", at("", names.SURE), "danger"),
            )


def _done(moved: Moved) -> SlackMessage:
    said = _SAID.get(moved.recorded, RECORDED) if moved.recorded else RECORDED
    more = [] if moved.audit_id is None else [actions((Button("Open", OPEN, str(moved.audit_id)),))]
    confidential = quoted(CONFIDENTIAL) if moved.form.confidential else ()
    return _sentence(moved, said, *quoted(_who_hears(moved)), *confidential, *more, *small_print(TYPED))


def _who_hears(moved: Moved) -> str:
    """Who is told of what was recorded, by name; and whoever cannot be told so."""
    if moved.recorded not in (None, Outcome.RECORDED, Outcome.CORRECTED):
        return ""
    sentences = [who_is_told(moved.told)] if moved.recorded else []
    if moved.feedback:
        name, email = moved.feedback
        sentences.append((FEEDBACK if email else NO_FEEDBACK).format(name=name))
    if moved.without_account:
        sentences.append(NO_ACCOUNT.format(names=in_words(list(moved.without_account))))
    return "\n".join(sentences)


_SAID = {
    Outcome.REVIEW: FOR_A_PERSON,
    Outcome.CORRECTED: AMENDED,
    Outcome.DUPLICATE: UNCHANGED,
}
