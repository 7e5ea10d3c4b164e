"""Whom a forwarded mail names as its author."""

from email.message import EmailMessage

import pytest

from mail.parts import documents, parse
from mail.parts.model import Address
from mail.triage import original_sender
from tests.mail.letters import carrying, letter, wire, with_file

PDF = b"%PDF-1.4 made up"


def claimed_by(mail: EmailMessage) -> Address | None:
    raw = wire(mail)
    return original_sender(parse(raw), documents(raw))


AUTHOR = "T Ashworth <t.ashworth@council.example>"
TO = "To: Business Support\nSubject: Tool\n"
OUTLOOK = f"From: {AUTHOR}\nSent: 14 January 2014 09:12\n{TO}\nHi"
OUTLOOK_NO_ADDRESS = f"-----Original Message-----\nFrom: Ashworth, T\nSent: 14 January 2014 09:12\n{TO}"
MAILTO = f"From: Ashworth, T [mailto:t.ashworth@council.example]\nSent: 14 January 2014\n{TO}"
GMAIL = f"---------- Forwarded message ---------\nFrom: {AUTHOR}\nDate: Tue, 14 Jan 2014\n{TO}"
APPLE = f"Begin forwarded message:\n\n> From: {AUTHOR}\n> Subject: Tool\n> Date: 14 January 2014\n> To: x\n"
QUOTED = f"> *From:* {AUTHOR}\n> *Sent:* 14 January 2014\n> *To:* x\n> *Subject:* Tool\n"
TWICE = OUTLOOK + "\n" + OUTLOOK.replace("T Ashworth", "D Deeper")


@pytest.mark.parametrize(
    ("subject", "text", "name", "address"),
    [
        ("FW: Tool", OUTLOOK, "T Ashworth", "t.ashworth@council.example"),
        ("Fwd: Tool", f"See below.\n\n{QUOTED}", "T Ashworth", "t.ashworth@council.example"),
        ("FW: Tool", MAILTO, "Ashworth, T", "t.ashworth@council.example"),
        ("FW: Tool", OUTLOOK_NO_ADDRESS, "Ashworth, T", ""),
        ("Fwd: Tool", f"Please file.\n\n{GMAIL}", "T Ashworth", "t.ashworth@council.example"),
        ("Fwd: Tool", APPLE, "T Ashworth", "t.ashworth@council.example"),
        ("Re: Fwd: Tool", GMAIL, "T Ashworth", "t.ashworth@council.example"),
        ("Tool", f"For filing.\n\n{OUTLOOK}", "T Ashworth", "t.ashworth@council.example"),
        ("FW: FW: Tool", TWICE, "T Ashworth", "t.ashworth@council.example"),
    ],
)  # fmt: skip
def test_the_author_of_a_forwarded_tool_would_be_business_support(
    subject: str, text: str, name: str, address: str
) -> None:
    claimed = claimed_by(letter(subject, text))
    assert claimed is not None
    assert (claimed.name, claimed.address) == (name, address)


@pytest.mark.parametrize(
    "written",
    [
        '"A <b@evil.example>" <t.ashworth@council.example>',
        '"b@evil.example" <t.ashworth@council.example>',
        "b@evil.example <t.ashworth@council.example>",
        "A <b@evil.example> <t.ashworth@council.example>",
        '"A <b@evil.example>" [mailto:t.ashworth@council.example]',
    ],
)
def test_an_address_within_a_name_would_be_taken_for_that_of_the_author(written: str) -> None:
    claimed = claimed_by(letter("FW: Tool", OUTLOOK.replace(AUTHOR, written)))
    assert claimed is not None
    assert claimed.address == "t.ashworth@council.example"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: Tool", f"Done.\n\n{OUTLOOK}"),
        ("RE: FW: Tool", f"Done.\n\n{OUTLOOK_NO_ADDRESS}"),
        ("Tool", "From: the team\nWith thanks"),
        ("FW: Tool", "See attached."),
        ("FW: Tool", ""),
    ],
)
def test_somebody_would_be_named_as_an_author_who_is_not(subject: str, text: str) -> None:
    assert claimed_by(letter(subject, text)) is None


def test_the_author_of_a_tool_forwarded_as_attachment_would_be_business_support() -> None:
    inner = with_file(letter("Tool", sender="T Ashworth <t.ashworth@council.example>"), PDF, "tier1.pdf")
    claimed = claimed_by(carrying(letter("FW: Tool", OUTLOOK_NO_ADDRESS), inner))
    assert claimed is not None
    assert claimed.address == "t.ashworth@council.example"
