"""A tool in a mail's body is read in every shape that programs and people give it, and once."""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from html import unescape
from textwrap import indent
from typing import Any

import pytest

from framework.reading import Reading, Status
from mail.opening import open_mail, read_file
from mail.parts import Limits
from mail.parts.outlook.page_in_rtf import page_in
from mail.parts.texts import unwrapped
from mail.reading.audit_tool.second_opinion import letters_of
from mail.reading.processes.child import ReaderPool
from tests.corpus.formats import text, word
from tests.corpus.making import Filled, fill
from tests.mail.letters import carrying, letter, wire, with_file
from tests.mail.outlook_files import BODY, HTML, INTERNET_PAGE, RTF, Props, msg, note, packed_rtf, tnef

_HEAD = (
    "From: Ann Other <a.other@council.example>\nSent: 14 January 2014 10:00\nTo: B Else\nSubject: Audit\n\n"
)
_FW_HEAD = _HEAD.replace("Subject: ", "Subject: FW: ")
SIGNATURE = (
    "Kind regards\n\nP Nair\nTeam Manager, First Response\n01234 000000\n\n______________________________\n"
    "This e-mail and any attachments are confidential. If it is not for you, please delete it."
)
WARNING = "CAUTION: This mail came from outside the council. Do not open links unless you know the sender."


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


def fields_of(reading: Reading) -> dict[str, Any]:
    """What was read, but for which way and with what doubts."""
    said = reading.model_dump(exclude={"file", "part", "status", "problems", "notices", "evidence"})
    return said | {"comments": letters_of(reading.comments)}


def rtf_of(page: str) -> bytes:
    """A page in the packing that Outlook puts around it (MS-OXRTFEX)."""
    said = (
        rf"{{\*\htmltag64 {piece}}}\htmlrtf \par \htmlrtf0 " if piece.startswith("<") else _escaped(piece)
        for piece in re.split(r"(<[^>]+>)", page.replace("\n", " "))
    )
    head = r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}\uc1\pard\plain \f0\fs24 "
    return packed_rtf(head + "".join(said) + "}")


def _escaped(words: str) -> str:
    return "".join(c if c.isascii() and c not in "\\{}" else rf"\u{ord(c)}?" for c in words)


OUTLOOK: dict[str, Callable[[str, str], Props]] = {
    "page": lambda page, _: {HTML: page.encode(), INTERNET_PAGE: 65001},
    "page packed into rich text": lambda page, _: {RTF: rtf_of(page)},
    "page and text": lambda page, text: {HTML: page.encode(), INTERNET_PAGE: 65001, BODY: text},
}


@pytest.mark.parametrize("way", OUTLOOK.values(), ids=OUTLOOK)
@pytest.mark.parametrize("shape", ["saved", "winmail.dat"])
def test_a_tool_in_a_mail_as_outlook_keeps_it_would_be_missed_or_read_otherwise(
    pool: ReaderPool, filled: Filled, way: Callable[[str, str], Props], shape: str
) -> None:
    mail = note(body="", props=way(html_of(filled), text_of(filled)))
    raw = msg(mail) if shape == "saved" else wire(with_file(letter(text="x"), tnef(mail), "winmail.dat"))
    (reading,) = read_file(raw, "mail.msg" if shape == "saved" else "mail.eml", pool.read)
    (alone,) = pool.read(text.as_html(filled.page), "page")
    assert reading.status is Status.ACCEPTED
    assert fields_of(reading) == fields_of(alone)


def test_a_tool_in_outlooks_own_rich_text_would_be_missed(pool: ReaderPool) -> None:
    rows = "".join(
        rf"\trowd\cellx2000\cellx4000 {{Line {n}\cell Words that stand in a table, number {n}\cell\row}}"
        for n in range(30)
    )
    mail = note(body="", props={RTF: packed_rtf(rf"{{\rtf1\ansi {rows}}}")})
    (body,) = open_mail(msg(mail), Limits()).bodies
    assert (body.kind, body.content[:5]) == ("rtf", b"{\\rtf")


def test_the_text_that_outlook_packs_would_be_taken_for_a_page() -> None:
    assert page_in(r"{\rtf1\ansi\fromtext \deff0 Kind regards}") is None
    assert (
        page_in(
            r"{\rtf1\ansi\fromhtml1 {\*\htmltag84 <p>}\htmlrtf {\b \htmlrtf0 A \u8211?\'80\htmlrtf }\htmlrtf0}"
        )
        == "<p>A –€"
    )


FORWARDS = {
    "quoted": ("FW: Audit", lambda told: f"For you.\n\n{quoted(_HEAD + told)}"),
    "quoted, without a header": ("FW: Audit", lambda told: f"For you.\n\n{quoted(told)}"),
    "quoted under who wrote it": (
        "Fwd: Audit",
        lambda told: f"On 14 January 2014 Ann Other wrote:\n{quoted(told)}",
    ),
    "indented": ("FW: Audit", lambda told: "For you.\n\n" + indent(_HEAD + told, "    ")),
    "original message": ("FW: Audit", lambda told: f"For you.\n\n-----Original Message-----\n{_HEAD}{told}"),
    "original message alone": ("FW: Audit", lambda told: f"For you.\n\n-----Original Message-----\n{told}"),
    "forward of a forward": (
        "FW: Audit",
        lambda told: f"For you.\n\n{_FW_HEAD}Please file.\nKind regards\nAnn\n\n{_HEAD}{told}",
    ),
    "forward of a forward of a forward, quoted": (
        "FW: Audit",
        lambda told: quoted(_FW_HEAD + "See.\n\n" + quoted(_FW_HEAD + "And you.\n\n" + quoted(_HEAD + told))),
    ),
    "plain words of a drawn table above": ("FW: Audit", lambda told: f"| a | b |\n\n{_HEAD}{told}"),
}


@pytest.mark.parametrize(("subject", "forward"), FORWARDS.values(), ids=FORWARDS)
def test_a_tool_in_a_forward_of_some_shape_would_be_missed_or_read_otherwise(
    pool: ReaderPool, filled: Filled, subject: str, forward: Callable[[str], str]
) -> None:
    (alone,) = pool.read(text.as_text(filled.page), "text")
    told = f"{text_of(filled)}\n\n{SIGNATURE}"
    (reading,) = read(letter(subject, forward(told)), pool)
    assert fields_of(reading) == fields_of(alone)


def test_what_a_forwarded_answer_quotes_would_be_read(pool: ReaderPool, filled: Filled) -> None:
    answer = _HEAD.replace("Subject: ", "Subject: RE: ")
    (reading,) = read(
        letter("FW: RE: Audit", f"For you.\n\n{answer}Thank you.\n\n{_HEAD}{text_of(filled)}"), pool
    )
    assert reading.form is None


@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo", "tier2", "supervision", "observation"])
@pytest.mark.parametrize("as_page", [True, False], ids=["page", "text"])
def test_a_signature_or_a_warning_would_be_read_as_part_of_the_tool(
    pool: ReaderPool, form: str, as_page: bool
) -> None:
    filled = fill(form, "plain", 3)
    if as_page:
        under = "".join(f"<p class=MsoNormal>{line}</p>" for line in SIGNATURE.split("\n") if line)
        plain, dressed = html_of(filled), html_of(filled, above=f"<table><tr><td>{WARNING}</td></tr></table>")
        mails = [
            with_page(letter(), plain),
            with_page(letter(), dressed.replace("</body>", f"{under}</body>")),
        ]
    else:
        mails = [letter(text=text_of(filled)), letter(text=f"{WARNING}\n\n{text_of(filled)}\n\n{SIGNATURE}")]
    (plain,), (dressed,) = (read(mail, pool) for mail in mails)
    assert fields_of(dressed) == fields_of(plain)
    assert [p.code for p in dressed.problems] == [p.code for p in plain.problems]


def test_a_signature_above_the_tool_or_thanks_in_a_comment_would_cut_it_off(
    pool: ReaderPool, filled: Filled
) -> None:
    (alone,) = read(letter(text=text_of(filled)), pool)
    for above in (f"See below.\n\n{SIGNATURE}", "Many thanks\nP Nair\n\n"):
        (reading,) = read(letter(text=f"{above}\n\n{text_of(filled)}"), pool)
        assert fields_of(reading) == fields_of(alone)
    thanked = html_of(filled).replace("</td></tr></table>", "<p>Thank you</p><p>Ann</p></td></tr></table>")
    (thanking,) = read(with_page(letter(), thanked), pool)
    assert "Thank you" in thanking.model_dump_json()


def test_a_page_that_says_otherwise_than_its_text_would_be_believed(pool: ReaderPool, filled: Filled) -> None:
    page, said = html_of(filled), text_of(filled)
    (same,) = read(with_page(letter(text=said), page), pool)
    assert same.status is Status.ACCEPTED
    other = said.replace("\t2\t", "\t4\t", 1)
    assert other != said
    (reading,) = read(with_page(letter(text=other), page), pool)
    assert [(p.code, p.where) for p in reading.problems] == [("readings-differ", "answers.1.grade")]
    assert reading.status is Status.REVIEW
    assert reading.answers[0].grade is None
    chatter = "\n".join(f"Paragraph {n} of a long letter about the weather." for n in range(40))
    for html, plain in ((page, chatter), (f"<p>{chatter.replace(chr(10), '<p>')}", said)):
        (reading,) = read(with_page(letter(text=plain), html), pool)
        assert "readings-differ" in [p.code for p in reading.problems]


def test_a_text_with_a_cell_on_each_line_would_be_a_doubt(pool: ReaderPool, filled: Filled) -> None:
    page = html_of(filled)
    lines = re.sub(r"</t[dh]>|</p>", "\n", page)
    said = unescape(re.sub(r"<style.*?</style>|<[^>]+>", "", lines, flags=re.DOTALL))
    (reading,) = read(with_page(letter(text=said), page), pool)
    assert reading.status is Status.ACCEPTED


def test_lines_that_were_wrapped_for_the_way_would_stay_in_two() -> None:
    wrapped = "Case ID:\t1 \nand more\n>> quoted \n>> on\n> less\n stuffed\n-- \nP Nair"
    assert unwrapped(wrapped) == "Case ID:\t1 and more\n>> quoted on\n> less\nstuffed\n-- \nP Nair"
    assert unwrapped("to \ngether", delsp=True) == "together"


def test_a_tool_pasted_and_attached_would_count_twice_or_unasked(pool: ReaderPool, filled: Filled) -> None:
    document = word.write(filled.page)
    (alone,) = pool.read(document, "audit.docx")
    for mail in (with_page(letter(), html_of(filled)), letter(text=text_of(filled))):
        (reading,) = read(with_file(mail, document, "audit.docx"), pool)
        assert (reading.part, reading.problems, fields_of(reading)) == ("audit.docx", (), fields_of(alone))
    changed = with_page(letter(), html_of(filled).replace(f">{alone.case_id}<", ">777777<"))
    assert len(read(with_file(changed, document, "audit.docx"), pool)) == 2
    dated = next(answer for answer in alone.answers if answer.grade == 2)
    page = re.sub(r"(<td[^>]*><p class=MsoNormal>)2(</p>)", r"\g<1>4\g<2>", html_of(filled), count=1)
    (reading,) = read(with_file(with_page(letter(), page), document, "audit.docx"), pool)
    (problem,) = reading.problems
    assert (problem.code, problem.where) == ("differs-from-the-mail", f"answers.{dated.number}.grade")
    assert reading.answers[dated.number - 1].grade == 2
    assert reading.evidence[problem.where].text.endswith("In the mail itself: 4")


def test_a_web_page_archive_would_be_read_as_anything_else(pool: ReaderPool, filled: Filled) -> None:
    page = MIMEText(html_of(filled), "html", "utf-8")
    picture = MIMEImage(b"\x89PNG\r\n\x1a\nx", "png")
    archive = MIMEMultipart("related", type="text/html")
    archive["From"], archive["Subject"] = "<Saved by Blink>", "Audit"
    archive.attach(page)
    archive.attach(picture)
    (alone,) = pool.read(text.as_html(filled.page), "page")
    for name in ("audit.mht", "audit.mhtml"):
        (direct,) = read_file(archive.as_bytes(), name, pool.read)
        (mailed,) = read(with_file(letter(), archive.as_bytes(), name), pool)
        assert (direct.part, mailed.part, mailed.status) == (name, name, Status.ACCEPTED)
        assert fields_of(direct) == fields_of(mailed) == fields_of(alone)
    beside = MIMEApplication(word.write(fill("tier2", "plain", 4).page), name="tier2.docx")
    beside.add_header("Content-Disposition", "attachment", filename="tier2.docx")
    archive.attach(beside)
    found = read_file(archive.as_bytes(), "audit.mht", pool.read)
    assert {reading.form for reading in found} == {"tier1-generic", "tier2"}
    (nothing,) = read_file(
        b"From: <Saved by Blink>\nContent-Type: multipart/related; boundary=x\n\n", "x.mht", pool.read
    )
    assert [p.code for p in nothing.problems] == ["unreadable"]


def test_a_tool_in_the_body_of_an_attached_mail_would_be_missed(pool: ReaderPool, filled: Filled) -> None:
    inner = with_page(letter("Audit", "See the page."), html_of(filled))
    (reading,) = read(carrying(letter("FW: Audit", "For you."), inner), pool)
    assert (reading.part, reading.status) == ("Audit.eml/body of the mail", Status.ACCEPTED)
    many = [with_page(letter(f"Audit {n}", "x"), html_of(filled)) for n in range(22)]
    opening = open_mail(wire(carrying(letter("FW: Audits"), *many)), Limits())
    assert len(opening.bodies) == 21
    assert (opening.bodies[-1].state, opening.bodies[-1].outcome[:11]) == ("not read", "Not read: w")


def test_a_blank_tool_that_is_attached_would_hide_the_one_in_the_mail(
    pool: ReaderPool, filled: Filled
) -> None:
    blank = word.write(fill("tier1-generic", "blank", 3).page)
    mail = with_file(with_page(letter(), html_of(filled)), blank, "audit.docx")
    assert [(r.part, r.status) for r in read(mail, pool)] == [
        ("audit.docx", Status.REJECTED),
        ("body of the mail", Status.ACCEPTED),
    ]
    both = with_file(with_page(letter(), html_of(fill("tier1-generic", "blank", 3))), blank, "audit.docx")
    assert [r.part for r in read(both, pool)] == ["audit.docx"]


def test_a_tool_in_a_mail_with_a_signature_around_it_would_be_missed(
    pool: ReaderPool, filled: Filled
) -> None:
    inner = MIMEText(html_of(filled), "html", "utf-8")
    data = tagged(0x30, tagged(0x06, DATA) + tagged(0xA0, tagged(0x04, inner.as_bytes())))
    signed = tagged(0x30, tagged(0x02, b"\x01") + tagged(0x31, b"") + data)
    sealed = tagged(0x30, tagged(0x06, DATA[:-1] + b"\x02") + tagged(0xA0, signed))
    mail = MIMEApplication(sealed, "pkcs7-mime", name="smime.p7m")
    mail["From"], mail["Subject"] = "P Nair <p.nair@council.example>", "Audit"
    (reading,) = read_file(mail.as_bytes(), "mail.eml", pool.read)
    assert (reading.part, reading.status) == ("body of the mail", Status.ACCEPTED)


DATA = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"


def tagged(tag: int, value: bytes) -> bytes:
    """An element of DER."""
    size = len(value).to_bytes(4)
    return bytes([tag, 0x84]) + size + value


ANSWERS = {
    "outlook": "<p>Yes.</p><div style='border-top:solid'><p><b>From:</b> Audit bot &lt;bot@council.example&gt;<br>"
    "<b>Sent:</b> 14 January 2014<br><b>To:</b> P Nair<br><b>Subject:</b> A question</p></div>{}",
    "gmail": '<div>Yes.</div><div class="gmail_quote"><div class="gmail_attr">On Tue, 14 Jan 2014 at 10:00, Bot '
    "&lt;auditbot@council.example&gt; wrote:<br></div><blockquote class='gmail_quote'>{}</blockquote></div>",
    "apple, without who wrote it": '<div>Yes.</div><blockquote type="cite">{}</blockquote>',
    "under the quotation": '<blockquote type="cite">{}</blockquote><p>Yes.</p>',
    "android": "<div>Yes.</div><div>-------- Original message --------</div><div>From: Audit bot "
    "&lt;auditbot@council.example&gt;</div><div>Date: 14/01/2014 10:00</div><div>To: P Nair</div>"
    "<div>Subject: A question</div>{}",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_what_an_answer_quotes_back_would_be_read_as_a_new_audit(
    pool: ReaderPool, filled: Filled, answer: str
) -> None:
    body = html_of(filled).partition("<body")[2].partition(">")[2].partition("</body>")[0]
    mail = with_page(letter("Re: A question", "Yes."), f"<html><body>{answer.format(body)}</body></html>")
    (reading,) = read(mail, pool)
    assert (reading.form, [p.code for p in reading.problems]) == (None, ["no-audit-tool"])


def test_marks_in_the_words_of_a_page_would_move_the_place_where_it_is_cut(
    pool: ReaderPool, filled: Filled
) -> None:
    marked = "<p>\ue000\ue001 &gt;</p>"
    head = "<p><b>From:</b> Ann<br><b>Sent:</b> 14 January 2014<br><b>To:</b> B<br><b>Subject:</b> {}</p>"
    page = html_of(filled, above=f"<p>For you.</p>{marked}{head.format('Audit')}{marked}").replace(
        "</body>", f"{head.format('Older')}<p>Old words.</p></body>"
    )
    (body,) = open_mail(wire(with_page(letter("FW: Audit", "x"), page)), Limits()).bodies
    assert b"Old words" not in body.content
    assert b"Older" not in body.content
    (reading,) = read(with_page(letter("FW: Audit", "x"), page), pool)
    (alone,) = pool.read(text.as_html(filled.page), "page")
    assert fields_of(reading) == fields_of(alone)


def test_a_tool_under_what_an_answer_quotes_would_be_missed(pool: ReaderPool, filled: Filled) -> None:
    asked = "On 14 January 2014 Ann Other wrote:\n> Please send me the audit\n>> of Monday\n\nHere it is.\n\n"
    (reading,) = read(letter("RE: Audit", f"{asked}{text_of(filled)}"), pool)
    (alone,) = pool.read(text.as_text(filled.page), "text")
    assert fields_of(reading) == fields_of(alone)
    page = html_of(filled, above='<blockquote type="cite"><p>Please send me the audit.</p></blockquote>')
    (reading,) = read(with_page(letter("RE: Audit", "x"), page), pool)
    assert reading.status is Status.ACCEPTED
    (none,) = read(letter("RE: Audit", f"{quoted(text_of(filled))}\n\nThank you for this."), pool)
    assert none.form is None
