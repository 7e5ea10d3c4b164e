"""Correcting a value of a reading by hand: what a person wrote is understood as the reader understands it."""

import datetime as dt

from framework.forms import Form
from framework.pack import Pack
from framework.reading import Reading


class NotAValue(ValueError):
    """What was written is no value for that place; the text says why, in plain words, and what would be one."""


def correct(
    form: Form,
    reading: Reading,
    where: str,
    written: str,
    *,
    pack: Pack,
    today: dt.date,
    service_area: str | None = None,
) -> Reading:
    """`reading` with the value at `where` as a person wrote it, its problem taken out, checked again."""
    raise NotAValue("Nothing can be corrected yet.")
