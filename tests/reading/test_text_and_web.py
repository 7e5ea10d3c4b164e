"""Text and web pages, as they come in the body of a mail: read like a document, and plain text never unseen."""

import random
from pathlib import Path

import pytest

from framework.pack import Pack
from framework.reading import Status
from mail.reading import read_bytes
from mail.reading.document import CHECKED, UNCHECKED, Document, NotReadable, Paragraph, Table
from mail.reading.formats.kinds import Kind, kind_of
from mail.reading.formats.texts.plain_text import decoded, read_text
from mail.reading.formats.texts.web_page import read_web_page
from tests.corpus.filling.ways import WAYS
from tests.corpus.formats import text as formats
from tests.corpus.making import fill
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import make_truth
from tests.reading.old_files import made

FORMS = ["tier1-generic", "tier1-plo", "tier2", "observation", "supervision"]


def told(document: Document) -> list[str | list[list[str]]]:
    return [
        block.text if isinstance(block, Paragraph) else [[c.text for c in row.cells] for row in block.rows]
        for block in document.blocks
    ]


def page(body: str, head: str = "") -> Document:
    return read_web_page(f"<html><head>{head}</head><body>{body}</body></html>".encode())


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("form", FORMS)
def test_a_form_saved_as_a_web_page_says_what_the_word_document_said(
    form: str, pack: Pack, tmp_path: Path
) -> None:
    content = build(make_truth(form, random.Random(f"{form} html")), Shape(), random.Random(0))
    (meant,) = read_bytes(content, "audit.docx", pack)
    (reading,) = read_bytes(made(content, ".docx", "html", tmp_path), "audit.html", pack)
    for name in ("form", "case_id", "date", "completed_by", "social_worker", "overall"):
        assert getattr(reading, name) == getattr(meant, name)
    assert [(a.number, a.grade, a.answer, a.not_applicable) for a in reading.answers] == [
        (a.number, a.grade, a.answer, a.not_applicable) for a in meant.answers
    ]


def test_a_form_sent_as_plain_text_is_read_and_yet_a_person_looks(pack: Pack) -> None:
    assert "plain" in WAYS
    filled = fill("tier1-generic", "plain", 1)
    (reading,) = read_bytes(formats.as_text(filled.page), "body", pack)
    assert reading.case_id
    assert all(answer.grade or answer.not_applicable for answer in reading.answers)
    assert reading.status is Status.REVIEW
    assert "from-plain-text" in {problem.code for problem in reading.problems}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Zoë – 2".encode(), "Zoë – 2"),
        (b"\xef\xbb\xbfok", "ok"),
        ("Zoë".encode("utf-16"), "Zoë"),
        (b"\xfe\xff" + "Zoë".encode("utf-16-be"), "Zoë"),
        (b"Zo\xeb \x96 2", "Zoë – 2"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_written_in(content: bytes, text: str) -> None:
    assert decoded(content) == text
    assert kind_of(content) is Kind.TEXT


def test_lines_are_paragraphs_and_drawn_tables_are_tables() -> None:
    document = read_text(b"Title\r\n\r\n| Area | Grade |\n|------|:-----:|\n| 1 | 2 |\nafter\tit\t\n")
    assert told(document) == ["Title", "", [["Area", "Grade"], ["1", "2"]], "after\tit\t", ""]


def test_a_text_of_endless_lines_is_refused() -> None:
    with pytest.raises(NotReadable) as refused:
        read_text(b"\n" * 200_001)
    assert refused.value.code == "too-large"


def test_lines_of_a_page_end_where_its_elements_do() -> None:
    document = page("<div>one<div>two</div>three<br>four</div><p>a <b>b</b>\n c</p><ul><li>x<li>y</ul>")
    assert told(document) == ["one", "two", "three", "four", "a b c", "x", "y"]


def test_cells_keep_their_columns_under_merged_ones() -> None:
    document = page(
        "<table><tr><td rowspan=2>a<td colspan=2>b</tr><tr><td>c<td>d</tr>"
        "<tr><td>e<br>f<td bgcolor=#FFFF00>g<td style='background:white'>h</tr></table>"
    )
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [
        [(c.column, c.span, c.continues, c.text, c.shading) for c in row.cells] for row in table.rows
    ] == [
        [(0, 1, False, "a", ""), (1, 2, False, "b", "")],
        [(0, 1, True, "", ""), (1, 1, False, "c", ""), (2, 1, False, "d", "")],
        [(0, 1, False, "e\nf", ""), (1, 1, False, "g", "ffff00"), (2, 1, False, "h", "")],
    ]


@pytest.mark.parametrize(
    ("html", "look"),
    [
        ("<strong>x</strong>", {"bold": True}),
        ("<span style='font-weight:700'>x</span>", {"bold": True}),
        ("<span class=b>x</span>", {"bold": True}),
        ("<b><span style='font-weight:normal'>x</span></b>", {}),
        ("<u>x</u>", {"underline": True}),
        ("<del>x</del>", {"strike": True}),
        ("<span style='text-decoration: line-through'>x</span>", {"strike": True}),
        ("<mark>x</mark>", {"highlight": "yellow"}),
        ("<span style='background:yellow;mso-highlight:yellow'>x</span>", {"highlight": "yellow"}),
        ("<font color=#f00>x</font>", {"colour": "ff0000"}),
        ("<span style='color:rgb(255, 0, 0)'>x</span>", {"colour": "ff0000"}),
        ("<span style='color:windowtext;background:white'>x</span>", {}),
        ("<span style='border:solid 1px'>x</span>", {"ring": True}),
    ],
)
def test_looks_are_told_by_elements_and_styles(html: str, look: dict[str, object]) -> None:
    (paragraph,) = page(f"<p>{html}</p>", "<style>.b {font-weight: bold}</style>").blocks
    assert isinstance(paragraph, Paragraph)
    (run,) = paragraph.runs
    assert {name: value for name, value in run.style._asdict().items() if value} == look


def test_what_a_page_does_not_show_is_left_out() -> None:
    document = page(
        "<p>a<span style='display:none'>b</span><script>c</script></p><p style='mso-hide:all'>d</p>"
        "<p><span style='mso-list:Ignore'>1.</span>e</p>"
    )
    assert (told(document), document.hidden) == (["a", "e"], True)


def test_controls_of_a_page_are_read() -> None:
    document = page(
        "<p><input type=checkbox checked>Yes <input type=checkbox>No <select><option>1<option selected>2</select>"
        "<input value=typed><input type=hidden value=secret></p>"
    )
    assert told(document) == [f"{CHECKED}Yes {UNCHECKED}No 2typed"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<div>" * 200, "unsafe"),
        (f"<table>{'<tr><td rowspan=1000 colspan=1000>a' * 1001}</table>", "too-large"),
        ("x" * 2_000_001, "too-large"),
    ],
)
def test_a_hostile_page_is_refused(body: str, code: str) -> None:
    with pytest.raises(NotReadable) as refused:
        page(body)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "start", ["<html>", "<!DOCTYPE HTML PUBLIC>", "<!-- saved --><body>", "<meta charset=x>"]
)
def test_a_web_page_is_known_by_its_bytes(start: str) -> None:
    assert kind_of(start.encode()) is Kind.HTML
