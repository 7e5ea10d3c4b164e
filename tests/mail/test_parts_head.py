"""The head and the words of a mail, from every program that councils and their partners use."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.parts import Limits, documents, parse
from mail.parts.model import Address
from tests.mail.letters import carrying, letter, wire, with_file


def raw(head: str, body: str = "Words.") -> bytes:
    return (head.strip() + "\n\n" + body).replace("\n", "\r\n").encode("utf-8")


@pytest.mark.parametrize(
    ("written", "senders"),
    [
        ("P Nair <p.nair@council.example>", [("P Nair", "p.nair@council.example")]),
        ("p.nair@council.example", [("", "p.nair@council.example")]),
        ('"Nair, P" <p.nair@council.example>', [("Nair, P", "p.nair@council.example")]),
        ("=?utf-8?B?Wm/DqyBPJ05laWw=?= <z@council.example>", [("Zoë O'Neil", "z@council.example")]),
        ("Zoë O'Neil <z@council.example>", [("Zoë O'Neil", "z@council.example")]),
        ("=?utf-8?Q?boss=40council.example=2C?= <x@evil.example>", [("boss@council.example,", "x@evil.example")]),
        ('"boss@council.example" <x@evil.example>', [("boss@council.example", "x@evil.example")]),
    ],
)  # fmt: skip
def test_a_mail_would_be_somebody_elses(written: str, senders: list[tuple[str, str]]) -> None:
    assert parse(raw(f"From: {written}")).senders == tuple(Address(*pair) for pair in senders)


@pytest.mark.parametrize(
    "head",
    [
        "From: a@council.example, b@council.example",
        "From: a@council.example\nFrom: b@council.example",
        "Subject: nobody",
        "From: ",
        "From: boss@council.example <x@evil.example>",
    ],
)
def test_a_mail_of_several_senders_or_none_would_have_one(head: str) -> None:
    assert parse(raw(head)).sender is None


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("Wed, 15 Jan 2014 09:00:00 +0000", dt.datetime(2014, 1, 15, 9, 0, tzinfo=dt.UTC)),
        ("Wed, 15 Jan 2014 09:00:00 +0530", dt.datetime(2014, 1, 15, 3, 30, tzinfo=dt.UTC)),
        ("15 Jan 2014 09:00:00 -0000", dt.datetime(2014, 1, 15, 9, 0, tzinfo=dt.UTC)),
        ("yesterday", None),
        ("Wed, 99 Jan 2014 09:00:00 +0000", None),
        ("Mon, 01 Jan 1001 00:00:00 +1400", None),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("", None),
    ],
)
def test_a_mail_would_be_of_another_day(written: str, date: dt.datetime | None) -> None:
    assert parse(raw(f"Date: {written}")).date == date


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("FW: Tier 1", "FW: Tier 1"),
        ("=?utf-8?Q?Pr=C3=BCfung?= =?utf-8?Q?_1?=", "Prüfung 1"),
        ("=?utf-8?B?nonsense", "=?utf-8?B?nonsense"),
        ("=?no-such-charset?Q?abc?=", "abc"),
        ("folded\n over lines", "folded over lines"),
        ("Prüfung", "Prüfung"),
    ],
)
def test_a_subject_would_be_unreadable(written: str, subject: str) -> None:
    assert parse(raw(f"Subject: {written}")).subject == subject


def test_words_hidden_in_an_encoded_header_would_be_taken_for_a_servers() -> None:
    mail = parse(
        raw("Authentication-Results: mx.council.example; spf=pass smtp.mailfrom==?utf-8?Q?=3B_dmarc=3Dpass?=")
    )
    assert "dmarc=pass" not in mail.first("authentication-results")


def test_headers_would_be_in_another_order() -> None:
    mail = parse(raw("Received: two\nReceived: one\nX-A: \n folded"))
    assert mail.all("RECEIVED") == ("two", "one")
    assert mail.first("x-a") == "folded"
    assert mail.first("x-b") == ""


def test_the_words_of_a_mail_would_be_its_markup() -> None:
    mail = letter(text="")
    mail.clear_content()
    mail.set_content(
        "<html><head><style>p {}</style><title>x</title></head><body><p>Dear   team,</p>"
        "<div>First<br>Second</div><script>alert(1)</script>"
        "<table><tr><td>a</td></tr><tr><td>b &amp; c</td></tr></table><!-- no --></body></html>",
        subtype="html",
    )
    lines = [line for line in parse(wire(mail)).text.split("\n") if line]
    assert lines == ["Dear team,", "First", "Second", "a", "b & c"]


def test_the_words_would_come_twice_or_from_an_attachment() -> None:
    mail = letter(text="Said once.")
    mail.add_alternative("<p>Said once.</p>", subtype="html")
    with_file(mail, b"not said", "notes.txt", "text/plain")
    carrying(mail, letter(text="said by another"))
    assert parse(wire(mail)).text == "Said once."


def test_words_between_attachments_would_be_lost() -> None:
    body = (
        "--b\nContent-Type: text/plain\n\nBefore.\n--b\nContent-Type: application/pdf\n\n%PDF-\n"
        "--b\nContent-Type: text/plain; charset=iso-8859-1\n"
        "Content-Transfer-Encoding: quoted-printable\n\nNach=FC\n--b--\n"
    )
    mail = parse(raw("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b", body))
    assert mail.text == "Before.\n\nNachü"


@pytest.mark.parametrize(
    "charset", ["no-such", "hex", "idna", "utf-16", "undefined", "unicode_escape", '"utf-8']
)
def test_an_unheard_of_charset_would_be_a_crash(charset: str) -> None:
    text = parse(raw(f"Content-Type: text/plain; charset={charset}", "Gr\\ud800öße")).text
    text.encode("utf-8")
    assert text


def test_text_that_no_database_keeps_would_be_passed_on() -> None:
    mail = parse(b'Subject: a\x00b\r\nFrom: "x\x00" <a@b.example>\r\n\r\nc\x00d\xff')
    assert "\x00" not in mail.subject + mail.text + (mail.senders[0].name if mail.senders else "")


def test_an_invitation_would_not_be_one() -> None:
    mail = letter()
    mail.add_alternative("BEGIN:VCALENDAR\nEND:VCALENDAR\n", subtype="calendar", params={"method": "REQUEST"})
    assert parse(wire(mail)).calendar == "REQUEST"
    plain = with_file(letter(), b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "dates.ics", "text/calendar")
    assert parse(wire(plain)).calendar == ""


def _samples() -> list[bytes]:
    logo = letter("Gr\u00f6\u00dfe")
    logo.add_alternative("<p><img src='cid:a'></p>", subtype="html")
    deep = carrying(
        letter("FW: x"), carrying(letter("FW: y"), with_file(letter("z"), b"PK\x03\x04" * 9, "a.zip"))
    )
    return [wire(logo), wire(deep), wire(with_file(letter(), b"%PDF-", "Pr\u00fcfung.pdf"))]


SMALL = Limits(part=100_000, total=300_000, message=1_000_000)


@given(st.binary(max_size=3_000))
@settings(max_examples=300, deadline=None)
def test_any_bytes_would_be_a_crash(content: bytes) -> None:
    _holds(content)


@given(
    st.sampled_from(_samples()),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 40), st.binary(max_size=30)), max_size=12),
)
@settings(max_examples=500, deadline=None)
def test_a_mutilated_mail_would_be_a_crash(sample: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    mutilated = bytearray(sample)
    for at, length, instead in cuts:
        at %= max(1, len(mutilated))
        mutilated[at : at + length] = instead
    _holds(bytes(mutilated))


_LINES = st.sampled_from(
    [
        "Content-Type: multipart/mixed; boundary=b", "Content-Type: message/rfc822", "--b", "--b--", "", "words",
        "Content-Type: text/html; charset=utf-7", "Content-Transfer-Encoding: base64", "AAAA=", "From: a@b.example",
        "Content-Disposition: attachment; filename*1*=x; filename*=y", "Content-Type: message/delivery-status",
        "Content-Type: multipart/alternative; boundary*0=b; boundary*=utf-8''b", "Date: 1 1 1 1:1 +9999",
        "Content-Type: application/ms-tnef; name==?x?y?z?=", "Content-Transfer-Encoding: x-uuencode", "begin 6 x",
        "Content-Type: text/calendar; method*9=x; method*=z", "Content-ID: <a>", "Subject: =?utf-16?B?2AA=?=",
    ]
)  # fmt: skip


@given(st.lists(_LINES, max_size=40))
@settings(max_examples=500, deadline=None)
def test_a_mail_that_contradicts_itself_would_be_a_crash(lines: list[str]) -> None:
    _holds("\r\n".join(lines).encode())


def _holds(content: bytes) -> None:
    mail = parse(content)
    parts = documents(content, SMALL)
    assert len({part.path for part in parts}) == len(parts)
    for part in parts:
        assert part.name
        assert bool(part.outcome) == (part.state != "taken")
    for text in (mail.subject, mail.text, mail.message_id, *(part.path for part in parts)):
        text.encode("utf-8")
        assert "\x00" not in text
