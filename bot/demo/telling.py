"""What `auditbot demo --once` prints: each mail, what became of it, who was told, in which role, and why."""

import hashlib

import typer
from sqlalchemy import select

from bot.demo.build import Story
from framework.words import Role
from store.tables import Audit, Delivery, Message, Recipient
from store.unit_of_work import UnitOfWork

_AS = {
    "escalation": "was told",
    "action-notice": "was sent an action notice",
    "correction": "was sent a correction",
    "copy": "was sent a copy",
    "receipt": "was sent a receipt",
    "review": "was asked to look",
    "exception": "was asked to settle who must be told",
}


def tell_story(number: int, story: Story, work: UnitOfWork) -> None:
    """Print one sample mail's story."""
    message = work.session.scalars(
        select(Message).where(Message.sha256 == hashlib.sha256(story.raw).hexdigest())
    ).one()
    typer.echo(f"\n{number}. {story.about}")
    typer.echo(f"   {message.state}: {message.reason}")
    audits = [audit for audit in message.audits if audit.messages[0].id == message.id]
    for audit in audits:
        for recipient in audit.recipients:
            if recipient.untold:
                typer.echo(f"   – {Role(recipient.role).label}: {recipient.why}")
        for delivery in work.outbox.of_audit(audit.id):
            _tell_delivery(delivery, audit, work)
    for delivery in work.session.scalars(select(Delivery).where(Delivery.message_id == message.id)):
        _tell_delivery(delivery, None, work)


def _tell_delivery(delivery: Delivery, audit: Audit | None, work: UnitOfWork) -> None:
    posts = work.people.posts_of(delivery.recipient)
    name = posts[0].name if posts else delivery.recipient
    told = [r for r in audit.recipients if r.email == delivery.recipient and not r.untold] if audit else []
    roles = ", ".join(_role(r) for r in told) or (posts[0].role.label if posts else "not in the directory")
    how = {"slack": "in chat", "email": "by e-mail"}.get(delivery.channel or "", "")
    if delivery.state == "sent":
        typer.echo(f"   → {name} ({roles}) {_AS[delivery.kind]} {how}.")
    else:
        typer.echo(f"   → {name} ({roles}): not sent ({delivery.state}). {delivery.error}")
    for recipient in told:
        typer.echo(f"       {recipient.why}")


def _role(recipient: Recipient) -> str:
    return Role(recipient.role).label
