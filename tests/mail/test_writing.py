"""A completed audit tool written as a Word document: what a person, a screen reader and a records system need."""

import datetime as dt
import io
import unicodedata
import zipfile

import pytest
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from framework.forms import Form
from framework.pack import Pack
from framework.reading import Answer, Reading
from framework.words import Judgement
from mail.writing import RecordNote, write
from tests.mail.writing_samples import FORMS, PACK, TIERS, all_text, areas_table, filled, opened, written


@pytest.mark.parametrize("form", FORMS)
def test_every_value_of_an_audit_stands_in_its_record(form: Form) -> None:
    reading = filled(form)
    text = all_text(written(form, reading))
    values = [
        reading.case_id,
        reading.completed_by,
        reading.social_worker,
        reading.comments,
        "15 January 2014",
    ]
    values += [answer.comment for answer in reading.answers]
    values += ["28 February 2014" if value == "2014-02-28" else value for value in reading.fields.values()]
    for action in reading.actions:
        values += [action.action, action.who, action.timescale, action.outcome, action.initials]
    assert [value for value in values if value and value not in text] == []
    if reading.actions:
        assert "3 February 2014" in text
    if reading.overall:
        assert "Requires Improvement" in text


@pytest.mark.parametrize("form", FORMS)
def test_record_prints_what_the_form_prints(form: Form) -> None:
    """Every label, prompt and sentence of the form, with slips corrected and nothing else changed."""
    text = _letters(all_text(written(form)))
    wanted = [form.titles[0], *(label.shown for label in form.column_heads.values())]
    wanted += [f.label.shown for f in form.fields] + [area.label.shown for area in form.areas]
    wanted += [prompt.text for area in form.areas for prompt in area.prompts if not prompt.service_areas]
    wanted += [section.label.shown for section in form.sections]
    wanted += [label.shown for label in (form.actions.columns.values() if form.actions else ())]
    wanted += [line for line in form.boilerplate if not line.startswith("(Telephone")]
    missing = [words for words in wanted if _letters(words) not in text]
    assert missing == []


def test_the_slips_of_the_framework_are_not_printed_into_a_record() -> None:
    """A-43: kept to be matched, shown corrected."""
    plo, supervision = (all_text(written(PACK.form(name))) for name in ("tier1-plo", "supervision"))
    for right, slip in (
        ("26 week compliant?", "complaint?"),
        ("LPM and gateway", "LPM/and"),
        ("?", "uploaded.\n"),
    ):
        assert right in plo and slip not in plo
    assert "supervisor’s supervision skills" in supervision and "Managers’ Toolkit" in supervision


def test_supervision_questions_keep_their_numbers() -> None:
    form = PACK.form("supervision")
    table = areas_table(written(form), form)
    assert [row.cells[0].text.split(". ")[0] for row in table.rows[1:]] == [str(n) for n in range(1, 11)]


@pytest.mark.parametrize("form", FORMS)
def test_parts_stand_in_the_order_of_the_form(form: Form) -> None:
    text = _letters(all_text(written(form)))
    parts = [form.titles[0], *(f.label.shown for f in form.fields[:3])]
    if form.areas:
        parts += [form.areas[0].label.shown, form.areas[-1].label.shown]
    if form.judgement:
        parts += [f"What was found in area {len(form.areas)}.", form.judgement.label.shown, "Write to school"]
    places = [text.index(_letters(part)) for part in parts]
    assert places == sorted(places)


def test_tier_2_mark_stands_under_the_heading_of_its_grade() -> None:
    form = PACK.form("tier2")
    answers = tuple(
        Answer(number=n, grade=grade) for n, grade in zip((1, 2, 3, 4), (1, 2, 3, 4), strict=True)
    )
    table = areas_table(written(form, filled(form, answers=answers)), form)
    heads = [cell.text for cell in table.rows[0].cells]
    assert heads[1:5] == ["Inadequate", "Requires Improvement", "Good", "Outstanding"]
    rows = [row for row in table.rows if len({cell.text for cell in row.cells}) > 1][1:5]
    marked = [[head for head, cell in zip(heads, row.cells, strict=True) if cell.text == "X"] for row in rows]
    assert marked == [["Outstanding"], ["Good"], ["Requires Improvement"], ["Inadequate"]]


@pytest.mark.parametrize("form", [pytest.param(form, id=form.id) for form in PACK.forms if form.areas])
def test_a_doubtful_grade_is_left_empty_and_not_applicable_is_said(form: Form) -> None:
    answers = (Answer(number=1), Answer(number=2, not_applicable=True))
    table = areas_table(written(form, filled(form, answers=answers)), form)
    first, second = (
        next(r for r in table.rows if form.area(n).label.shown[:25] in " ".join(c.text for c in r.cells))
        for n in (1, 2)
    )
    assert not any(cell.text in ("X", "N/A", "Yes", "No", "None") for cell in first.cells)
    assert any(cell.text == "N/A" for cell in second.cells)


@pytest.mark.parametrize("form", TIERS)
@pytest.mark.parametrize("judgement", list(Judgement))
def test_only_the_chosen_judgement_stands_after_its_label(form: Form, judgement: Judgement) -> None:
    line = _judgement_line(written(form, filled(form, overall=judgement)), form)
    assert line == next(words.label for words in PACK.grades if words.judgement is judgement)


def test_an_audit_without_a_judgement_keeps_the_options_open() -> None:
    form = PACK.form("tier1-generic")
    line = _judgement_line(written(form, filled(form, overall=None)), form)
    assert line == "Outstanding / Good / Requires Improvement / Inadequate"
    plo = PACK.form("tier1-plo")
    assert _judgement_line(written(plo, filled(plo, overall=None)), plo) == ""


def _judgement_line(document: DocxDocument, form: Form) -> str:
    assert form.judgement is not None
    start = f"{form.judgement.label.shown}: "
    return next(p.text.removeprefix(start) for p in document.paragraphs if p.text.startswith(start))


@pytest.mark.parametrize("form", FORMS)
def test_document_can_be_found_by_screen_readers(form: Form) -> None:
    """Real headings, header rows that repeat, a description for each table, British English, a title."""
    document = written(form)
    assert [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"] == [
        form.titles[0]
    ]
    if form.areas:
        assert any(p.style and p.style.name == "Heading 2" for p in document.paragraphs)
    for table in document.tables:
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        assert look is not None and table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        repeats = table._tbl.findall(f"{qn('w:tr')}/{qn('w:trPr')}/{qn('w:tblHeader')}")
        assert bool(repeats) == (look.get(qn("w:firstRow")) == "1")
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.title.startswith(form.title)
    assert document.core_properties.author == "auditbot"
    styles = document.styles.element.xml
    assert 'w:lang w:val="en-US"' not in styles.split("</w:docDefaults>")[1]


@pytest.mark.parametrize("form", FORMS)
def test_pages_are_landscape_a4(form: Form) -> None:
    section = written(form).sections[0]
    assert section.orientation is WD_ORIENT.LANDSCAPE
    assert section.page_width and section.page_height
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)


def test_short_rows_stay_whole_and_long_rows_may_break() -> None:
    form = PACK.form("tier1-generic")
    answers = (Answer(number=1, comment="long " * 400), Answer(number=2, comment="short"))
    rows = areas_table(written(form, filled(form, answers=answers)), form).rows
    assert rows[1]._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None
    assert rows[2]._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None


@pytest.mark.parametrize("form", FORMS)
def test_the_same_audit_gives_the_same_bytes_whenever_it_is_written(form: Form) -> None:
    content = write(form, filled(form), PACK)
    assert content == write(form, filled(form), PACK)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = opened(content).core_properties
    assert about.created == about.modified == dt.datetime(2014, 1, 15, tzinfo=dt.UTC)


def test_an_audit_without_a_date_can_be_written() -> None:
    form = PACK.form("tier1-generic")
    assert written(form, filled(form, date=None)).core_properties.created is not None


def test_record_copy_says_what_it_is_on_every_page() -> None:
    form = PACK.form("tier1-plo")
    note = RecordNote(42, dt.datetime(2014, 1, 16, 14, 5, tzinfo=dt.UTC), frozenset({"managers_comments"}))
    document = written(form, record=note)
    footer = document.sections[0].footer.paragraphs[0].text
    for words in ("Record copy", "Audit 42", "16 January 2014 at 14:05", "Case 900123"):
        assert words in footer
    assert "Kept in the quality assurance copy only: Managers’ and Social Workers’ Comments" in footer
    assert "managers_comments" not in all_text(document), "remarks on staff are in the child's record (A-47)"
    assert "Record copy" not in written(form).sections[0].footer.paragraphs[0].text


def test_a_confidential_tool_names_no_case_outside_its_body() -> None:
    form = PACK.form("observation")
    document = written(form, filled(form, case_id="900123"))
    assert "900123" not in document.core_properties.title
    assert "900123" not in document.sections[0].footer.paragraphs[0].text


def test_long_titles_do_not_stop_a_record() -> None:
    form = PACK.form("tier1-generic")
    assert written(form, filled(form, case_id="9" * 600)).core_properties.title


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def test_another_councils_form_is_laid_out_too() -> None:
    """A form that this program has never seen: its own ids, one box, no judgement, no actions."""
    form = Form.model_validate(
        {
            "id": "dip-sample",
            "title": "Dip sample",
            "short_title": "Dip sample",
            "appendix": "X",
            "edition": "1",
            "titles": ["DIP SAMPLE"],
            "scale": "yes-no",
            "fields": [
                {"id": "case_id", "label": "Case", "kind": "case-reference", "source": "x"},
                {"id": "learning", "label": "What was learned", "kind": "text", "source": "x"},
            ],
            "column_heads": {"area": "Area", "answer": "Yes or no", "comments": "Comments"},
            "areas": [{"id": "a", "number": 1, "label": "Visits", "finding": False, "source": "x"}],
            "source": "x",
        }
    )
    reading = Reading(
        form="dip-sample",
        case_id="900101",
        answers=(Answer(number=1, answer=False, comment="Two were late"),),
        fields={"learning": "Book ahead"},
    )
    text = all_text(opened(write(form, reading, _without_forms(PACK))))
    for words in ("DIP SAMPLE", "900101", "Visits", "No", "Two were late", "What was learned", "Book ahead"):
        assert words in text


def _without_forms(pack: Pack) -> Pack:
    return pack.model_copy(update={"forms": ()})
