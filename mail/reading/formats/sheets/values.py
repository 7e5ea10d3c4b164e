"""What a cell of a sheet shows for the number in it: plain numbers as they are, dates in British order."""

import re
from datetime import datetime, time, timedelta

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

UNKNOWN = "\ufffd"  # for what a cell would show, where the file does not say
_OWN = {14: "dd/mm/yyyy", 22: "dd/mm/yyyy hh:mm"}  # these follow the country of whoever looks
_NOT_TOKENS = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')


def format_of(number: int, own: dict[int, str]) -> str:
    """The format code of a number; `own` are those that the file defines."""
    return own.get(number) or _OWN.get(number) or BUILTIN_FORMATS.get(number, "General")


def shown(value: str, code: str, *, since_1904: bool = False) -> tuple[str, str]:
    """What a number shows under a format, and the day as ISO where it is a whole date (day, month and year)."""
    try:
        number = float(value)
    except ValueError:
        return value, ""
    if is_date_format(code):
        return _date(number, code, since_1904=since_1904)
    if not re.search(r"[0#?@]|general", _NOT_TOKENS.sub("", _section(number, code)), re.IGNORECASE):
        return UNKNOWN, ""  # the format shows nothing of the number, or words of its own
    if "%" in _NOT_TOKENS.sub("", code):
        return f"{_plain(number * 100)}%", ""
    if re.fullmatch(r"0+", code) and number >= 0 and number.is_integer():
        return f"{int(number):0{len(code)}d}", ""
    return _plain(number), ""


def _section(number: float, code: str) -> str:
    """The part of a format that is for numbers like this one: above zero, below, or zero."""
    sections = code.split(";")[:3]
    at = 1 if number < 0 else 2 if number == 0 else 0
    return sections[at] if at < len(sections) else sections[0]


def _plain(number: float) -> str:
    return str(int(number)) if number.is_integer() else f"{number:.12g}"


def _date(number: float, code: str, *, since_1904: bool) -> tuple[str, str]:
    try:
        when = from_excel(number, MAC_EPOCH if since_1904 else WINDOWS_EPOCH)
    except (ValueError, OverflowError):
        return _plain(number), ""
    tokens = _NOT_TOKENS.sub("", code.partition(";")[0]).casefold()
    if isinstance(when, time):
        return f"{when:%H:%M}", ""
    if isinstance(when, timedelta) or not isinstance(when, datetime):
        return _plain(number), ""
    has = {letter for letter in "dyh" if letter in tokens}
    if {"d", "y"} <= has:
        clock = f" {when:%H:%M}" if "h" in has and when.time() != time() else ""
        return f"{when:%d/%m/%Y}{clock}", f"{when:%Y-%m-%d}"
    if "d" in has:
        return f"{when.day} {when:%b}", ""
    return (f"{when:%b %Y}" if "y" in has else f"{when:%H:%M}"), ""
