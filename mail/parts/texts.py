"""What a mail says itself, as the page and as the plain text that it comes with."""

from collections.abc import Sequence
from email.message import Message

from mail.parts.model import Texts
from mail.parts.names import decode_text
from mail.parts.tree import DEEPEST, charset, children, is_body, param, payload
from mail.parts.words import LONGEST, words_of_html
from mail.parts.written import apart


def texts_of(message: Message, depth: int = 0) -> Texts:
    """The words of a mail's tree in both forms, without the mails and files attached to it.

    Of an alternative, its page and its text; else one after the other, with the words of a page where a part of
    them has no text of its own. Only a mail of pages alone is without any.
    """
    if message.get_content_maintype() == "message" or depth > DEEPEST:
        return Texts()
    inside = children(message)
    if not inside:
        return _of_leaf(message) if is_body(message) else Texts()
    found = [texts_of(child, depth + 1) for child in inside]
    if message.get_content_type() == "multipart/alternative":
        return Texts(_last([each.html for each in found]), next((e.text for e in found if e.text), ""))
    pages = [each.html for each in found if each.html]
    if not any(each.text for each in found):
        return Texts("\n".join(pages))
    texts = [each.text or words_of_html(each.html) for each in found]
    return Texts("\n".join(pages), "\n\n".join(text for text in texts if text))


def plain(leaf: Message, content: bytes) -> str:
    """The text that the bytes of a text/plain leaf are, its lines as they were before they were wrapped for it."""
    text = decode_text(content, charset(leaf)).replace("\r\n", "\n")
    if param(leaf, "format").lower() != "flowed":
        return text
    return unwrapped(text, delsp=param(leaf, "delsp").lower() == "yes")


def unwrapped(text: str, *, delsp: bool = False) -> str:
    """A text of format=flowed (RFC 3676) with its paragraphs in one line each, and their marks of quotation."""
    made: list[list[str]] = []
    goes_on = -1  # the depth of the line that goes on
    for line in text.split("\n"):
        marks, words = _parts(line)
        depth = len(marks)
        flows = words.endswith(" ") and words != "-- "
        said = words[:-1] if flows and delsp else words
        if goes_on == depth and words != "-- ":
            made[-1].append(said)
        else:
            made.append([f"{marks} {said}" if marks else said])
        goes_on = depth if flows else -1
    return "\n".join("".join(pieces) for pieces in made)


def _parts(line: str) -> tuple[str, str]:
    """The marks of quotation, and the words without the space that keeps them from being marks."""
    words = line.lstrip(">")
    return line[: len(line) - len(words)], words.removeprefix(" ")


def _of_leaf(leaf: Message) -> Texts:
    content = payload(leaf)
    if leaf.get_content_type() == "text/html":
        return Texts(html=decode_text(content[: LONGEST + 1], charset(leaf)))
    if leaf.get_content_type() != "text/plain":
        return Texts()
    return Texts(text=plain(leaf, apart(content[: LONGEST + 1])[0]))


def _last(pages: Sequence[str]) -> str:
    return next((page for page in reversed(pages) if page), "")
