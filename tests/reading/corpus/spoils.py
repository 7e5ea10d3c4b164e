"""What nobody could read without doubt: a truth is spoilt here, and what was spoilt must be asked about."""

import random

from tests.reading.corpus import ooxml as x
from tests.reading.corpus.build import Spoilt
from tests.reading.corpus.truth import GRADE_WORDS, Truth

NUMBER_CELLS = {
    "two values": "2/3",
    "better than": "2+",
    "worse than": "3-",
    "range": "2-3",
    "either": "2 or 3",
    "either in words": "Good/RI",
    "question": "3?",
    "only a question mark": "?",
    "a letter": "G",
    "a tick": "✓",
    "a cross": "X",
    "contradiction": "2 - Requires improvement",
    "out of range": "5",
    "half": "2.5",
    "hedged": "Good but slipping",
    "negated": "not good",
    "another's": "see below",
    "a date": "12/01/2014",
    "nothing": "",
    "spaces": "   ",
    "not applicable and a grade": "N/A / 2",
    "starred": "2*",
}
YES_NO_CELLS = {
    "both": "Yes/No",
    "hedged": "Yes but late",
    "partly": "Partly",
    "a tick": "✓",
    "question": "Yes?",
    "both in words": "yes and no",
    "nothing": "",
    "a grade": "2",
}
COLUMN_CELLS = (
    "two ticks",
    "between",
    "words",
    "nothing",
    "another column's word",
    "across all",
    "two of them boxes",
)
BAD_JUDGEMENTS = (
    "untouched", "two bold", "two left", "question", "bold against strike", "all struck out", "part bold", "hedged",
    "a tick between", "nothing", "number against word", "two ticked", "empty boxes",
)  # fmt: skip
HEADERS = {
    "case_id": (
        "Jamie Pretend",
        "999 000 0018",
        "9990000018",
        "01/02/2009",
        "01022009",
        "12 34",
        "unknown",
        "",
    ),
    "date": (
        "31/02/2014",
        "01/13/2014",
        "15 January",
        "15/01/2014 and 16/01/2014",
        "last week",
        "Jan 2014",
        "",
    ),
    "completed_by": ("", "?", "15/01/2014"),
    "social_worker": ("", "----"),
}


def spoil_area(truth: Truth, number: int, kind: str) -> Spoilt:
    """One area's answer spoilt; the truth then says that it must be asked about."""
    slot = "answer" if truth.form == "supervision" else "grade"
    truth.doubtful.add(f"answers.{number}.{slot}")
    if truth.form == "tier2":
        return Spoilt(answers={number: _columns(kind)})
    words = (YES_NO_CELLS if truth.form == "supervision" else NUMBER_CELLS)[kind]
    return Spoilt(answers={number: [x.cell(words)]})


def _columns(kind: str) -> list[str]:
    none, tick = x.cell(""), x.cell("X")
    ticked, empty = (x.cell(x.paragraph(x.check_box(checked=checked))) for checked in (True, False))
    return {
        "two ticks": [none, tick, tick, none],
        "between": [none, x.cell("X", span=2), none],
        "words": [none, none, x.cell("mostly, see the plan"), none],
        "nothing": [none, none, none, none],
        "another column's word": [none, none, x.cell("Inadequate"), none],
        "across all": [x.cell("X", span=4)],
        "two of them boxes": [ticked, empty, ticked, empty],
    }[kind]


def spoil_judgement(truth: Truth, kind: str, label: str) -> Spoilt:
    """The overall judgement spoilt."""
    truth.doubtful.add("overall")
    return Spoilt(judgement=x.paragraph(x.run(f"{label} "), *_judgement(kind)))


def _judgement(kind: str) -> list[str]:
    words = list(GRADE_WORDS.values())
    gap = x.run(" / ")

    def printed(*looks: str) -> list[str]:
        runs: list[str] = []
        for word, look in zip(words, looks or ("",) * 4, strict=True):
            runs += [x.run(word, look) if look else x.run(word), gap]
        return runs[:-1]

    def boxed(*checked: bool) -> list[str]:
        return [x.check_box(checked=c) + x.run(f" {word} ") for c, word in zip(checked, words, strict=True)]

    return {
        "untouched": printed(),
        "two bold": printed("bold", "", "bold", ""),
        "two left": [x.run("Good / Requires Improvement")],
        "question": [x.run("Good?")],
        "bold against strike": printed("bold", "strike", "", "strike"),
        "all struck out": printed("strike", "strike", "strike", "strike"),
        "part bold": [
            x.run("Outst", "bold"),
            x.run("anding / Good / Requires Improvement / "),
            x.run("Inad", "bold"),
            x.run("equate"),
        ],
        "hedged": [x.run("Good, but with elements of requires improvement")],
        "a tick between": [x.run("Outstanding Good ✓ Requires Improvement Inadequate")],
        "nothing": [],
        "number against word": [x.run("3 - Good")],
        "two ticked": boxed(True, False, True, False),
        "empty boxes": boxed(False, False, False, False),
    }[kind]


def spoil_header(truth: Truth, name: str, value: str) -> Spoilt:
    """A field at the top spoilt."""
    truth.doubtful.add(name)
    if name == "date":
        for action in truth.actions:
            if action.timescale != "31/12/2014":
                action.due = None  # nothing to count from
    return Spoilt(header={name: value})


def spoil_something(truth: Truth, rng: random.Random) -> Spoilt:
    """Anything on the form spoilt, at random."""
    kinds = {"tier2": COLUMN_CELLS, "supervision": tuple(YES_NO_CELLS)}.get(truth.form, tuple(NUMBER_CELLS))
    last = len(truth.answers)
    if truth.answers and rng.random() < 0.6:
        return spoil_area(truth, rng.randint(1, last), rng.choice(kinds))
    if truth.overall is not None and rng.random() < 0.6:
        label = "Rating:" if truth.form == "tier1-plo" else "Overall judgement of the case file:"
        return spoil_judgement(truth, rng.choice(BAD_JUDGEMENTS), label)
    names = [name for name in HEADERS if getattr(truth, name) is not None]
    if truth.form == "supervision":
        names.remove("date")
    name = rng.choice(names)
    return spoil_header(truth, name, rng.choice(HEADERS[name]))
