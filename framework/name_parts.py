"""A written name taken apart: who is named, in which readings, without titles, posts and remarks."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

Groups = tuple[tuple[str, ...], ...]
"""The words of a name in order; words joined by a hyphen are one group."""

TITLES = {"mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "rev", "sir", "dame", "lady", "lord"}
POSTS = {
    *(
        "sw",
        "ssw",
        "asw",
        "asye",
        "aysw",
        "nqsw",
        "rsw",
        "tm",
        "atm",
        "pm",
        "hos",
        "iro",
        "ap",
        "sp",
        "cc",
        "plo",
    ),
    *("social", "worker", "senior", "advanced", "practitioner", "team", "manager", "practice", "assistant"),
    *(
        "agency",
        "locum",
        "newly",
        "qualified",
        "student",
        "allocated",
        "deputy",
        "head",
        "of",
        "service",
        "duty",
    ),
    *("independent", "reviewing", "officer", "conference", "chair", "case", "covering", "name", "the"),
}
DEGREES = {"msc", "ma", "ba", "bsc", "dipsw", "cqsw", "phd", "mba", "obe", "mbe", "hons"}
NOBODY = {
    *("na", "none", "nobody", "noone", "unknown", "notknown", "tbc", "tba", "vacant", "vacancy", "duty"),
    *("dutyworker", "dutysocialworker", "dutyteam", "dutysw", "allocated", "unallocated", "notallocated"),
    *("toballocated", "tobeallocated", "awaitingallocation", "notyetallocated"),
}
ADDRESS = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")

_PARTICLES = {"van", "von", "der", "den", "del", "bin", "mac"}  # parts that different surnames share
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_DASHES = re.compile("[‐‑‒–—−]")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|[\"“”]([^\"“”]*)[\"“”]")
_BREAKS = re.compile(r"[/&+;|\n]| - |\b(?:and|or|with)\b", re.IGNORECASE)
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})
_TYPO_SURNAME = 6  # letters: in a shorter surname one slip makes another surname


class Fit(IntEnum):
    """How well a written name fits a known one."""

    EXACT = 1  # the whole name, a word for the forename
    PARTIAL = 2  # an initial, or a middle name left out
    ASK = 3  # only resembles: never a match


@dataclass(frozen=True, slots=True)
class Part:
    """What may be one person's name. `certain` readings fit in every way, `turned` ones only exactly."""

    certain: tuple[Groups, ...]
    turned: tuple[Groups, ...]
    remarks: tuple[Groups, ...]


def tidy(text: str) -> str:
    """One line of plain characters, dashes as hyphens, apostrophes gone ("O’Neil" is "ONeil")."""
    text = unicodedata.normalize("NFKC", text).replace("\r", "\n")
    text = _DASHES.sub("-", _APOSTROPHES.sub("", text))
    return re.sub(r"[^\S\n]+", " ", text).strip(" .,:;-\n")


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Only its letters, folded: what two spellings have in common."""
    return "".join(ch for ch in _fold(_APOSTROPHES.sub("", text)) if ch.isalnum())


def split_people(text: str, remarks: frozenset[str]) -> list[str]:
    """The pieces that may each name somebody; posts and remarks that stand alone are left out."""
    pieces = (tidy(piece) for piece in _BREAKS.split(text))
    return [piece for piece in pieces if piece and not _says_no_name(piece, remarks)]


def split_commas(text: str, remarks: frozenset[str]) -> list[str]:
    """The pieces between commas that may be a name or a part of one."""
    pieces = [piece for piece in map(tidy, _outside_brackets(text)) if piece]
    later = [piece for piece in pieces[1:] if not _says_no_name(piece, remarks)]
    first = [piece for piece in pieces[:1] if _is_degree(piece) or not _says_no_name(piece, remarks)]
    return [*first, *later] or pieces[:1]


@lru_cache(maxsize=16384)
def part(forenames: str, surname: str = "", remarks: frozenset[str] = frozenset()) -> Part:
    """The readings of one name; with `surname`, it was written before a comma and the order is certain."""
    texts, asides = _without_brackets(f"{forenames} {surname}".strip(), remarks)
    certain: list[Groups] = []
    turned: list[Groups] = []
    for text in texts:
        groups = without_posts(_groups(text))
        if not surname and _ends_in_initials(groups):
            certain.append(_surname_last(groups))
            continue
        certain += [groups, _initials_apart(text, groups)]
        if not surname:
            turned += [groups[k:] + groups[:k] for k in range(1, len(groups))]
    return Part(_distinct(certain), _distinct(turned), tuple(_groups(aside) for aside in asides))


@lru_cache(maxsize=16384)
def known(name: str) -> tuple[Groups, ...]:
    """The readings of a name as the directory has it, also surname first with a comma."""
    surname, comma, forenames = name.partition(",")
    return part(tidy(forenames), tidy(surname)).certain if comma and forenames.strip() else part(name).certain


def written_whole(text: str) -> Groups:
    """The words as they stand, with what may be a title or letters after the name ("Li Ma")."""
    return _groups(text)


def without_posts(groups: Groups) -> Groups:
    """Without titles in front and posts or letters at either end, as long as a whole name is left."""
    while len(groups) > 1 and _is(groups[0], TITLES):
        groups = groups[1:]
    while len(groups) > 2 and _is(groups[0], TITLES | POSTS):
        groups = groups[1:]
    while len(groups) > 2 and _is(groups[-1], TITLES | POSTS | DEGREES):
        groups = groups[:-1]
    return groups


@lru_cache(maxsize=65536)
def fit(written: Groups, known: Groups) -> Fit | None:
    """How `written` fits `known`, both with the forenames first; None if it does not."""
    if len(written) == 1 or len(known) == 1:
        return Fit.ASK if _single_word_fits(written, known) else None
    if _joined(written) == _joined(known) and len(_joined(written[:1])) > 1 and len(_joined(known[:1])) > 1:
        same_end = written[0] == known[0] or written[-1] == known[-1]
        return Fit.EXACT if same_end else None
    fits = [
        found
        for i in range(1, len(written))
        for k in range(1, len(known))
        if (found := _fit_at(written[:i], written[i:], known[:k], known[k:])) is not None
    ]
    if fits:
        return min(fits)
    return Fit.ASK if _shares_surname_part(written, known) else None


def _fit_at(given: Groups, surname: Groups, known_given: Groups, known_surname: Groups) -> Fit | None:
    written, known = _joined(surname), _joined(known_surname)
    if written == known:
        return _forenames_fit(given, known_given)
    slip = (
        min(len(written), len(known)) >= _TYPO_SURNAME and OSA.distance(written, known, score_cutoff=1) == 1
    )
    return Fit.ASK if slip and _forenames_fit(given, known_given) in (Fit.EXACT, Fit.PARTIAL) else None


def _forenames_fit(given: Groups, known: Groups) -> Fit | None:
    if _joined(given) == _joined(known):
        return Fit.PARTIAL  # an initial on both sides, or forenames run together
    first, known_first = _joined(given[:1]), _joined(known[:1])
    if not (first == known_first or _initial_of(first, known_first)):
        return Fit.ASK if first[0] == known_first[0] else None
    middles = list(zip(given[1:], known[1:], strict=False))
    if not all(m == k or _initial_of(_joined((m,)), _joined((k,))) for m, k in middles):
        return None
    added = given[1 + len(middles) :]
    return Fit.ASK if any(len(_joined((group,))) > 1 for group in added) else Fit.PARTIAL


def _initial_of(one: str, other: str) -> bool:
    return one[0] == other[0] and 1 in (len(one), len(other))


def _single_word_fits(written: Groups, known: Groups) -> bool:
    word = _joined(written if len(written) == 1 else known)
    others = known if len(written) == 1 else written
    return len(word) > 1 and word in (_joined(others[:1]), _joined(others[1:]), _joined(others[-1:]))


def _shares_surname_part(written: Groups, known: Groups) -> bool:
    if _forenames_fit(written[:1], known[:1]) is not Fit.PARTIAL:
        return False
    parts = [{word for group in groups[1:] for word in group} for groups in (written, known)]
    return any(len(word) > 2 and word not in _PARTICLES for word in parts[0] & parts[1])


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(ch for ch in text if not unicodedata.combining(ch))


def _groups(text: str) -> Groups:
    words = _fold(tidy(text).replace(".", " ").replace(":", " ").replace(",", " ")).split()
    split = (tuple("".join(c for c in w if c.isalpha()) for w in word.split("-")) for word in words)
    whole = [tuple(word for word in group if word) for group in split]
    return tuple(part for group in whole if group for part in _initials_of(group))


def _initials_of(group: tuple[str, ...]) -> Groups:
    """ "A-M" as two initials."""
    return tuple((word,) for word in group) if all(len(word) == 1 for word in group) else (group,)


def _joined(groups: Groups) -> str:
    return "".join(word for group in groups for word in group)


def _is(group: tuple[str, ...], words: set[str]) -> bool:
    return len(group) == 1 and group[0] in words


def _says_no_name(piece: str, remarks: frozenset[str]) -> bool:
    groups = _groups(piece)
    return not groups or plain(piece) in remarks or all(_is(g, TITLES | POSTS | DEGREES) for g in groups)


def _is_degree(piece: str) -> bool:
    return all(_is(group, DEGREES) for group in _groups(piece))


def _ends_in_initials(groups: Groups) -> bool:
    return len(groups) > 1 and len(_joined(groups[-1:])) == 1 and len(_joined(groups[:1])) > 1


def _surname_last(groups: Groups) -> Groups:
    first = next(i for i in range(len(groups), 0, -1) if len(_joined(groups[i - 1 : i])) > 1)
    return groups[first:] + groups[:first]


def _initials_apart(text: str, groups: Groups) -> Groups:
    """ "TJ Ashworth" as T J Ashworth: two or three capitals without a vowel, in a name not all in capitals."""
    first = tidy(text).split(" ")[0]
    initials = re.fullmatch(r"[B-DF-HJ-NP-TV-XZ]{2,3}", first) and first.lower() not in TITLES | POSTS
    if len(groups) > 1 and initials and not text.isupper():
        return tuple((letter,) for letter in first.lower()) + groups[1:]
    return groups


def _outside_brackets(text: str) -> list[str]:
    return re.split(r",(?![^()]*\))", text)


def _without_brackets(text: str, remarks: frozenset[str]) -> tuple[list[str], list[str]]:
    """The name without what stands in brackets, with each word in brackets in the place of the word before it."""
    bare = re.sub(r"\s+", " ", _BRACKETS.sub(" ", text)).strip()
    texts, asides = [bare], []
    for found in _BRACKETS.finditer(text):
        inside = next((group for group in found.groups() if group), "")
        inside = re.sub(
            r"^\s*(?:n[ée]e|formerly|was|aka|known as)\b", "", inside, flags=re.IGNORECASE
        ).strip()
        if _says_no_name(inside, remarks):
            continue
        before = _BRACKETS.sub(" ", text[: found.start()]).split()
        if len(_groups(inside)) == 1 and before:
            after = _BRACKETS.sub(" ", text[found.end() :]).split()
            texts.append(" ".join([*before[:-1], inside, *after]))
        else:
            asides.append(inside)
    return texts, asides


def _distinct(readings: Iterable[Groups]) -> tuple[Groups, ...]:
    return tuple(dict.fromkeys(groups for groups in readings if groups))


_NOBODY = re.compile(
    r"(?:tb[ca]|to be (?:confirmed|allocated|advised|agreed)|n ?a|not applicable"
    r"|(?:un|not |not yet )(?:known|allocated|assigned)|not (?:recorded|given|stated)"
    r"|vacant|vacancy|none|nil|no ?(?:one|body)|duty|agency|awaiting allocation|pending|unsure|various|as above)?"
    r"(?: (?:post|worker|sw|social worker|team|staff))?",
)


def names_nobody(text: str) -> bool:
    """Whether words stand where a name should that name nobody: "TBC", "vacant", "duty", a dash."""
    letters = re.sub(r"(?<=\b\w)\.(?=\w\b|\s|$)", "", text.casefold())
    return _NOBODY.fullmatch(" ".join(re.sub(r"[\W_]+", " ", letters).split())) is not None


def could_be_a_name(text: str) -> bool:
    """Whether there are letters enough for a name, and no question mark."""
    letters = sum(ch.isalpha() for ch in text)
    return letters >= 2 and letters > sum(ch.isdigit() for ch in text) and "?" not in text
