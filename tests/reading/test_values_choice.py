"""What stands beside an option, around it or over it: a look that says nothing clear never picks a judgement."""

import random

import pytest

from framework.answers import grade_lexicon, yes_no_lexicon
from framework.pack import Pack
from framework.reading import Status
from mail.reading import read_bytes
from mail.reading.audit_tool.choice import Choice, choose
from mail.reading.document import Paragraph, Run, Style
from tests.reading.corpus import ooxml as x
from tests.reading.corpus.build import Spoilt, build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import make_truth

WORDS = ("Outstanding", "Good", "Requires Improvement", "Inadequate")
PRINTED = " / ".join(WORDS)
GREY, PALE, RED, BLACK = "808080", "bfbfbf", "ff0000", ""


def chosen(text: str, pack: Pack) -> Choice[int]:
    return choose([Paragraph([Run(text)], "")], grade_lexicon(pack))


def coloured(colours: list[str], pack: Pack) -> Choice[int]:
    runs = [Run(f"{word} ", Style(colour=colour)) for word, colour in zip(WORDS, colours, strict=True)]
    return choose([Paragraph(runs, "")], grade_lexicon(pack))


@pytest.mark.parametrize(
    "written",
    [
        "3+",
        "Good+",
        "Good -",
        "Good-",
        "Good −",
        "Good ~",
        "~Good",
        "< Good",
        "Good >",
        "Good ✗",
        "Good ❌",
        "✘ Good",
        "Good ×",
        "Good ?",
        f"{PRINTED}: Good+",
        f"{PRINTED}: 2 +",
        "Outstanding / Good+ / Requires Improvement / Inadequate",
        "Outstanding / Good ✗ / Requires Improvement / Inadequate",
        "Outstanding / Good ❌ / Requires Improvement / Inadequate",
        "Outstanding / (Good+) / Requires Improvement / Inadequate",
    ],
)
def test_a_sign_after_the_judgement_is_not_dropped(written: str, pack: Pack) -> None:
    assert chosen(written, pack).value is None
    assert chosen(written, pack).doubt


@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo"])
@pytest.mark.parametrize("written", ["3+", "Good+", "Good -", "Good ✗", "Good ❌"])
def test_a_judgement_with_a_sign_is_asked_about(form: str, written: str, pack: Pack) -> None:
    truth = make_truth(form, random.Random(1))
    label = "Rating:" if form == "tier1-plo" else "Overall judgement of the case file:"
    spoilt = Spoilt(judgement=x.paragraph(x.run(f"{label} {written}")))
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0), spoilt), "filled.docx", pack)
    assert reading.overall is None
    assert reading.status is Status.REVIEW


@pytest.mark.parametrize("written", ["(2)/3", "2/(3)", "[Good] / Requires Improvement", "(2) 3 4", "2* / 3"])
def test_brackets_choose_only_where_all_options_stand(written: str, pack: Pack) -> None:
    assert chosen(written, pack).value is None
    assert chosen(written, pack).doubt


@pytest.mark.parametrize(
    "written", ["1/(2)/3/4", "Outstanding / (Good) / Requires Improvement / Inadequate", f"{PRINTED}: Good"]
)
def test_one_of_all_the_options_in_brackets_is_the_one_meant(written: str, pack: Pack) -> None:
    assert chosen(written, pack).value == 2


@pytest.mark.parametrize(
    "colours",
    [
        [BLACK, BLACK, BLACK, PALE],
        [BLACK, BLACK, GREY, BLACK],
        [RED, RED, RED, GREY],
        [BLACK, BLACK, PALE, PALE],
        [PALE, PALE, PALE, PALE],
        [GREY, RED, BLACK, GREY],
        [BLACK, "d9d9d9", BLACK, BLACK],
        [BLACK, "7f7f7f", BLACK, BLACK],
    ],
)
def test_the_one_option_in_grey_is_not_the_one_meant(colours: list[str], pack: Pack) -> None:
    found = coloured(colours, pack)
    assert found.value is None


@pytest.mark.parametrize(
    "colours", [[PALE, BLACK, PALE, PALE], [BLACK, RED, BLACK, BLACK], [GREY, RED, GREY, GREY]]
)
def test_the_one_option_that_stands_out_is_the_one_meant(colours: list[str], pack: Pack) -> None:
    assert coloured(colours, pack).value == 2


@pytest.mark.parametrize("after", ["1", "2", "3", "4"])
@pytest.mark.parametrize("gap", ["  ", " ", ": ", "\n", " - ", "\t", " = "])
def test_a_number_after_the_untouched_options_means_the_same_for_all_four(
    after: str, gap: str, pack: Pack
) -> None:
    found = chosen(f"{PRINTED}{gap}{after}", pack)
    assert found.value == int(after)


def test_options_printed_with_their_numbers_choose_nothing(pack: Pack) -> None:
    for printed in (
        "Outstanding (1) / Good (2) / Requires Improvement (3) / Inadequate (4)",
        "Outstanding 1 / Good 2 / RI 3 / Inadequate 4",
        "1 Outstanding / 2 Good / 3 Requires Improvement / 4 Inadequate",
    ):
        assert chosen(printed, pack).value is None


BOLD, PLAINLY = Style(bold=True), Style()


def of_two(yes: Style, between: Style, no: Style, pack: Pack) -> Choice[bool]:
    runs = [Run("Yes", yes), Run(" / ", between), Run("No", no)]
    return choose([Paragraph(runs, "")], yes_no_lexicon(pack), of=2)


@pytest.mark.parametrize("between", [BOLD, PLAINLY])
@pytest.mark.parametrize("look", [BOLD, Style(italic=True)])
def test_of_two_options_that_only_a_look_tells_apart_neither_is_taken(
    look: Style, between: Style, pack: Pack
) -> None:
    """A form may print both in bold, and the answer is then the one that is not."""
    for yes, no in ((look, PLAINLY), (PLAINLY, look)):
        found = of_two(yes, between, no, pack)
        assert (found.value, found.code) == (None, "look-alone")


def test_of_two_options_printed_in_red_the_red_one_is_not_taken(pack: Pack) -> None:
    red = Style(colour=RED)
    assert of_two(red, red, PLAINLY, pack).value is None
    assert of_two(red, PLAINLY, PLAINLY, pack).value is True


@pytest.mark.parametrize("mark", [Style(underline=True), Style(highlight="yellow"), Style(ring=True)])
def test_of_two_options_in_bold_the_one_with_a_mark_of_its_own_is_meant(mark: Style, pack: Pack) -> None:
    both_bold = of_two(mark._replace(bold=True), BOLD, BOLD, pack)
    assert (both_bold.value, both_bold.how) == (True, next(k for k, v in mark._asdict().items() if v))
    assert of_two(PLAINLY, PLAINLY, mark, pack).value is False


def test_answers_unbolded_among_options_that_are_all_bold_are_asked_about(pack: Pack) -> None:
    truth = make_truth("supervision", random.Random(1))
    answer = x.cell(x.paragraph(x.run("Yes"), x.run(" / "), x.run("No", "bold")))
    spoilt = Spoilt(answers={number: [answer] for number in range(1, 11)})
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0), spoilt), "filled.docx", pack)
    assert [answer.answer for answer in reading.answers] == [None] * 10
    assert {"answers.1.answer", "answers.10.answer"} <= {p.where for p in reading.problems}
