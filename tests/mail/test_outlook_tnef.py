"""winmail.dat: what Outlook packed is found under its own names, and a damaged one is told of."""

import datetime as dt
import struct

import pytest
import tnefparse
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.parts import Address, Limits, Part, documents, parse
from tests.mail import outlook_files as ol
from tests.mail.compound_files import Tree
from tests.mail.letters import carrying, letter, wire, with_file
from tests.mail.outlook_files import Attached, Note, Props, file, msg, note, packed_rtf, tnef
from tests.mail.test_parts import zipped

PDF = b"%PDF-1.4 made up"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 200


def found(packed: bytes, limits: Limits = Limits()) -> list[Part]:
    return documents(wire(with_file(letter(), packed, "winmail.dat", "application/ms-tnef")), limits)


def attribute_ends(packed: bytes) -> set[int]:
    ends, at = set[int](), 6
    while at < len(packed):
        at += 11 + struct.unpack_from("<I", packed, at + 5)[0]
        ends.add(at)
    return ends


def test_an_independent_reader_would_find_something_else_in_our_files() -> None:
    inner = note("Inner", attached=[file(PDF, "inner.pdf")])
    packed = tnef(note("Größe", attached=[file(PDF, "Prüfung.pdf"), Attached(inner, {ol.METHOD: 5})]))
    read = tnefparse.TNEF(packed)
    assert all(each.good_checksum for each in read.objects)
    assert [each.long_filename() for each in read.attachments] == ["Prüfung.pdf", "ATT1.dat"]
    assert read.attachments[0].data == PDF
    assert read.attachments[1].embed.attachments[0].data == PDF


def test_what_outlook_packed_would_vanish_or_be_called_att0_dat() -> None:
    named = [file(PDF, "Prüfung ✓.pdf"), file(PDF, "long name.pdf", short_name="LONGNA~1.PDF"), file(PDF, "")]
    packed, *parts = found(tnef(note(attached=named)))
    assert (packed.path, packed.kind, packed.state) == ("winmail.dat", "tnef", "opened")
    assert [part.path for part in parts] == [
        "winmail.dat/Prüfung ✓.pdf",
        "winmail.dat/long name.pdf",
        "winmail.dat/ATT2.dat",
    ]
    assert [(part.content, part.state) for part in parts] == [(PDF, "taken")] * 3
    assert not parts[0].carriers


@pytest.mark.parametrize(
    ("page", "name"), [(1250, "Ślązak.pdf"), (1251, "Аудит.pdf"), (65001, "Prüfung.pdf")]
)
def test_a_name_in_an_old_code_page_would_be_garbled(page: int, name: str) -> None:
    assert found(tnef(note(page=page, attached=[file(PDF, name)])))[1].name == name


def test_a_name_that_only_the_old_attribute_has_would_be_lost() -> None:
    title = Attached(PDF, {ol.METHOD: 1, ol.SHORT_NAME: "tier1.pdf"})
    assert found(tnef(note(attached=[title])))[1].name == "tier1.pdf"


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("winmail.dat", "application/ms-tnef"),
        ("winmail.dat", "application/octet-stream"),
        ("att00001", "application/octet-stream"),
        ("tier1.docx", "application/vnd.ms-tnef"),
    ],
)
def test_a_packing_under_another_name_would_not_be_opened(name: str, declared: str) -> None:
    packed = tnef(note(attached=[file(PDF, "tier1.pdf")]))
    assert documents(wire(with_file(letter(), packed, name, declared)))[1].name == "tier1.pdf"


def test_the_words_would_be_lost_where_they_only_lie_in_the_packing() -> None:
    said: list[Props] = [
        {ol.BODY: "Said in the packing."},
        {ol.BODY: "", ol.RTF: packed_rtf(r"{\rtf1 Said in the packing.\par}")},
        {ol.BODY: "", ol.HTML: b"<p>Said in the packing.</p>"},
    ]
    for props in said:
        packed = tnef(note(props=props))
        assert parse(wire(with_file(letter(text=""), packed, "winmail.dat"))).text == "Said in the packing."
        both = parse(wire(with_file(letter(text="Said outside."), packed, "winmail.dat")))
        assert both.text == "Said outside."
        outer = carrying(letter("FW"), with_file(letter(text=""), packed, "winmail.dat"))
        assert documents(wire(outer))[1].carriers[0].text == "Said in the packing."


def test_a_mail_in_the_packing_would_not_be_opened() -> None:
    inner = note("Tool", attached=[file(PDF, "tier1.pdf")])
    middle = note("FW: Tool", attached=[Attached(inner, {ol.METHOD: 5, ol.NAME: "Tool"})])
    parts = found(tnef(note("FW: FW: Tool", attached=[Attached(middle, {ol.METHOD: 5})])))
    assert [part.path for part in parts] == [
        "winmail.dat",
        "winmail.dat/FW: Tool.msg",
        "winmail.dat/FW: Tool.msg/Tool.msg",
        "winmail.dat/FW: Tool.msg/Tool.msg/tier1.pdf",
    ]
    assert [carrier.subject for carrier in parts[-1].carriers] == ["FW: Tool", "Tool"]
    assert parts[-1].carriers[1].date == ol.WHEN


def test_the_sender_and_date_that_only_old_attributes_say_would_be_lost() -> None:
    name, address = b"P Nair\x00", b"SMTP:p.nair@council.example\x00"
    sender = struct.pack("<HHHH", 4, 16 + len(name) + len(address), len(name), len(address)) + name + address
    old = (
        ol.attribute(1, 0x8000, 8, sender + bytes(8))
        + ol.attribute(1, 0x8005, 3, struct.pack("<7H", 2014, 1, 15, 9, 30, 0, 3))
        + ol.attribute(1, 0x8004, 1, b"Old subject\x00")
    )
    packed = struct.pack("<IH", 0x223E9F78, 1) + old
    carrier = note(
        "", "", attached=[file(PDF, "a.pdf")], props={ol.SUBMITTED: "", ol.FROM_NAME: "", ol.FROM_ADDRESS: ""}
    )
    inner = packed + tnef(carrier)[6:]
    holder = ol.attribute(2, 0x9002, 6, bytes(14)) + ol.attribute(2, 0x9005, 6, ol.embedded(inner))
    part = found(struct.pack("<IH", 0x223E9F78, 1) + holder)[-1]
    (inside,) = part.carriers
    assert inside.sender == Address("P Nair", "p.nair@council.example")
    assert inside.date == dt.datetime(2014, 1, 15, 9, 30, tzinfo=dt.UTC)
    assert inside.subject == "Old subject"


def test_an_outlook_message_or_a_packing_within_the_other_would_not_be_opened() -> None:
    saved = msg(note("Tool", attached=[file(PDF, "tier1.pdf")]))
    assert found(tnef(note(attached=[file(saved, "Tool.msg")])))[-1].path == "winmail.dat/Tool.msg/tier1.pdf"
    packed = tnef(note(attached=[file(PDF, "tier1.pdf")]))
    within = documents(msg(note(attached=[file(packed, "winmail.dat")])))
    assert within[-1].path == "winmail.dat/tier1.pdf"


def test_a_packing_in_a_mail_in_an_archive_would_not_be_opened() -> None:
    packed = tnef(note(attached=[file(PDF, "tier1.pdf")]))
    mail = wire(with_file(letter("Tool"), packed, "winmail.dat", "application/ms-tnef"))
    parts = documents(wire(with_file(letter(), zipped({"Tool.eml": mail}), "a.zip")))
    assert parts[-1].path == "a.zip/Tool.eml/winmail.dat/tier1.pdf"
    assert parts[-1].content == PDF


def test_a_logo_in_a_packed_mail_would_be_read() -> None:
    attached = [file(PNG, "logo.png", content_id="logo@x"), file(PNG, "scan.png")]
    packed = tnef(note(attached=attached, props={ol.HTML: b'<img src="cid:logo@x">'}))
    assert [part.state for part in found(packed)] == ["opened", "passed over", "taken"]


def test_a_document_drawn_into_the_text_would_vanish() -> None:
    trees: list[Tree] = [{"CONTENTS": PDF}, {"Other": PDF}]
    drawn = [Attached(tree, {ol.METHOD: 6, ol.LONG_NAME: "a.pdf"}) for tree in trees]
    _, readable, other = found(tnef(note(attached=drawn)))
    assert (readable.state, readable.content) == ("taken", PDF)
    assert other.state == "not read"
    assert "as an attachment" in other.outcome


def test_a_packing_cut_short_would_look_whole() -> None:
    whole = tnef(note(attached=[file(PDF, "a.pdf"), file(PDF * 50, "b.pdf")]))
    ends = attribute_ends(whole)
    for length in range(6, len(whole), 5):
        if ends & {length, length + 1, length + 2}:
            continue  # nothing in a packing says that there was more, and no byte of a file is lost
        parts = found(whole[:length])
        complete = [part.content for part in parts if part.taken] == [PDF, PDF * 50]
        assert complete or any(part.state == "not read" for part in parts), length
        assert all(part.content in (PDF, PDF * 50) for part in parts if part.taken)
    assert [part.state for part in found(whole + b"\r\n")] == ["opened", "taken", "taken"]
    assert "damaged" in found(whole + b"more of what nobody knows")[-1].outcome


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(depth=1), "nested more deeply"),
        (Limits(parts=2), "more here"),
        (Limits(total=4_000), "as much as"),
    ],
)
def test_a_packing_beyond_what_is_unpacked_would_say_nothing(limits: Limits, said: str) -> None:
    deep = Attached(note(attached=[file(PDF, "a.pdf")]), {ol.METHOD: 5})
    packed = tnef(note(attached=[deep, file(PDF + bytes(900), "b.pdf"), file(PDF + bytes(900), "c.pdf")]))
    assert said in " ".join(part.outcome for part in found(packed, limits))


SAMPLE = tnef(
    note(attached=[file(PDF, "a.pdf"), Attached(note(attached=[file(PDF, "b.pdf")]), {ol.METHOD: 5})])
)


@given(
    st.lists(
        st.tuples(st.integers(6, len(SAMPLE)), st.binary(min_size=1, max_size=8)), min_size=1, max_size=20
    )
)
@settings(max_examples=400, deadline=1_000)
def test_a_mutilated_packing_would_be_a_crash(changes: list[tuple[int, bytes]]) -> None:
    changed = bytearray(SAMPLE)
    for at, instead in changes:
        changed[at : at + len(instead)] = instead
    parts = found(bytes(changed))
    assert len(parts) >= 1
    for part in parts:
        assert bool(part.outcome) == (part.state != "taken")


def test_a_packing_of_nothing_would_be_a_crash() -> None:
    assert [part.state for part in found(tnef(Note()))] == ["opened"]
