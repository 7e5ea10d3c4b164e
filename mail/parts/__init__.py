"""What is in a mail: its head, its words, and every attachment however deep."""

from mail.parts.body import BODY, is_body_at, quotes_much, words_in
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
    "is_body_at",
    "own_date",
    "parse",
    "part_at",
    "quotes_much",
    "with_bodies",
    "words_in",
]
