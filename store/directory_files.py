"""The directory and the caseload as files (CSV or XLSX): the whole file or nothing, every bad row named."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from framework.directory import Case, Person
from framework.pack import Pack


@dataclass(frozen=True, slots=True)
class BadRow:
    """What is wrong at one place of the file; line 0 is the file as a whole. Lines count from 1."""

    line: int
    column: str
    message: str


class DirectoryFileError(ValueError):
    """A file that was not taken; nothing of it is kept. `problems` names every place and what is wrong."""

    def __init__(self, file: str, problems: Iterable[BadRow]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__(file)


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """What a directory file holds; `lines` has the line of each person."""

    people: tuple[Person, ...]
    lines: tuple[int, ...]
    warnings: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class CasesFile:
    """What a caseload file holds; `lines` has the line of each case."""

    cases: tuple[Case, ...]
    lines: tuple[int, ...]
    warnings: tuple[BadRow, ...] = ()


def read_people(path: Path, pack: Pack) -> PeopleFile:
    """The people in a CSV or XLSX file; DirectoryFileError if anything in it is wrong."""
    raise DirectoryFileError(path.name, ())


def read_cases(path: Path, pack: Pack, people: Iterable[Person] = ()) -> CasesFile:
    """The cases in a CSV or XLSX file; DirectoryFileError if anything in it is wrong.

    A worker written by name is understood where exactly one of `people` is meant.
    """
    raise DirectoryFileError(path.name, ())


def unknown_staff(cases: CasesFile, known: Collection[str]) -> tuple[BadRow, ...]:
    """The rows that name a social worker, IRO or conference chair whose address is not among `known`."""
    return ()
