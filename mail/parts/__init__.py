"""What is in a mail: its head, its words, and every attachment however deep."""

from mail.parts.body import BODY
from mail.parts.head import own_date
from mail.parts.mails import parse
from mail.parts.model import Address, Limits, Mail, Part
from mail.parts.walk import documents, part_at, with_bodies

__all__ = [
    "BODY",
    "Address",
    "Limits",
    "Mail",
    "Part",
    "documents",
    "own_date",
    "parse",
    "part_at",
    "with_bodies",
]
