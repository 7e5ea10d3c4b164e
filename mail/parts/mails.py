"""The mail that some bytes are, be it as it was sent or as Outlook saved it."""

from dataclasses import replace
from email.message import Message
from itertools import islice

from mail.parts.head import describe
from mail.parts.leaves import leaves_of
from mail.parts.model import Mail
from mail.parts.names import file_name
from mail.parts.outlook.msg import is_outlook, open_outlook
from mail.parts.outlook.tnef import open_tnef
from mail.parts.tree import payload, structure

_LOOKED_AT = 50


def parse(raw: bytes) -> Mail:
    """The mail that these bytes are. What cannot be read is left empty and said in `defect`."""
    if is_outlook(raw):
        return open_outlook(raw).mail
    return described(*structure(raw))


def described(message: Message, defect: str = "") -> Mail:
    """The head and the words of a message taken apart; the words from Outlook's own packing if nowhere else."""
    mail = describe(message, defect)
    if mail.text or defect:
        return mail
    packed = (leaf for leaf, _ in islice(leaves_of(message), _LOOKED_AT) if is_packed(leaf))
    return replace(mail, text=next((open_tnef(payload(leaf)).mail.text for leaf in packed), ""))


def is_packed(leaf: Message) -> bool:
    """Whether a leaf says that it is Outlook's own packing."""
    declared = leaf.get_content_type()
    return declared in ("application/ms-tnef", "application/vnd.ms-tnef") or (
        file_name(leaf).lower() == "winmail.dat"
    )
