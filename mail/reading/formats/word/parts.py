"""Small parts of a Word document's XML: what stands for something else, what is gone, how many notes there are."""

from collections.abc import Callable
from operator import itemgetter

from lxml import etree

from mail.reading.document import Block, Paragraph, Run

_Element = etree._Element
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_T, _TYPE = f"{_W}t", f"{_W}type"
_TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
_TEXT_BOX = f"{_W}txbxContent"
_GONE = (f"{_W}moveFrom", f"{_MC}Fallback")  # what is in them stands somewhere else too


# The children of an element: a slice of it takes half the time of `list`, and there are thousands.
children_of: Callable[[_Element], list[_Element]] = itemgetter(slice(None))


def text_boxes(element: _Element) -> list[_Element]:
    """The text boxes in a drawing, not those inside another."""
    boxes = list(element.iter(_TEXT_BOX))
    return [
        box for box in boxes if not any(other is not box and other in box.iterancestors() for other in boxes)
    ]


def words_in(element: _Element) -> list[str]:
    """All its words, piece by piece, but those that stand somewhere else too."""
    return [words.text or "" for words in element.iter(_T) if next(words.iterancestors(*_GONE), None) is None]


def watermarks_in(part: _Element) -> list[Block]:
    """The words that lie across its pages."""
    strings = (item.get("string", "") for item in part.iter(_TEXT_PATH))
    return [Paragraph([Run(words)], "watermark") for words in strings if words.strip()]


def notes_in(part: _Element | None) -> int:
    """How many comments or notes a part holds: those with words in them, and not Word's own separators."""
    notes = () if part is None else part
    return sum(
        note.get(_TYPE) in (None, "normal") and any((words.text or "").strip() for words in note.iter(_T))
        for note in notes
        if isinstance(note.tag, str)
    )


def alternative(element: _Element) -> _Element | None:
    """The copy to read of those that Word keeps of one thing: the newer, unless only the older has the words."""
    choice = element.find(f"{_MC}Choice")
    fallback = element.find(f"{_MC}Fallback")
    if choice is None or (
        fallback is not None
        and next(fallback.iter(_TEXT_BOX), None) is not None
        and next(choice.iter(_TEXT_BOX), None) is None
    ):
        return fallback
    return choice


def first_of(element: _Element, tag: str) -> _Element | None:
    """Its first child of that tag: `find`, in half the time."""
    return next(element.iterchildren(tag), None)


def among(children: list[_Element], tag: str) -> _Element | None:
    """The first of them with that tag."""
    for child in children:
        if child.tag == tag:
            return child
    return None


def fill_of(element: _Element) -> str:
    """The colour of a shading; empty for white and for none."""
    fill = element.get(f"{_W}fill", "")
    return "" if fill.casefold() in ("auto", "ffffff", "") else fill.casefold()
