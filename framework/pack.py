"""A pack: one council's framework as data, checked when loaded."""

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from framework.duties import Duty
from framework.form_checks import plain
from framework.forms import Form, Frozen
from framework.incoming import Incoming
from framework.outlines import Asked, Option, Outline, ShownBeside
from framework.pack_checks import faults
from framework.pack_files import Fault, Faults, PackError, PackFiles
from framework.record_duties import RecordDuty
from framework.words import Judgement, Role

__all__ = ["PACKS", "Pack", "PackError", "Rules", "load_pack"]

PACKS = Path(__file__).parent / "packs"


class ServiceArea(Frozen):
    """A service area and every name that the framework gives it (requirements 1.0)."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    stream: str | None = None  # column of the programmes of focus
    cared_for: bool = False  # where "Cared for Children only" applies (form 2A, area 8)


class GradeWords(Frozen):
    """A grade, its label, its aliases and what it means (framework L2828, Appendix 9, A-41, A-42)."""

    judgement: Judgement
    label: str
    aliases: tuple[str, ...]
    meaning: str


class EscalationRow(Frozen):
    """Who is told of a judgement: the matrix, and the action notices beyond it (A-06)."""

    judgement: Judgement
    tell: tuple[Role, ...]
    tell_where_relevant: tuple[Role, ...] = ()
    action_notice: tuple[Role, ...] = ()
    source: str


class CaseStatus(Frozen):
    """A status of a case in the caseload; `relevant_to` says whose business it makes the case (A-12)."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    relevant_to: tuple[Role, ...] = ()


class ProgrammeMonth(Frozen):
    """The themes of one month, by stream ("2013-12": {"field": "Public Law Outline", …})."""

    month: Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
    themes: dict[str, str]

    @property
    def first_day(self) -> dt.date:
        """The first day of the month."""
        return dt.date.fromisoformat(f"{self.month}-01")

    @property
    def ordinal(self) -> int:
        """Months counted through: the next month's is one more."""
        return month_ordinal(self.first_day)


class Programme(Frozen):
    """A programme of focus (Appendix 3, Appendix 5). The stream is that of the case audited (A-15)."""

    tier: int
    title: str
    streams: dict[str, str]
    months: tuple[ProgrammeMonth, ...]
    source: str


class GoodPractice(Frozen):
    """One statement of what good looks like, in our own words (Appendix 9)."""

    id: str
    section: str
    text: str
    source: str


class Standard(Frozen):
    """A practice standard by its number and subject, a short name of ours (Appendix 1)."""

    number: str
    subject: str
    time_limit: str | None = None
    source: str


class Policy(Frozen):
    """How an ambiguity of the framework was settled (requirements section 2).

    `settings` are the names in `Rules` that switch it, where it can be switched.
    """

    id: str  # "A-06"
    rule: str
    choice: str
    source: str
    settings: tuple[str, ...] = ()


class Rules(Frozen):
    """The switches of a pack, each explained by the `Policy` that names it."""

    quota_per_month: Annotated[int, Field(ge=0)] = 4  # A-01, framework L1027
    quota_unit: Literal["manager", "team"] = "manager"
    action_notices: bool = True
    matrix_for_plo: bool = True
    remedial_days: Annotated[int, Field(ge=1)] = 5  # A-10, framework L1509
    remedial_days_are: Literal["calendar", "working"] = "calendar"
    review_of_actions_days: Annotated[int, Field(ge=1)] = 28
    case_reference_pattern: str = r"(?=.*\d)[A-Za-z0-9/-]{1,20}"

    @field_validator("case_reference_pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"is no regular expression: {error}") from error
        return pattern


class Pack(Frozen):
    """Everything that a council's framework says, as far as this program acts on it."""

    id: str
    title: str
    edition: str
    forms: tuple[Form, ...]
    grades: tuple[GradeWords, ...]
    not_applicable_words: tuple[str, ...]
    yes_words: tuple[str, ...]
    no_words: tuple[str, ...]
    service_areas: tuple[ServiceArea, ...]
    case_statuses: tuple[CaseStatus, ...]
    role_aliases: dict[Role, tuple[str, ...]] = {}
    escalation: tuple[EscalationRow, ...]
    programmes: tuple[Programme, ...]
    good: tuple[GoodPractice, ...]
    standards: tuple[Standard, ...]
    policies: tuple[Policy, ...]
    incoming: tuple[Incoming, ...]
    outlines: tuple[Outline, ...]
    asked: tuple[Asked, ...]
    shown_beside: tuple[ShownBeside, ...] = ()
    themes: tuple[Option, ...]
    record_duties: tuple[RecordDuty, ...] = ()
    duties: tuple[Duty, ...] = ()
    rules: Rules = Rules()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if found := tuple(faults(self)):
            raise Faults(found)
        return self

    def form(self, form_id: str) -> Form:
        """The audit tool with that id; KeyError if there is none."""
        return self._forms[form_id]

    @cached_property
    def _forms(self) -> dict[str, Form]:
        return {form.id: form for form in self.forms}

    def duties_of(self, form_id: str) -> tuple[RecordDuty, ...]:
        """What an audit with that tool leaves to do in the child's record; nothing where it is no part of that."""
        return tuple(duty for duty in self.record_duties if form_id in duty.forms)

    def service_area(self, written: str) -> ServiceArea | None:
        """The service area meant by a name or alias, whatever its case, spaces or full stops."""
        return self._service_areas.get(plain(written))

    @cached_property
    def _service_areas(self) -> dict[str, ServiceArea]:
        return {plain(n): area for area in self.service_areas for n in (area.id, area.name, *area.aliases)}

    def case_status(self, written: str) -> CaseStatus | None:
        """The status meant by a name or alias."""
        return self._case_statuses.get(plain(written))

    @cached_property
    def _case_statuses(self) -> dict[str, CaseStatus]:
        return {plain(n): s for s in self.case_statuses for n in (s.id, s.name, *s.aliases)}

    def role(self, written: str) -> Role | None:
        """The role meant by its code, label or an alias."""
        return self._roles.get(plain(written))

    @cached_property
    def _roles(self) -> dict[str, Role]:
        return {
            plain(name): role
            for role in Role
            for name in (role.value, role.label, *self.role_aliases.get(role, ()))
        }

    def escalation_for(self, judgement: Judgement) -> EscalationRow:
        """The row of the escalation matrix for a judgement (framework L3027)."""
        return next(row for row in self.escalation if row.judgement is judgement)


def month_ordinal(day: dt.date) -> int:
    """The number of the month that `day` lies in, counted through."""
    return day.year * 12 + day.month


def load_pack(name_or_path: str | Path) -> Pack:
    """The pack of that name among ours ("rochdale-2013"), or in that folder. PackError if it cannot be used.

    One of ours is loaded once; one in a folder of somebody else's every time.
    """
    folder = Path(name_or_path)
    if folder.is_dir():
        return _load(folder)
    if folder.name == str(name_or_path) and (PACKS / folder / "pack.yaml").is_file():
        return _ours(folder.name)
    ours = ", ".join(sorted(path.parent.name for path in PACKS.glob("*/pack.yaml")))
    raise PackError(f"There is no pack {str(name_or_path)!r}: neither a folder nor one of ours ({ours}).")


@cache
def _ours(name: str) -> Pack:
    return _load(PACKS / name)


def _load(folder: Path) -> Pack:
    files = PackFiles.of(folder)
    try:
        return Pack.model_validate(files.data)
    except ValidationError as error:
        raise files.explain(_faults(error)) from error


def _faults(error: ValidationError) -> Iterator[Fault]:
    for item in error.errors():
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, Faults):
            yield from (Fault((*item["loc"], *fault.location), fault.message) for fault in cause.faults)
        else:
            yield Fault(item["loc"], _message(item))


def _message(item: ErrorDetails) -> str:
    match item["type"]:
        case "extra_forbidden":
            return "there is no such key"
        case "missing":
            return "is missing"
        case "string_type":
            return f"must be words, not {item['input']!r} (put it in quotation marks)"
        case _:
            return item["msg"].removeprefix("Value error, ")
