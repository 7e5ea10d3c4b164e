"""The body of a mail as a document that may hold an audit tool: without what it only quotes."""

import hashlib
import re
import textwrap
from collections.abc import Sequence
from itertools import accumulate

from lxml import etree

from mail.parts.cutting import cut, is_in_cell, lines_of
from mail.parts.ending import without_ending
from mail.parts.model import Part, Texts
from mail.parts.outlook.rtf import words_of_rtf
from mail.parts.quoting import Quoting
from mail.parts.texts import texts_of
from mail.parts.tree import structure
from mail.parts.words import tree_of, words_of_html

BODY = "body of the mail"
_FEWEST_LINES = 12  # what an audit tool has at least; most mails have fewer, and are looked at no further
_FEWEST_LETTERS = 300
_MARK = "\ufeff"  # says that the bytes are UTF-8, whatever the page says of itself
_QUOTE = re.compile(r"^(?:> ?)+")
_HEAD = "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; "
_BETWEEN = "the_same_in_another_form"


def body_of(subject: str, texts: Texts) -> Part | None:
    """What a mail of that subject says in its body; None where that is too little to be an audit tool.

    As HTML if it has any, with its plain text beside it, to be held against it. Of what it quotes, only what it
    forwards stays, without the lines that name the mail that is forwarded, and without the signature under it.
    """
    page = _of_html(texts.html, subject)
    text = _of_text(texts.text, subject)
    if page and text:
        return _part(_both(page, text), "html")
    if page:
        return _part((_MARK + page).encode(errors="replace"), "html")
    if texts.rtf and (whole := _of_rtf(texts.rtf, subject)):
        return _part(whole, "rtf")
    text = text or _of_text(words_of_rtf(texts.rtf) if texts.rtf else "", subject)
    return _part((_MARK + text).encode(errors="replace"), "text") if text else None


def is_body_at(path: str) -> bool:
    """Whether what lies at a path is what a mail says itself."""
    return re.fullmatch(rf"{BODY}(?: \(\d+\))?", path.rpartition("/")[2]) is not None


def words_in(body: bytes) -> str:
    """What a body says, for a person to look at: as its plain text, else as the words of its page."""
    if body.startswith(_HEAD.encode()):
        texts = texts_of(structure(body)[0])
        return texts.text.removeprefix(_MARK)
    if body.startswith(b"{\\rtf"):
        return words_of_rtf(body.decode("latin-1"))
    said = body.decode(errors="replace").removeprefix(_MARK)
    return words_of_html(said) if said.startswith("<html") else said


def quotes_much(subject: str, text: str) -> bool:
    """Whether what a mail only quotes, and what is therefore not read, is as long as an audit tool."""
    if is_little(text):
        return False
    kept = {number for each in Quoting(subject, text).kept() for number in each}
    return not is_little("\n".join(ln for number, ln in enumerate(text.split("\n")) if number not in kept))


def is_little(text: str) -> bool:
    """Whether a text is shorter than any audit tool."""
    return len(text) < _FEWEST_LETTERS or sum(bool(line.strip()) for line in text.split("\n")) < _FEWEST_LINES


def _part(content: bytes, kind: str) -> Part:
    digest = hashlib.sha256(content).hexdigest()
    return Part(BODY, BODY, content, digest, f"text/{kind}", kind)


def _both(page: str, text: str) -> bytes:
    """The page and its text as one document, the same whenever they are the same; not encoded, so that a virus
    scanner sees the words."""
    between = _BETWEEN
    while between in page or between in text:
        between += "_"
    parts = "".join(
        f"--{between}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{content}\r\n"
        for kind, content in (("plain", text), ("html", page))
    )
    head = f'{_HEAD}boundary="{between}"\r\n\r\n'
    return f"{head}{parts}--{between}--\r\n".encode(errors="replace")


def _of_text(text: str, subject: str) -> str:
    """The text without what it quotes; "" if little is left."""
    if is_little(text):
        return ""
    lines = text.split("\n")
    pieces: list[str] = []
    for kept in Quoting(subject, text).kept():
        bare = [_QUOTE.sub("", line) for line in lines[kept.start : kept.stop]]
        pieces.append(textwrap.dedent("\n".join(bare[: without_ending(bare)])))
    made = "\n".join(pieces)
    return "" if is_little(made) else made


def _of_rtf(rtf: str, subject: str) -> bytes:
    """Rich text as it is, if nothing in it is quoted; nothing if it is too little, or has to be cut."""
    words = "" if "\\fromtext" in rtf[:2_000] else words_of_rtf(rtf)
    if is_little(words):
        return b""
    lines = len(words.split("\n"))
    is_whole = Quoting(subject, words).kept() == [range(lines)] and without_ending(words.split("\n")) == lines
    return rtf.encode("latin-1", errors="replace") if is_whole else b""


def _of_html(html: str, subject: str) -> str:
    """The page without what it quotes; "" if little is left."""
    root = tree_of(html) if len(html) >= _FEWEST_LETTERS else None
    if root is None:
        return ""
    found = lines_of(root)
    lines = [line.shown for line in found]
    if is_little("\n".join(lines)):
        return ""
    kept = Quoting(subject, "\n".join(lines)).kept()
    places = [0, *accumulate(line.letters for line in found)]
    kept[-1] = _without_ending(root, lines, kept[-1], places)
    if is_little("\n".join(line for each in kept for line in lines[each.start : each.stop])):
        return ""
    if pieces := _left_out(kept, places):
        cut(root, pieces)
    return etree.tostring(root, method="html", encoding="unicode", with_tail=False)


def _without_ending(root: etree._Element, lines: Sequence[str], kept: range, places: Sequence[int]) -> range:
    """The lines without a signature, unless it stands in a table: then it is a comment's."""
    stop = kept.start + without_ending([_QUOTE.sub("", line) for line in lines[kept.start : kept.stop]])
    is_one = stop < kept.stop and not is_in_cell(root, places[stop])
    return range(kept.start, stop) if is_one else kept


def _left_out(kept: Sequence[range], places: Sequence[int]) -> list[tuple[int, int | None]]:
    """From where to where words are to be cut out."""
    pieces: list[tuple[int, int | None]] = []
    at = 0
    for each in kept:
        if places[each.start] > places[at]:
            pieces.append((places[at], places[each.start]))
        at = each.stop
    if places[at] < places[-1]:
        pieces.append((places[at], None))
    return pieces
