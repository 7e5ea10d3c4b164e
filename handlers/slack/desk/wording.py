"""How the review desk says things: kinds, outcomes, places in an audit tool, steps."""

from collections.abc import Mapping, Sequence

from framework.forms import Form
from framework.pack import Pack
from framework.words import Judgement
from handlers.words import in_words, shown_time
from store.review import Item, Step

EMPTY = "Nothing waits at the review desk. Thank you: everything that came has been settled."
NOTHING_FOR_YOU = "Nothing waits at the review desk for you."
NOT_FOR_YOU = (
    "I am sorry, the review desk is for the Quality Assurance team and for business support. "
    "If something about an audit of yours is not right, please tell the Quality Assurance team."
)
NOT_AT_DESK = "There is no mail with that number at the review desk."
_LONGEST_SAID = 200  # characters of a value or note in the history
CONFIDENTIAL = "A supervision or observation record is in it. Nothing of it is shown in Slack."
FOR_THE_QA_TEAM = f"{CONFIDENTIAL} It is for the Quality Assurance team."
JUST_TOO_LATE = "That took too long, and nothing was changed. Please press the button again."

KINDS = {
    "audit": "Audit",
    "feedback": "Feedback",
    "complaint": "Complaint",
    "compliment": "Compliment",
    "notification": "Notification",
    "automatic": "Automatic message",
    "own": "A message of ours come back",
    "other": "Something else",
}
_OUTCOMES = {
    "recorded": "recorded",
    "corrected": "recorded as a correction",
    "duplicate": "recorded before",
    "review": "waits for a person, see below",
    "rejected": "could not be used",
    "not-believed": "not used, because the sender is not believed",
    "not-read": "could not be read",
    "not-taken": "no audit tool",
    "no-audit": "a person has looked, and it holds no audit",
    "set-aside": "a person has said that it is not to be recorded",
}
_PARTS = {
    "grade": "grade",
    "answer": "answer",
    "comment": "comment",
    "not_applicable": "not applicable",
    "due": "due",
}
_CHOICES = {
    "stands": "this one stands",
    "another": "it is another audit, of its own",
    "correction": "it is a correction of audit",
}


def kind_of(item: Item) -> str:
    """What kind of mail it is, in words."""
    return KINDS.get(item.kind or "", "Not known yet")


def outcome(written: str) -> str:
    """What became of an attachment, in words."""
    return _OUTCOMES.get(written, written.replace("-", " "))


def count(number: int, one: str, many: str = "") -> str:
    """ "one mail", "3 mails"."""
    return f"one {one}" if number == 1 else f"{number} {many or one + 's'}"


def place(form: Form, where: str) -> str:
    """A place of an audit tool in words: "Area 3, grade", "Case ID", "Action 2, who"."""
    head, *rest = where.split(".")
    if head == "answers" and rest:
        return _listed("Area", rest, _PARTS)
    if head == "actions" and rest:
        columns = form.actions.columns if form.actions else {}
        return _listed(
            "Action", rest, _PARTS | {name: label.shown.rstrip(" :?") for name, label in columns.items()}
        )
    if head == "overall":
        return "Overall judgement"
    field = form.field(rest[0] if head == "fields" and rest else head)
    return field.label.shown.rstrip(" :?") if field else "The audit tool as a whole"


def _listed(what: str, rest: list[str], names: Mapping[str, str]) -> str:
    return f"{what} {rest[0]}" + (f", {names.get(rest[1], rest[1])}" if len(rest) > 1 else "")


def area_of(form: Form, where: str) -> str:
    """The area's own words, where a place is of an area; else empty."""
    head, _, rest = where.partition(".")
    number = rest.partition(".")[0]
    if head != "answers":
        return ""
    return next(
        (f"{area.number}. {area.label.shown}" for area in form.areas if str(area.number) == number), ""
    )


def names_area(message: str, form: Form, where: str) -> bool:
    """Whether a sentence names the area that a place is of."""
    area = area_of(form, where).partition(". ")[2].rstrip(" :?.")
    return bool(area) and area in message


def grade_label(grade: int) -> str:
    """ "Requires improvement (3)"."""
    return f"{Judgement.of(grade).label} ({grade})"


def who(email: str | None, names: Mapping[str, str]) -> str:
    """ "Max Manager (max@council.example)", or the address where the directory has no name."""
    if email is None:
        return "somebody whose address is not known"
    name = names.get(email.lower())
    return f"{name} ({email})" if name else email


def said(
    step: Step, names: Mapping[str, str], tools: Mapping[int, Form], pack: Pack, undid: Sequence[Step] = ()
) -> str:
    """One step in a sentence: who, when and what, and of a take-back what it `undid`.

    `tools` are the audit tools by the audits' ids.
    """
    name = names.get(step.who.lower(), step.who)
    undone = " (taken back)" if step.undone else ""
    what = f"took back: {undoing(undid, tools, pack)}" if undid else _what(step, tools, pack)
    return f"{shown_time(step.at)}, {name}: {what}{undone}"


def undoing(steps: Sequence[Step], tools: Mapping[int, Form], pack: Pack) -> str:
    """What is taken back, or was: one step, or those of a page."""
    if len(steps) > 1 and steps[-1].what == "correct":
        return f"gave {count(len(steps), 'value')} on a page{_from_to(steps, tools)}"
    return _what(steps[0], tools, pack)


def _from_to(steps: Sequence[Step], tools: Mapping[int, Form]) -> str:
    form = tools.get(steps[0].audit_id or 0)
    first, last = [place(form, each.where) if form else each.where for each in (steps[0], steps[-1])]
    return f", {first} to {last}"


def said_together(steps: Sequence[Step], names: Mapping[str, str], tools: Mapping[int, Form]) -> str:
    """Values that somebody gave one after another, in one sentence."""
    name = names.get(steps[0].who.lower(), steps[0].who)
    return f"{shown_time(steps[-1].at)}, {name}: gave {len(steps)} values{_from_to(steps, tools)}"


def numbers(given: Sequence[int]) -> str:
    """ "1, 3–8 and 12": rising numbers, those next to each other as a span."""
    spans: list[list[int]] = []
    for number in given:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return in_words([_span(span[0], span[-1]) for span in spans])


def _span(first: int, last: int) -> str:
    if last == first:
        return str(first)
    return f"{first}, {last}" if last == first + 1 else f"{first}–{last}"


def _what(step: Step, tools: Mapping[int, Form], pack: Pack) -> str:
    note = f": “{_cut(step.note)}”" if step.note else ""
    sentences = {
        "correct": _given(step, tools),
        "settle": _settled(step) + note,
        "set-aside": f"set audit {step.audit_id} aside{note}",
        "vouch": f"vouched for the sender{note}",
        "kind": f"said what kind it is: {KINDS.get(step.value, step.value)}",
        "key-in": f"began to key in a {_title(step.value, pack)} by hand",
        "no-audit": f"looked at “{_cut(step.where)}”: it holds no audit{note}",
        "try-again": "had it read again",
        "file": "filed it",
        "ask": f"asked {step.value}{note}",
        "answered": f"answered{note}",
        "not-delivered": f"it came back{note}",
        "reject": f"rejected it{note}",
        "take-back": "took the last step back",
    }
    return sentences.get(step.what, step.what)


def _cut(written: str) -> str:
    return written if len(written) <= _LONGEST_SAID else f"{written[:_LONGEST_SAID].rstrip()}…"


def _given(step: Step, tools: Mapping[int, Form]) -> str:
    graded = step.where.endswith(".grade") or step.where == "overall"
    value = (
        grade_label(int(step.value)) if graded and step.value in ("1", "2", "3", "4") else _cut(step.value)
    )
    form = tools.get(step.audit_id or 0)
    return f"gave “{value}” for {place(form, step.where) if form else step.where}"


def _settled(step: Step) -> str:
    choice, _, of = step.value.partition(" ")
    if choice in _CHOICES:
        return f"chose: {_CHOICES[choice]}{f' {of}' if choice == 'correction' else ''}"
    return "looked: it stands"


def _title(form_id: str, pack: Pack) -> str:
    return next((form.short_title for form in pack.forms if form.id == form_id), form_id)
