"""OpenDocument files: what they hold is read as if it had come in Word, and what is hostile is refused."""

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from framework.pack import Pack
from framework.reading import Reading
from mail.reading import read_bytes
from mail.reading.document import CHECKED, UNCHECKED, Document, NotReadable, Paragraph, Table
from mail.reading.formats.kinds import Kind, kind_of
from mail.reading.formats.open_document.reading import read_flat_open_document, read_open_document
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import make_truth
from tests.reading.old_files import made

FORMS = ["tier1-generic", "tier1-plo", "tier2", "observation", "supervision"]
_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "form": "urn:oasis:names:tc:opendocument:xmlns:form:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "field": "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0",
}


def flat(body: str, *, styles: str = "", kind: str = "text", masters: str = "") -> bytes:
    names = " ".join(f'xmlns:{short}="{name}"' for short, name in _NAMES.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    ).encode()


def text_style(name: str, properties: str, *, parent: str = "") -> str:
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return (
        f'<style:style style:name="{name}" style:family="text"{above}>'
        f"<style:text-properties {properties}/></style:style>"
    )


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def read(body: str, **more: str) -> Document:
    return read_flat_open_document(flat(body, **more))


def values(reading: Reading) -> dict[str, object]:
    return reading.model_dump(exclude={"file", "part", "evidence", "notices"})


@pytest.mark.needs("soffice")
@pytest.mark.parametrize(("form", "ending"), [*((form, "odt") for form in FORMS), ("tier2", "fodt")])
def test_a_form_saved_by_libreoffice_says_what_the_word_document_said(
    form: str, ending: str, pack: Pack, tmp_path: Path
) -> None:
    content = build(make_truth(form, random.Random(f"{form} odt")), Shape(), random.Random(0))
    (meant,) = read_bytes(content, "audit.docx", pack)
    (reading,) = read_bytes(made(content, ".docx", ending, tmp_path), f"audit.{ending}", pack)
    assert values(reading) == values(meant)


def test_white_space_is_what_the_format_says_it_is() -> None:
    document = read(
        '<text:p>\n  one <text:s text:c="3"/>two\n  <text:tab/>three<text:line-break/>four</text:p>'
    )
    assert lines(document) == ["one    two \tthree\nfour"]


def test_looks_come_from_a_style_and_its_parents() -> None:
    styles = text_style("Base", 'fo:font-weight="bold" fo:color="#FF0000"') + text_style(
        "Own", 'style:text-line-through-style="solid" fo:background-color="#ffff00"', parent="Base"
    )
    document = read('<text:p>a<text:span text:style-name="Own">b</text:span></text:p>', styles=styles)
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    plain, styled = (run.style for run in paragraph.runs)
    assert not any(plain)
    assert (styled.bold, styled.strike, styled.colour, styled.highlight) == (True, True, "ff0000", "ffff00")


def test_hidden_text_is_left_out_and_told_of() -> None:
    styles = text_style("Hidden", 'text:display="none"')
    document = read('<text:p>a<text:span text:style-name="Hidden">b</text:span></text:p>', styles=styles)
    assert (lines(document), document.hidden) == (["a"], True)
    document = read('<text:section text:display="none"><text:p>b</text:p></text:section><text:p>a</text:p>')
    assert (lines(document), document.hidden) == (["a"], True)


def test_words_deleted_by_a_tracked_change_are_gone_and_those_inserted_stand() -> None:
    document = read(
        "<text:tracked-changes>"
        '<text:changed-region text:id="d"><text:deletion><text:p>gone</text:p></text:deletion>'
        "</text:changed-region>"
        '<text:changed-region text:id="i"><text:insertion/></text:changed-region>'
        '<text:changed-region text:id="f"><text:format-change/></text:changed-region>'
        "</text:tracked-changes>"
        '<text:p>a<text:change text:change-id="d"/>b</text:p>'
        '<text:p>c<text:change-start text:change-id="i"/>d</text:p><text:p>e</text:p>'
        '<text:p>f<text:change-end text:change-id="i"/>g</text:p>'
        '<text:p><text:change-start text:change-id="f"/>h<text:change-end text:change-id="f"/></text:p>'
    )
    told = [(block.text, block.tracked) for block in document.blocks if isinstance(block, Paragraph)]
    assert told == [("ab", True), ("cd", True), ("e", True), ("fg", True), ("h", False)]


def test_comments_and_notes_are_no_words_of_the_record() -> None:
    document = read(
        "<text:p>a<office:annotation><text:p>note to self</text:p></office:annotation>b<text:note>"
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>below</text:p></text:note-body>"
        "</text:note></text:p>"
    )
    assert lines(document) == ["ab"]
    assert (document.margin_comments, document.footnotes, document.noted) == (1, 1, ["paragraph 1"])


def test_what_form_controls_hold_is_read_where_they_stand() -> None:
    forms = (
        "<office:forms><form:form>"
        '<form:checkbox form:id="c1" form:current-state="checked" form:label="Yes"/>'
        '<form:checkbox form:id="c2" form:label="No"/>'
        '<form:listbox form:id="c3"><form:option form:label="2"/>'
        '<form:option form:label="3" form:current-selected="true"/></form:listbox>'
        '<form:text form:id="c4" form:current-value="typed"/></form:form></office:forms>'
    )
    shown = "".join(f'<draw:control text:anchor-type="as-char" draw:control="c{n}"/>;' for n in (1, 2, 3, 4))
    document = read(f"{forms}<text:p>{shown}</text:p>")
    assert lines(document) == [f"{CHECKED} Yes;{UNCHECKED} No;3;typed;"]
    assert not document.drawings
    apart = read(f'{forms}<text:p><draw:control text:anchor-type="page" draw:control="c4"/></text:p>')
    assert apart.left_out
    assert apart.drawings


def test_content_controls_and_fields_of_word_are_told_by_what_they_hold() -> None:
    kind = "vnd.oasis.opendocument.field"
    document = read(
        '<text:p><loext:content-control loext:checkbox="true" loext:checked="true">☒'
        "</loext:content-control></text:p>"
        '<text:p><loext:content-control loext:showing-place-holder="true"><loext:list-item/>Choose an item.'
        "</loext:content-control></text:p>"
        '<text:p><loext:content-control loext:date="true" loext:current-date="2013-12-02T00:00:00Z">2.12.'
        "</loext:content-control></text:p>"
        f'<text:p><field:fieldmark field:type="{kind}.FORMCHECKBOX"><field:param '
        f'field:name="{kind}.Checkbox_Checked" field:value="true"/></field:fieldmark></text:p>'
        f'<text:p><field:fieldmark field:type="{kind}.FORMDROPDOWN">'
        f'<field:param field:name="{kind}.Dropdown_ListEntry" field:value="Good"/>'
        f'<field:param field:name="{kind}.Dropdown_ListEntry" field:value="Inadequate"/>'
        f'<field:param field:name="{kind}.Dropdown_Selected" field:value="1"/></field:fieldmark></text:p>'
        '<text:p><text:drop-down><text:label text:value="Good"/><text:label text:value="Inadequate" '
        'text:current-selected="true"/>Inadequate</text:drop-down></text:p>'
    )
    assert lines(document) == [CHECKED, "", "2.12.", CHECKED, "Inadequate", "Inadequate"]
    untouched, dated = (block for block in document.blocks[1:3] if isinstance(block, Paragraph))
    assert untouched.runs[0].control is not None
    assert untouched.runs[0].control.untouched
    assert dated.runs[0].control is not None
    assert dated.runs[0].control.value == "2013-12-02"


def test_merged_cells_keep_the_others_in_their_columns() -> None:
    document = read(
        "<table:table><table:table-header-rows><table:table-row>"
        '<table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="2"><text:p>a</text:p>'
        "</table:table-cell><table:covered-table-cell/><table:table-cell><text:p>b</text:p></table:table-cell>"
        "</table:table-row></table:table-header-rows><table:table-row>"
        '<table:covered-table-cell table:number-columns-repeated="2"/>'
        "<table:table-cell><text:p>c</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3">'
        "<text:p>d</text:p></table:table-cell></table:table-row></table:table>"
    )
    (table,) = document.blocks
    assert isinstance(table, Table)
    told = [[(c.column, c.span, c.continues, c.text) for c in row.cells] for row in table.rows]
    repeated = [(n, 1, False, "d") for n in range(3)]
    assert told == [
        [(0, 2, False, "a"), (2, 1, False, "b")],
        [(0, 2, True, ""), (2, 1, False, "c")],
        repeated,
        repeated,
    ]
    assert table.columns == 3


def test_text_boxes_lists_and_page_headers_are_read() -> None:
    masters = (
        '<style:master-page style:name="Standard"><style:header><text:p>Tier 1</text:p></style:header>'
        "</style:master-page>"
    )
    document = read(
        "<text:p>a<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame></text:p>"
        "<text:list><text:list-item><text:p>listed</text:p></text:list-item></text:list>"
        "<text:p>b<draw:frame><draw:image/></draw:frame></text:p>",
        masters=masters,
    )
    assert lines(document) == ["a", "boxed", "listed", "b"]
    assert (document.drawings, document.drawn) == (True, {"paragraph 4"})
    assert [block.text for block in document.edges if isinstance(block, Paragraph)] == ["Tier 1"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            '<table:table><table:table-row table:number-rows-repeated="1000000"/></table:table>',
            "too-large",
        ),
        (
            '<table:table><table:table-row table:number-rows-repeated="9999"><table:table-cell '
            'table:number-columns-repeated="9999"/></table:table-row></table:table>',
            "too-large",
        ),
        ("<text:p>" + '<text:s text:c="999999999"/>' * 20_001 + "</text:p>", "too-large"),
        ("<text:section>" * 80 + "</text:section>" * 80, "unsafe"),
        ("<text:section>" * 500 + "</text:section>" * 500, "unreadable"),
    ],
)
def test_a_hostile_document_is_refused_by_name(body: str, code: str) -> None:
    with pytest.raises(NotReadable) as refused:
        read(body)
    assert refused.value.code == code


def test_a_document_type_is_refused_in_a_flat_file() -> None:
    content = flat("<text:p>&a;</text:p>").replace(
        b"<office:document ", b'<!DOCTYPE x [<!ENTITY a "b">]><office:document ', 1
    )
    with pytest.raises(NotReadable) as refused:
        read_flat_open_document(content)
    assert refused.value.code == "unsafe"


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def test_a_locked_file_is_said_to_be_locked() -> None:
    content = packed(content_xml=b"\x00locked", **{"META-INF__manifest_xml": b"<m><encryption-data/></m>"})
    assert kind_of(content) is Kind.OPEN_DOCUMENT
    with pytest.raises(NotReadable) as refused:
        read_open_document(content)
    assert refused.value.code == "encrypted"


def test_a_drawing_is_told_not_to_be_read() -> None:
    with pytest.raises(NotReadable) as refused:
        read_open_document(packed(content_xml=flat("", kind="drawing")))
    assert refused.value.code == "unsupported-format"
    assert kind_of(flat("")) is Kind.FLAT_OPEN_DOCUMENT


_SHAPE = (
    '<draw:custom-shape text:anchor-type="{anchor}"><text:p>{words}</text:p>'
    '<draw:enhanced-geometry draw:text-path="true"/></draw:custom-shape>'
)


@pytest.fixture(scope="module")
def flat_tool(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A filled form as one XML file."""
    content = build(make_truth("tier1-generic", random.Random("mark")), Shape(), random.Random(0))
    return made(content, ".docx", "fodt", tmp_path_factory.mktemp("flat")).decode()


def _marked(text: str, at: str, words: str) -> str:
    if at == "page":
        shape = _SHAPE.format(anchor="page", words=words)
        return re.sub(r"(<office:text[^>]*>)", lambda found: found[1] + shape, text, count=1)
    shape = _SHAPE.format(anchor="char", words=words)
    head = f"<style:{at}><text:p>{shape}</text:p></style:{at}>"
    masters = f'<style:master-page style:name="Standard">{head}</style:master-page>'
    masters = f"<office:master-styles>{masters}</office:master-styles>"
    return re.sub(
        r"<office:master-styles>.*?</office:master-styles>", lambda _: masters, text, flags=re.DOTALL
    )


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("words", ["DRAFT", "D R A F T", "Not for recording"])
@pytest.mark.parametrize("at", ["header", "header-first", "page"])
def test_a_watermark_across_the_pages_is_passed_over(flat_tool: str, words: str, at: str, pack: Pack) -> None:
    marked = _marked(flat_tool, at, words)
    assert words in marked
    (reading,) = read_bytes(marked.encode(), "audit.fodt", pack)
    assert [problem.code for problem in reading.problems] == ["marked-as-draft"]
