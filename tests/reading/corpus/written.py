"""How values are written into a made-up document: a grade, a mark, a judgement, a date, a comment, a label."""

import datetime as dt
import random

from tests.reading.corpus import ooxml as x
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import GRADE_WORDS, Said

_NUMBER_WORDS = {1: "one", 2: "two", 3: "Three", 4: "four"}
_SHORT = {1: "Outstanding", 2: "good", 3: "RI", 4: "inadequate"}


def date_text(date: dt.date, like: str) -> str:
    """A date written like the example."""
    suffix = "th" if 11 <= date.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(date.day % 10, "th")
    return {
        "15/01/2014": f"{date:%d/%m/%Y}",
        "15.1.14": f"{date.day}.{date.month}.{date:%y}",
        "15-Jan-2014": f"{date:%d-%b-%Y}",
        "15th Jan 14": f"{date.day}{suffix} {date:%b %y}",
        "Wednesday 15 January 2014": f"{date:%A} {date.day} {date:%B %Y}",
        "2014-01-15": date.isoformat(),
    }[like]


def label(words: str, shape: Shape, rng: random.Random) -> str:
    """The runs of a label, as somebody's copy of the form has it."""
    return x.broken_run(words) if shape.label == "broken" else x.run(label_words(words, shape, rng), "bold")


def label_words(words: str, shape: Shape, rng: random.Random) -> str:
    """A label's words in the spelling of a shape."""
    if shape.label == "upper":
        return words.upper()
    if shape.label == "lower":
        return words.lower()
    if shape.label == "straight-quotes":
        return words.replace("’", "'").replace("–", "-").replace(" & ", " and ")
    if shape.label == "no-punctuation":
        return words.translate(str.maketrans("", "", ":?,"))
    if shape.label == "reflowed":
        return words.replace(" ", "\n", 2) if len(words) > 40 else words
    if shape.label == "slips" and len(words) > 25:
        at = rng.choice(
            [n for n in range(8, len(words) - 1) if words[n].isalpha() and words[n + 1].isalpha()]
        )
        return words[:at] + words[at + 1] + words[at] + words[at + 2 :]
    return words


def value(said: Said, shape: Shape) -> str:
    """The cell of a grade or of a yes or no; a whole cell as XML."""
    if said.not_applicable:
        return x.cell(shape.not_applicable)
    words = _value_words(said, shape.value)
    how = shape.value
    if how in ("drop-down", "old-drop-down"):
        entries = ["", "1", "2", "3", "4"] if said.grade else ["", "Yes", "No"]
        runs = x.drop_down(words) if how == "drop-down" else x.old_drop_down(entries, entries.index(words))
        return x.cell(x.paragraph(runs))
    if how == "cell-control":
        return x.control(x.cell(words))
    if how == "paragraph-control":
        return x.cell(x.control(x.paragraph(x.run(words))))
    if how == "broken":
        return x.cell(x.paragraph(*(x.run(ch) for ch in words)))
    if how == "tracked":
        return x.cell(x.paragraph(x.deleted("4" if said.grade != 4 else "1"), x.inserted(words)))
    if how == "struck":
        return x.cell(x.paragraph(x.run("4" if said.grade != 4 else "1", "strike"), x.run(f" {words}")))
    if how == "old-text":
        return x.cell(x.paragraph(x.old_text(words)))
    if how.startswith("options") or how.endswith("boxes"):
        return x.cell(x.paragraph(_printed_options(said, how)))
    return x.cell("" if how == "own-cell" else words)


def _value_words(said: Said, how: str) -> str:
    if said.grade is None:
        words = "Yes" if said.answer else "No"
        return {"dot": f"{words}.", "short": words[0], "spelt": words.upper(), "word": words.lower()}.get(
            how, words
        )
    number = said.grade
    return {
        "dot": f"{number}.",
        "word": GRADE_WORDS[number],
        "number-word": _NUMBER_WORDS[number],
        "grade-n": f"Grade {number}",
        "short": _SHORT[number],
        "spelt": f"{number} - {GRADE_WORDS[number]}",
        "brackets": f"({number})",
    }.get(how, str(number))


def _printed_options(said: Said, how: str) -> str:
    chosen = str(said.grade) if said.grade else "Yes" if said.answer else "No"
    options = ["1", "2", "3", "4"] if said.grade else ["Yes", "No"]
    parts: list[str] = []
    for option in options:
        meant = option == chosen
        if how.endswith("boxes"):
            box = x.old_check_box if how == "old-boxes" else x.check_box
            parts.append(box(checked=meant) + x.run(f" {option}  "))
            continue
        look = {"options-bold": "bold", "options-highlight": "highlight", "options-strike": "strike"}[how]
        marked = (not meant) if look == "strike" else meant
        parts += [x.run(option, look) if marked else x.run(option), x.run(" / ")]
    return "".join(parts if how.endswith("boxes") else parts[:-1])


def own_cell_words(said: Said, shape: Shape) -> str:
    """What is written under the label itself, where a shape says so."""
    if shape.value != "own-cell" or said.not_applicable:
        return ""
    return f"Grade: {said.grade}" if said.grade else "Yes" if said.answer else "No"


def marks(said: Said, order: list[int], shape: Shape) -> list[str]:
    """The four cells for a grade, in the order of the columns."""
    return [_mark(grade, said, shape) for grade in order]


def _mark(grade: int, said: Said, shape: Shape) -> str:
    how = shape.mark
    if said.not_applicable:
        return x.cell(shape.not_applicable if grade == 2 else "")
    meant = grade == said.grade
    if how in ("check-box", "old-check-box"):
        box = x.check_box if how == "check-box" else x.old_check_box
        return x.cell(x.paragraph(box(checked=meant)))
    if how == "cell-control":
        return x.control(x.cell("X" if meant else ""))
    if how == "boxes-unticked":
        return x.cell("☒" if meant else "☐")
    if how == "struck" and not meant and grade == (said.grade or 0) % 4 + 1:
        return x.cell(x.paragraph(x.run("X", "strike")))
    if not meant:
        return x.cell("")
    written = {
        "number": str(grade),
        "word": GRADE_WORDS[grade],
        "wingdings": x.paragraph(x.symbol("F0FC")),
        "wingdings-2": x.paragraph(x.symbol("F050", "Wingdings 2")),
        "tracked": x.paragraph(x.inserted("X")),
        "bold-x": x.paragraph(x.run("X", "bold")),
        "row-control": "X",
        "struck": "X",
    }
    return x.cell(written.get(how, how))


def comment(words: str, shape: Shape) -> str:
    """The cell of a comment; a whole cell as XML."""
    if not words:
        return x.cell("")
    if shape.comment == "breaks":
        return x.cell(x.paragraph(x.run(words)))
    if shape.comment == "control":
        return x.cell(x.control(x.paragraphs(words), "<w:richText/>"))
    if shape.comment == "tracked":
        lines = [x.paragraph(x.deleted("never said"), x.inserted(line)) for line in words.split("\n")]
        return x.cell("".join(lines))
    if shape.comment == "broken":
        return x.cell("".join(x.paragraph(x.broken_run(line)) for line in words.split("\n")))
    if shape.comment == "looks":
        return x.cell(
            "".join(
                x.paragraph(x.run(line[:9], "bold"), x.run(line[9:], "underline"))
                for line in words.split("\n")
            )
        )
    if shape.comment == "inner-table":
        rows = [x.row(x.cell(line)) for line in words.split("\n")]
        return x.cell(x.table(rows, 1) + "<w:p/>")
    return x.cell(x.paragraphs(words))


def judgement(grade: int, words: str, shape: Shape) -> str:
    """The blocks of the overall judgement, after the label's words."""
    how = shape.judgement
    chosen = GRADE_WORDS[grade]
    options = list(GRADE_WORDS.values())
    if how in ("table", "table-boxes"):
        return _judgement_table(chosen, words, how)
    if how == "next-line":
        return x.paragraph(x.run(words)) + x.paragraph(x.run(chosen))
    if how == "in-lines":
        lines = [
            x.paragraph(x.run(option, *(["highlight"] if option == chosen else []))) for option in options
        ]
        return x.paragraph(x.run(words)) + "".join(lines)
    return x.paragraph(x.run(f"{words} ", "bold"), _judgement_runs(grade, options, how))


def _judgement_runs(grade: int, options: list[str], how: str) -> str:
    chosen = GRADE_WORDS[grade]
    if how == "tracked-deleted":
        return "".join(x.run(o) if o == chosen else x.deleted(f"{o} / ") for o in options)
    if how == "drop-down":
        return x.drop_down(chosen)
    if how == "number":
        return x.run(f"{grade} - {chosen}")
    if how == "appended":
        return x.run(f"{' / '.join(options)}: {chosen}")
    if how == "deleted":
        return x.run(chosen)
    parts: list[str] = []
    for option in options:
        parts += _option(option, option == chosen, how)
    return "".join(parts)


def _option(option: str, meant: bool, how: str) -> list[str]:
    if how in ("boxes", "old-boxes", "boxes-after"):
        box = (x.old_check_box if how == "old-boxes" else x.check_box)(checked=meant)
        words = x.run(f" {option} ")
        return [words, box] if how == "boxes-after" else [box, words]
    gap = x.run(" / ")
    if how in ("strike", "dstrike", "grey"):
        return [x.run(option) if meant else x.run(option, how), gap]
    if how == "bold-and-strike":
        return [x.run(option, "bold") if meant else x.run(option, "strike"), gap]
    if how == "broken-bold":
        return [x.run(option[:3], "bold") + x.run(option[3:], "bold") if meant else x.broken_run(option), gap]
    words = {"tick": f"{option} ✓", "brackets": f"({option})", "capitals": option.upper()}
    if how in words:
        return [x.run(words[how] if meant else option), gap]
    return [x.run(option, how) if meant else x.run(option), gap]


def _judgement_table(chosen: str, words: str, how: str) -> str:
    cells = [x.cell(words)]
    for option in GRADE_WORDS.values():
        meant = option == chosen
        if how == "table":
            cells.append(x.cell(option, fill="FFFF00" if meant else ""))
        else:
            cells.append(x.cell(x.paragraph(x.check_box(checked=meant), x.run(f" {option}"))))
    return x.table([x.row(*cells)], 5)
