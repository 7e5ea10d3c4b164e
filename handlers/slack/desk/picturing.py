"""The pages of an attachment as pictures, into the direct messages of whoever asked for them."""

from collections.abc import Sequence

from framework.reading import Reading
from handlers.slack.desk import wording
from handlers.slack.desk.doing import draw, page_of
from handlers.slack.desk.looking import NotForYou, the_item
from handlers.slack.desk.steps import Said
from handlers.slack.errors import SlackTrouble
from handlers.slack.visiting import Desk, Did, Visitor, first_time, visitor_of
from mail.cut_outs import cut_outs
from mail.parts import is_body_at, part_at
from mail.pictures import NoPictures, Picture, pictures, words_of_body
from store.review import NoSuchItem, Refused
from store.unit_of_work import UnitOfWork, in_one_transaction

_COMMENT = "What was read from the scan of mail {}, as you compare it at the review desk."
SENT = "The pages are in your direct messages with me. They stay there until you delete them."
NOT_SENT = "The pages could not be sent to you just now. Please try again in a minute."
GONE = "The attachment could not be found again in the mail."


def show_pages(desk: Desk, did: Did) -> None:
    """*Show the pages*: drawn, sent to them alone, and logged."""
    if not first_time(desk, did):
        return
    said = Said.of(did.value, {})
    visitor = visitor_of(desk, did.user)
    happened = _send(desk, did, visitor, said) if visitor else ""
    draw(desk, did, said.part(0), page_of(did.context), happened)


def cut_and_sent(
    desk: Desk, user: str, visitor: Visitor, said: Said, wheres: Sequence[str]
) -> dict[str, str]:
    """What the values at `wheres` of a waiting audit were read from, cut out of the page, sent to them alone.

    `said` names the item and the audit. The pictures' ids (Slack's files) by place; nothing where it cannot be.
    """
    try:
        raw, reading = in_one_transaction(desk.store, lambda work: _scan(desk, work, visitor, said))
        found = {where: reading.evidence[where].region for where in wheres if where in reading.evidence}
        regions = {where: region for where, region in found.items() if region is not None}
        part = part_at(raw, reading.part)
        if part is None or not regions:
            return {}
        cut = cut_outs(part.content, list(regions.values()))
        files = [
            (f"mail-{said.item}-{where.replace('.', '-')}.png", each)
            for where, each in zip(regions, cut, strict=False)
        ]
        ids = desk.slack.upload(desk.slack.direct_message(user), files, _COMMENT.format(said.item))
    except (NotForYou, Refused, NoPictures, SlackTrouble):
        return {}
    return dict(zip(regions, ids, strict=False))


def _scan(desk: Desk, work: UnitOfWork, visitor: Visitor, said: Said) -> tuple[bytes, Reading]:
    item = the_item(work, desk.pack, visitor, said.item)
    if item.confidential:
        raise NoSuchItem(wording.CONFIDENTIAL)
    work.log.add("review-opened", f"message {item.id}", who=visitor.email, audit=said.number(2))
    return work.messages.raw(work.messages.get(item.id)), item.audit(said.number(2)).reading


def _send(desk: Desk, did: Did, visitor: Visitor, said: Said) -> str:
    try:
        raw, path = in_one_transaction(desk.store, lambda work: _attachment(desk, work, visitor, said))
        drawn = _drawn(raw, path)
    except NotForYou:
        return ""
    except (Refused, NoPictures) as refusal:
        return str(refusal)
    files = [(f"mail-{said.item}-page-{each.number}.{each.kind}", each.content) for each in drawn]
    comment = f"The pages of an attachment of mail {said.item}, as you asked at the review desk."
    try:
        desk.slack.upload(desk.slack.direct_message(did.user), files, comment)
    except SlackTrouble:
        return NOT_SENT
    return SENT


def _attachment(desk: Desk, work: UnitOfWork, visitor: Visitor, said: Said) -> tuple[bytes, str]:
    """The mail's bytes and the attachment's path; the look is logged."""
    item = the_item(work, desk.pack, visitor, said.item)
    if item.confidential:
        raise NoSuchItem(wording.CONFIDENTIAL)
    if said.number(1) >= len(item.attachments):
        raise NoSuchItem(GONE)
    work.log.add("review-opened", f"message {item.id}", who=visitor.email, pages=said.number(1))
    return work.messages.raw(work.messages.get(item.id)), item.attachments[said.number(1)].path


def _drawn(raw: bytes, path: str) -> list[Picture]:
    part = part_at(raw, path)
    if part is None:
        raise NoPictures(GONE)
    return words_of_body(part.content) if is_body_at(path) else pictures(part.content)
