"""Word's own constructions, one by one: what stands in a document is found, and what does not is not."""

import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.styles.style import CharacterStyle

from mail.reading.document import Cell, Document, Paragraph, Table
from mail.reading.formats.word.walk import read_word
from tests.reading.corpus import ooxml as x


def read(body: str, *, header: str = "", strict: bool = False) -> Document:
    return read_word(x.document(body, header=header, strict=strict))


def lines(body: str, *, strict: bool = False) -> list[str]:
    return [block.text for block in read(body, strict=strict).blocks if isinstance(block, Paragraph)]


def only_table(body: str) -> Table:
    (table,) = [block for block in read(body).blocks if isinstance(block, Table)]
    return table


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_cell_in_a_content_control_is_not_dropped_and_nothing_shifts_left() -> None:
    row = x.row(x.cell("label"), x.control(x.cell("2")), x.cell("comment"))
    assert texts(only_table(x.table([row], 3))) == [["label", "2", "comment"]]


def test_a_row_in_a_content_control_is_not_dropped() -> None:
    rows = [x.row(x.cell("one")), x.control(x.control(x.row(x.cell("two")))), x.row(x.cell("three"))]
    assert texts(only_table(x.table(rows, 1))) == [["one"], ["two"], ["three"]]


def test_text_in_controls_in_controls_is_read_once() -> None:
    assert lines(x.control(x.paragraph(x.control(x.control(x.run("once")))))) == ["once"]


def test_the_prompt_of_an_untouched_control_is_no_value() -> None:
    prompt = "<w:showingPlcHdr/><w:text/>"
    assert lines(x.paragraph(x.control(x.run("Click here to enter text."), prompt))) == [""]
    assert lines(x.control(x.paragraph(x.run("Click here to enter text.")), prompt)) == [""]
    assert lines(x.paragraph(x.drop_down("", untouched=True))) == [""]


def test_a_check_box_shows_its_state_not_its_glyph() -> None:
    lying = x.check_box(checked=True).replace("☒", "☐")
    assert lines(x.paragraph(lying)) == ["☒"]
    assert lines(x.paragraph(x.check_box(checked=False))) == ["☐"]


def test_form_fields_of_older_word_are_read_from_the_field() -> None:
    assert lines(x.paragraph(x.old_check_box(checked=True))) == ["☒"]
    assert lines(x.paragraph(x.old_check_box(checked=False))) == ["☐"]
    assert lines(x.paragraph(x.old_drop_down(["", "1", "2"], 2))) == ["2"]
    assert lines(x.paragraph(x.old_text("words"))) == ["words"]


def test_a_field_that_never_ends_swallows_nothing_after_it() -> None:
    broken = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    assert lines(x.paragraph(broken) + x.paragraph(x.run("kept"))) == ["", "kept"]


def test_deleted_text_is_gone_and_inserted_text_is_there() -> None:
    (paragraph,) = read(x.paragraph(x.run("a "), x.deleted("b "), x.inserted("c"))).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "a c"
    assert paragraph.tracked


def test_text_moved_by_a_tracked_change_stands_once_where_it_went() -> None:
    moved_from = x.deleted("moved").replace("w:del ", "w:moveFrom ").replace("/w:del>", "/w:moveFrom>")
    moved_to = x.inserted("moved").replace("w:ins ", "w:moveTo ").replace("/w:ins>", "/w:moveTo>")
    assert lines(x.paragraph(moved_from) + x.paragraph(moved_to)) == ["", "moved"]


def test_a_paragraph_whose_end_was_deleted_runs_on() -> None:
    mark = f"<w:p><w:pPr><w:rPr><w:del {x.WHO}/></w:rPr></w:pPr>{x.run('one ')}</w:p>"
    assert lines(mark + x.paragraph(x.run("two"))) == ["one two"]


def test_the_look_before_a_tracked_change_of_format_does_not_count() -> None:
    changed = (
        f"<w:r><w:rPr><w:rPrChange {x.WHO}><w:rPr><w:strike/></w:rPr></w:rPrChange></w:rPr><w:t>2</w:t></w:r>"
    )
    (paragraph,) = read(x.paragraph(changed)).blocks
    assert isinstance(paragraph, Paragraph)
    assert not paragraph.struck


def test_a_row_deleted_by_a_tracked_change_is_gone() -> None:
    rows = [x.row(x.cell("kept")), x.row(x.cell("gone"), properties=f"<w:del {x.WHO}/>")]
    assert texts(only_table(x.table(rows, 1))) == [["kept"]]


def test_a_cell_deleted_by_a_tracked_change_is_empty_and_nothing_shifts_left() -> None:
    gone = x.cell("2").replace("</w:tcPr>", f"<w:cellDel {x.WHO}/></w:tcPr>")
    assert texts(only_table(x.table([x.row(x.cell("label"), gone, x.cell("words"))], 3))) == [
        ["label", "", "words"]
    ]


def test_cells_keep_their_grid_columns_over_every_kind_of_merge() -> None:
    before = x.row(x.cell("b"), properties='<w:gridBefore w:val="2"/>')
    old = '<w:tc><w:tcPr><w:hMerge w:val="{}"/></w:tcPr><w:p/></w:tc>'
    merged = f"<w:tr>{old.format('restart')}{old.format('continue')}{x.cell('c')}</w:tr>"
    table = only_table(x.table([x.row(x.cell("a", span=2), x.cell("d")), before, merged], 3))
    assert [[(cell.column, cell.span) for cell in row.cells] for row in table.rows] == [
        [(0, 2), (2, 1)],
        [(2, 1)],
        [(0, 2), (2, 1)],
    ]


def test_a_vertical_merge_is_seen() -> None:
    rows = [x.row(x.cell("a", merge="restart")), x.row(x.cell("", merge="continue"))]
    first, second = (row.cells[0] for row in only_table(x.table(rows, 1)).rows)
    assert (first.starts_merge, first.continues) == (True, False)
    assert (second.starts_merge, second.continues) == (False, True)


def test_a_text_box_is_read_once_of_the_two_copies_in_the_file() -> None:
    assert lines(x.text_box(x.paragraph(x.run("once")))) == ["", "once"]


def test_a_text_box_only_in_the_fallback_is_read_too() -> None:
    box = x.text_box(x.paragraph(x.run("old")))
    start, end = box.index("<mc:Choice"), box.index("<mc:Fallback")
    without = box[:start] + '<mc:Choice Requires="wps"><w:drawing/></mc:Choice>' + box[end:]
    assert lines(without) == ["", "old"]


def test_a_table_in_a_cell_is_part_of_the_cells_text() -> None:
    inner = x.table([x.row(x.cell("a"), x.cell("b")), x.row(x.cell("c"))], 2)
    cell = only_table(x.table([x.row(x.cell(inner + "<w:p/>"))], 1)).rows[0].cells[0]
    assert cell.text == "a\tb\nc\n"


@pytest.mark.parametrize(
    ("char", "font", "shown"),
    [
        ("F0FC", "Wingdings", "✓"),
        ("00FC", "Wingdings", "✓"),
        ("F0FE", "Wingdings", "☑"),
        ("F0A8", "Wingdings", "☐"),
        ("F050", "Wingdings 2", "✓"),
        ("F052", "Wingdings 2", "☑"),
        ("F061", "Webdings", "✓"),
        ("F0FF", "Wingdings", "\ufffd"),
        ("zz", "Wingdings", "\ufffd"),
        ("2713", "Segoe UI Symbol", "✓"),
    ],
)
def test_a_symbol_is_what_it_shows_and_an_unknown_one_is_not_guessed(
    char: str, font: str, shown: str
) -> None:
    assert lines(x.paragraph(x.symbol(char, font))) == [shown]


def test_letters_set_in_a_symbol_font_are_the_marks_they_show() -> None:
    typed = '<w:r><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:t>ü</w:t></w:r>'
    assert lines(x.paragraph(typed)) == ["✓"]


def test_breaks_tabs_and_hyphens_are_kept() -> None:
    parts = "<w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/>"
    assert lines(x.paragraph(f"<w:r>{parts}</w:r>")) == ["a\nb\tc-d"]


def test_hidden_text_is_left_out_and_told_of() -> None:
    body = x.paragraph(x.run("seen"), x.run("4", "hidden"))
    assert lines(body) == ["seen"]
    assert read(body).hidden


def test_bold_comes_down_from_styles_and_can_be_switched_off() -> None:
    off = '<w:r><w:rPr><w:rStyle w:val="Marked"/><w:b w:val="0"/></w:rPr><w:t>plain</w:t></w:r>'
    (paragraph,) = read(x.paragraph(x.run("bold", "styled"), off)).blocks
    assert isinstance(paragraph, Paragraph)
    assert [run.style.bold for run in paragraph.runs] == [True, False]


def test_links_smart_tags_and_simple_fields_keep_their_words() -> None:
    wrapped = "".join(f"<w:{tag}>{x.run(tag)}</w:{tag}>" for tag in ("hyperlink", "smartTag", "fldSimple"))
    assert lines(x.paragraph(wrapped)) == ["hyperlinksmartTagfldSimple"]


def test_strict_office_xml_is_read_like_any_other() -> None:
    assert lines(x.paragraph(x.run("strict")), strict=True) == ["strict"]


def test_the_header_of_the_page_is_kept_apart() -> None:
    document = read(x.paragraph(x.run("body")), header=x.paragraph(x.run("Case ID: 1")))
    assert [block.text for block in document.edges if isinstance(block, Paragraph)] == ["Case ID: 1"]


def test_every_cell_says_where_it_stands() -> None:
    rows = [x.row(x.cell("a"), x.cell("b")), x.row(x.cell("c"), x.cell("d"))]
    cell: Cell = only_table(x.table(rows, 2)).rows[1].cells[1]
    assert cell.place == "table 1, row 2, column 2"
    assert cell.paragraphs()[0].place == "table 1, row 2, column 2"


def _in_style(*, struck: bool) -> bytes:
    document = docx.Document()
    style = document.styles.add_style("Gone", WD_STYLE_TYPE.CHARACTER)
    assert isinstance(style, CharacterStyle)
    style.font.strike = struck
    document.add_paragraph().add_run("2", style="Gone")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_style_looks_as_one_of_the_same_name_did_in_the_document_before() -> None:
    struck, standing = _in_style(struck=True), _in_style(struck=False)
    for content in (struck, standing, struck, standing):
        (paragraph,) = [block for block in read_word(content).blocks if isinstance(block, Paragraph)]
        assert paragraph.text == "2"
        assert paragraph.struck is (content is struck)
