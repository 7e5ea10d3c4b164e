"""The body of a mail as a document that may hold an audit tool: without what it only quotes."""

import hashlib
import re
from collections.abc import Iterator
from email.message import Message
from itertools import pairwise

from lxml import etree

from mail.parts.leaves import leaves_of
from mail.parts.model import Mail, Part
from mail.parts.names import decode_text
from mail.parts.quoting import Quoting
from mail.parts.tree import charset, is_body, payload
from mail.parts.words import LONGEST, tree_of, words_of_html

BODY = "body of the mail"
_FEWEST_LINES = 12  # what an audit tool has at least; most mails have fewer, and are looked at no further
_FEWEST_LETTERS = 300
_LINES = frozenset({"p", "div", "li", "h1", "h2", "h3", "td", "th", "blockquote", "span", "b", "font", "a"})
_MARK = "\ufeff".encode()  # says that the bytes are UTF-8, whatever the page says of itself
_QUOTE = re.compile(r"^(?:> ?)+")


def body_of(mail: Mail, message: Message | None) -> Part | None:
    """What a mail says in its body, as HTML if it has any; None where that is too little to be an audit tool.

    `message` is the tree that it was taken apart into, None for one of Outlook's own. Of what it quotes, only what
    it forwards stays, without the lines that name the mail that is forwarded.
    """
    html = "" if mail.defect or message is None else _html_in(message)
    if html:
        kept = _of_html(html, mail.subject)
        return None if kept is None else _part(_MARK + kept.encode(errors="replace"), "html", mail)
    text = "" if _is_little(mail.text) else _of_text(mail.text, mail.subject)
    return None if _is_little(text) else _part(_MARK + text.encode(errors="replace"), "text", mail)


def _is_little(text: str) -> bool:
    return len(text) < _FEWEST_LETTERS or sum(bool(line.strip()) for line in text.split("\n")) < _FEWEST_LINES


def _html_in(message: Message) -> str:
    for leaf, _ in leaves_of(message):
        if leaf.get_content_type() == "text/html" and is_body(leaf):
            return decode_text(payload(leaf)[: LONGEST + 1], charset(leaf))
    return ""


def _part(content: bytes, kind: str, mail: Mail) -> Part:
    digest = hashlib.sha256(content).hexdigest()
    return Part(BODY, BODY, content, digest, f"text/{kind}", kind, sent=mail.date)


def _of_text(text: str, subject: str) -> str:
    lines = text.split("\n")
    kept = [
        line for lines_of in Quoting(subject, text).kept() for line in lines[lines_of.start : lines_of.stop]
    ]
    return "\n".join(_QUOTE.sub("", line) for line in kept)


def _of_html(html: str, subject: str) -> str | None:
    """The page without what it quotes; None if little is left, or where that begins cannot be found again."""
    if len(html) < _FEWEST_LETTERS:
        return None
    text = words_of_html(html)
    if _is_little(text):
        return None
    lines = text.split("\n")
    kept = Quoting(subject, text).kept()
    if _is_little("\n".join(line for each in kept for line in lines[each.start : each.stop])):
        return None
    end = kept[-1].stop
    between = {line for one, other in pairwise(kept) for line in lines[one.stop : other.start]}
    root = tree_of(html)
    if root is None:
        return None
    if end < len(lines) and any(line.strip() for line in lines[end:]):
        marker = next(line for line in lines[end:] if line.strip())
        begins = next((each for each in root.iter(*_LINES) if _is_at(each, marker)), None)
        if begins is None:
            return None
        _cut_from(begins)
    most = sum(map(len, between)) + 2 * len(between)
    for each in list(root.iter("p", "div")) if between else ():
        if len(_beginning(each, most)) > most:
            continue
        said = {line for line in words_of_html(_source(each)).split("\n") if line.strip()}
        if said and said <= between:
            _remove(each)
    return _source(root)


def _source(element: etree._Element) -> str:
    return etree.tostring(element, method="html", encoding="unicode", with_tail=False)


def _is_at(element: etree._Element, line: str) -> bool:
    """Whether a line of the page's words is the first of an element."""
    wanted = "".join(line.split())
    return _beginning(element, len(wanted))[: len(wanted)] == wanted


def _beginning(element: etree._Element, most: int) -> str:
    """The letters that an element begins with, without spaces, and no more of its words than needed."""
    found = ""
    for _, each in etree.iterwalk(element, events=("start",)):
        found += "".join((each.text or "").split()) if isinstance(each.tag, str) else ""
        for after in () if len(each) else _tails(each, element):
            found += "".join(after.split())
        if len(found) > most:
            break
    return found


def _tails(leaf: etree._Element, top: etree._Element) -> Iterator[str]:
    """What follows an element up to the next one that begins, going up as far as the last of its kind does."""
    at: etree._Element | None = leaf
    while at is not None and at is not top:
        yield at.tail or ""
        at = at.getparent() if at.getnext() is None else None


def _cut_from(element: etree._Element) -> None:
    """Takes away an element, and all that comes after it."""
    at: etree._Element | None = element
    while at is not None and (above := at.getparent()) is not None:
        for after in list(at.itersiblings()):
            above.remove(after)
        at.tail = None
        at = above
    _remove(element)


def _remove(element: etree._Element) -> None:
    above = element.getparent()
    if above is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        above.text = (above.text or "") + element.tail
    above.remove(element)
