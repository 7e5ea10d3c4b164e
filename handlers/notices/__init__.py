"""Every notification: one small function for each kind, which returns its content or says why there is none."""

from collections.abc import Callable

from handlers.about import About
from handlers.notice import Nothing, Notice, Wait
from handlers.notices.concern import concern
from handlers.notices.copies import observation_copy
from handlers.notices.correction import correction
from handlers.notices.desk_reminder import desk_reminder
from handlers.notices.difference import difference
from handlers.notices.escalation import escalation
from handlers.notices.exception import exception
from handlers.notices.feedback import replied, shared
from handlers.notices.held import handed_over, your_part
from handlers.notices.moderation import moderated, moderation
from handlers.notices.question import question
from handlers.notices.receipt import receipt
from handlers.notices.record import duties, duties_reminder, record_copy
from handlers.notices.reopened import reopened
from handlers.notices.review import review
from handlers.notices.settled import settled
from handlers.notices.trouble import trouble, trouble_over
from handlers.notices.unreached import unreached
from handlers.notices.withdrawal import withdrawal

KINDS: dict[str, Callable[[About], Notice | Nothing | Wait]] = {
    "escalation": escalation,
    "action-notice": escalation,
    "correction": correction,
    "copy": observation_copy,
    "concern": concern,
    "handed-over": handed_over,
    "your-part": your_part,
    "moderation": moderation,
    "moderated": moderated,
    "shared": shared,
    "unreached": unreached,
    "reply": replied,
    "exception": exception,
    "review": review,
    "receipt": receipt,
    "question": question,
    "settled": settled,
    "reopened": reopened,
    "withdrawal": withdrawal,
    "desk-reminder": desk_reminder,
    "trouble": trouble,
    "trouble-over": trouble_over,
    "difference": difference,
    "duties": duties,
    "duties-reminder": duties_reminder,
    "record-copy": record_copy,
}
TO_THE_QA_TEAM = ("exception", "review", "trouble", "trouble-over", "difference", "moderation")
TO_SENDERS = ("receipt", "question", "settled", "reopened")


def notice_of(about: About) -> Notice | Nothing | Wait:
    """The notice as it is true now. KeyError for a kind that there is not.

    Whoever has left is told nothing. Whoever sent a mail is told of it though they never were in the directory.
    """
    stranger = about.kind in TO_SENDERS and not about.posts
    if not about.works_here and not stranger:
        return Nothing("the recipient is not active in the directory any more", gone=True)
    return KINDS[about.kind](about)
