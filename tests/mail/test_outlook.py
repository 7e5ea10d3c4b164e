"""Outlook messages (.msg): read as the mails they are, damaged or hostile ones told of in words."""

import datetime as dt
import io
import json
import struct
import subprocess
from pathlib import Path

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework.words import Judgement
from mail.parts import Address, Limits, Part, documents, parse
from tests.journeys.world import AUDITBOT, audit_tool
from tests.mail import outlook_files as ol
from tests.mail.compound_files import compound
from tests.mail.letters import letter, wire, with_file
from tests.mail.outlook_files import WHEN, Attached, Note, Props, file, msg, note, packed_rtf
from tests.mail.test_parts import zipped

PDF = b"%PDF-1.4 made up"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 200
RICH = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Dear team,\par Gr\'fc\'dfe \u8211? \{done\}"
    r"{\pict 00ff}{\*\generator x;}\par}"
)
HTML_IN_RICH = (
    r"{\rtf1\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Dear team\htmlrtf\par}\htmlrtf0 "
    r"{\*\htmltag72 </p>}}"
)
EXCHANGE = "/O=COUNCIL/OU=EXCHANGE/CN=RECIPIENTS/CN=NAIR"


def found(mail: Note, limits: Limits = Limits()) -> dict[str, Part]:
    return {part.path: part for part in documents(msg(mail), limits)}


@pytest.mark.parametrize("page", [0, 1252])
def test_an_independent_reader_would_find_something_else_in_our_files(page: int) -> None:
    mail = note(
        "Größe", page=page, attached=[file(PDF * 1000, "a.pdf"), file(b"%PDF-" + bytes(8_000_000), "b")]
    )
    read = olefile.OleFileIO(io.BytesIO(msg(mail)), raise_defects=olefile.DEFECT_POTENTIAL)
    kind = "001E" if page else "001F"
    subject = read.openstream(f"__substg1.0_0037{kind}").read()
    assert subject.decode("cp1252" if page else "utf-16-le") == "Größe"
    assert read.openstream("__attach_version1.0_#00000000/__substg1.0_37010102").read() == PDF * 1000
    assert read.openstream("__attach_version1.0_#00000001/__substg1.0_37010102").read()[5:] == bytes(
        8_000_000
    )
    assert [len(part.content) for part in documents(msg(mail))] == [16_000, 8_000_005]


@pytest.mark.parametrize(
    ("page", "subject"), [(0, "Tool ✓ für Zoë"), (1252, "Grüße"), (1250, "Łódź"), (932, "監査")]
)
def test_an_outlook_message_would_not_be_the_mail_it_was(page: int, subject: str) -> None:
    to: list[Props] = [{ol.NAME: "Audits", ol.SMTP: "audits@council.example"}]
    mail = parse(
        msg(note(subject, "Two\r\nlines", page=page, recipients=to, props={ol.MESSAGE_ID: "<1@a.example>"}))
    )
    assert mail.subject == subject
    assert mail.text == "Two\nlines"
    assert mail.sender == Address("P Nair", "p.nair@council.example")
    assert mail.to == (Address("Audits", "audits@council.example"),)
    assert (mail.date, mail.message_id, mail.defect) == (WHEN, "<1@a.example>", "")


def test_the_headers_that_a_mail_came_with_would_count_less_than_what_outlook_made_of_them() -> None:
    headers = (
        "Microsoft Mail Internet Headers Version 2.0\r\nReceived: from mx.example\r\n"
        "From: T Ashworth <t@partner.example>\r\nDate: Mon, 02 Dec 2013 08:30:00 +0100\r\n"
        "Subject: =?utf-8?Q?Pr=C3=BCfung?=\r\nAuto-Submitted: auto-replied\r\n\r\n"
    )
    mail = parse(msg(note("changed", props={ol.HEADERS: headers})))
    assert mail.sender == Address("T Ashworth", "t@partner.example")
    assert (mail.subject, mail.date) == ("Prüfung", dt.datetime(2013, 12, 2, 7, 30, tzinfo=dt.UTC))
    assert mail.first("auto-submitted") == "auto-replied"
    assert mail.text == "Please find attached."
    assert mail.defect == ""


@pytest.mark.parametrize(
    ("props", "sender"),
    [
        ({ol.FROM_KIND: "EX", ol.FROM_ADDRESS: EXCHANGE}, Address("P Nair", "")),
        ({ol.FROM_KIND: "EX", ol.FROM_ADDRESS: EXCHANGE, ol.FROM_SMTP: "p@council.example"},
         Address("P Nair", "p@council.example")),
        ({ol.FROM_KIND: "EX", ol.FROM_ADDRESS: EXCHANGE, ol.SENDER_NAME: "Office",
          ol.SENDER_SMTP: "o@council.example"},
         Address("Office", "o@council.example")),
        ({ol.FROM_NAME: "p.nair@council.example"}, Address("", "p.nair@council.example")),
        ({ol.FROM_NAME: "", ol.FROM_KIND: "", ol.FROM_ADDRESS: ""}, None),
    ],
)  # fmt: skip
def test_an_exchange_address_would_be_taken_for_a_mail_address(props: Props, sender: Address | None) -> None:
    assert parse(msg(note(props=props))).sender == sender


@pytest.mark.parametrize(
    ("props", "text"),
    [
        ({ol.BODY: "", ol.HTML: "<p>Dear&nbsp;team,</p><p>Grüße</p>".encode(), ol.INTERNET_PAGE: 65001},
         "Dear team,\n\nGrüße"),
        ({ol.BODY: "", ol.HTML: "<p>Grüße</p>".encode("cp1252"), ol.INTERNET_PAGE: 1252}, "Grüße"),
        ({ol.BODY: "", ol.HTML: "<p>As text</p>"}, "As text"),
        ({ol.BODY: "", ol.RTF: packed_rtf(RICH)}, "Dear team,\nGrüße – {done}"),
        ({ol.BODY: "", ol.RTF: packed_rtf(HTML_IN_RICH)}, "Dear team"),
        ({ol.BODY: "", ol.RTF: struct.pack("<II4sI", 40, 24, b"MELA", 0) + rb"{\rtf1 Not packed.}"}, "Not packed."),
        ({ol.BODY: "", ol.RTF: b"nonsense"}, ""),
        ({ol.BODY: "", ol.RTF: packed_rtf(r"{\rtf1 \u55357?\u56832? \'88\'ea\bin3 xyzend}")}, "\U0001f600 ˆêend"),
    ],
)  # fmt: skip
def test_the_words_would_be_lost_or_be_markup(props: Props, text: str) -> None:
    assert [line for line in parse(msg(note(props=props))).text.split("\n") if line] == [
        line for line in text.split("\n") if line
    ]


def test_long_rich_text_would_be_unpacked_wrongly() -> None:
    told = " ".join(f"Sentence number {number} of many." for number in range(2_000))
    assert parse(msg(note(props={ol.BODY: "", ol.RTF: packed_rtf(rf"{{\rtf1 {told}}}")}))).text == told


def test_a_mail_without_the_time_it_was_sent_would_have_no_date() -> None:
    then = dt.datetime(2014, 2, 1, 12, 0, tzinfo=dt.UTC)
    assert parse(msg(Note({ol.DELIVERED: then}))).date == then
    assert parse(msg(Note({ol.SUBMITTED: dt.datetime(1601, 1, 2, tzinfo=dt.UTC)}))).date is None


def test_a_message_in_a_message_would_not_be_opened_however_deep() -> None:
    mail = note("Tool", attached=[file(PDF, "tier1.pdf")], props={ol.FROM_ADDRESS: "t@partner.example"})
    for subject in ("FW: Tool", "FW: FW: Tool"):
        mail = note(subject, attached=[Attached(mail, {ol.METHOD: 5})])
    parts = found(mail)
    assert list(parts) == ["FW: Tool.msg", "FW: Tool.msg/Tool.msg", "FW: Tool.msg/Tool.msg/tier1.pdf"]
    part = parts["FW: Tool.msg/Tool.msg/tier1.pdf"]
    assert part.content == PDF
    assert part.sent == WHEN
    assert [carrier.subject for carrier in part.carriers] == ["FW: Tool", "Tool"]
    assert part.carriers[1].sender == Address("P Nair", "t@partner.example")


def test_an_outlook_message_in_a_mail_in_an_archive_would_not_be_opened() -> None:
    saved = msg(note("Tool", attached=[file(PDF, "tier1.pdf")]))
    for name in ("Tool.msg", "Tool", "Tool.dat", "Tool.docx"):
        (outer, inner) = documents(wire(with_file(letter(), saved, name)))
        assert (outer.path, outer.kind, outer.state) == (name, "msg", "opened")
        assert (inner.path, inner.state, inner.carriers[0].subject) == (f"{name}/tier1.pdf", "taken", "Tool")
    archive = documents(wire(with_file(letter(), zipped({"saved/Tool.msg": saved}), "a.zip")))
    assert [part.path for part in archive] == [
        "a.zip",
        "a.zip/saved/Tool.msg",
        "a.zip/saved/Tool.msg/tier1.pdf",
    ]
    mail = wire(with_file(letter("A mail"), saved, "Tool.msg"))
    parts = found(note(attached=[file(mail, "a.eml"), file(saved, "b.msg")]))
    assert list(parts) == ["a.eml", "a.eml/Tool.msg", "a.eml/Tool.msg/tier1.pdf", "b.msg", "b.msg/tier1.pdf"]


@pytest.mark.parametrize(
    ("props", "name"),
    [
        ({ol.LONG_NAME: "Prüfung Tier 1.pdf", ol.SHORT_NAME: "PRUFUN~1.PDF"}, "Prüfung Tier 1.pdf"),
        ({ol.SHORT_NAME: "TIER1~1.PDF"}, "TIER1~1.PDF"),
        ({ol.NAME: "shown.pdf"}, "shown.pdf"),
        ({ol.NAME: "shown", 0x3703: ".pdf"}, "shown.pdf"),
        ({ol.LONG_NAME: "..\\..\\tier1.pdf"}, "tier1.pdf"),
        ({ol.LONG_NAME: "tier1\u202efdp.exe"}, "tier1fdp.exe"),
        ({}, "unnamed.pdf"),
    ],
)
def test_an_attachment_would_be_shown_under_a_wrong_name(props: Props, name: str) -> None:
    (part,) = documents(msg(note(attached=[Attached(PDF, {ol.METHOD: 1, **props})])))
    assert (part.name, part.kind, part.state) == (name, "pdf", "taken")


def test_a_logo_would_be_read_and_a_photographed_page_would_not() -> None:
    html: Props = {ol.HTML: b'<img src="cid:logo@x">'}
    shown = {"logo": {ol.CONTENT_ID: "logo@x"}, "flagged": {ol.FLAGS: 4}, "hidden": {ol.HIDDEN: True}}
    small = [
        Attached(PNG, {ol.METHOD: 1, ol.LONG_NAME: f"{name}.png", **more}) for name, more in shown.items()
    ]
    large = Attached(PNG + bytes(200_000), {ol.METHOD: 1, ol.LONG_NAME: "page.png", ol.CONTENT_ID: "logo@x"})
    hidden = Attached(PDF, {ol.METHOD: 1, ol.LONG_NAME: "hidden.pdf", ol.HIDDEN: True})
    mail = note(props=html, attached=[*small, large, hidden, file(PNG, "scan.png")])
    assert {part.name: part.state for part in documents(msg(mail))} == {
        "logo.png": "passed over", "flagged.png": "passed over", "hidden.png": "passed over",
        "page.png": "taken", "hidden.pdf": "taken", "scan.png": "taken",
    }  # fmt: skip


def test_a_document_drawn_into_the_text_would_vanish() -> None:
    path = b"C:\\t.pdf\x00"
    native = b"\x02\x00tier1.pdf\x00" + path + b"\x00\x00\x03\x00"
    native += struct.pack("<I", len(path)) + path + struct.pack("<I", len(PDF)) + PDF
    objects = {
        "packed.bin": {"\x01Ole10Native": struct.pack("<I", len(native)) + native},
        "b.docx": {"Package": PDF},
        "c.pdf": {"CONTENTS": PDF},
        "d.doc": {"WordDocument": PDF},
        "e.bin": {"\x01Ole10Native": b"\x00" * 20},
    }
    drawn = [Attached(dict(tree), {ol.METHOD: 6, ol.LONG_NAME: name}) for name, tree in objects.items()]
    parts = documents(msg(note(attached=drawn)))
    assert [(part.name, part.state) for part in parts] == [
        ("tier1.pdf", "taken"), ("b.docx", "taken"), ("c.pdf", "taken"), ("d.doc", "not read"),
        ("e.bin", "not read"),
    ]  # fmt: skip
    assert all(part.content == PDF for part in parts if part.taken)
    assert "as an attachment" in parts[3].outcome
    loose = documents(wire(with_file(letter(), compound(dict(objects["packed.bin"])), "oledata.mso")))
    assert [(part.path, part.state) for part in loose] == [
        ("oledata.mso", "opened"),
        ("oledata.mso/tier1.pdf", "taken"),
    ]


@pytest.mark.parametrize("method", [2, 4, 7])
def test_a_link_in_an_outlook_message_would_vanish(method: int) -> None:
    (part,) = documents(msg(note(attached=[Attached(None, {ol.METHOD: method, ol.LONG_NAME: "tier1.docx"})])))
    assert (part.name, part.kind, part.state) == ("tier1.docx", "link", "not read")


def test_an_attachment_without_anything_in_it_would_vanish() -> None:
    parts = documents(
        msg(
            note(attached=[Attached(None, {ol.METHOD: 1, ol.LONG_NAME: "a"}), file(b"", "b"), file(PDF, "c")])
        )
    )
    assert [(part.name, part.state) for part in parts] == [
        ("a", "not read"),
        ("b", "not read"),
        ("c", "taken"),
    ]


def test_a_tool_in_a_signed_message_would_not_be_found() -> None:
    signed = wire(with_file(letter(), PDF, "tier1.pdf")).replace(b"multipart/mixed", b"multipart/signed")
    holder = Attached(signed, {ol.METHOD: 1, ol.LONG_NAME: "smime.p7m", ol.MIME: "multipart/signed"})
    mail = note(attached=[holder], props={ol.CLASS: "IPM.Note.SMIME.MultipartSigned"})
    (part,) = documents(msg(mail))
    assert (part.path, part.state, part.content) == ("tier1.pdf", "taken", PDF)
    holder.content = b"this was cut off"
    (part,) = documents(msg(mail))
    assert part.content == b"this was cut off"


@pytest.mark.parametrize("declared", ["application/pkcs7-mime", "", "application/octet-stream"])
def test_an_encrypted_message_would_look_empty(declared: str) -> None:
    sealed = bytes.fromhex("3082010006092a864886f70d010703") + bytes(250)
    mail = note(attached=[file(sealed, "smime.p7m", mime=declared)], props={ol.CLASS: "IPM.Note.SMIME"})
    (part,) = documents(msg(mail))
    assert (part.kind, part.state) == ("smime", "not read")
    assert "encrypted" in part.outcome
    protected = bytes.fromhex("76e80460c411e386") + bytes(100)
    (part,) = documents(msg(note(attached=[file(protected, "message.rpmsg")])))
    assert (part.kind, part.state) == ("rights", "not read")


def test_a_message_that_holds_a_protected_word_file_would_be_taken_for_one() -> None:
    locked = compound({"EncryptedPackage": bytes(100), "EncryptionInfo": bytes(100)})
    parts = found(note(attached=[file(locked, "tier1.docx"), file(PDF, "b.pdf")]))
    assert [(part.kind, part.state) for part in parts.values()] == [
        ("encrypted-office", "taken"),
        ("pdf", "taken"),
    ]


def test_a_message_kept_by_outlook_would_not_be_automatic_though_it_is() -> None:
    assert parse(msg(note(props={ol.CLASS: "REPORT.IPM.Note.NDR"}))).report == "delivery-status"
    assert parse(msg(note(props={ol.CLASS: "REPORT.IPM.Note.IPNRN"}))).report == "disposition-notification"
    assert parse(msg(note(props={ol.CLASS: "IPM.Schedule.Meeting.Request"}))).calendar == "REQUEST"
    assert parse(msg(note(props={ol.CLASS: "IPM.Schedule.Meeting.Resp.Pos"}))).calendar == "REPLY"


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(depth=1), "nested more deeply"),
        (Limits(parts=2), "more here"),
        (Limits(part=10_000), "larger than"),
        (Limits(total=10_000), "as much as is unpacked"),
        (Limits(message=1_000), "whole message"),
    ],
)
def test_a_message_beyond_what_is_unpacked_would_fail_or_say_nothing(limits: Limits, said: str) -> None:
    deep = note("deep", attached=[Attached(note("deeper", attached=[file(PDF, "a.pdf")]), {ol.METHOD: 5})])
    mail = note(
        attached=[Attached(deep, {ol.METHOD: 5}), *[file(PDF + bytes(9_990), f"{n}.pdf") for n in range(3)]]
    )
    parts = documents(msg(mail), limits)
    assert said in " ".join(part.outcome for part in parts)
    assert all(part.content in (b"", PDF, PDF + bytes(9_990)) for part in parts)


def test_one_damaged_attachment_would_cost_all() -> None:
    whole = bytearray(msg(note(attached=[file(PDF + bytes(9_000), "a.pdf"), file(PDF, "b.pdf")])))
    for name in ("37010102", "3707001F"):
        entry = whole.index(f"__substg1.0_{name}".encode("utf-16-le"))
        whole[entry + 116 : entry + 120] = struct.pack("<I", 0xFFFFFF)
    parts = documents(bytes(whole))
    assert [(part.name, part.state) for part in parts] == [("unnamed", "not read"), ("b.pdf", "taken")]
    assert "damaged" in parts[0].outcome


def test_a_message_cut_short_would_be_a_crash_or_look_empty() -> None:
    whole = msg(note(attached=[file(PDF + bytes(9_000), "a.pdf"), file(PDF, "b.pdf")]))
    for length in range(8, len(whole), 256):
        parts = documents(wire(with_file(letter(), whole[:length], "a.msg")))
        assert len(parts) == 3 or any(part.state == "not read" for part in parts), length
        assert all(part.content in (PDF, PDF + bytes(9_000)) for part in parts if part.taken)


SAMPLE = msg(
    note(attached=[file(PDF, "a.pdf"), Attached(note(attached=[file(PDF * 300, "b.pdf")]), {ol.METHOD: 5})])
)


@given(
    st.lists(
        st.tuples(st.integers(0, len(SAMPLE)), st.binary(min_size=1, max_size=8)), min_size=1, max_size=20
    )
)
@settings(max_examples=400, deadline=1_000)
def test_a_mutilated_message_would_be_a_crash(changes: list[tuple[int, bytes]]) -> None:
    changed = bytearray(SAMPLE)
    for at, instead in changes:
        changed[at : at + len(instead)] = instead
    for part in documents(bytes(changed)):
        assert bool(part.outcome) == (part.state != "taken")
    parse(bytes(changed)).text.encode("utf-8")


def test_read_would_not_accept_a_mail_that_outlook_saved(tmp_path: Path) -> None:
    tool = audit_tool(Judgement.GOOD, grade=2)
    inner = note("Tool", attached=[file(tool, "audit.docx")])
    saved = tmp_path / "FW Tool.msg"
    saved.write_bytes(msg(note("FW: Tool", attached=[Attached(inner, {ol.METHOD: 5, ol.NAME: "Tool"})])))
    (tmp_path / "none.msg").write_bytes(msg(note()))
    (tmp_path / "damaged.msg").write_bytes(saved.read_bytes()[:3_000])
    done = subprocess.run(
        [AUDITBOT, "read", saved.name, "none.msg", "damaged.msg"],
        capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False,
    )  # fmt: skip
    read, none, damaged = [json.loads(line) for line in done.stdout.splitlines()]
    assert (read["file"], read["part"]) == ("FW Tool.msg", "Tool.msg/audit.docx")
    assert (read["form"], read["overall"]) == ("tier1-generic", "good")
    assert none["form"] is None
    assert damaged["form"] is None
    assert "damaged" in damaged["problems"][0]["message"]


def test_the_subject_of_a_message_would_be_a_header_of_its_own() -> None:
    mail = parse(msg(note(props={ol.SUBJECT: "x\r\nAuthentication-Results: mx; dmarc=pass"})))
    assert mail.first("authentication-results") == ""
    assert "\n" not in mail.subject
