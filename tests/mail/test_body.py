"""An audit tool written into the body of a mail is read there, and what a mail only quotes is not read again."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from framework.reading import Reading, Status
from mail.opening import open_mail, read_file
from mail.parts import BODY, Limits
from mail.reading.processes.child import ReaderPool
from tests.corpus.formats import text, word
from tests.corpus.making import Filled, fill
from tests.mail.letters import letter, wire, with_file

_HEAD = (
    "From: Ann Other <a.other@council.example>\nSent: 14 January 2014 10:00\nTo: B Else\nSubject: Audit\n\n"
)
_HTML_HEAD = (
    "<div style='border-top:solid'><p class=MsoNormal><b>From:</b> Ann Other &lt;a.other@council.example&gt;<br>"
    "<b>Sent:</b> 14 January 2014 10:00<br><b>To:</b> B Else<br><b>Subject:</b> Audit</p></div>"
)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool("rochdale-2013") as pool:
        yield pool


@pytest.fixture(scope="module")
def filled() -> Filled:
    return fill("tier1-generic", "plain", 3)


def with_page(mail: EmailMessage, html: str) -> EmailMessage:
    mail.add_alternative(html, subtype="html")
    return mail


def html_of(filled: Filled, *, above: str = "") -> str:
    return text.as_html(filled.page).decode().replace('<div class="WordSection1">', f"<div>{above}", 1)


def text_of(filled: Filled) -> str:
    return text.as_text(filled.page).decode().replace("\r\n", "\n")


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def read(mail: EmailMessage, pool: ReaderPool) -> list[Reading]:
    return read_file(wire(mail), "letter.eml", pool.read)


def test_a_tool_in_the_html_of_a_mail_is_read(pool: ReaderPool, filled: Filled) -> None:
    (reading,) = read(with_page(letter(text="See the page."), html_of(filled)), pool)
    assert (reading.part, reading.form, reading.status) == (BODY, "tier1-generic", Status.ACCEPTED)


def test_a_tool_in_the_text_of_a_mail_is_read_and_looked_at(pool: ReaderPool, filled: Filled) -> None:
    (reading,) = read(letter(text=text_of(filled)), pool)
    assert (reading.part, reading.form, reading.status) == (BODY, "tier1-generic", Status.REVIEW)


def test_a_tool_in_the_body_beside_one_attached_is_read_too(pool: ReaderPool, filled: Filled) -> None:
    mail = with_page(letter(text="See the page."), html_of(filled))
    other = word.write(fill("tier2", "plain", 4).page)
    assert [(r.part, r.form) for r in read(with_file(mail, other, "tier2.docx"), pool)] == [
        ("tier2.docx", "tier2"),
        (BODY, "tier1-generic"),
    ]


def test_a_forwarded_body_is_read_without_the_lines_that_name_the_mail(
    pool: ReaderPool, filled: Filled
) -> None:
    for mail in (
        letter("FW: Audit", f"For you.\n\n{_HEAD}{text_of(filled)}"),
        with_page(letter("FW: Audit", "x"), html_of(filled, above=f"<p>For you.</p>{_HTML_HEAD}")),
    ):
        (reading,) = read(mail, pool)
        (alone,) = pool.read(text.as_html(filled.page), "page")
        assert (reading.form, reading.date, reading.case_id) == (alone.form, alone.date, alone.case_id)


def test_what_a_reply_quotes_is_not_read_again(pool: ReaderPool, filled: Filled) -> None:
    for mail in (
        letter("RE: Audit", f"Thank you.\n\n{_HEAD}{text_of(filled)}"),
        letter(
            "RE: Audit",
            "Thanks.\n\nOn 14 January 2014 Ann Other wrote:\n> " + text_of(filled).replace("\n", "\n> "),
        ),
        with_page(
            letter("RE: Audit", f"Thank you.\n\n{_HEAD}{text_of(filled)}"),
            html_of(filled, above=f"<p>Thank you.</p>{_HTML_HEAD}"),
        ),
    ):
        (reading,) = read(mail, pool)
        (problem,) = reading.problems
        assert (reading.form, problem.code) == (None, "no-audit-tool")
        assert "quotes of an earlier mail is not read" in problem.message


def test_a_tool_above_what_a_reply_quotes_is_read_alone(pool: ReaderPool, filled: Filled) -> None:
    below = text.as_html(fill("tier1-plo", "plain", 5).page).decode().partition("<body")[2].partition(">")[2]
    page = html_of(filled).replace("</body>", f"{_HTML_HEAD}{below}</body>")
    assert [r.form for r in read(with_page(letter("RE: Audit", "x"), page), pool)] == ["tier1-generic"]


def test_a_letter_without_a_tool_is_no_document(pool: ReaderPool) -> None:
    long = "\n".join(f"Paragraph {n} of a long letter about the weather." for n in range(40))
    (reading,) = read(letter(text=long), pool)
    assert [p.message for p in reading.problems] == ["There is no audit tool in it."]
    assert open_mail(wire(letter(text=long)), Limits()).bodies
    assert not open_mail(wire(letter(text="Please find attached.")), Limits()).bodies
