"""The shapes in which programs put a document into a mail: in each of them it is found."""

import base64
import binascii

import pytest

from mail.parts import Limits, Part, documents, parse
from tests.mail.letters import carrying, letter, wire, with_file
from tests.mail.test_parts import DOCX_TYPE, docx

PDF = b"%PDF-1.4 made up"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 200
HEAD = "From: a@council.example\nMIME-Version: 1.0\n"


def multipart(kind: str, *parts: str) -> bytes:
    inside = "".join(f"--b\n{part}\n" for part in parts)
    return f"{HEAD}Content-Type: {kind}; boundary=b\n\n{inside}--b--\n".replace("\n", "\r\n").encode()


def encoded(content: bytes, *headers: str) -> str:
    lines = "".join(f"{header}\n" for header in headers)
    return f"{lines}Content-Transfer-Encoding: base64\n\n{base64.encodebytes(content).decode()}"


def one(raw: bytes) -> Part:
    (part,) = documents(raw)
    return part


@pytest.mark.parametrize(
    "headers",
    [
        (f"Content-Type: {DOCX_TYPE}; name=tier1.docx", "Content-Disposition: inline; filename=tier1.docx"),
        ("Content-Type: application/octet-stream; name=tier1.docx",),
        ("Content-Type: application/octet-stream; name=tier1.docx", "Content-Disposition: attachment"),
        ("Content-Type: text/plain; name=tier1.docx",),
        ("Content-Type: image/png; name=tier1.docx", "Content-Disposition: inline", "Content-ID: <x@y>"),
        ("Content-Type: nonsense", "Content-Disposition: nonsense; filename=tier1.docx"),
        ("Content-Disposition: attachment; filename=tier1.docx",),
        ("Content-Type: application/octet-stream; name*=utf-8''tier1.docx",),
        ("Content-Description: x", "Content-Disposition: ATTACHMENT; FILENAME=tier1.docx"),
    ],
)  # fmt: skip
def test_a_document_would_be_lost_by_what_its_head_says_of_it(headers: tuple[str, ...]) -> None:
    part = one(multipart("multipart/mixed", "Content-Type: text/plain\n\nHello.", encoded(docx(), *headers)))
    assert (part.name, part.kind, part.state, part.content) == ("tier1.docx", "docx", "taken", docx())


@pytest.mark.parametrize(
    "name", ["tier1.pdf", "tier1.dat", "tier1", "tier1.msg", "winmail.dat", "a.eml.docx", "a.zip"]
)
def test_a_document_would_be_taken_for_what_its_name_says(name: str) -> None:
    part = one(wire(with_file(letter(), docx(), name)))
    assert (part.name, part.kind, part.state) == (name, "docx", "taken")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("=?utf-8?Q?=3D=3Futf-8=3FQ=3FPr=3DC3=3DBCfung=2Epdf=3F=3D?=", "Prüfung.pdf"),
        ("=?utf-8?B?UHLDvGY=?= =?utf-8?B?dW5nLnBkZg==?=", "Prüfung.pdf"),
        ("=?utf-8?B?UHLDvGZ1bmcucGRm?=", "Prüfung.pdf"),
        ("=?x-unknown?Q?a.pdf?=", "a.pdf"),
    ],
)
def test_a_name_encoded_more_than_once_would_be_shown_encoded(written: str, name: str) -> None:
    raw = multipart("multipart/mixed", encoded(PDF, f'Content-Type: application/pdf; name="{written}"'))
    assert one(raw).name == name


@pytest.mark.parametrize(
    "kind", ["multipart/alternative", "multipart/related", "multipart/mixed", "multipart/x-made-up"]
)
def test_a_document_would_be_hidden_by_the_multipart_it_lies_in(kind: str) -> None:
    tool = encoded(docx(), f"Content-Type: {DOCX_TYPE}; name=tier1.docx", "Content-ID: <doc@x>")
    html = 'Content-Type: text/html\n\n<p>Words</p><img src="cid:doc@x">'
    raw = multipart(kind, "Content-Type: text/plain\n\nWords", html, tool)
    assert one(raw).content == docx()
    assert "Words" in parse(raw).text


def test_a_tool_in_a_clear_signed_mail_would_not_be_found() -> None:
    inner = multipart(
        "multipart/mixed", encoded(docx(), "Content-Type: application/octet-stream; name=tier1.docx")
    )
    body = inner.decode().partition("MIME-Version: 1.0\r\n")[2].replace("--b", "--i").replace("=b", "=i")
    signature = encoded(
        bytes.fromhex("308006092a864886f70d010702"),
        "Content-Type: application/pkcs7-signature; name=smime.p7s",
    )
    tool, sealed = documents(multipart("multipart/signed; protocol=x", body.replace("\r\n", "\n"), signature))
    assert (tool.name, tool.state) == ("tier1.docx", "taken")
    assert (sealed.kind, sealed.state) == ("signature", "passed over")


def test_an_encrypted_mail_would_look_as_if_it_had_no_attachments() -> None:
    sealed = bytes.fromhex("3082010006092a864886f70d010703") + bytes(250)
    for kind in ("application/pkcs7-mime; smime-type=enveloped-data", "application/octet-stream"):
        part = one(f"{HEAD}Content-Type: {kind}; name=smime.p7m\n".encode() + encoded(sealed).encode())
        assert (part.kind, part.state) == ("smime", "not read")


def test_what_a_mac_keeps_beside_a_file_would_need_a_person() -> None:
    double = "--c\n".join(
        [
            "Content-Type: multipart/appledouble; boundary=c\n\n",
            encoded(b"\x00\x05\x16\x07" + bytes(60), "Content-Type: application/applefile; name=tier1.pdf"),
            encoded(PDF, "Content-Type: application/pdf; name=tier1.pdf") + "--c--\n",
        ]
    )
    beside, tool = documents(multipart("multipart/mixed", double))
    assert (beside.kind, beside.state) == ("mac", "passed over")
    assert (tool.state, tool.content) == ("taken", PDF)
    old = one(wire(with_file(letter(), b"(This file must be converted with BinHex 4.0)\r\n:x", "tier1.hqx")))
    assert old.state == "not read"


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_base64_whose_end_was_lost_would_be_taken_for_a_text(lost: int) -> None:
    content = PDF * 30
    text = base64.encodebytes(content).decode().rstrip("=\n")[:-lost]
    raw = multipart(
        "multipart/mixed",
        f"Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n{text}",
    )
    part = one(raw)
    assert part.kind == "pdf"
    assert content.startswith(part.content)
    assert len(part.content) >= len(content) - 4


@pytest.mark.parametrize("footer", ["\n-- \nThis mail was scanned.", "\n\n!!!!", "\n==\n"])
def test_a_footer_after_base64_would_spoil_the_document(footer: str) -> None:
    content = PDF + b"x"
    part = "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"
    assert (
        one(
            multipart("multipart/mixed", part + base64.encodebytes(content).decode().strip() + footer)
        ).content
        == content
    )


def uuencoded(content: bytes, name: str) -> str:
    lines = [binascii.b2a_uu(content[at : at + 45]).decode() for at in range(0, len(content), 45)]
    return f"begin 644 {name}\n{''.join(lines)}`\nend\n"


def test_a_file_written_into_the_text_would_be_words() -> None:
    body = f"Please find below.\nbegin 100 years ago\n\n{uuencoded(docx(), 'Tier 1.docx')}\nRegards\n"
    more = f"begin-base64 644 b.pdf\n{base64.encodebytes(PDF).decode()}====\n"
    raw = f"{HEAD}\n{body}{more}After.\n".replace("\n", "\r\n").encode()
    tool, second = documents(raw)
    assert (tool.name, tool.content, tool.state) == ("Tier 1.docx", docx(), "taken")
    assert (second.name, second.content) == ("b.pdf", PDF)
    text = parse(raw).text
    assert [line for line in text.split("\n") if line] == [
        "Please find below.", "begin 100 years ago", "Regards", "After.",
    ]  # fmt: skip


def test_a_file_written_into_the_text_without_an_end_would_vanish() -> None:
    raw = f"{HEAD}\nHello.\n{uuencoded(PDF * 9, 'a.pdf')[:-6]}".encode()
    assert one(raw).content == PDF * 9
    assert parse(raw).text == "Hello."


def test_a_file_written_as_yenc_would_be_words() -> None:
    raw = f"{HEAD}\nHello.\n=ybegin line=128 size=9 name=tier1.pdf\nOzn\n=yend size=9\nBye.\n".encode()
    part = one(raw)
    assert (part.name, part.state) == ("tier1.pdf", "not read")
    assert "yEnc" in part.outcome
    assert parse(raw).text == "Hello.\nBye."


def test_a_forward_of_a_forward_would_lose_its_document_at_some_depth() -> None:
    mail = with_file(letter("Tool"), docx(), "tier1.docx")
    for depth in range(1, 12):
        mail = carrying(letter(f"FW {depth}"), mail)
        last = documents(wire(mail))[-1]
        read = last.name == "tier1.docx" and last.state == "taken"
        assert read == (depth < Limits().depth), depth
        assert read or "nested more deeply" in last.outcome


def test_pictures_and_documents_of_one_page_would_be_mixed_up() -> None:
    logo = encoded(
        PNG, "Content-Type: image/png; name=logo.png", "Content-ID: <logo@x>", "Content-Disposition: inline"
    )
    tool = encoded(docx(), f"Content-Type: {DOCX_TYPE}; name=tier1.docx", "Content-Disposition: inline")
    html = 'Content-Type: text/html\n\n<p>Words</p><img src="cid:logo@x">'
    parts = documents(multipart("multipart/related", html, logo, tool))
    assert [(part.name, part.state) for part in parts] == [
        ("logo.png", "passed over"),
        ("tier1.docx", "taken"),
    ]
