"""Finding a form's labels in what people send back: anchored at the start, word by word, slips forgiven narrowly.

A label is first looked for exactly, as words (case, punctuation, quotation marks, dashes, white space and line
breaks do not count), the longest wording first. Only where none begins the text is it compared by likeness, and
then one label must be at least CLOSE and lead every other one by MARGIN: a slip is forgiven, one area is never
taken for another.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from rapidfuzz import fuzz, process

from framework.forms import Label
from mail.reading.audit_tool.slips import WORD_CLOSE, Slips, Whose

K = TypeVar("K")

CLOSE = 88.0  # likeness of 100 from which a slip is forgiven
MARGIN = 6.0  # and the lead over the next label
SHORTEST = 10  # letters; shorter ones must be exact but for one letter
LONG_ENOUGH = 4  # words from which a value may follow a label without a colon or a break

_HELD = 2_000  # such texts, at most
_NOT_YET = object()

WORD = re.compile(r"[^\W_]+(?:['’‘`´][^\W_]+)*|&")
_APOSTROPHE = re.compile(r"['’‘`´]")
_TO_FOLD = re.compile(r"['’‘`´&]")
_NUMBERED = re.compile(r"\s*\(?\d{1,2}\s*[.):\-]*\s+(?=\D)|\s*\(?\d{1,2}[.):]\s*(?=\D)")
_MAY_BE_NUMBERED = re.compile(r"\s*\(?\d")
_APART = re.compile(r"[\s?.)\]]*(?:[:;\n\t\v–—-]|\s{3,}|$)")
_NUMBER_NEXT = re.compile(r"\s+\d|\s+[^\s\d]{1,8}\d\S*\s*(?:\n|$)")  # "Case ID 123", "Case ID AB/12" alone
_AFTER = re.compile(r"^[\s?.:;,)\]–—…_-]+")


@dataclass(frozen=True, slots=True)
class Match(Generic[K]):
    """A label found at the start of a text; `rest` is what follows it, `at` where that begins."""

    key: K
    rest: str
    at: int
    printed: bool  # in the form's own words, not an alias
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Entry(Generic[K]):
    """A label to look for, what may be printed after it (prompts, conditions), and all of it together."""

    key: K
    label: Label
    after: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wording(Generic[K]):
    key: K
    words: tuple[str, ...]
    printed: bool
    after: tuple[tuple[str, ...], ...]


class _Words:
    """What the labels ask of one text, each found out once: most texts begin like no label, and that is all."""

    __slots__ = ("_candidates", "_plain", "after_number", "found", "opening", "opening_after_number", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.opening = opening_in(text, 0)
        numbered = _NUMBERED.match(text) if _MAY_BE_NUMBERED.match(text) else None
        self.after_number = 0 if numbered is None else numbered.end()
        self.opening_after_number = "" if numbered is None else opening_in(text, numbered.end())
        self.found: dict[object, Any] = {}  # by the set of labels and how it was asked
        self._plain: str | None = None
        self._candidates: list[_Candidate] | None = None

    @property
    def plain(self) -> str:
        """The text as its folded words, one space between."""
        if self._plain is None:
            self._plain = _in_words(self.text)
        return self._plain

    @property
    def candidates(self) -> "list[_Candidate]":
        """What of it may be a label with slips: the whole, its first line, and that up to a colon."""
        if self._candidates is None:
            stripped = self.text.strip()
            self._candidates = [
                _Candidate(text, after, self if text == stripped else None)
                for text, after in _from_start(stripped)
            ]
        return self._candidates


class _Candidate:
    """The beginning of a text, and what is left after it; `words` where it is the whole."""

    __slots__ = ("_plain", "_words", "after", "text")

    def __init__(self, text: str, after: str, words: _Words | None) -> None:
        self.text, self.after = text, after
        self._words = words
        self._plain: str | None = None

    @property
    def plain(self) -> str:
        """As that of a text."""
        if self._words is not None:
            return self._words.plain
        if self._plain is None:
            self._plain = _in_words(self.text)
        return self._plain


_SEEN: ContextVar[dict[str, _Words] | None] = ContextVar("seen", default=None)


@contextmanager
def one_document() -> Iterator[None]:
    """Within it a text is looked at once for each set of labels; what was found is forgotten with the document."""
    token = _SEEN.set({})
    try:
        yield
    finally:
        _SEEN.reset(token)


# Texts that are a label and nothing else, and so no words of anybody's: most of what stands on a form. What is
# found out about them, by all sets of labels, holds for every document.
_LABELS_ALONE: dict[str, _Words] = {}


def _words_of(text: str) -> _Words:
    words = _LABELS_ALONE.get(text)
    if words is not None:
        return words
    seen = _SEEN.get()
    if seen is None:
        return _Words(text)
    words = seen.get(text)
    if words is None:
        words = seen[text] = _Words(text)
    return words


def found_out(text: str) -> dict[object, Any]:
    """What was found out about a text, by who asked: kept with the document, for good where it is a label alone."""
    return _words_of(text).found


def plain(text: str) -> str:
    """A text as its folded words, one space between: apostrophes dropped, "&" read as "and"."""
    return _words_of(text).plain


def opening_of(text: str) -> str:
    """The first word of a text, folded; empty if there is none."""
    return _words_of(text).opening


def opening_in(text: str, start: int) -> str:
    """The first word of a text from there on, as `opening_of`; nothing is found out about the text."""
    first = WORD.search(text, start)
    return "" if first is None else _folded(first[0])


def _in_words(text: str) -> str:
    return _folded(" ".join(WORD.findall(text)))


def without_number(text: str) -> str:
    """A text without the number of a list before it."""
    found = _NUMBERED.match(text) if _MAY_BE_NUMBERED.match(text) else None
    return text[found.end() :] if found else text


class Labels(Generic[K]):
    """Labels to be told apart from each other: the areas of a form, its fields, the heads of its columns."""

    def __init__(self, entries: Iterable[Entry[K]]) -> None:
        self._alone: dict[str, Match[K]] = {}  # texts that are one of these labels and nothing else
        self._by_first: dict[str, list[_Wording[K]]] = {}
        self._likeness: list[tuple[str, K]] = []
        for entry in entries:
            self._add(entry)
        for wordings in self._by_first.values():
            wordings.sort(key=lambda wording: (-len(wording.words), not wording.printed))
        self._one_slip = Slips(self._likeness)
        self._whose = Whose(self._likeness)
        longest = max((len(text) for text, _ in self._likeness), default=0)
        self._of_length: dict[int, tuple[list[str], list[K]]] = {}
        self._reach = {
            first: 1 + max(len(w.words) + sum(map(len, w.after)) for w in wordings)
            for first, wordings in self._by_first.items()
        }
        self._too_long = 2 * longest + 20
        self.openings = frozenset(
            self._by_first
        )  # the words that its labels begin with, as `opening_of` has them

    def _add(self, entry: Entry[K]) -> None:
        own = {
            tuple(plain(without_number(text)).split())
            for text in (entry.label.printed or "", entry.label.shown)
        }
        after = tuple(tuple(plain(text).split()) for text in entry.after)
        for wording in entry.label.wordings:
            split = tuple(plain(without_number(wording)).split())
            if not split:
                continue
            self._by_first.setdefault(split[0], []).append(_Wording(entry.key, split, split in own, after))
            self._likeness.append((" ".join(split), entry.key))
        self._likeness += [(plain(without_number(text)), entry.key) for text in entry.whole]

    def match(
        self, text: str, *, like: bool = False, whole: bool = False, loose: bool = False
    ) -> Match[K] | None:
        """The label that `text` begins with; None if there is none, or two are as good.

        `like` forgives slips when none is there exactly; `whole` takes only a text that is nothing but a label;
        `loose` lets a value follow a printed label of two words with nothing between.
        """
        found = self._alone.get(text)
        if found is not None:
            return found
        words = _words_of(text)
        begins = words.opening in self._by_first or words.opening_after_number in self._by_first
        if not begins and not like:
            return None
        key = (self, like, loose)
        found = words.found.get(key, _NOT_YET)
        if found is _NOT_YET:
            found = words.found[key] = self._match(words, begins=begins, like=like, loose=loose)
        return None if found is None or (whole and found.rest.strip()) else found

    def _match(self, words: _Words, *, begins: bool, like: bool, loose: bool) -> Match[K] | None:
        found = self._exact(words, 2 if loose else LONG_ENOUGH) if begins else None
        if like and (found is None or found.rest):
            found = self._slips(words, found) if found else self._like(words)
        if found is not None and found.exact and not found.rest and len(_LABELS_ALONE) < _HELD:
            self._alone[words.text] = found
            _LABELS_ALONE[words.text] = words
        return found

    def _exact(self, words: _Words, enough: int) -> Match[K] | None:
        found = self._exact_from(words.text, 0, words.opening, enough)
        if found is None and words.after_number:
            found = self._exact_from(words.text, words.after_number, words.opening_after_number, enough)
        return found

    def _exact_from(self, text: str, start: int, opening: str, enough: int) -> Match[K] | None:
        candidates = self._by_first.get(opening)
        if not candidates:
            return None
        found = list(islice(WORD.finditer(text, start), self._reach[opening]))
        folded = tuple(_folded(" ".join([match[0] for match in found])).split(" "))
        for wording in candidates:
            length = len(wording.words)
            if folded[:length] != wording.words:
                continue
            end = _consume(folded, length, wording.after)
            at = found[end - 1].end()
            ended = end == len(folded)
            apart = ended or _APART.match(text, at) is not None
            may_run_on = length >= enough or end > length or (not ended and _NUMBER_NEXT.match(text, at))
            if apart or (wording.printed and may_run_on):
                rest = _AFTER.sub("", text[at:])
                return Match(wording.key, rest, len(text) - len(rest), wording.printed)
        return None

    def _slips(self, words: _Words, found: Match[K]) -> Match[K]:
        """What follows a label is no value where it is only the rest of a longer wording, slips in it forgiven."""
        for candidate in words.candidates:
            folded, rest = candidate.plain.split(), _AFTER.sub("", candidate.after)
            if len(rest.strip()) < len(found.rest.strip()) and any(
                key == found.key and _same_words(folded, known.split()) for known, key in self._likeness
            ):
                return Match(found.key, rest.strip(), len(words.text) - len(rest), found.printed)
        return found

    def _like(self, words: _Words) -> Match[K] | None:
        """By likeness: the whole text, else its first line."""
        for candidate in words.candidates:
            folded = candidate.plain if len(candidate.text) <= self._too_long else ""
            key = self._closest(folded) if len(folded) >= SHORTEST else None
            if key is None:
                key = self._one_slip.forgiven(folded, set_apart=bool(candidate.after))
            if key is not None:
                rest = _AFTER.sub("", candidate.after)
                return Match(key[0], rest.strip(), len(words.text) - len(rest), printed=False, exact=False)
        return None

    def _closest(self, folded: str) -> tuple[K] | None:
        texts, keys = self._of_length.get(len(folded)) or self._may_be_like(len(folded))
        if not texts or process.extractOne(folded, texts, scorer=fuzz.ratio, score_cutoff=CLOSE) is None:
            return None
        ranked = process.extract(folded, texts, scorer=fuzz.ratio, limit=None, score_cutoff=CLOSE - MARGIN)
        text, score, at = ranked[0]
        best = keys[at]
        next_best = max((score for _, score, at in ranked if keys[at] != best), default=0.0)
        if (
            score - next_best < MARGIN
            or not _ends_alike(folded, text)
            or self._whose.is_crossed(folded, text, best)
        ):
            return None
        return (best,)

    def _may_be_like(self, length: int) -> tuple[list[str], list[K]]:
        """The labels that a text of that length can be like: twice the shorter is at most what both share."""
        near = [
            (text, key)
            for text, key in self._likeness
            if 200 * min(len(text), length) >= (CLOSE - MARGIN) * (len(text) + length)
        ]
        held = self._of_length[length] = [text for text, _ in near], [key for _, key in near]
        return held


def _from_start(text: str) -> Iterator[tuple[str, str]]:
    """A whole text, its first line, and that up to a colon, each with what is left after it."""
    whole = without_number(text)
    yield whole, ""
    first, _, rest = whole.partition("\n")
    if rest:
        yield first, rest
    before, _, after = first.partition(":")
    if after.strip():
        yield before, f"{after}\n{rest}" if rest else after


def _ends_alike(folded: str, known: str) -> bool:
    """Whether nothing was written after a label: its last word is still the last."""
    last, known_last = folded.rsplit(" ", 1)[-1], known.rsplit(" ", 1)[-1]
    return last.isalpha() == known_last.isalpha() and fuzz.ratio(last, known_last) >= WORD_CLOSE


def _same_words(folded: list[str], known: list[str]) -> bool:
    """Word for word the same, but for a few slips inside words."""
    if len(folded) != len(known) or len(known) < LONG_ENOUGH:
        return False
    unlike = [(a, b) for a, b in zip(folded, known, strict=True) if a != b]
    return len(unlike) <= 1 + len(known) // 10 and all(
        a.isalpha() and b.isalpha() and (fuzz.ratio(a, b) >= WORD_CLOSE or sorted(a) == sorted(b))
        for a, b in unlike
    )


def _consume(folded: Sequence[str], end: int, after: tuple[tuple[str, ...], ...]) -> int:
    """Past the prompts that are printed after a label, in whatever order they are left."""
    going = True
    while going:
        going = False
        for part in after:
            if part and tuple(folded[end : end + len(part)]) == part:
                end += len(part)
                going = True
    return end


def _folded(words: str) -> str:
    """Words as WORD finds them, one space between: an "&" among them stands alone."""
    if _TO_FOLD.search(words):
        words = _APOSTROPHE.sub("", words).replace("&", "and")
    return words.casefold()
