"""The one gate that every audit passes, from mail or chat: what its form needs, and what makes sense."""

import datetime as dt
from collections.abc import Sequence

from framework.answers import grade_lexicon
from framework.dates import Doubt, parse_timescale
from framework.forms import Area, FieldKind, Form, FormField
from framework.pack import Pack
from framework.reading import ActionLine, Answer, Problem, Reading, Status
from framework.words import Grade

LONG_BEFORE = dt.timedelta(days=731)
_YEARS_AHEAD = 2
_FIRST_YEAR = 2000  # no audit of these is older, whenever the mail came
_LONG_GONE = dt.timedelta(days=183)  # before the audit: a day of the year before, or of another century
_OWN_FIELDS = ("case_id", "completed_by", "social_worker", "date", "comments")


JUDGEMENT_AND_AREAS = "judgement-and-areas"
FAR_ABOVE = 2  # grades


def check(
    form: Form | None,
    reading: Reading,
    *,
    pack: Pack,
    sent: dt.date | None,
    service_area: str | None = None,
    reason_given: bool = False,
) -> Reading:
    """`reading` held against its form: what is missing or makes no sense becomes a problem, and the status follows.

    `sent` is the day of the mail (or of the click) in London; without it dates are not held against anything.
    `service_area` is the id or name of the case's service area where the directory knows it: it settles areas that
    apply to one service area only (form 2A, area 8). `reason_given`: the auditor has said beside the form why the
    judgement is well above an area (A-29). Checking again what was checked changes nothing, but that what
    was missing is looked for anew. Other problems that the reading came with are kept: whoever corrects a value
    takes its problem out.
    """
    if form is None:
        return reading
    if is_blank(reading):
        return _rejected(form, reading)
    reading = reading.model_copy(
        update={"problems": tuple(p for p in reading.problems if p.code not in _OWN)}
    )
    reading = _held_against_time(reading, sent)
    reading = _fields_held_against_time(form, reading, sent)
    reading = _with_areas_settled(form, reading, pack, service_area)
    reading = _with_due_dates(form, reading)
    problems = [
        *_missing_fields(form, reading),
        *_missing_answers(form, reading),
        *_missing_judgement(form, reading, pack),
        *_due_dates_of_other_years(form, reading),
    ]
    reading = _add(
        reading,
        problems=problems,
        notices=[*_of_sense(form, reading, reason_given), *_of_actions(form, reading)],
    )
    return reading.model_copy(update={"status": Status.REVIEW if reading.problems else Status.ACCEPTED})


def judgement_and_areas(reading: Reading, *, reason_given: bool) -> tuple[Problem, ...]:
    """That the overall judgement is two grades or more above an area (A-29), and whether the auditor says why."""
    grades = [answer.grade for answer in reading.answers if answer.grade is not None]
    if not reading.overall or not grades or max(grades) - reading.overall.grade < FAR_ABOVE:
        return ()
    why = (
        "The auditor says why: the reason stands with the audit."
        if reason_given
        else "No reason is given: ask the auditor for a line that says why."
    )
    message = f"The overall judgement is {reading.overall.label}, yet an area is graded {max(grades)}. {why}"
    return (Problem(code=JUDGEMENT_AND_AREAS, where="overall", message=message),)


def is_blank(reading: Reading) -> bool:
    """Whether nothing at all was filled in, and nothing was doubted."""
    return not (
        any(problem.code not in _OWN for problem in reading.problems)
        or any((reading.case_id, reading.completed_by, reading.social_worker, reading.date, reading.overall))
        or reading.comments.strip()
        or reading.actions
        or any(reading.fields.values())
        or any(
            answer.grade is not None
            or answer.not_applicable
            or answer.answer is not None
            or answer.comment.strip()
            for answer in reading.answers
        )
    )


# Said anew at every check: with the service area known, a blank area may turn out not to apply.
_OWN = frozenset({"blank", "missing", "due-date-impossible"})
_OF_EVERY_GRADE = frozenset({"other-scale", "no-headings"})


def area_name(area: Area) -> str:
    """How a problem names an area: "Area 3, Voice/wishes and feelings of child"."""
    return f"Area {area.number}, {area.label.shown.rstrip(' ?.:')}"


def _rejected(form: Form, reading: Reading) -> Reading:
    blank = Problem(
        code="blank",
        message=f"The {form.short_title} is blank: nothing is filled in. Ask the sender for the completed one.",
    )
    return reading.model_copy(update={"problems": (blank,), "status": Status.REJECTED})


def _add(reading: Reading, *, problems: Sequence[Problem] = (), notices: Sequence[Problem] = ()) -> Reading:
    """With what is new: a value that already has a problem gets no second one."""
    if not problems and not notices:
        return reading
    doubted = {problem.where for problem in reading.problems if problem.where}
    said = {(notice.code, notice.where) for notice in reading.notices}
    return reading.model_copy(
        update={
            "problems": (*reading.problems, *(p for p in problems if p.where not in doubted)),
            "notices": (*reading.notices, *(n for n in notices if (n.code, n.where) not in said)),
        }
    )


def _held_against_time(reading: Reading, sent: dt.date | None) -> Reading:
    """A date that cannot be right is not kept (A-03; the mail's own date, not today's)."""
    date = reading.date
    if date is None or (sent is None and date.year >= _FIRST_YEAR):
        return reading
    if sent is None or date.year > sent.year + _YEARS_AHEAD:
        problem = Problem(
            code="date-far-ahead" if sent else "date-cannot-be-right",
            where="date",
            message=f"The date's year, {date.year}, cannot be right. Put in the right date.",
        )
    elif date > sent:
        problem = Problem(
            code="date-after-mail",
            where="date",
            message=f"The date of the audit, {date.day} {date:%B %Y}, is later than the mail. "
            "Put in the right one.",
        )
    elif sent - date > LONG_BEFORE:
        problem = Problem(
            code="date-long-before-mail",
            where="date",
            message=f"The date of the audit, {date.day} {date:%B %Y}, is more than two years before the mail. "
            "Look it up, and put in the right one.",
        )
    else:
        return reading
    return _add(reading.model_copy(update={"date": None}), problems=[problem])


def _fields_held_against_time(form: Form, reading: Reading, sent: dt.date | None) -> Reading:
    """Nor are further dates of the form that lie before the audit, or years from it."""
    audited = reading.date or sent
    if audited is None:
        return reading
    fields = dict(reading.fields)
    problems: list[Problem] = []
    for field in form.fields:
        value = fields.get(field.id) if field.kind is FieldKind.DATE else None
        day = dt.date.fromisoformat(value) if value else None
        why = _why_not(field, day, audited, known=reading.date is not None) if day else ""
        if day and why:
            fields[field.id] = None
            name = field.label.shown.rstrip(" :")
            message = f"{name}: {day.day} {day:%B %Y} {why}. Put in the right date, or none."
            problems.append(Problem(code="date-cannot-be-right", where=_where(field), message=message))
    if not problems:
        return reading
    return _add(reading.model_copy(update={"fields": fields}), problems=problems)


def _why_not(field: FormField, day: dt.date, audited: dt.date, *, known: bool) -> str:
    """Why a date of the form cannot be right; empty if it may be. `known`: the day of the audit is."""
    if known and field.follows_audit and day < audited:
        return "is before the audit"
    if day.year > audited.year + _YEARS_AHEAD:
        return "is years after the audit"
    return "is years before the audit" if audited - day > LONG_BEFORE else ""


def _with_areas_settled(form: Form, reading: Reading, pack: Pack, service_area: str | None) -> Reading:
    """Areas for one service area only, left blank on a case of another one, are not applicable.

    Not so where a person keys it in: what they have not come to yet was not left blank.
    """
    known = pack.service_area(service_area) if service_area else None
    if known is None or not reading.answers or reading.keyed_in:
        return reading
    doubted = {problem.where for problem in reading.problems}
    answers: list[Answer] = []
    notices: list[Problem] = []
    for answer in reading.answers:
        area = form.area(answer.number)
        where = f"answers.{answer.number}.grade"
        only = area.condition.only_service_areas if area.condition else ()
        if only and known.id not in only and _untouched(answer) and where not in doubted:
            answer = answer.model_copy(update={"not_applicable": True})
            message = f"{area_name(area)}: left blank, and not applicable to a case of {known.name}."
            notices.append(Problem(code="not-applicable-here", where=where, message=message))
        answers.append(answer)
    return _add(reading.model_copy(update={"answers": tuple(answers)}), notices=notices)


def _untouched(answer: Answer) -> bool:
    return answer.grade is None and not answer.not_applicable and not answer.comment.strip()


def _with_due_dates(form: Form, reading: Reading) -> Reading:
    if all(action.due is not None for action in reading.actions):
        return reading
    actions = [_with_due_date(action, reading.date) for action in reading.actions]
    return reading.model_copy(update={"actions": tuple(actions)})


def _with_due_date(action: ActionLine, audited: dt.date | None) -> ActionLine:
    if action.due is not None:
        return action
    due = parse_timescale(action.timescale, audited)
    believed = isinstance(due, dt.date) and _unlikely(due, audited) is None
    return action.model_copy(update={"due": due if believed else None})


def _unlikely(due: dt.date, audited: dt.date | None) -> str | None:
    """Why a day cannot be the one meant for what is to be done after an audit (A-03); None if it may be."""
    if audited is None:
        return None
    if due < audited:
        return "lies before the audit"
    return "is of a year that cannot be right" if due.year > audited.year + _YEARS_AHEAD else None


def _due_dates_of_other_years(form: Form, reading: Reading) -> list[Problem]:
    """A timescale whose date is years off was written wrongly: it is asked about, not passed over (A-03)."""
    if form.actions is None:
        return []
    return [
        Problem(
            code="due-date-impossible",
            where=f"actions.{number}.due",
            message=f"Action {number}: {why} Put in the date by which it is due.",
        )
        for number, action in enumerate(reading.actions, start=1)
        if action.due is None and (why := _why_impossible(action, reading.date))
    ]


def _why_impossible(action: ActionLine, audited: dt.date | None) -> str:
    """Why the date of a timescale can be no day for it; empty if it may be one, or names none."""
    given = parse_timescale(action.timescale, audited)
    if isinstance(given, Doubt) and given.code == "impossible-year":
        return given.reason
    if isinstance(given, dt.date) and _is_of_another_year(given, audited):
        return f"the timescale's date, {given.day} {given:%B %Y}, is of a year that cannot be right."
    return ""


def _is_of_another_year(day: dt.date, audited: dt.date | None) -> bool:
    """Whether a day for something after an audit is years off, or nearly one."""
    return audited is not None and (audited - day > _LONG_GONE or day.year > audited.year + _YEARS_AHEAD)


def _missing_fields(form: Form, reading: Reading) -> list[Problem]:
    return [
        Problem(
            code="missing",
            where=_where(field),
            message=f"{field.label.shown.rstrip(' :')}: nothing is given.",
        )
        for field in form.fields
        if field.required and not _value(field, reading)
    ]


def _where(field: FormField) -> str:
    return field.id if field.id in _OWN_FIELDS else f"fields.{field.id}"


def _value(field: FormField, reading: Reading) -> object:
    return getattr(reading, field.id) if field.id in _OWN_FIELDS else reading.fields.get(field.id)


def _missing_answers(form: Form, reading: Reading) -> list[Problem]:
    """Every area is answered or said not to apply: blank is not the same as not applicable (A-30).

    Where one problem says of all the grades why they are not there, they are not asked for one by one.
    """
    if any(problem.code in _OF_EVERY_GRADE and not problem.where for problem in reading.problems):
        return []
    given = {answer.number: answer for answer in reading.answers}
    slot, thing = ("grade", "grade") if form.graded else ("answer", "answer")
    problems: list[Problem] = []
    for area in form.areas:
        answer = given.get(area.number) or Answer(number=area.number)
        value = answer.grade if form.graded else answer.answer
        if value is None and not answer.not_applicable:
            message = f"{area_name(area)}: no {thing} is given."
            problems.append(Problem(code="missing", where=f"answers.{area.number}.{slot}", message=message))
    return problems


def _missing_judgement(form: Form, reading: Reading, pack: Pack) -> list[Problem]:
    if form.judgement is None or reading.overall is not None:
        return []
    if any(problem.code == "other-scale" and not problem.where for problem in reading.problems):
        return []
    stood = reading.evidence.get("overall")
    empty = "it is left empty; no judgement is given"
    if stood is not None and _names_every_judgement(stood.text, pack):
        empty = "the four options are there and none is marked"
    message = f"{form.judgement.label.shown.rstrip(' :')}: {empty}."
    return [Problem(code="missing", where="overall", message=message)]


def _names_every_judgement(text: str, pack: Pack) -> bool:
    """Whether the options that a form prints still stand there, as it printed them or in its words."""
    lexicon = grade_lexicon(pack)
    return {lexicon.meaning(found[0]) for found in lexicon.pattern.finditer(text)} >= set(Grade)


def _of_sense(form: Form, reading: Reading, reason_given: bool) -> list[Problem]:
    notices = list(judgement_and_areas(reading, reason_given=reason_given))
    for answer in reading.answers:
        area = form.area(answer.number)
        if answer.not_applicable and area.condition is None and not answer.comment.strip():
            message = f"{area_name(area)}: not applicable, without a reason (A-30)."
            where = f"answers.{answer.number}.not_applicable"
            notices.append(Problem(code="not-applicable-without-reason", where=where, message=message))
    return notices


def _of_actions(form: Form, reading: Reading) -> list[Problem]:
    """An action without a person or a date cannot be followed up (A-36)."""
    if form.actions is None:
        return []
    notices: list[Problem] = []
    for number, action in enumerate(reading.actions, start=1):
        if action.action.strip() and not action.who.strip() and "who" in form.actions.columns:
            message = f"Action {number}: nobody is named to do it."
            notices.append(Problem(code="action-without-who", where=f"actions.{number}.who", message=message))
        if action.due is None and "timescale" in form.actions.columns:
            if _why_impossible(action, reading.date):
                continue
            given = parse_timescale(action.timescale, reading.date)
            unlikely = _unlikely(given, reading.date) if isinstance(given, dt.date) else None
            why = f"the timescale's date {unlikely}" if unlikely else "the timescale gives no date"
            message = f"Action {number}: {why}; ask the auditor for one."
            notices.append(Problem(code="action-needs-date", where=f"actions.{number}.due", message=message))
    return notices
