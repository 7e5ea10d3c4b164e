"""The Tier 2 draw: for each head of service one case outside their own area, at random and open to inspection.

What was drawn follows from the seed and the lists alone: no clock, no generator of this machine or of a version of
Python. Whoever has both can make the draw again (framework L1321-1329, A-28).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

_BYTES = 32  # of a SHA-256


@dataclass(frozen=True)
class Entry:
    """One head of service, by address, and the references of the cases that may be drawn for them, sorted."""

    head_of_service: str
    eligible: tuple[str, ...]


@dataclass(frozen=True)
class Lists:
    """What a draw is made from. `month` is "2013-12"; `left_out` has the reason for each case in no list."""

    month: str
    entries: tuple[Entry, ...]
    left_out: Mapping[str, str]

    @classmethod
    def of(cls, month: str, eligible: Mapping[str, Iterable[str]], left_out: Mapping[str, str]) -> Self:
        """The lists in the order that has one hash: by address and by reference."""
        entries = (Entry(head, tuple(sorted(set(cases)))) for head, cases in eligible.items())
        return cls(
            month, tuple(sorted(entries, key=lambda e: e.head_of_service)), dict(sorted(left_out.items()))
        )

    @classmethod
    def read(cls, text: str) -> Self:
        """The lists that were written. ValueError if the text is none."""
        try:
            data = json.loads(text)
            return cls.of(data["month"], data["eligible"], data["left_out"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("no lists of a draw") from error

    def written(self) -> str:
        """As text, always the same for the same lists."""
        eligible = {entry.head_of_service: list(entry.eligible) for entry in self.entries}
        data: dict[str, Any] = {"month": self.month, "eligible": eligible, "left_out": dict(self.left_out)}
        return json.dumps(data, sort_keys=True, ensure_ascii=True, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        """The hash of what is written, in hexadecimal: any change of a list changes it."""
        return hashlib.sha256(self.written().encode("ascii")).hexdigest()


def draw(seed: str, lists: Lists) -> dict[str, str | None]:
    """For each head of service the case drawn, or None where none is left.

    Each of the cases still to be had is as likely as any other, and no case is drawn twice. Who has fewest to
    choose from is drawn for first; among equals the seed decides. Where others have taken all that somebody could
    have, one of them is given another case, if that is how everybody gets one.
    """
    chance = _Chance(f"{seed}:{lists.sha256}")
    order = sorted(lists.entries, key=lambda e: (len(e.eligible), chance.rank(e.head_of_service)))
    eligible = {entry.head_of_service: entry.eligible for entry in order}
    taken: dict[str, str] = {}
    for head in eligible:
        _take(head, eligible, taken, chance, set())
    drawn = {head: case for case, head in taken.items()}
    return {entry.head_of_service: drawn.get(entry.head_of_service) for entry in lists.entries}


def _take(
    head: str,
    eligible: Mapping[str, Sequence[str]],
    taken: dict[str, str],
    chance: "_Chance",
    asked: set[str],
) -> bool:
    """Give that head of service a case: a free one, or one whose holder can have another."""
    free = [case for case in eligible[head] if case not in taken]
    if free:
        taken[free[chance.below(len(free), head)]] = head
        return True
    for case in sorted(eligible[head], key=chance.rank):
        holder = taken[case]
        if holder in asked:
            continue
        asked.add(holder)
        if _take(holder, eligible, taken, chance, asked | {head}):
            taken[case] = head
            return True
    return False


class _Chance:
    """Numbers that follow from a seed: the SHA-256 of the seed, a purpose and a count."""

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def rank(self, name: str) -> bytes:
        """A place in an order that the seed alone decides."""
        return self._digest("rank", name, 0)

    def below(self, bound: int, purpose: str) -> int:
        """A number from 0 to `bound` - 1, each equally likely; always the same for the same purpose."""
        limit = 256**_BYTES - 256**_BYTES % bound
        return next(number for number in self._numbers(purpose) if number < limit) % bound

    def _numbers(self, purpose: str) -> Iterator[int]:
        count = 0
        while True:
            yield int.from_bytes(self._digest("number", purpose, count), "big")
            count += 1

    def _digest(self, use: str, purpose: str, count: int) -> bytes:
        return hashlib.sha256(f"{self._seed}:{use}:{purpose}:{count}".encode()).digest()
