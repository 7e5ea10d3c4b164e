"""Files that are not what they say, and cells that hold something else than they show: refused."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from store import sheets
from store.directory_files import read_people
from tests.store.test_directory_files import (
    PACK,
    PEOPLE,
    as_rows,
    cases_of,
    people_of,
    saved,
    workbook,
    wrong,
)


class TestFilesThatAreNotWhatTheySay:
    def test_a_workbook_called_csv_is_read_and_said(self, tmp_path: Path) -> None:
        found = people_of(tmp_path, workbook(*as_rows(PEOPLE)), "people.csv")
        assert len(found.people) == 5
        assert "holds an Excel workbook" in found.warnings[0].message

    def test_text_called_xlsx_is_read_and_said(self, tmp_path: Path) -> None:
        found = people_of(tmp_path, PEOPLE, "people.xlsx")
        assert len(found.people) == 5
        assert "holds text (CSV)" in found.warnings[0].message

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "empty"),
            (b"\xef\xbb\xbf \r\n,,,\r\n", "empty"),
            (b"Kylie Childsname,12/03/2009\nTom Childsname,01/02/2010\n", "no line that names the columns"),
            (b"name,email,role\n", "nothing under the header"),
            (b"%PDF-1.7 and so on", "PDF"),
            (b"<html><table><tr><td>name</td></tr></table>", "neither CSV nor an Excel workbook"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old kind (.xls)"),
            (b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
            (b"PK\x03\x04 but no more", "damaged"),
            (b"name,email,role\n\x00\x01\x02", "neither text"),
            (b"name,email,role\nAda \x81,ada@council.example,AD\n", "no known encoding"),
            (b'name,email,role\nAda,"ada@council.example,AD\n', "quotation mark that is not closed"),
        ],
    )
    def test_anything_else_is_refused_in_words_that_help(
        self, tmp_path: Path, content: bytes, says: str
    ) -> None:
        [(_, _, message)] = wrong(people_of, tmp_path, content)
        assert says in message
        assert "Kylie" not in message and "2009" not in message

    def test_a_word_document_is_not_a_workbook(self, tmp_path: Path) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("word/document.xml", "<x/>")
        assert "not an Excel workbook" in wrong(people_of, tmp_path, out.getvalue(), "people.xlsx")[0][2]

    def test_a_damaged_sheet_is_refused(self, tmp_path: Path) -> None:
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(workbook(*as_rows(PEOPLE)))) as whole,
            zipfile.ZipFile(out, "w") as broken,
        ):
            for name in whole.namelist():
                cut = whole.read(name)[:300] if "sheet1" in name else whole.read(name)
                broken.writestr(name, cut)
        assert "damaged" in wrong(people_of, tmp_path, out.getvalue(), "people.xlsx")[0][2]

    def test_a_workbook_that_unpacks_to_a_flood_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sheets, "_MAX_UNPACKED", 1000)
        content = workbook(*as_rows(PEOPLE))
        assert "too large when unpacked" in wrong(people_of, tmp_path, content, "p.xlsx")[0][2]

    def test_a_file_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        assert "cannot be opened" in wrong(read_people, tmp_path / "gone.csv", PACK)[0][2]
        assert "cannot be opened" in wrong(read_people, tmp_path, PACK)[0][2]

    def test_a_file_that_is_too_large_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert "larger than 20 MB" in wrong(people_of, tmp_path, PEOPLE + "x" * 21_000_000)[0][2]
        monkeypatch.setattr(sheets, "MAX_ROWS", 3)
        [(line, _, message)] = wrong(people_of, tmp_path, PEOPLE)
        assert (line, message) == (5, "The file has more than 3 rows.")


class TestCellsOfAWorkbook:
    HEAD = ["name", "email", "role", "active"]

    def wrong_cell(self, tmp_path: Path, value: Any) -> tuple[int, str, str]:
        content = workbook(self.HEAD, [value, "ada@council.example", "AD", True])
        return wrong(people_of, tmp_path, content, "people.xlsx")[0]

    def test_a_formula_without_a_saved_value_is_named(self, tmp_path: Path) -> None:
        assert self.wrong_cell(tmp_path, "=A1")[:2] == (2, "name")
        assert "formula without a saved value" in self.wrong_cell(tmp_path, "=A1")[2]

    def test_an_error_and_a_date_in_the_place_of_words_are_named(self, tmp_path: Path) -> None:
        assert "#N/A" in self.wrong_cell(tmp_path, "#N/A")[2]
        assert "holds a date" in self.wrong_cell(tmp_path, dt.date(2013, 12, 1))[2]

    def test_a_formula_gives_the_value_saved_with_it(self, tmp_path: Path) -> None:
        out = io.BytesIO()
        with (
            zipfile.ZipFile(
                io.BytesIO(workbook(self.HEAD, ["=B9", "ada@council.example", "AD", 1]))
            ) as whole,
            zipfile.ZipFile(out, "w") as saved_by_excel,
        ):
            for name in whole.namelist():
                content = whole.read(name).decode()
                content = content.replace("<f>B9</f><v />", "<f>B9</f><v>Ada Dunne</v>")
                content = content.replace("<f>B9</f><v></v>", "<f>B9</f><v>Ada Dunne</v>")
                content = content.replace('<c r="A2"><f>', '<c r="A2" t="str"><f>')
                saved_by_excel.writestr(name, content)
        assert people_of(tmp_path, out.getvalue(), "people.xlsx").people[0].name == "Ada Dunne"

    def test_a_case_reference_of_which_excel_lost_digits_is_named(self, tmp_path: Path) -> None:
        content = workbook(["case_id", "social_worker_email"], [12345678901234567, "tom@council.example"])
        assert "only 15 digits" in wrong(cases_of, tmp_path, content, "cases.xlsx")[0][2]

    def test_only_the_sheet_with_the_columns_is_read_and_the_others_are_named(self, tmp_path: Path) -> None:
        book = Workbook()
        book.worksheets[0].append(["Notes to whoever opens this"])
        page = book.create_sheet("Staff")
        page.append(self.HEAD)
        page.append(["Ada Dunne", "ada@council.example", "AD", "Y"])
        hidden = book.create_sheet("Old")
        hidden.sheet_state = "hidden"
        hidden.append(self.HEAD)
        found = people_of(tmp_path, saved(book), "people.xlsx")
        assert [p.name for p in found.people] == ["Ada Dunne"]
        assert found.warnings[0].message == "Only the sheet 'Staff' was read, not 'Sheet'."
