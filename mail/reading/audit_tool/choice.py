"""Which of several printed options is meant: the others deleted or struck out, or the one marked. Never a guess.

Every kind of marking is looked at by itself and names an option or none. They must not contradict each other, and
what is left unexplained is a doubt.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from framework.answers import EMPTY_BOXES, TICKS, Lexicon
from mail.reading.document import PLAIN, Paragraph, Style

T = TypeVar("T")

ENOUGH_PRINTED = 3  # options that must still stand for a look (bold, colour) to pick one

# Of two options the one in bold may be the answer, or the other where a form prints both in bold.
_LOOKS = frozenset({"bold", "italic"})

_NEUTRAL = 24  # of 255: parts of a colour no further apart than this make a grey
_FADED = 64  # of 255: a grey no darker than this is not black

_JOINS = re.compile(r"[\s().=:–-]{0,4}")
_FOOTNOTE = re.compile(r"\s*\*")
_HEX = re.compile(r"[0-9a-fA-F]{6}")
_FOUR_LETTERS = re.compile(r"[^\W\d_]{4}")
_SEPARATORS = re.compile(r"[/|\\\n\t;,]|\s{2,}")
_CROSS = re.compile(r"(?<![^\W_])[xX](?![^\W_])")
_BRACKETED = re.compile(r"[(\[{<]\s*\0\s*[)\]}>]|[*»→«←]")
_HEDGE = re.compile(
    r"\?|\b(?:or|but|not|nearly|almost|borderline|between|towards|unsure|except)\b", re.IGNORECASE
)
_SIGN = re.compile(r"[+~<>−×✗✘❌❎🗴🗵±≈]")  # they change what stands beside them, or take it back
_ARROW = re.compile(r"[-=–—]+>|<[-=–—]+|<\s+>")
_DASH_AT_END = re.compile(r"\s*[-–—](?![-–—])\s*(?:$|[/|\\;,)\]])")
_RATIONALE = re.compile(r"\s*(?:\n|[.;:]\s|[–—-]\s)")


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """The option meant, or a doubt about it, or neither: nothing was chosen.

    `how` says what showed it ("bold", "the others deleted"); `beside` that words stand beside it.
    """

    value: T | None = None
    how: str = ""
    doubt: str = ""
    code: str = ""
    beside: bool = False

    @property
    def blank(self) -> bool:
        """The options stand as they were printed, or nothing stands at all."""
        return self.value is None and not self.doubt


@dataclass(slots=True)
class _Option(Generic[T]):
    """One option as it stands: where, its looks letter by letter."""

    value: T
    start: int
    end: int
    styles: list[Style]
    joined_at: int | None = None  # where a number and its word were taken together

    @property
    def struck(self) -> bool:
        return _share(style.strike for style in self.styles) > 0.5


class _Shown(Generic[T]):
    """The text in question, the look of each letter, and the options in it."""

    def __init__(self, paragraphs: Sequence[Paragraph], start: int, lexicon: Lexicon[T], of: int) -> None:
        text: list[str] = []
        styles: list[Style] = []
        for number, paragraph in enumerate(paragraphs):
            if number:
                text.append("\n")
                styles.append(PLAIN)
            for run in paragraph.runs:
                text.append(run.text)
                styles += [run.style] * len(run.text)
        self.text = _with_typed_boxes("".join(text)[start:])
        self._styles = styles[start:]
        self._noise: list[tuple[int, int]] = []
        self.options = self._with_number_of_its_own(self._find(lexicon), of)
        self.standing = [option for option in self.options if not option.struck]

    def _find(self, lexicon: Lexicon[T]) -> list[_Option[T]]:
        found: list[_Option[T]] = []
        for match in lexicon.pattern.finditer(self.text):
            value = lexicon.meaning(match[0])
            if value is None:
                self._noise.append(match.span())
                continue
            last = found[-1] if found else None
            gap = self.text[last.end : match.start()] if last else ""
            one_each = last is not None and self.text[last.start : last.end].isdigit() != match[0].isdigit()
            if last and one_each and last.value == value and _JOINS.fullmatch(gap):
                last.joined_at = match.start()
                last.end = match.end()
                last.styles = self._looks(last.start, last.end)
            else:
                found.append(
                    _Option(value, match.start(), match.end(), self._looks(match.start(), match.end()))
                )
        return found

    def _with_number_of_its_own(self, found: list[_Option[T]], of: int) -> list[_Option[T]]:
        """A number after all the options, printed without numbers, is an answer: not part of the last option."""
        joined = [option for option in found if option.joined_at is not None]
        if len(found) != of or len({option.value for option in found}) != of or joined != found[-1:]:
            return found
        last, at = found[-1], joined[0].joined_at
        assert at is not None
        end = last.start + len(self.text[last.start : at].rstrip(" \t\n().=:–-"))
        halves = ((last.start, end), (at, last.end))
        return [*found[:-1], *(_Option(last.value, a, b, self._looks(a, b)) for a, b in halves)]

    def _looks(self, start: int, end: int) -> list[Style]:
        return [
            s for ch, s in zip(self.text[start:end], self._styles[start:end], strict=True) if not ch.isspace()
        ]

    def colours_between(self) -> list[str]:
        """The colours of the letters and strokes that are part of no option."""
        residue = self.residue()
        return [look.colour for ch, look in zip(residue, self._styles, strict=True) if not ch.isspace()]

    def residue(self) -> str:
        """What is neither an option nor struck out."""
        kept = [ch if not style.strike else " " for ch, style in zip(self.text, self._styles, strict=True)]
        for start, end in (*((option.start, option.end) for option in self.options), *self._noise):
            kept[start:end] = " " * (end - start)
        return "".join(kept)


_TYPED_BOX = re.compile(r"\[[ _]*\]|\([ _]+\)|\( *[xX✓✔√] *\)|\[ *[xX✓✔√] *\]")


def _with_typed_boxes(text: str) -> str:
    """Boxes made of brackets, "[ ] Good [x] Inadequate", as boxes; where none is empty they are no boxes."""
    found = list(_TYPED_BOX.finditer(text))
    if all(re.search(r"\w", box[0].replace("_", "")) or any(ch in TICKS for ch in box[0]) for box in found):
        return text

    def drawn(box: re.Match[str]) -> str:
        empty = not box[0].strip("[]() _")
        return ("☐" if empty else "☒") + "\u200b" * (len(box[0]) - 1)

    return _TYPED_BOX.sub(drawn, text)


def choose(paragraphs: Sequence[Paragraph], lexicon: Lexicon[T], *, start: int = 0, of: int = 4) -> Choice[T]:
    """Which option `paragraphs` (from the character `start` on) choose; `of` is how many the form prints."""
    shown = _Shown(paragraphs, start, lexicon, of)
    if not shown.options:
        return _without_options(shown)
    named: dict[str, T] = {}
    for how, value in _named(shown, of):
        if isinstance(value, _Two):
            return Choice(doubt="more than one is marked", code="two-ticks")
        if value is not None:
            named[how] = value
    values = list(dict.fromkeys(named.values()))
    if len(values) > 1:
        return Choice(doubt="the marks contradict each other", code="contradiction")
    if of == 2 and named and named.keys() <= _LOOKS:
        doubt = "only a look tells the two options apart, and it may be that of the one not meant"
        return Choice(doubt=doubt, code="look-alone")
    if not values:
        return _nothing_named(shown, of)
    return _explained(shown, values[0], " and ".join(named))


class _Two:
    """More than one option carries the mark."""


_TWO = _Two()


def _named(shown: _Shown[T], of: int) -> Iterable[tuple[str, "T | _Two | None"]]:
    """Each kind of marking and the option it names."""
    yield "the others struck out", _by_strike(shown)
    yield "the others deleted", _by_deletion(shown)
    yield "a box", _by_boxes(shown)
    yield "a mark", _by_marks(shown, of)
    yield "written after the options", _by_writing_again(shown, of)
    if len({option.value for option in shown.standing}) >= min(ENOUGH_PRINTED, of):
        looks = {style for option in shown.standing for style in option.styles}
        for name in ("bold", "underline", "italic", "highlight", "shading", "ring"):
            if len({getattr(look, name) for look in looks}) > 1:
                yield name, _by_look(shown, name)
        yield "colour", _by_colour(shown)
        yield "capitals", _by_capitals(shown)


def _by_strike(shown: _Shown[T]) -> "T | _Two | None":
    values = {option.value for option in shown.standing}
    return next(iter(values)) if len(values) == 1 and len(shown.standing) < len(shown.options) else None


def _by_deletion(shown: _Shown[T]) -> "T | _Two | None":
    values = {option.value for option in shown.options}
    return next(iter(values)) if len(values) == 1 and shown.standing else None


def _by_boxes(shown: _Shown[T]) -> "T | _Two | None":
    """A row of boxes, one to each option, before them all or after them all."""
    boxes = [at for at, ch in enumerate(shown.text) if ch in EMPTY_BOXES or ch in "☑☒🗹🗷"]
    options = shown.standing
    if not boxes or len(boxes) != len(options):
        return _TWO if boxes and any(shown.text[at] not in EMPTY_BOXES for at in boxes) else None
    before = all(box < option.start for box, option in zip(boxes, options, strict=True))
    after = all(box >= option.end for box, option in zip(boxes, options, strict=True))
    order = sorted([*boxes, *(option.start for option in options)])
    alternate = all((at in boxes) == (n % 2 == (0 if before else 1)) for n, at in enumerate(order))
    ticked = [o.value for box, o in zip(boxes, options, strict=True) if shown.text[box] not in EMPTY_BOXES]
    if not ticked:
        return None
    return ticked[0] if len(ticked) == 1 and alternate and before != after else _TWO


def _by_marks(shown: _Shown[T], of: int) -> "T | _Two | None":
    """A tick, a cross or brackets in the part of one option, the parts set apart by strokes, tabs or lines.

    Brackets choose only among all the options of the form: "(2)/3" may as well mean the other.
    """
    if any(ch in EMPTY_BOXES for ch in shown.text):
        return None
    marked: list[T | _Two] = []
    all_stand = len({option.value for option in shown.standing}) >= of == len(shown.standing)
    for start, end in _parts(shown.text):
        inside = [option for option in shown.options if start <= option.start and option.end <= end]
        around = shown.text[start:end]
        for option in inside:
            around = around.replace(shown.text[option.start : option.end], "\0")
        bracketed = all_stand and _BRACKETED.search(around)
        if any(ch in TICKS for ch in around) or _CROSS.search(around) or bracketed:
            marked.append(inside[0].value if len(inside) == 1 else _TWO)
    if len(shown.options) == 1:
        return None
    return None if not marked else marked[0] if len(marked) == 1 else _TWO


def _parts(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(at for match in _SEPARATORS.finditer(text) for at in match.span()), len(text)]
    return [(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=True) if start < end]


def _by_writing_again(shown: _Shown[T], of: int) -> "T | _Two | None":
    """All options as printed and one of them once more, before or after."""
    values = [option.value for option in shown.standing]
    if len(values) != of + 1 or len(set(values)) != of:
        return None
    again = values[-1] if len(set(values[:-1])) == of else values[0] if len(set(values[1:])) == of else None
    return again


def _by_look(shown: _Shown[T], name: str) -> "T | _Two | None":
    shares = [
        (_share(bool(getattr(style, name)) for style in option.styles), option.value)
        for option in shown.standing
    ]
    marked = {value for share, value in shares if share > 0}
    if not marked or len(marked) == len({value for _, value in shares}):
        return None
    if len(marked) > 1:
        return _TWO
    return next(value if share >= 0.5 else _TWO for share, value in shares if share > 0)


def _by_colour(shown: _Shown[T]) -> "T | _Two | None":
    """The one option in a colour of its own. Grey is no mark: what is greyed out is what was not meant."""
    looks = [
        (_main(_hue(style.colour) for style in option.styles), option.value) for option in shown.standing
    ]
    if len(looks) == 2:
        coloured = [(look, value) for look, value in looks if look]
        alone = len(coloured) == 1 and coloured[0][0] not in (
            _GREY,
            _main(map(_hue, shown.colours_between())),
        )
        return coloured[0][1] if alone else _odd_one_out(looks)
    named = _odd_one_out(looks)
    return _TWO if any(look == _GREY and value == named for look, value in looks) else named


_GREY = "grey"


def _hue(colour: str) -> str:
    """All greys are one, and what is nearly black is black."""
    if not _HEX.fullmatch(colour):
        return colour
    parts = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
    if max(parts) - min(parts) > _NEUTRAL:
        return colour
    return _GREY if max(parts) >= _FADED else ""


def _by_capitals(shown: _Shown[T]) -> "T | _Two | None":
    letters = [(shown.text[option.start : option.end], option.value) for option in shown.standing]
    in_capitals = [value for text, value in letters if text.isupper() and _FOUR_LETTERS.search(text)]
    return in_capitals[0] if len(in_capitals) == 1 and len(letters) >= ENOUGH_PRINTED else None


def _odd_one_out(looks: list[tuple[str, T]]) -> "T | _Two | None":
    by_look: dict[str, list[T]] = {}
    for look, value in looks:
        by_look.setdefault(look, []).append(value)
    if len(by_look) == 1:
        return None
    alone = [values[0] for values in by_look.values() if len(values) == 1]
    return alone[0] if len(by_look) == 2 and len(alone) == 1 and len(looks) >= ENOUGH_PRINTED else _TWO


def _nothing_named(shown: _Shown[T], of: int) -> Choice[T]:
    left = {option.value for option in shown.standing}
    if not shown.standing:
        return Choice(doubt="every option is struck out", code="all-struck-out")
    residue = shown.residue()
    if len(left) >= of and not _words_in(residue) and not _signs_in(residue):
        return Choice()
    if len(left) >= of:
        return Choice(doubt="words or signs stand beside the options and none is marked", code="unclear")
    return Choice(doubt=f"{len(left)} of the options are left", code="two-values")


def _explained(shown: _Shown[T], value: T, how: str) -> Choice[T]:
    """The option named, unless words beside it could take it back."""
    residue = shown.residue()
    if _HEDGE.search(residue):
        return Choice(doubt="words beside the option leave it in doubt", code="unclear")
    if _signs_in(residue) or _dash_after(shown, value) or _footnote_after(shown, value, how):
        return Choice(doubt="a sign stands beside the option", code="unclear")
    if not _words_in(residue):
        return Choice(value, how)
    last = max((option for option in shown.standing if option.value == value), key=lambda option: option.end)
    after_it = not _words_in(residue[: last.start]) and all(o.end <= last.end for o in shown.options)
    if after_it and _RATIONALE.match(shown.text, last.end):
        return Choice(value, how, beside=True)
    return Choice(doubt="words beside the option leave it in doubt", code="unclear")


def _signs_in(residue: str) -> bool:
    return _SIGN.search(_ARROW.sub(" ", residue)) is not None


def _dash_after(shown: _Shown[T], value: T) -> bool:
    """A dash with nothing after it is a minus."""
    return any(
        _DASH_AT_END.match(shown.text, option.end) for option in shown.standing if option.value == value
    )


def _footnote_after(shown: _Shown[T], value: T, how: str) -> bool:
    """An asterisk behind the option alone leads to a note, unless it is the mark."""
    if "a mark" in how or "*" in shown.residue()[: min(option.start for option in shown.options)]:
        return False
    return any(_FOOTNOTE.match(shown.text, option.end) for option in shown.standing if option.value == value)


def _without_options(shown: _Shown[T]) -> Choice[T]:
    residue = shown.residue()
    if any(ch in TICKS for ch in residue) or _CROSS.search(residue):
        return Choice(doubt="a mark does not say which option is meant", code="tick-without-column")
    return (
        Choice(doubt="what is written is none of the options", code="unclear")
        if _words_in(residue)
        else Choice()
    )


def _words_in(text: str) -> bool:
    return any(ch.isalnum() for ch in _CROSS.sub(" ", text)) or "\ufffd" in text


def _share(marks: Iterable[bool]) -> float:
    seen = list(marks)
    return sum(seen) / len(seen) if seen else 0.0


def _main(values: Iterable[str]) -> str:
    seen = list(values)
    return max(set(seen), key=seen.count) if seen else ""
