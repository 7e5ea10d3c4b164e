"""A second way through a document: its words in the order they stand, by rows and cells, and nothing else.

It is made without the walk that builds a `Document`, so that what one of them drops or moves the other shows.
"""

import re
from dataclasses import dataclass, field

_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(slots=True)
class FlowCell:
    """A cell: the grid columns it covers and its words. `standing` is without words struck through.

    `signs`: it holds something that shows as a mark but is no text (a symbol, a form field).
    """

    column: int
    span: int = 1
    text: str = ""
    standing: str = ""
    signs: bool = False
    _letters: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def end(self) -> int:
        """The grid column after its last."""
        return self.column + self.span

    @property
    def letters(self) -> str:
        """The letters of its words, as `squashed` gives them; found once, for its words do not change any more."""
        if self._letters is None:
            self._letters = squashed(self.text) if self.text else ""
        return self._letters


@dataclass(slots=True)
class Flow:
    """The rows of all tables, and all the words of the document, each in the order in which they begin.

    `signs`: as for a cell, anywhere. `words` are those alone that the file holds as words, signs
    of a symbol font among them; `broken` says that some stand where no program looks for them.
    """

    rows: list[list[FlowCell]] = field(default_factory=list)
    text: str = ""
    signs: bool = False
    words: str = ""
    broken: bool = False


def squashed(text: str) -> str:
    """The letters and digits of a text, their case folded."""
    return (text if text.isalnum() else _NOT_LETTERS.sub("", text)).casefold()
