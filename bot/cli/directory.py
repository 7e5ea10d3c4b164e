"""`auditbot people import` and `auditbot cases import`: the whole file or nothing."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.building import open_store
from bot.cli.groups import Group
from bot.cli.saying import ConfigOption, not_so, say
from bot.settings import load_settings
from framework.pack import load_pack
from store.directory_files import BadRow, DirectoryFileError, read_cases, read_people

people = typer.Typer(help="The directory: who works here.", no_args_is_help=True, cls=Group)
cases = typer.Typer(help="The caseload: whose case is whose.", no_args_is_help=True, cls=Group)

FileArgument = Annotated[
    Path, typer.Argument(metavar="PATH", help="A CSV or XLSX file.", exists=True, dir_okay=False)
]


@people.callback()
@cases.callback()
def _group() -> None:
    """Keeps `import` a command of its own."""


@people.command("import")
def import_people(path: FileArgument, config: ConfigOption) -> None:
    """Put the people in a file in the place of the directory: the whole file or nothing."""
    settings = load_settings(config)
    pack = load_pack(settings.council.pack)
    with open_store(settings) as store:
        try:
            read = read_people(path, pack)
        except DirectoryFileError as error:
            _refuse(path, error.problems, "directory")
        with store.writing() as work:
            work.people.replace_people(read.people)
            work.log.add("people-imported", "directory", people=len(read.people))
            strangers = work.people.cases_of_strangers()
            work.commit()
    _warn(read.warnings)
    if strangers:
        cases_name = "1 case now names" if strangers == 1 else f"{strangers} cases now name"
        say(f"Note: {cases_name} somebody who is not in the directory; import the caseload again.")
    say(_imported(len(read.people), "person", "people"))


@cases.command("import")
def import_cases(path: FileArgument, config: ConfigOption) -> None:
    """Put the cases in a file in the place of the caseload: the whole file or nothing."""
    settings = load_settings(config)
    pack = load_pack(settings.council.pack)
    with open_store(settings) as store:
        with store.reading() as work:
            known = work.people.directory().people
        try:
            read = read_cases(path, pack, known)
        except DirectoryFileError as error:
            _refuse(path, error.problems, "caseload")
        with store.writing() as work:
            work.people.replace_cases(read.cases)
            work.log.add("cases-imported", "caseload", cases=len(read.cases))
            work.commit()
    _warn(read.warnings)
    say(_imported(len(read.cases), "case", "cases"))


def _imported(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several} imported."


def _refuse(path: Path, problems: tuple[BadRow, ...], what: str) -> NoReturn:
    not_so(
        [
            f"{path.name} was not imported, and the {what} is as it was. Put these right and import it again:",
            *(_line(bad) for bad in problems),
        ]
    )


def _warn(warnings: tuple[BadRow, ...]) -> None:
    say(*(f"Note: {_line(bad).strip()}" for bad in warnings))


def _line(bad: BadRow) -> str:
    place = ", ".join(part for part in (f"line {bad.line}" if bad.line else "", bad.column) if part)
    return f"  {place}: {bad.message}" if place else f"  {bad.message}"
