"""Whom a forward names, in the shapes that the programs in use write; made-up mails after their manner."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.parts import documents, parse
from mail.parts.model import Address
from mail.parts.subjects import bare, is_forward, is_reply
from mail.parts.words import words_of_html
from mail.triage import original_sender
from tests.mail.letters import carrying, letter, wire

WHO = "T Ashworth"
WHERE = "t.ashworth@council.example"
RULE = "_" * 32


def claimed_by(mail: EmailMessage) -> Address | None:
    raw = wire(mail)
    return original_sender(parse(raw), documents(raw))


def html(body: str, subject: str = "FW: Tool") -> EmailMessage:
    mail = letter(subject, "")
    mail.set_content(f"<html><body>{body}</body></html>", subtype="html")
    return mail


TEXTS = {
    "outlook desktop": (
        f"Please file.\n\nFrom: {WHO} <{WHERE}>\nSent: Tuesday, January 14, 2014 9:12 AM\n"
        "To: Bo\nSubject: Tool\n\nHi"
    ),
    "outlook on a phone": (
        f"Get Outlook for iOS\n{RULE}\nFrom: {WHO} <{WHERE}>\nSent: 14 January 2014\nTo: Bo\n"
        "Subject: Tool\n"
    ),
    "outlook with many recipients": (
        f"From: {WHO} <{WHERE}>\nSent: 14 January 2014\nTo: A One; B Two;\n C Three; D Four;\n"
        " E Five; F Six\nCc: G Seven\nSubject: Tool\n"
    ),
    "gmail": (
        f"---------- Forwarded message ---------\nFrom: {WHO} <{WHERE}>\n"
        "Date: Tue, 14 Jan 2014 at 09:12\nSubject: Tool\nTo: Bo <bo@council.example>\n"
    ),
    "apple mail": (
        f"Sent from my iPhone\n\nBegin forwarded message:\n\nFrom: {WHO} <{WHERE}>\n"
        "Subject: Tool\nDate: 14 January 2014 at 09:12:00 GMT\nTo: Bo\n"
    ),
    "apple mail, quoted": (
        f"> Begin forwarded message:\n> \n> From: {WHO} <{WHERE}>\n> Subject: Tool\n"
        "> Date: 14 January 2014\n> To: Bo\n"
    ),
    "thunderbird": (
        "-------- Forwarded Message --------\nSubject: \tTool\n"
        f"Date: \tTue, 14 Jan 2014 09:12:00 +0000\nFrom: \t{WHO} <{WHERE}>\n"
        "To: \tBo <bo@council.example>\n"
    ),
    "samsung": (
        f"-------- Original message --------\nFrom: {WHO} <{WHERE}>\n"
        "Date: 14/01/2014 09:12 (GMT+00:00)\nTo: Bo\nSubject: Tool\n"
    ),
    "yahoo": (
        f"----- Forwarded Message -----\nFrom: {WHO} <{WHERE}>\nTo: Bo\n"
        "Sent: Tuesday, 14 January 2014\nSubject: Tool\n"
    ),
    "notes": (
        "----- Forwarded by Bo Support/Council on 14/01/2014 09:12 -----\n\n"
        f"From:        {WHO}/First Response/Council <{WHERE}>\n"
        "To:        Bo Support/Council@Council\nDate:        14/01/2014 09:00\n"
        f"Subject:        Tool\n{RULE}"
    ),
    "stars": (
        f"*From:* {WHO} <{WHERE}>\n*Sent:* 14 January 2014\n*To:* Bo\n*Subject:* Tool\n"
    ),
    "hard spaces": (
        f"From:\u00a0{WHO}\u00a0<{WHERE}>\nSent:\u00a014 January 2014\nTo:\u00a0Bo\n"
        "Subject:\u00a0Tool\n"
    ),
    "invisible marks": (
        f"\u200bFrom: \u202a{WHO}\u202c <{WHERE}>\n\ufeffSent: 14 January 2014\nTo: Bo\n"
        "Subject: Tool\n"
    ),
    "german": (
        f"Von: {WHO} <{WHERE}>\nGesendet: Dienstag, 14. Januar 2014 09:12\nAn: Bo\n"
        "Betreff: Tool\n"
    ),
    "german gmail": (
        f"---------- Weitergeleitete Nachricht ----------\nVon: {WHO} <{WHERE}>\n"
        "Datum: 14. Januar 2014\nBetreff: Tool\nAn: Bo\n"
    ),
    "french": (
        f"De : {WHO} <{WHERE}>\nEnvoyé : mardi 14 janvier 2014 09:12\nÀ : Bo\nObjet : Tool\n"
    ),
    "spanish": (
        f"De: {WHO} <{WHERE}>\nEnviado el: martes, 14 de enero de 2014\nPara: Bo\nAsunto: Tool\n"
    ),
    "welsh": (
        f"Oddi wrth: {WHO} <{WHERE}>\nAnfonwyd: 14 Ionawr 2014 09:12\nAt: Bo\nPwnc: Tool\n"
    ),
    "polish": (
        f"Od: {WHO} <{WHERE}>\nWysłano: wtorek, 14 stycznia 2014\nDo: Bo\nTemat: Tool\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_the_author_would_not_be_found_in_what_a_program_writes(text: str) -> None:
    assert claimed_by(letter("FW: Tool", text)) == Address(WHO, WHERE)
    quoted = "\n".join(f"> {line}" for line in text.split("\n"))
    assert claimed_by(letter("Fwd: Tool", f"Please file.\n\n{quoted}")) == Address(WHO, WHERE)


LABELS = (("From", f"{WHO} &lt;{WHERE}&gt;"), ("Sent", "14 January 2014"), ("To", "Bo"), ("Subject", "Tool"))
HTML = {
    "outlook": "<p>Please file.</p><div style='border-top:solid'><p class=MsoNormal>"
    + "<br>".join(f"<b>{label}:</b> {value}" for label, value in LABELS)
    + "</p></div><p>Hi</p>",
    "outlook on the web": "<hr tabindex='-1'><div id='divRplyFwdMsg'><font>"
    + "<br>".join(f"<b>{label}:</b>&nbsp;{value}" for label, value in LABELS)
    + "</font><div>&nbsp;</div></div>",
    "a table": "<table>"
    + "".join(f"<tr><th>{label}: </th><td>{value}</td></tr>" for label, value in LABELS)
    + "</table>",
    "a table without spaces": "<table>"
    + "".join(f"<tr><td><b>{label}:</b></td><td>{value}</td></tr>" for label, value in LABELS)
    + "</table>",
    "cells in lines of their own": "<table>"
    + "".join(f"<tr><td><p>{label}:</p></td><td><p>{value}</p></td></tr>" for label, value in LABELS)
    + "</table>",
    "paragraphs": "".join(f"<p><strong>{label}</strong>: {value}</p>" for label, value in LABELS),
    "gmail": "<div class='gmail_quote'><div dir='ltr' class='gmail_attr'>---------- Forwarded message ---------<br>"
    f"From: <b class='gmail_sendername'>{WHO}</b> <span>&lt;<a href='mailto:{WHERE}'>{WHERE}</a>&gt;</span><br>"
    "Date: Tue, 14 Jan 2014<br>Subject: Tool<br>"
    "To: &lt;<a href='mailto:bo@council.example'>bo@council.example</a>&gt;<br>"
    "</div></div>",
}  # fmt: skip


@pytest.mark.parametrize("body", HTML.values(), ids=HTML.keys())
def test_the_author_would_not_be_found_in_a_mail_of_html_only(body: str) -> None:
    assert claimed_by(html(body)) == Address(WHO, WHERE)


def test_the_cells_of_a_row_would_run_into_one_word() -> None:
    row = "<table><tr><th>T Ashworth</th><td>t.ashworth@council.example</td></tr></table>"
    assert words_of_html(row) == f"{WHO} {WHERE}"


NO_FORWARDS = {
    "a reply on gmail": (
        "Re: Tool",
        f"Done.\n\nOn Tue, 14 Jan 2014 at 09:12, {WHO} <{WHERE}> wrote:\n> Hi\n",
    ),
    "a reply without a prefix": (
        "Tool",
        f"Done.\n\nOn 14 January 2014, {WHO}\n<{WHERE}> wrote:\n> {TEXTS['gmail']}",
    ),
    "a reply to a forward": ("Re: Fwd: Tool", f"Done.\n\nOn 14 January 2014, Bo wrote:\n\n{TEXTS['gmail']}"),
    "a german reply": ("AW: Tool", f"Am 14. Januar 2014 schrieb {WHO} <{WHERE}>:\n> Hi"),
    "words like labels": ("FW: Tool", "From: the team\nDate: soon\nWe send our thanks."),
    "labels far apart": ("FW: Tool", "From: x\n" + "words\n" * 20 + "Sent: y\n" + "words\n" * 20 + "To: z\n"),
}


@pytest.mark.parametrize(("subject", "text"), NO_FORWARDS.values(), ids=NO_FORWARDS.keys())
def test_a_reply_would_be_taken_for_a_forward(subject: str, text: str) -> None:
    assert claimed_by(letter(subject, text)) is None


def test_the_author_would_be_whoever_began_the_conversation() -> None:
    deeper = TEXTS["outlook desktop"].replace(WHO, "D Deeper").replace(WHERE, "d@council.example")
    for first in TEXTS.values():
        assert claimed_by(letter("FW: FW: Tool", f"{first}\n\n{deeper}")) == Address(WHO, WHERE)


def test_the_author_of_an_attached_mail_without_attachments_would_be_lost() -> None:
    inner = letter("Feedback", "She listened.", sender=f"{WHO} <{WHERE}>")
    assert claimed_by(carrying(letter("FW: Feedback", "For the record."), inner)) == Address(WHO, WHERE)


def test_who_sent_it_last_would_give_way_to_a_mail_that_they_attached() -> None:
    inner = letter("Older", "x", sender="D Deeper <d@council.example>")
    assert claimed_by(carrying(letter("FW: Tool", TEXTS["outlook desktop"]), inner)) == Address(WHO, WHERE)


NAMES = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=12)
LOCAL = st.from_regex(r"[a-z][a-z0-9._-]{0,20}[a-z0-9]", fullmatch=True)
BEFORE = st.lists(
    st.sampled_from(["", "Hi", "Please file this.", "Kind regards", "Bo", "> ", "---"]), max_size=6
)


@given(first=NAMES, last=NAMES, local=LOCAL, before=BEFORE, shape=st.sampled_from(list(TEXTS)))
def test_an_author_of_some_name_would_not_be_found(
    first: str, last: str, local: str, before: list[str], shape: str
) -> None:
    address = f"{local}@council.example"
    text = TEXTS[shape].replace(WHO, f"{first} {last}").replace(WHERE, address)
    found = claimed_by(letter("FW: Tool", "\n".join([*before, "", text])))
    assert found is not None
    assert found.address == address


@given(st.text(max_size=400), st.sampled_from(["FW: x", "RE: x", "x"]))
def test_a_text_made_to_break_the_finding_would(text: str, subject: str) -> None:
    found = claimed_by(letter(subject, text))
    assert found is None or ":" in text


@pytest.mark.parametrize(
    ("subject", "plain", "forward", "reply"),
    [
        ("Tool", "Tool", False, False),
        ("FW: Tool", "Tool", True, False),
        ("Fwd: RE: Tool", "Tool", True, False),
        ("RE: FW: Tool", "Tool", False, True),
        ("[External] FW: Tool", "Tool", True, False),
        ("OFFICIAL-SENSITIVE: RE[2]: Tool", "Tool", False, True),
        ("WG: AW: Tool", "Tool", True, False),
        ("Reference: Tool", "Reference: Tool", False, False),
        ("Review: Tool", "Review: Tool", False, False),
        ("", "", False, False),
    ],
)
def test_a_subject_would_be_taken_for_what_stands_before_it(
    subject: str, plain: str, forward: bool, reply: bool
) -> None:
    assert (bare(subject), is_forward(subject), is_reply(subject)) == (plain, forward, reply)
