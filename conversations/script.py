"""The questions of an audit tool that apply, computed from what was answered so far and never counted."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from conversations.facts import Facts, KnownCase, Value
from conversations.questions import Question, QuestionKind, Slot, SlotKind
from framework.forms import Area, FieldKind, Form, FormField
from framework.outlines import ACTIONS, AREAS, OVERALL, Asked, AskedKind, Edition, OnlyIf, Option
from framework.own_area import why_not_own_area
from framework.words import Judgement

REMOVED = "removed"
"""Kept at the path of an action that was taken out again."""

SERVICE_AREA = "service_area"
"""Asked after the case reference where nobody knows the case's service area and an area hangs on it."""

Values = Mapping[str, Value]

_KINDS = {
    FieldKind.CASE_REFERENCE: SlotKind.CASE_REFERENCE,
    FieldKind.PERSON: SlotKind.PERSON,
    FieldKind.DATE: SlotKind.DATE,
    FieldKind.LINE: SlotKind.LINE,
    FieldKind.TEXT: SlotKind.TEXT,
}
_TO_COME = frozenset({"actions_by", "next_audit"})  # days of a form that lie ahead
_ASKED_KINDS = {kind: SlotKind(kind.value) for kind in AskedKind}
_HALF_OF_THE_AUDITOR = ("action", "who", "timescale")
_COLUMN_KINDS = {"who": SlotKind.PERSON, "timescale": SlotKind.DAY_TO_COME}


class Script:
    """One edition of an audit tool as questions."""

    def __init__(self, edition: Edition, facts: Facts) -> None:
        self.edition = edition
        self.facts = facts

    @property
    def form(self) -> Form:
        """The audit tool."""
        return self.edition.form

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of the parts, in the order in which they are done."""
        return tuple(part.id for part in self.edition.outline.parts)

    def questions(self, values: Values, part: str) -> tuple[Question, ...]:
        """The questions of one part that apply, given the answers so far, in the order in which they are asked."""
        return tuple(self._of_part(values, part))

    def service_area(self, values: Values) -> str | None:
        """The id of the case's service area, as the caseload knows it or as answered."""
        answered = values.get(SERVICE_AREA)
        return self._case(values).service_area or (answered if isinstance(answered, str) else None)

    def not_theirs(self, path: str, value: Value, email: str) -> str:
        """Why somebody may not do this audit of the case or service area that they name; empty where they may."""
        if not isinstance(value, str) or path not in ("case_id", SERVICE_AREA):
            return ""
        area = value if path == SERVICE_AREA else self.facts.case(value).service_area
        directory = self.facts.directory
        return why_not_own_area(self.form, area, email, directory, self.facts.pack)

    def suggested(self, path: str, values: Values) -> Value:
        """What a slot may come filled in with; it counts only once somebody has gone on with it."""
        if path == "date":
            return self.facts.today.isoformat()
        return self._case(values).social_worker if path == "social_worker" else None

    def applies(self, area: Area, values: Values) -> bool:
        """Whether an area is asked: not where it is for other service areas only (form 2A, area 8)."""
        only = area.condition.only_service_areas if area.condition else ()
        known = self.service_area(values)
        return not only or known is None or known in only

    def _of_part(self, values: Values, part: str) -> Iterator[Question]:
        outline = next(each for each in self.edition.outline.parts if each.id == part)
        for one in outline.asks:
            if one == AREAS:
                yield from (self.area(area, part) for area in self.form.areas if self.applies(area, values))
            elif one == OVERALL:
                yield self._judgement(part)
            elif one == ACTIONS:
                yield from self._actions(values, part)
            elif (field := self.form.field(one)) is not None:
                yield self._field(field, part)
                if field.kind is FieldKind.CASE_REFERENCE and self._needs_service_area(values):
                    yield self._service_area(part)
            elif (asked := self.edition.beside(one)) is not None and self._is_due(asked, values):
                yield self._asked(asked, values, part)

    # What applies

    def _is_due(self, asked: Asked, values: Values) -> bool:
        return not asked.only_if or any(self._holds(each, values) for each in asked.only_if)

    def _holds(self, condition: OnlyIf, values: Values) -> bool:
        if condition.better_than_an_area_by is not None:
            return better_than_an_area_by(self.form, values, self) >= condition.better_than_an_area_by
        above = self.edition.beside(condition.question)
        if above is None or not self._is_due(above, values):
            return False
        given = values.get(condition.question)
        said = {True: "yes", False: "no"}.get(given, given) if isinstance(given, bool) else given
        return said in condition.answers

    def _case(self, values: Values) -> KnownCase:
        case_id = values.get("case_id")
        return self.facts.case(case_id) if isinstance(case_id, str) else KnownCase()

    def _needs_service_area(self, values: Values) -> bool:
        return self._hangs_on_service_area and self._case(values).service_area is None

    @cached_property
    def _hangs_on_service_area(self) -> bool:
        return any(
            (area.condition and area.condition.only_service_areas)
            or any(prompt.service_areas for prompt in area.prompts)
            for area in self.form.areas
        )

    # What is asked

    def _field(self, field: FormField, part: str) -> Question:
        kind = SlotKind.DAY_TO_COME if field.id in _TO_COME else _KINDS[field.kind]
        options = tuple(Option(id=each, label=each) for each in field.options)
        slot = Slot(
            field.id, SlotKind.ONE_OF if options else kind, field.label.shown, field.required, options
        )
        text = self.edition.outline.questions.get(field.id, field.label.shown)
        return Question(field.id, QuestionKind.FIELD, text, part, (slot,))

    def _service_area(self, part: str) -> Question:
        options = tuple(Option(id=each.id, label=each.name) for each in self.facts.pack.service_areas)
        slot = Slot(SERVICE_AREA, SlotKind.ONE_OF, "Service area", required=True, options=options)
        text = "Which service area has the case?"
        return Question(
            SERVICE_AREA,
            QuestionKind.FIELD,
            text,
            part,
            (slot,),
            help="Some questions depend on it.",
        )

    def _asked(self, asked: Asked, values: Values, part: str) -> Question:
        listed = asked.kind in (AskedKind.ONE_OF, AskedKind.ANY_OF)
        options = asked.options or (self._themes(values.get(asked.id)) if listed else ())
        slot = Slot(asked.id, _ASKED_KINDS[asked.kind], asked.question, asked.required, options)
        return Question(asked.id, QuestionKind.FIELD, asked.question, part, (slot,), help=asked.help)

    def _themes(self, chosen: Value) -> tuple[Option, ...]:
        """The list in force, and those chosen before they were retired."""
        kept = chosen if isinstance(chosen, tuple) else (chosen,)
        return (*self.facts.themes, *(each for each in self.facts.retired_themes if each.id in kept))

    def area(self, area: Area, part: str = "") -> Question:
        """The question for an area: its grade (or answer) first, the facts beside it, its comment last."""
        at = f"areas.{area.id}"
        first = (
            Slot(f"{at}.grade", SlotKind.GRADE, "Grade", required=True)
            if self.form.graded
            else Slot(f"{at}.answer", SlotKind.FINDING, "Answer", required=True)
        )
        details = tuple(
            Slot(f"{at}.detail{number}", SlotKind(detail.kind), detail.label)
            for number, detail in enumerate(area.details, start=1)
        )
        comment = Slot(f"{at}.comment", SlotKind.TEXT, self._comment_label)
        section = next((each.label.shown for each in self.form.sections if each.id == area.section), "")
        slots = (first, *details, comment)
        return Question(at, QuestionKind.AREA, area.label.shown, part, slots, section=section, area=area)

    @property
    def _comment_label(self) -> str:
        head = self.form.column_heads.get("comments")
        return head.shown if head else "Comments"

    def _judgement(self, part: str) -> Question:
        assert self.form.judgement is not None  # framework.outlines.faults
        text = self.edition.outline.questions.get(OVERALL, self.form.judgement.label.shown)
        slot = Slot(OVERALL, SlotKind.JUDGEMENT, self.form.judgement.label.shown, required=True)
        return Question(OVERALL, QuestionKind.JUDGEMENT, text, part, (slot,))

    def _actions(self, values: Values, part: str) -> Iterator[Question]:
        yield from (self.action(number, part) for number in actions_in(values))
        text = self.edition.outline.questions.get(ACTIONS, "Which actions are needed?")
        yield Question(ACTIONS, QuestionKind.ACTIONS, text, part)

    def action(self, number: int, part: str) -> Question:
        """The question for the auditor's half of one action, `number` from 1 in the order of making."""
        assert self.form.actions is not None
        columns = self.form.actions.columns
        slots = tuple(
            Slot(
                f"{ACTIONS}.{number}.{column}",
                _COLUMN_KINDS.get(column, SlotKind.TEXT),
                columns[column].shown if column in columns else "By when",
                required=column in columns,
            )
            for column in _HALF_OF_THE_AUDITOR
        )
        return Question(f"{ACTIONS}.{number}", QuestionKind.ACTION, "An action", part, slots)


def actions_in(values: Values) -> tuple[int, ...]:
    """The numbers of the actions that were begun and not taken out, in the order in which they were made."""
    begun = {
        int(path.split(".")[1]) for path, value in values.items() if path.startswith("actions.") and value
    }
    return tuple(sorted(number for number in begun if values.get(f"{ACTIONS}.{number}") != REMOVED))


def better_than_an_area_by(form: Form, values: Values, script: Script) -> int:
    """How many grades the overall judgement is better than the worst area that applies; 0 without either (A-29)."""
    overall = values.get(OVERALL)
    grades = [
        grade
        for area in form.areas
        if script.applies(area, values) and isinstance(grade := values.get(f"areas.{area.id}.grade"), int)
    ]
    if not isinstance(overall, str) or not grades:
        return 0
    return max(grades) - Judgement(overall).grade
