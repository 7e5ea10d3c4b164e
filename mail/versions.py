"""Audit tools of one mail that are one audit: told where no record is kept that would show it."""

from collections.abc import Sequence

from framework.reading import Problem, Reading, Status
from store.identity import identity_of, says_the_same
from store.recording import VERSIONS_AT_ODDS


def versions_told(readings: Sequence[Reading]) -> list[Reading]:
    """The same; of those that were read without doubt, one that says what another before it says has a notice
    `same-audit-twice`, and those of one form, case, auditor and date that differ have the problem
    `versions-at-odds`. Each names the others.

    The intake does not need it: recording finds both, with the help of the directory and of what stands recorded.
    """
    return [_told(reading, at, readings) for at, reading in enumerate(readings)]


def _told(reading: Reading, at: int, readings: Sequence[Reading]) -> Reading:
    beside = [(n, other) for n, other in enumerate(readings) if n != at and _is_same_audit(reading, other)]
    differing = [other for _, other in beside if not says_the_same(reading, other)]
    if differing:
        told = f"{VERSIONS_AT_ODDS.message} The other: {_names(differing)}."
        return reading.with_problems(VERSIONS_AT_ODDS.model_copy(update={"message": told}))
    if before := [other for n, other in beside if n < at]:
        told = f"The same audit came twice; it counts once. It says what this one says: {_names(before[:1])}."
        notice = Problem(code="same-audit-twice", message=told)
        return reading.model_copy(update={"notices": (*reading.notices, notice)})
    return reading


def _is_same_audit(reading: Reading, other: Reading) -> bool:
    if not reading.status is other.status is Status.ACCEPTED:
        return False
    mine, theirs = identity_of(reading, None), identity_of(other, None)
    return mine.complete and mine.key == theirs.key


def _names(readings: Sequence[Reading]) -> str:
    return ", ".join(dict.fromkeys(reading.part for reading in readings))
