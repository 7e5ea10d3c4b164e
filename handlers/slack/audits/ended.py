"""What is shown when a conversation rests: left, handed on, submitted, cancelled, refused."""

from conversations.outcomes import AreYouSure, Ask, AskAgain, Done, Left, PartDone, Refused, Review
from handlers.auditing.moving import Moved
from handlers.blocks import Block, actions, escape, header, quoted
from handlers.notice import OPEN, Button
from handlers.rendering import SlackMessage
from handlers.slack.audits import names
from handlers.slack.audits.check import check_message
from handlers.slack.audits.names import value
from handlers.slack.audits.screen import question_message
from store.outcomes import Outcome

RECORDED = (
    "Thank you. The audit is recorded, and those whom the framework names are being told. It is on my Home tab, "
    "where you can amend it with a reason."
)
FOR_A_PERSON = (
    "Thank you. The audit is kept, and the Quality Assurance team has been asked to look at it before anybody is "
    "told."
)


def message_of(moved: Moved, page: int = 1) -> SlackMessage:
    """Whatever a move came to, as the message in which the audit is shown."""
    match moved.outcome:
        case Done():
            return _done(moved)
        case PartDone(next_part=following):
            told = "Your part is finished. Whoever does the next part finds it among the audits on their Home tab."
            return _resting(moved, told, following)
        case Left(message=message, over=over):
            return _sentence(moved, message) if over else _resting(moved, message)
        case AreYouSure(message=message):
            return _sure(moved, message)
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


def _sure(moved: Moved, sentence: str) -> SlackMessage:
    at = (moved.id, moved.version, "")
    buttons = (
        Button("No, go on with it", names.COME_BACK, value(*at)),
        Button("Yes, cancel it", f"{names.MORE}-sure", value(*at, names.SURE), "danger"),
    )
    return _sentence(moved, sentence, actions(buttons))


def _done(moved: Moved) -> SlackMessage:
    looked_at_first = moved.recorded is Outcome.REVIEW
    more = [] if moved.audit_id is None else [actions((Button("Open", OPEN, str(moved.audit_id)),))]
    return _sentence(moved, FOR_A_PERSON if looked_at_first else RECORDED, *more)
