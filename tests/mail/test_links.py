"""A link instead of a file is told of and never fetched; an ordinary web address is no such link."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.parts import documents
from mail.parts.links import MOST_LINKS, Link, links
from mail.parts.words import words_of_html
from tests.mail.letters import carrying, letter, wire

SHARED = "https://council.sharepoint.com/:w:/s/audits/EXaMpLe?e=abc"


def hosts(text: str, subject: str = "Audit") -> list[str]:
    return [link.host for link in links(subject, [text])]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (SHARED, "council.sharepoint.com"),
        ("https://council-my.sharepoint.com/:f:/g/personal/p_nair/Ex1?e=1", "council-my.sharepoint.com"),
        ("https://council.sharepoint.com/sites/a/_layouts/15/Doc.aspx?sourcedoc=%7B1%7D", "council.sharepoint.com"),
        ("https://council.sharepoint.com/sites/a/Shared%20Documents/tier%201.docx?web=1", "council.sharepoint.com"),
        ("https://1drv.ms/w/s!abc", "1drv.ms"),
        ("https://onedrive.live.com/?id=root&cid=12", "onedrive.live.com"),
        ("https://docs.google.com/document/d/1abc/edit", "docs.google.com"),
        ("https://drive.google.com/file/d/1abc/view", "drive.google.com"),
        ("https://drive.google.com/drive/u/0/folders/1abc", "drive.google.com"),
        ("https://www.dropbox.com/scl/fi/abc/tier1.docx?dl=0", "www.dropbox.com"),
        ("https://we.tl/t-abc", "we.tl"),
        ("https://council.wetransfer.com/downloads/abc/def", "council.wetransfer.com"),
        ("https://council.app.box.com/s/abc", "council.app.box.com"),
        ("https://www.icloud.com/attachment/?u=https%3A%2F%2Fx", "www.icloud.com"),
        ("https://www.icloud.com/iclouddrive/0ab#tier1", "www.icloud.com"),
        ("https://switch.egress.com/ui/message.aspx?id=1", "switch.egress.com"),
        ("https://secmail-uk.mimecast.com/m/abc", "secmail-uk.mimecast.com"),
        ("https://teams.microsoft.com/l/file/1-2-3?tenantId=1", "teams.microsoft.com"),
        ("https://files.partner.example/audits/tier1.PDF", "files.partner.example"),
        ("http://user:secret@files.partner.example:8080/tier1.docx?x=1", "files.partner.example"),
        ("file://fileserver/audits/tier1.docx", "fileserver"),
        (r"\\fileserver\audits\tier1.docx", "fileserver"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fcouncil.sharepoint.com%2F%3Aw%3A%2Fs%2Fa&data=1",
            "council.sharepoint.com",
        ),
        (
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__we.tl_t-2Dabc&d=1",
            "we.tl",
        ),
        ("https://urldefense.com/v3/__https://we.tl/t-abc__;!!x!y$", "we.tl"),
    ],
)  # fmt: skip
def test_a_tool_that_is_only_linked_to_would_be_missed(url: str, host: str) -> None:
    assert hosts(f"The audit is at {url}.") == [host]


@pytest.mark.parametrize(
    "url",
    [
        "https://www.council.example/",
        "https://www.council.example/privacy",
        "https://council.sharepoint.com/sites/childrens-services",
        "https://www.dropbox.com/",
        "https://docs.google.com/forms/d/e/1abc/viewform",
        "https://protect-eu.mimecast.com/s/abcdef",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.council.example%2F&data=1",
        "https://notsharepoint.com/sites/a",
        "https://www.council.example/index.html?file=tier1.docx",
        "http://[",
        "https:///tier1.docx",
        "mailto:p.nair@council.example",
        "audit.docx",
    ],
)
def test_an_ordinary_address_would_hold_a_mail_up(url: str) -> None:
    assert hosts(f"See {url} for more.") == []


BLOCK = "From: T Ashworth <t@council.example>\nSent: 14 January 2014\nTo: P Nair\nSubject: Tool\n"


@pytest.mark.parametrize(
    ("subject", "text", "found"),
    [
        ("Audit", f"See {SHARED}\n\nRegards\nP Nair", True),
        ("Audit", f"See below\n\nRegards\nP Nair\n{SHARED}", True),
        ("Audit", "Hi\nhttps://x.example/a.pdf\n-- \nP Nair", True),
        ("Audit", "Attached.\n-- \nP Nair\nhttps://x.example/privacy.pdf", False),
        ("Audit", "Attached.\n\nKind regards,\nP Nair\nhttps://x.example/privacy.pdf", False),
        ("RE: Audit", f"Attached.\n\n{BLOCK}\nIt is at {SHARED}", False),
        ("RE: Audit", f"Attached.\n\nOn 14 January 2014, T Ashworth wrote:\n> It is at {SHARED}", False),
        ("RE: Audit", f"Attached.\n\n> It is at {SHARED}", False),
        ("RE: Audit", f"Attached.\n\n-----Original Message-----\nIt is at {SHARED}", False),
        ("FW: Audit", f"Please file.\n\n{BLOCK}\nIt is at {SHARED}", True),
        ("Fwd: Audit", f"> {BLOCK.replace(chr(10), chr(10) + '> ')}It is at {SHARED}", True),
        ("FW: Audit", f"Please file.\n\n{BLOCK}\nDone.\n\n{BLOCK}\nIt was at {SHARED}", False),
        ("FW: Audit", f"Please file.\n\n{BLOCK}\nDone.\n\nRegards\nT\nhttps://x.example/leaflet.pdf", False),
    ],
)  # fmt: skip
def test_a_link_that_is_not_the_senders_own_would_count_or_their_own_would_not(
    subject: str, text: str, found: bool
) -> None:
    assert bool(hosts(text, subject)) is found


def test_a_link_behind_words_would_be_missed() -> None:
    html = (
        f"<p>It is <a href='{SHARED}'>here</a>.</p><p><a href='https://x.example/a b.docx'>and here</a></p>"
    )
    text = words_of_html(html, links=True)
    assert hosts(text) == ["council.sharepoint.com", "x.example"]
    assert "http" not in words_of_html(html)


def test_one_link_in_text_and_html_would_be_told_twice() -> None:
    html = words_of_html(f"<a href='{SHARED}'>{SHARED}</a>", links=True)
    assert links("Audit", [f"At {SHARED}.", html]) == [Link("council.sharepoint.com", shared=True)]


@given(st.text(max_size=300))
def test_an_address_made_to_break_the_finding_would(text: str) -> None:
    for link in links("FW: x", [f"https://{text}.docx", f"\\\\{text}\\x.docx", text]):
        assert link.host
        assert not set(link.host) - set("abcdefghijklmnopqrstuvwxyz0123456789.-")


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text",
    [
        "https://" * 20_000,
        "https://a.example/" + "a." * 50_000,
        "\\\\a\\" * 30_000,
        f"{SHARED}\n" * 3_000,
        "On x\n" * 50_000,
        "-" * 100_000,
        "From: x\n" * 20_000,
        "To: x\nFrom: x\nFrom: x\n" * 5_000,
    ],
)
def test_a_text_made_to_hold_the_bot_up_would(text: str) -> None:
    assert len(links("FW: x", [text])) <= 1
    assert len(linked(letter(text=text))) <= 2  # one cut off where looking ends


def linked(mail: EmailMessage) -> list[tuple[str, str, str, str]]:
    parts = documents(wire(mail))
    return [(part.path, part.kind, part.state, part.outcome) for part in parts if part.kind == "link"]


TOLD = "Not read: a link to a document on council.sharepoint.com. It was not fetched; ask the sender for the file."


def test_a_mail_with_only_a_link_would_hold_nothing_that_a_person_must_look_at() -> None:
    assert linked(letter(text=f"The audit: {SHARED}")) == [
        ("link to council.sharepoint.com", "link", "not read", TOLD)
    ]


def test_a_link_in_html_only_would_be_missed() -> None:
    mail = letter(text="The audit is here.")
    mail.add_alternative(
        f'<html><body>The audit is <a href="{SHARED}">here</a>.</body></html>', subtype="html"
    )
    assert len(linked(mail)) == 1


def test_a_link_in_an_attached_mail_would_be_missed() -> None:
    mail = carrying(letter("FW: Audit"), letter("The audit", f"It is at {SHARED}"))
    assert [path for path, *_ in linked(mail)] == ["The audit.eml/link to council.sharepoint.com"]


def test_a_mail_full_of_links_would_flood_the_desk() -> None:
    text = "\n".join(f"https://we.tl/t-{number}" for number in range(33))
    found = linked(letter(text=text))
    assert len(found) == MOST_LINKS + 1
    assert found[-1][3].startswith("Not read: 13 more links")


def test_a_link_would_show_what_a_document_is_called() -> None:
    path = "https://council.sharepoint.com/:w:/s/a/Made-up%20Child.docx?name=Made-up"
    shown = str(linked(letter(text=path)))
    assert "Made-up" not in shown


def test_an_ordinary_mail_of_html_would_be_searched_at_length(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []
    monkeypatch.setattr("mail.parts.links.words_of_html", lambda html, *, links: searched.append(html) or "")
    mail = letter()
    logo = "<img src='https://x.example/logo.png'><a href='https://www.council.example/'>us</a>"
    mail.add_alternative(f"<html><body>{logo}</body></html>", subtype="html")
    assert linked(mail) == []
    assert searched == []
