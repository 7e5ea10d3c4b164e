"""Words that the end of a line parts: with a hyphen that is only the line's, or one of their own, or with none."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mail.reading.formats.pdf.parts import Word

_PARTED = re.compile(r"([^\W\d_]+)-\Z")
_BEGUN = re.compile(r"[^\W\d_]+")
_WHOLE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_FEWEST = 2  # ends of lines with a hyphen that show the habit
_BY_CHANCE = 0.4  # of the words with a hyphen of their own so many at the most come to stand at a line's end
_OWN = re.compile(  # what such words begin with keeps its hyphen
    r"(?i)(?:after|age|anti|co|cross|day|ex|father|five|follow|four|full|half|hand|high|long|low|mid|mother|multi|"
    r"non|off|on|one|out|over|part|post|pre|pro|re|self|semi|short|step|sub|three|two|up|well|year)"
)


@dataclass(frozen=True, slots=True)
class Breaks:
    """How a document parts words. `torn`: by place, what was put together and may be one word or two."""

    known: frozenset[str] = frozenset()  # words that stand whole, in small letters
    often: bool = False  # it parts words that have no hyphen of their own
    torn: dict[str, list[str]] = field(default_factory=dict)

    def keeps_hyphen(self, last: Word, first: Word, place: str) -> bool:
        """Whether the hyphen at which a line ends belongs to the word; noted where nothing tells."""
        ends, begins = _PARTED.search(last.text), _BEGUN.match(first.text)
        if ends is None or begins is None or not begins[0][0].islower():
            return True
        joined, parted = (ends[1] + begins[0]).casefold(), f"{ends[1]}-{begins[0]}".casefold()
        if (joined in self.known) != (parted in self.known):
            return parted in self.known
        kept = not self.often or _OWN.fullmatch(ends[1]) is not None
        self.torn.setdefault(place, []).append(f"{ends[1]}{'-' if kept else ''}{begins[0]}")
        return kept

    def note_torn(self, last: Word, first: Word, place: str) -> None:
        """Notes two that fill their lines, and may be one word that was too long for any."""
        ends, begins = last.text[-1:], first.text[:1]
        if ends.isalnum() and begins.isalnum() and not (ends.islower() and begins.isupper()):
            self.torn.setdefault(place, []).append(f"{last.text} {first.text}")


def is_parted(last: Word, first: Word) -> bool:
    """Whether a line ends within a word, by what it ends with and the next begins with."""
    return _PARTED.search(last.text) is not None and first.text[:1].islower()


def breaks_of(lines: Iterable[Sequence[Word]]) -> Breaks:
    """How a document with these lines parts words; they stand in order, as far as lines go on."""
    whole: set[str] = set()
    own = parted = 0
    before: Word | None = None
    for line in lines:
        rest = before is not None and bool(line) and is_parted(before, line[0])
        parted += rest
        for word in line[rest:]:
            inside = word.text.rstrip("-") if word is line[-1] else word.text
            found = _WHOLE.findall(inside.casefold())
            whole.update(found)
            own += sum("-" in one for one in found)
        before = line[-1] if line else before
    return Breaks(frozenset(whole), often=parted >= _FEWEST and parted > _BY_CHANCE * own)
