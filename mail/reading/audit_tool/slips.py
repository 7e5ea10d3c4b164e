"""Short labels that are one letter off: known where no other label is near, and no other word."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from rapidfuzz.distance import OSA

K = TypeVar("K")

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


def _is_slip(folded: str, known: str, *, set_apart: bool) -> bool:
    """Whether a text that is one letter off a label may be it: no other word that is nearly the same."""
    if folded[0] != known[0] and folded[:2] != known[1::-1]:
        return False
    return len(known) >= _SURE or sorted(folded) == sorted(known) or set_apart
