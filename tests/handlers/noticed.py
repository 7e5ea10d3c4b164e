"""What notices are made from, with made-up values, and what they say."""

import datetime as dt
from typing import Any

from framework.escalation import Reason
from framework.pack import Pack
from framework.reading import Reading
from framework.words import Role
from handlers.about import (
    About,
    AuditFacts,
    MailFacts,
    RecipientFacts,
)
from handlers.notice import Nothing, Notice, Wait
from tests.handlers.council import (
    AUDITOR,
    HEAD,
    SUPPORT,
    people,
)

NOON = dt.datetime(2013, 7, 12, 12, 0, tzinfo=dt.UTC)
HEAD_WHY = "You are the Head of Service for First Response, and an audit was judged inadequate."


def facts(reading: Reading, pack: Pack, **more: Any) -> AuditFacts:
    given: dict[str, Any] = {
        "id": 12,
        "form": pack.form(reading.form or ""),
        "version": 1,
        "superseded": False,
        "replaced": False,
        "auditor_email": AUDITOR,
        "reading": reading,
        "recipients": (told(Role.HEAD_OF_SERVICE, HEAD, "Hugo Head", HEAD_WHY),),
    }
    return AuditFacts(**(given | more))


def told(
    role: Role, email: str, name: str, why: str = "Because.", kind: str = "escalation"
) -> RecipientFacts:
    return RecipientFacts(kind, role, email, name, why, None)


def untold(role: Role, reason: Reason, why: str = "Nobody holds the post.") -> RecipientFacts:
    return RecipientFacts("escalation", role, None, None, why, reason)


def about(kind: str, recipient: str = HEAD, **more: Any) -> About:
    posts = tuple(person for person in people() if person.email == recipient)
    given: dict[str, Any] = {"delivery_id": 7, "kind": kind, "recipient": recipient, "posts": posts}
    return About(**(given | more))


def mail(**more: Any) -> MailFacts:
    given: dict[str, Any] = {
        "id": 3,
        "mailbox": "audits",
        "sender": SUPPORT,
        "received": NOON,
        "state": "filed",
        "reason": "",
    }
    return MailFacts(**(given | more))


def said(found: Notice | Nothing | Wait) -> str:
    assert isinstance(found, Notice)
    values = [f"{fact.label}: {fact.value}" for fact in found.facts]
    return "\n".join([found.heading, *values, *found.paragraphs, found.footnote])
