"""Labels with slips in them: short ones that are one letter off, and long ones put together of two."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

K = TypeVar("K")

WORD_CLOSE = 60.0  # likeness of two words that differ by a slip

_TELLS_NOTHING = 3  # letters: "of", "and", "the" stand in any label
_VERY_SHORT, _SHORT = 4, 24  # letters: shorter labels must be exact, longer ones are known by their likeness
_FAR = 3  # letters by which every other label must differ
_SURE = (
    7  # letters; shorter labels are so near to other words that two letters must be swapped, or a colon stand
)


class Slips(Generic[K]):
    """The labels of a form with what each is the label of, folded."""

    def __init__(self, labels: Sequence[tuple[str, K]]) -> None:
        self._labels = [(text, key) for text, key in labels if len(text) < _SHORT + _FAR]
        self._begun = {
            (letter, length)
            for text, _ in labels
            if _VERY_SHORT <= len(text) <= _SHORT
            for letter in text[:2]
            for length in range(max(len(text) - 1, _VERY_SHORT), len(text) + 2)
        }

    def forgiven(self, folded: str, *, set_apart: bool) -> tuple[K] | None:
        """What the label is that a text is but for one letter; `set_apart`: a colon or a break follows it."""
        if (folded[:1], len(folded)) not in self._begun or not folded.replace(" ", "").isalpha():
            return None
        near: dict[K, int] = {}
        for text, key in self._labels:
            if abs(len(text) - len(folded)) < _FAR:
                away = OSA.distance(folded, text, score_cutoff=_FAR - 1)
                if away == 1 and not _is_slip(folded, text, set_apart=set_apart):
                    away = 2
                near[key] = min(away, near.get(key, _FAR))
        alone = [key for key, away in near.items() if away < _FAR]
        return (alone[0],) if len(alone) == 1 and near[alone[0]] == 1 else None


class Whose(Generic[K]):
    """Which labels each word stands in."""

    def __init__(self, labels: Sequence[tuple[str, K]]) -> None:
        self._whose: dict[str, set[K]] = {}
        for text, key in labels:
            for word in text.split():
                self._whose.setdefault(word, set()).add(key)

    def is_crossed(self, folded: str, known: str, key: K) -> bool:
        """Whether words of another label stand in `folded` where `known`, a label of `key`, has its own: it is put
        together of two."""
        written, own = folded.split(), known.split()
        for change in Levenshtein.opcodes(written, own):
            if change.tag in ("replace", "insert", "delete"):
                beside = own[change.dest_start : change.dest_end]
                if any(
                    self._is_anothers(word, beside, key)
                    for word in written[change.src_start : change.src_end]
                ):
                    return True
        return False

    def _is_anothers(self, word: str, beside: Sequence[str], key: K) -> bool:
        whose = self._whose.get(word, ()) if len(word) > _TELLS_NOTHING else ()
        return bool(whose) and key not in whose and all(fuzz.ratio(word, own) < WORD_CLOSE for own in beside)


def _is_slip(folded: str, known: str, *, set_apart: bool) -> bool:
    """Whether a text that is one letter off a label may be it: no other word that is nearly the same."""
    if folded[0] != known[0] and folded[:2] != known[1::-1]:
        return False
    return len(known) >= _SURE or sorted(folded) == sorted(known) or set_apart
