"""The audits of the sample mails, as readings dated from the day of the demonstration."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from framework.forms import FieldKind
from framework.pack import Pack
from framework.reading import ActionLine, Answer, Reading, Status
from framework.words import Judgement

_DATA = Path(__file__).parent / "audits.yaml"


def working_days_before(today: dt.date, days: int) -> dt.date:
    """The day that many weekdays before `today` (a demonstration knows no bank holidays)."""
    date = today
    while days:
        date -= dt.timedelta(days=1)
        days -= date.weekday() < 5
    return date


def sample_audit(name: str, pack: Pack, today: dt.date) -> Reading:
    """The audit of that name in audits.yaml; KeyError if there is none."""
    data = _audits()[name]
    date = working_days_before(today, data["days_ago"])
    form = pack.form(data["form"])
    kinds = {field.id: field.kind for field in form.fields}
    fields = {
        field_id: (date + dt.timedelta(days=value)).isoformat()
        if kinds[field_id] is FieldKind.DATE
        else value
        for field_id, value in data.get("fields", {}).items()
    }
    return Reading(
        form=form.id,
        status=Status.ACCEPTED,
        case_id=data.get("case_id"),
        completed_by=data["completed_by"],
        social_worker=data.get("social_worker"),
        date=date,
        answers=tuple(_answer(n, *said) for n, said in enumerate(data.get("answers", ()), 1)),
        overall=Judgement(data["overall"]) if "overall" in data else None,
        comments=data.get("comments", ""),
        actions=tuple(_action(date, **line) for line in data.get("actions", ())),
        fields=fields,
    )


@cache
def _audits() -> dict[str, Any]:
    return yaml.safe_load(_DATA.read_text(encoding="utf-8"))


def _answer(number: int, said: int | bool | str, comment: str) -> Answer:
    if said == "na":
        return Answer(number=number, not_applicable=True, comment=comment)
    if isinstance(said, bool):
        return Answer(number=number, answer=said, comment=comment)
    return Answer(number=number, grade=int(said), comment=comment)


def _action(
    date: dt.date, *, action: str, who: str, days: int | None = None, timescale: str = ""
) -> ActionLine:
    """Due so many days after the audit; written as that date unless `timescale` says it otherwise."""
    due = date + dt.timedelta(days=days) if days else None
    return ActionLine(
        action=action, who=who, timescale=timescale or (f"{due:%d/%m/%Y}" if due else ""), due=due
    )
