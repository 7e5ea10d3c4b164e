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
from mail.parts.signed import signed_content
from mail.parts.tree import payload, structure

_LOOKED_AT = 50
_SIGNED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_SIGNED_IN_SIGNED = 3


def parse(raw: bytes) -> Mail:
    """The mail that these bytes are. What cannot be read is left empty and said in `defect`."""
    if is_outlook(raw):
        return open_outlook(raw).mail
    return described(*structure(raw))


def described(message: Message, defect: str = "", depth: int = 0) -> Mail:
    """The head and the words of a message taken apart; the words from Outlook's own packing, or from within a
    signature, if nowhere else."""
    mail = describe(message, defect)
    if mail.text or defect:
        return mail
    leaves = (leaf for leaf, _ in islice(leaves_of(message), _LOOKED_AT))
    return replace(mail, text=next((text for leaf in leaves if (text := _words_in(leaf, depth))), ""))


def _words_in(leaf: Message, depth: int) -> str:
    if is_packed(leaf):
        return open_tnef(payload(leaf)).mail.text
    if leaf.get_content_type() in _SIGNED and depth < _SIGNED_IN_SIGNED:
        return described(*structure(signed_content(payload(leaf)) or b""), depth + 1).text
    return ""


def is_packed(leaf: Message) -> bool:
    """Whether a leaf says that it is Outlook's own packing."""
    declared = leaf.get_content_type()
    return declared in ("application/ms-tnef", "application/vnd.ms-tnef") or (
        file_name(leaf).lower() == "winmail.dat"
    )
