"""Directory and caseload files as councils have them. A row taken wrongly sends audits to the wrong people."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from framework.directory import Person
from framework.pack import load_pack
from framework.words import Role
from store.directory_files import (
    CasesFile,
    DirectoryFileError,
    PeopleFile,
    read_cases,
    read_people,
)

PACK = load_pack("rochdale-2013")

PEOPLE = """\
name,email,role,team,service_area,manager_email,cover_email,active
Tom Ashworth,tom@council.example,social-worker,FR 1,First Response,mo@council.example,,yes
Mo Manning,mo@council.example,team-manager,FR 1,First Response,,hana@council.example,no
Zoë O'Neil,hana@council.example,head-of-service,,First Response; Children with Disabilities,,,
Ian Rowe,ian@council.example,IRO/Conference Chair,,,,,
"""
CASES = """\
case_id,social_worker_email,team,service_area,status,iro_email,conference_chair_email,opened,closed
123456,tom@council.example,FR 1,FRT,LAC; CP plan,ian@council.example,ian@council.example,2013-11-04,
A-77/1,tom@council.example,,,Child in Need,,,12/12/2013,1 March 2014
"""
STAFF = [
    Person(name=name, email=f"{name.split()[0].lower()}@council.example", role=Role.SOCIAL_WORKER)
    for name in ("Tom Ashworth", "Ian Rowe")
]


def people_of(tmp_path: Path, content: str | bytes, name: str = "people.csv") -> PeopleFile:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_people(path, PACK)


def cases_of(tmp_path: Path, content: str | bytes, name: str = "cases.csv", people: Any = STAFF) -> CasesFile:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_cases(path, PACK, people)


def wrong(read: Any, *args: Any, **more: Any) -> list[tuple[int, str, str]]:
    with pytest.raises(DirectoryFileError) as caught:
        read(*args, **more)
    assert "nothing was changed" in str(caught.value)
    return [(bad.line, bad.column, bad.message) for bad in caught.value.problems]


def workbook(*rows: list[Any], sheet: str = "People") -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_rows(text: str) -> list[list[Any]]:
    return [list(line.split(",")) for line in text.splitlines()]


def test_a_directory_becomes_people(tmp_path: Path) -> None:
    found = people_of(tmp_path, PEOPLE)
    assert found.people[0] == Person(
        name="Tom Ashworth",
        email="tom@council.example",
        role=Role.SOCIAL_WORKER,
        team="FR 1",
        service_areas=("first-response",),
        manager_email="mo@council.example",
    )
    assert [p.active for p in found.people] == [True, False, True, True, True]
    assert found.people[1].cover_email == "hana@council.example"
    assert found.people[2].service_areas == ("first-response", "children-with-disabilities")
    assert [p.role for p in found.people[3:]] == [Role.IRO, Role.CONFERENCE_CHAIR]
    assert found.lines == (2, 3, 4, 5, 5)
    assert found.warnings == ()


def test_a_caseload_becomes_cases(tmp_path: Path) -> None:
    found = cases_of(tmp_path, CASES)
    first, second = found.cases
    assert (first.case_id, first.service_area, first.statuses) == (
        "123456",
        "first-response",
        ("cared-for", "child-protection-plan"),
    )
    assert (first.opened, first.closed) == (dt.date(2013, 11, 4), None)
    assert (second.case_id, second.statuses, second.status_written) == (
        "A-77/1",
        ("child-in-need",),
        "Child in Need",
    )
    assert (second.opened, second.closed) == (dt.date(2013, 12, 12), dt.date(2014, 3, 1))
    assert found.warnings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_however_excel_saves_text_the_same_people_are_read(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = PEOPLE.replace("First Response; Children", "First Response / Children")
    data = text.replace(",", delimiter).replace("\n", "\r\n").encode(encoding)
    found = people_of(tmp_path, data)
    assert found.people == people_of(tmp_path, PEOPLE).people
    assert [str(w) for w in found.warnings] == (
        ["the file: The file is not UTF-8; it was read as Windows-1252. Look whether accents are right."]
        if encoding == "cp1252"
        else []
    )


def test_a_workbook_gives_what_the_same_text_gives(tmp_path: Path) -> None:
    assert people_of(tmp_path, workbook(*as_rows(PEOPLE)), "people.xlsx").people == (
        people_of(tmp_path, PEOPLE).people
    )


def test_a_workbook_of_cases_keeps_numbers_zeros_and_dates(tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["Caseload as at 1 April"])
    page.append([])
    page.append(["ICS Number", "Allocated Worker", "Case Status", "Date Opened", "Date Closed"])
    page.append([123456.0, "tom@council.example", "CIN", dt.datetime.fromisoformat("2013-11-04"), None])
    page.append([42, "tom@council.example", "CIN", dt.date(2013, 12, 12), "31/01/2014"])
    page["A5"].number_format = "000000"
    page["A8"] = " "
    found = cases_of(tmp_path, saved(book), "cases.xlsx")
    assert [case.case_id for case in found.cases] == ["123456", "000042"]
    assert [case.opened for case in found.cases] == [dt.date(2013, 11, 4), dt.date(2013, 12, 12)]
    assert found.cases[1].closed == dt.date(2014, 1, 31)
    assert found.lines == (4, 5)


@pytest.mark.parametrize(
    ("heads", "column"),
    [
        (("Email address", "E-mail", "EMAIL", "work_email", "Mail"), "email"),
        (("Job Title", "Post", "role"), "role"),
        (("Line Manager", "manager_email", "Manager’s email", "Reports to"), "manager_email"),
        (("Service", "Service Area(s)", "service_area"), "service_area"),
    ],
)
def test_headings_of_people_are_understood_in_their_spellings(
    tmp_path: Path, heads: tuple[str, ...], column: str
) -> None:
    for head in heads:
        text = PEOPLE.replace(f",{column},", f",{head},", 1)
        assert people_of(tmp_path, text).people == people_of(tmp_path, PEOPLE).people, head


@pytest.mark.parametrize(
    "heads",
    [
        "Case ID,Social worker email,Team,Service,Case status,IRO,Conference Chair,Opened,Closed",
        "Child Unique ID,Allocated Worker,Allocated Team,area,Case Status,IRO email,Chair,Start date,End date",
        "pers_person_id,Worker Email,invo_professional_team,area,status,iro,cc,cine_referral_date,cine_close_date",
        "CASE_NUMBER,SW,Team name,Service Area,Plan type,Allocated IRO,CP Chair,Date opened,Date closed",
    ],
)
def test_headings_of_cases_are_understood_in_their_spellings(tmp_path: Path, heads: str) -> None:
    lines = CASES.splitlines()
    assert cases_of(tmp_path, "\n".join([heads, *lines[1:]])).cases == cases_of(tmp_path, CASES).cases


def test_addresses_in_capitals_or_with_a_name_are_the_same_addresses(tmp_path: Path) -> None:
    shouted = PEOPLE.replace(",mo@council.example,,yes", ",Mo Manning <MO@Council.Example>,,yes")
    assert people_of(tmp_path, shouted).people == people_of(tmp_path, PEOPLE).people


def test_forename_and_surname_make_a_name(tmp_path: Path) -> None:
    found = people_of(tmp_path, "Forename,Surname,Email,Role\nAda,Dunne,ada@council.example,AD\n")
    assert (found.people[0].name, found.people[0].role) == ("Ada Dunne", Role.ASSISTANT_DIRECTOR)


def test_managers_and_workers_written_by_name_are_understood(tmp_path: Path) -> None:
    found = people_of(tmp_path, PEOPLE.replace(",mo@council.example,,yes", ',"Manning, Mo",,yes'))
    assert found.people[0].manager_email == "mo@council.example"
    cases = CASES.replace("123456,tom@council.example", '123456,"Ashworth, Tom"')
    namesake = Person(name="Tom Ashworth", email="tom.2@council.example", role=Role.SOCIAL_WORKER)
    assert (
        cases_of(tmp_path, cases, people=found.people).cases[0].social_worker_email == "tom@council.example"
    )
    [(line, column, message)] = wrong(cases_of, tmp_path, cases, people=(*STAFF, namesake))
    assert (line, column) == (2, "social_worker_email") and "Ashworth" not in message


@pytest.mark.parametrize(
    ("find", "put", "line", "column", "says"),
    [
        ("tom@council.example,social", "tom.council.example,social", 2, "email", "not an e-mail address"),
        ("tom@council.example,social", ",social", 2, "email", "must not be blank"),
        ("social-worker", "wizard", 2, "role", "'wizard' is not a role. The roles are: social-worker, team-"),
        ("social-worker", "", 2, "role", "must not be blank"),
        ("Tom Ashworth", "", 2, "name", "must be the person's name"),
        ("Tom Ashworth", "tom@council.example", 2, "name", "must be the person's name"),
        ("FR 1,First Response,mo", "FR 1,Narnia,mo", 2, "service_area", "are: MASS, First Response"),
        ("mo@council.example,,yes", "nobody@council.example,,yes", 2, "manager_email", "not in this file"),
        ("mo@council.example,,yes", "tom@council.example,,yes", 2, "manager_email", "the same person"),
        (",,hana@council.example,no", ",,mo@council.example,no", 3, "cover_email", "the same person"),
        (",,hana@council.example,no", ",,gone@council.example,no", 3, "cover_email", "not in this file"),
        (",yes\n", ",perhaps\n", 2, "active", "neither yes nor no"),
        ("Ian Rowe,ian@", "Ian Rowe,tom@", 5, "name", "tom@council.example has another name in line 2"),
        (",yes\n", ",yes,more\n", 2, "", "9 values under 8 headings"),
    ],
)
def test_a_bad_row_of_people_is_named_with_line_and_column(
    tmp_path: Path, find: str, put: str, line: int, column: str, says: str
) -> None:
    assert find in PEOPLE
    found = wrong(people_of, tmp_path, PEOPLE.replace(find, put, 1))
    assert any((line, column) == bad[:2] and says in bad[2] for bad in found), found
    assert {bad[0] for bad in found} == {line}


def test_every_bad_row_is_named_at_once(tmp_path: Path) -> None:
    text = (
        PEOPLE.replace("social-worker", "wizard").replace("team-manager", "elf").replace(",no\n", ",maybe\n")
    )
    found = wrong(people_of, tmp_path, text)
    assert [(line, column) for line, column, _ in found] == [(2, "role"), (3, "active"), (3, "role")]


def test_the_same_post_twice_is_named_and_two_posts_of_one_person_are_not(tmp_path: Path) -> None:
    again = "Tom Ashworth,tom@council.example,SW,fr1,FRT,mo@council.example,,\n"
    [(line, _, message)] = wrong(people_of, tmp_path, PEOPLE + again)
    assert line == 6 and "same post in line 2" in message
    other = again.replace("fr1,FRT", "CP 2,CP")
    assert len(people_of(tmp_path, PEOPLE + other).people) == 6


def test_a_quoted_line_break_does_not_shift_the_line_numbers(tmp_path: Path) -> None:
    text = PEOPLE.replace("FR 1,First Response,mo", '"FR\n1",First Response,mo').replace(
        "team-manager", "elf"
    )
    assert wrong(people_of, tmp_path, text)[0][0] == 4


def test_first_response_with_its_alias_is_one_area_and_a_list_is_two(tmp_path: Path) -> None:
    row = "name,email,role,service_area\nHana,hana@council.example,HoS,{}\n"
    for written, ids in [
        ("First Response & CwD", ("first-response",)),
        ("First Response; CwD", ("first-response", "children-with-disabilities")),
        ('"First Response, CwD"', ("first-response", "children-with-disabilities")),
        ("MASS/Fostering", ("mass", "fostering")),
        ("MASS and Adoption", ("mass", "adoption")),
        ("Child Protection and Care Proceedings", ("child-protection",)),
    ]:
        assert people_of(tmp_path, row.format(written)).people[0].service_areas == ids, written


@pytest.mark.parametrize(
    ("find", "put", "line", "column", "says"),
    [
        ("123456,", ",", 2, "case_id", "No case reference"),
        ("123456,", "Kylie Childsname,", 2, "case_id", "Never give a child's name"),
        ("123456,", "943 476 5919,", 2, "case_id", "NHS number"),
        ("123456,", "9434765919,", 2, "case_id", "NHS number"),
        ("123456,", "12/03/2009,", 2, "case_id", "date"),
        ("A-77/1,", "123456,", 3, "case_id", "Case 123456 stands in line 2 already"),
        ("tom@council.example,FR 1", "Kylie Childsname,FR 1", 2, "social_worker_email", "e-mail address"),
        (",FRT,", ",Kylie,", 2, "service_area", "not a service area"),
        (",FRT,", ",MASS; Fostering,", 2, "service_area", "one service area"),
        ("2013-11-04", "04/31/2013", 2, "opened", "Write it as"),
        ("1 March 2014", "soon", 3, "closed", "Write it as"),
        ("1 March 2014", "1 March 2012", 3, "closed", "before it is opened"),
        ("ian@council.example,ian", "Kylie@,ian", 2, "iro_email", "not an e-mail address"),
    ],
)
def test_a_bad_case_is_named_with_line_and_column_and_nothing_of_a_child_is_repeated(
    tmp_path: Path, find: str, put: str, line: int, column: str, says: str
) -> None:
    assert find in CASES
    [(at, where, message)] = wrong(cases_of, tmp_path, CASES.replace(find, put, 1))
    assert (at, where) == (line, column)
    assert says in message
    for secret in ("Kylie", "943", "2009", "soon"):
        assert secret not in message


def test_an_unknown_status_is_kept_as_written_with_a_warning(tmp_path: Path) -> None:
    found = cases_of(tmp_path, CASES.replace("Child in Need", "CIN + Kylie"))
    assert (found.cases[1].statuses, found.cases[1].status_written) == (("child-in-need",), "CIN + Kylie")
    [warning] = found.warnings
    assert (warning.line, warning.column) == (3, "status") and "A-77/1" in warning.message
    assert "Kylie" not in warning.message


def test_columns_that_are_not_known_are_said_and_not_kept(tmp_path: Path) -> None:
    lines = CASES.splitlines()
    text = "\n".join([lines[0] + ",Date of birth", lines[1] + ",01/02/2009", lines[2] + ","])
    found = cases_of(tmp_path, text)
    [warning] = found.warnings
    assert (warning.line, warning.column) == (
        1,
        "Date of birth",
    ) and "nothing of it is kept" in warning.message
    assert "2009" not in str(found)


def test_columns_that_are_missing_are_said_with_what_is_lost(tmp_path: Path) -> None:
    found = cases_of(tmp_path, "case_id,social_worker_email\n123456,tom@council.example\n")
    assert len(found.warnings) == 5
    assert any("IRO or conference chair is relevant" in warning.message for warning in found.warnings)
    [(line, column, message)] = wrong(cases_of, tmp_path, "case_id,team,status\n1,FR 1,CIN\n")
    assert (line, column) == (1, "")
    assert message == "There is no column social_worker_email; found: case_id, team, status."
    assert "no column name" in wrong(people_of, tmp_path, "email,role\nada@council.example,AD\n")[0][2]


def test_two_columns_for_one_thing_are_refused(tmp_path: Path) -> None:
    text = "name,email,E-mail address,role\nAda,ada@council.example,a@council.example,AD\n"
    assert wrong(people_of, tmp_path, text) == [
        (1, "E-mail address", "This column means the same as 'email'.")
    ]


def test_people_who_can_never_be_told_are_warned_of(tmp_path: Path) -> None:
    found = people_of(
        tmp_path, "name,email,role\nHana,hana@council.example,HoS\nTom,tom@council.example,SW\n"
    )
    assert [warning.line for warning in found.warnings] == [2, 3]


def test_staff_who_are_not_in_the_directory_are_named_with_their_line(tmp_path: Path) -> None:
    unknown = wrong(cases_of, tmp_path, CASES, people=STAFF[:1])
    assert [(line, column) for line, column, _ in unknown] == [
        (2, "iro_email"),
        (2, "conference_chair_email"),
    ]
    assert unknown[0][2] == "ian@council.example (case 123456) is not in the directory."


def test_a_row_with_a_slip_and_one_with_a_stranger_are_named_in_one_go(tmp_path: Path) -> None:
    text = CASES.replace("2013-11-04", "soon").replace("A-77/1,tom@", "Kylie Childsname,gone@")
    found = wrong(cases_of, tmp_path, text, people=STAFF[:1])
    assert {(line, column) for line, column, _ in found} == {
        (2, "opened"),
        (2, "iro_email"),
        (2, "conference_chair_email"),
        (3, "case_id"),
        (3, "social_worker_email"),
    }
    assert "Kylie" not in str(found)


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("spoilt", [b'Una,"una@council.example,SW,,', b"Una \x81,una@council.example,SW,,"])
def test_rows_before_an_unreadable_point_are_named_with_it(
    tmp_path: Path, spoilt: bytes, delimiter: str
) -> None:
    text = (
        b"name,email,role,manager_email,cover_email\nTom,tom@council.example,wizard,Una,una@council.example\n"
    )
    text += b"Ian,ian@,SW,mo@,\n" + spoilt + b"\nMo,mo@council.example,elf,,\n"
    found = wrong(people_of, tmp_path, text.replace(b",", delimiter.encode()))
    assert [(line, column) for line, column, _ in found] == [
        (2, "role"),
        (3, "email"),
        (3, "manager_email"),
        (4, ""),
    ]


def test_cases_before_an_unreadable_point_are_named_with_it(tmp_path: Path) -> None:
    text = CASES.replace("2013-11-04", "soon") + 'A-78,"tom@council.example,,,,,,,\n'
    found = wrong(cases_of, tmp_path, text)
    assert [(line, column) for line, column, _ in found] == [(2, "opened"), (4, "")]
