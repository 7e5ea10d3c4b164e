"""Reading a page that came with the same as plain text: what the two differ in is a doubt."""

import re
from collections.abc import Iterator

from framework.pack import Pack
from framework.reading import Problem, Reading
from mail.reading.audit_tool.reading import read_document
from mail.reading.audit_tool.second_opinion import compare
from mail.reading.document import Document, paragraphs_of
from mail.reading.formats.texts.web_archive import open_web_archive, read_beside

_FEWEST = 40  # words of a text that is more than "this mail needs a program that shows pages"
_WORD = re.compile(r"\w+")
_NOT_SAID = re.compile(r"<(?:https?|mailto|file):[^>\s]*>|\[(?:cid|image):[^\]]*\]", re.IGNORECASE)


def read_archive(content: bytes, name: str, pack: Pack) -> list[Reading]:
    """The audit tools in a web page archive, or in the body of a mail. NotReadable if there is no page in it.

    The page is read. Its plain text, if it does not say word for word the same, is read too, and held against it;
    where it alone holds an audit tool, that is read.
    """
    archive = open_web_archive(content)
    archive.page.left_out = archive.page.left_out or archive.holds_files
    first = read_document(archive.page, pack, file=name, part=name)
    words = list(_words_of_text(archive.text))
    if len(words) < _FEWEST or words == list(_words(archive.page)):
        return first
    second = read_document(read_beside(archive), pack, file=name, part=name)
    if not first:
        return [reading.with_problems(_ONLY_TEXT) for reading in second]
    if not second:
        return [reading.with_problems(_ONLY_PAGE) for reading in first]
    return compare(first, second)


def _words(document: Document) -> Iterator[str]:
    for paragraph in paragraphs_of(document.blocks):
        yield from _WORD.findall(paragraph.text.casefold())


def _words_of_text(text: str) -> Iterator[str]:
    yield from _WORD.findall(_NOT_SAID.sub(" ", text).casefold())


_ONLY_TEXT = Problem(
    code="readings-differ",
    message="The plain text of the mail holds an audit tool, and what mail programs show of it holds none. Ask "
    "the sender which is meant.",
)
_ONLY_PAGE = Problem(
    code="readings-differ",
    message="What mail programs show of the mail holds an audit tool, and its plain text holds none. Ask the "
    "sender which is meant.",
)
