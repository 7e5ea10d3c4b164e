"""A pack: one council's framework as data, checked when loaded."""

from functools import cached_property
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import ValidationError, model_validator

from framework.forms import Form, Frozen
from framework.words import Judgement, Role

PACKS = Path(__file__).parent / "packs"


class PackError(ValueError):
    """A pack that cannot be used; the message names the file, the place in it and what is wrong."""


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

    month: str
    themes: dict[str, str]


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
    """A practice standard by its number and subject (Appendix 1)."""

    number: str
    subject: str
    time_limit: str | None = None
    source: str


class Policy(Frozen):
    """How an ambiguity of the framework was settled (requirements section 2).

    `setting` is the name under `Pack.settings` that switches it, where it can be switched.
    """

    id: str  # "A-06"
    rule: str
    choice: str
    source: str
    setting: str | None = None


class Rules(Frozen):
    """The switches of a pack, each explained by the `Policy` that names it."""

    quota_per_month: int = 4
    quota_unit: str = "manager"
    action_notices: bool = True
    matrix_for_plo: bool = True
    remedial_days: int = 5  # A-10, framework L1509
    remedial_days_are: str = "calendar"
    review_of_actions_days: int = 28
    case_reference_pattern: str = r"(?=.*\d)[A-Za-z0-9/-]{1,20}"


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
    rules: Rules = Rules()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = [*_dangling(self), *_gaps(self)]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def form(self, form_id: str) -> Form:
        """The audit tool with that id; KeyError if there is none."""
        return self._forms[form_id]

    @cached_property
    def _forms(self) -> dict[str, Form]:
        return {form.id: form for form in self.forms}

    def service_area(self, written: str) -> ServiceArea | None:
        """The service area meant by a name or alias, whatever its case, spaces or full stops."""
        return self._service_areas.get(_plain(written))

    @cached_property
    def _service_areas(self) -> dict[str, ServiceArea]:
        return {_plain(n): area for area in self.service_areas for n in (area.id, area.name, *area.aliases)}

    def case_status(self, written: str) -> CaseStatus | None:
        """The status meant by a name or alias."""
        return self._case_statuses.get(_plain(written))

    @cached_property
    def _case_statuses(self) -> dict[str, CaseStatus]:
        return {_plain(n): s for s in self.case_statuses for n in (s.id, s.name, *s.aliases)}

    def role(self, written: str) -> Role | None:
        """The role meant by its code, label or an alias."""
        return self._roles.get(_plain(written))

    @cached_property
    def _roles(self) -> dict[str, Role]:
        return {
            _plain(name): role
            for role in Role
            for name in (role.value, role.label, *self.role_aliases.get(role, ()))
        }

    def escalation_for(self, judgement: Judgement) -> EscalationRow:
        """The row of the escalation matrix for a judgement (framework L3027)."""
        return next(row for row in self.escalation if row.judgement is judgement)


def load_pack(name_or_path: str | Path) -> Pack:
    """The pack of that name among ours ("rochdale-2013"), or in that folder; PackError if it is no good."""
    folder = Path(name_or_path)
    if not folder.is_dir():
        folder = PACKS / str(name_or_path)
    if not (folder / "pack.yaml").is_file():
        ours = ", ".join(sorted(p.parent.name for p in PACKS.glob("*/pack.yaml")))
        raise PackError(
            f"There is no pack {str(name_or_path)!r}: neither a folder with pack.yaml nor one of {ours}."
        )
    try:
        return Pack.model_validate(_gather(folder))
    except ValidationError as error:
        raise PackError(_explain(folder, error)) from error


def _gather(folder: Path) -> dict[str, Any]:
    data = _yaml(folder / "pack.yaml")
    for part in sorted(folder.glob("*.yaml")):
        if part.name != "pack.yaml":
            data.update(_yaml(part))
    data["forms"] = [_yaml(folder / "forms" / f"{name}.yaml") for name in data.get("forms", [])]
    return data


def _yaml(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(
            path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
    except FileNotFoundError as error:
        raise PackError(f"{path}: the file is missing.") from error
    except yaml.YAMLError as error:
        raise PackError(f"{path}: not YAML: {error}") from error
    if not isinstance(data, dict):
        raise PackError(f"{path}: must hold names and values, not {type(data).__name__}.")
    return data


def _explain(folder: Path, error: ValidationError) -> str:
    lines = [f"The pack in {folder} cannot be used:"]
    for item in error.errors():
        place = ".".join(str(step) for step in item["loc"]) or "the whole"
        lines.append(f"  {place}: {item['msg'].removeprefix('Value error, ')}")
    return "\n".join(lines)


def _dangling(pack: Pack) -> list[str]:
    good = {g.id for g in pack.good}
    standards = {s.number for s in pack.standards}
    areas = {a.id for a in pack.service_areas}
    problems = []
    for form in pack.forms:
        for area in form.areas:
            place = f"{form.id}, area {area.number}"
            problems += [f"{place}: no good practice {g!r}" for g in area.good if g not in good]
            problems += [f"{place}: no standard {s!r}" for s in area.standards if s not in standards]
            named = {*(area.condition.only_service_areas if area.condition else ())}
            named.update(*(prompt.service_areas for prompt in area.prompts))
            problems += [f"{place}: no service area {n!r}" for n in sorted(named - areas)]
    return problems


def _gaps(pack: Pack) -> list[str]:
    rows = [row.judgement for row in pack.escalation]
    problems = [f"escalation: needs exactly one row for {j.value}" for j in Judgement if rows.count(j) != 1]
    words = [words.judgement for words in pack.grades]
    problems += [f"grades: needs exactly one entry for {j.value}" for j in Judgement if words.count(j) != 1]
    return problems


def _plain(written: str) -> str:
    return "".join(ch for ch in written.casefold() if ch.isalnum())
