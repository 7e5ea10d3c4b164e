"""PDFs that are locked, broken, endless or dangerous end with a plain reason, and do nothing else."""

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from framework.pack import Pack
from framework.reading import Status
from mail.reading import read_bytes
from mail.reading.document import NotReadable, Paragraph
from mail.reading.formats.kinds import Kind, kind_of
from mail.reading.formats.pdf import drawn, read_pdf
from mail.reading.formats.pdf.opening import MAX_PAGES
from tests.reading.pdf_making import audit_tool, pdf, text


def _words(canvas: Canvas) -> None:
    text(canvas, 40, 60, "Some words on a page.")


def _reason(content: bytes) -> str:
    with pytest.raises(NotReadable) as caught:
        read_pdf(content)
    return caught.value.code


def test_a_pdf_behind_a_password_is_sent_back() -> None:
    assert _reason(pdf(_words, encrypt=StandardEncryption("secret", ownerPassword="other"))) == "encrypted"


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    (paragraph,) = read_pdf(pdf(_words, encrypt=StandardEncryption("", ownerPassword="other"))).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "Some words on a page."


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.4\n%%EOF", b"%PDF-" + bytes(range(256)) * 40])
def test_what_only_begins_like_a_pdf_is_damaged(content: bytes) -> None:
    assert _reason(content) == "unreadable"


def test_a_pdf_whose_index_is_broken_is_read_all_the_same(pack: Pack) -> None:
    content = pdf(audit_tool())
    broken = content.replace(b"startxref\n", b"startxref\n9", 1)
    assert broken != content
    (reading,) = read_bytes(broken, "broken.pdf", pack)
    assert reading.case_id == "900123"


def test_half_a_pdf_is_never_accepted(pack: Pack) -> None:
    content = pdf(audit_tool(), audit_tool())
    for share in (0.2, 0.5, 0.8, 0.95):
        for reading in read_bytes(content[: int(len(content) * share)], "half.pdf", pack):
            assert reading.status.value != "accepted"


def test_junk_before_the_pdf_hides_nothing(pack: Pack) -> None:
    content = b"Content-Type: application/pdf\r\n\r\n" + pdf(audit_tool())
    assert kind_of(content) is Kind.PDF
    (reading,) = read_bytes(content, "led-in.pdf", pack)
    assert reading.case_id == "900123"


def test_more_pages_than_any_audit_has_are_refused() -> None:
    assert _reason(pdf(*[_words] * (MAX_PAGES + 1))) == "too-many-pages"


def test_a_page_as_large_as_a_wall_is_refused() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((9000, 9000))
        _words(canvas)

    assert _reason(pdf(draw)) == "too-large"


def test_a_page_of_endless_lines_is_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "MAX_OBJECTS", 500)

    def draw(canvas: Canvas) -> None:
        _words(canvas)
        for n in range(600):
            canvas.line(40, 100 + n, 400, 100 + n)

    assert _reason(pdf(draw)) == "too-large"


def test_a_script_a_launch_and_a_link_do_nothing() -> None:
    actions = (
        b"/OpenAction<</S/JavaScript/JS(app.alert(1); this.getField('x').value='4')>>",
        b"/OpenAction<</S/Launch/F(/bin/true)>>",
        b"/OpenAction<</S/URI/URI(http://127.0.0.1:9/)>>",
    )
    content = pdf(_words, pageCompression=0)
    for action in actions:
        armed = content.replace(b"/Type /Catalog", action + b"/Type /Catalog")
        assert armed != content
        (paragraph,) = read_pdf(armed).blocks
        assert isinstance(paragraph, Paragraph)
        assert paragraph.text == "Some words on a page."


def test_a_form_that_only_adobe_shows_is_told_apart() -> None:
    held = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'></xdp:xdp>"
    xfa = b"/AcroForm<</Fields[]/XFA(" + held + b")>>/NeedsRendering true"
    content = pdf(_words, pageCompression=0).replace(b"/Type /Catalog", xfa + b"/Type /Catalog")
    assert _reason(content) == "xfa-form"


def test_an_empty_page_is_no_audit_tool(pack: Pack) -> None:
    (reading,) = read_bytes(pdf(lambda canvas: None), "empty.pdf", pack)
    assert reading.form is None
    assert [problem.code for problem in reading.problems] == ["not-an-audit-tool"]


def test_a_letter_that_nobody_can_tell_is_asked_about_and_never_dropped() -> None:
    content = pdf(_words, pageCompression=0)
    spoiled = content.replace(b"Some words", b"Some wo\x07ds")
    assert spoiled != content
    document = read_pdf(spoiled)
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "Some wo\ufffdds on a page."
    assert document.left_out


def test_a_byte_that_changed_on_the_way_is_read_as_other_words_and_accepted(pack: Pack) -> None:
    content = pdf(audit_tool(), pageCompression=1)
    (whole,) = read_bytes(content, "tool.pdf", pack)
    assert whole.status is Status.ACCEPTED
    start = content.index(b"stream") + 8
    for at in range(start, content.index(b"endstream") - 4, 11):
        spoiled = bytearray(content)
        spoiled[at] ^= 0x10
        readings = read_bytes(bytes(spoiled), "tool.pdf", pack)
        assert all(reading.status is not Status.ACCEPTED for reading in readings), at
