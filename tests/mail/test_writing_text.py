"""What people write, whatever script or characters it is in, stands in the record and on its pages."""

import re
import subprocess
from pathlib import Path

import pytest
from docx.oxml.ns import qn

from framework.forms import Form
from framework.reading import Answer
from mail.writing import write
from tests.mail.writing_samples import PACK, all_text, areas_table, filled, written
from tests.servers.programs import require


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param("An emoji 👩‍👧 and a flag 🏴󠁧󠁢󠁥󠁮󠁧󠁿", id="emoji"),
        pytest.param("קודם ואז شكرا and then English (1)", id="right-to-left"),
        pytest.param("word " * 2000, id="ten thousand characters"),
        pytest.param("</w:t><w:t>&amp; <!-- ]]>", id="markup"),
        pytest.param("  two spaces  and\ta tab  ", id="spaces"),
        pytest.param("one\n\n\nfour", id="empty lines"),
        pytest.param("e\u0301 \u200b \ufeff \u202edesrever\u202c", id="invisible"),
    ],
)
def test_a_comment_keeps_its_words(comment: str) -> None:
    form = PACK.form("tier1-generic")
    reading = filled(form, answers=(Answer(number=1, grade=2, comment=comment),), comments=comment)
    document = written(form, reading)
    assert areas_table(document, form).rows[1].cells[3].text == comment
    assert comment in all_text(document)


@pytest.mark.parametrize(
    ("comment", "kept"),
    [
        ("a\x00b\x07c\x1bd", "a\ufffdb\ufffdc\ufffdd"),
        ("one\r\ntwo\rthree\x0bfour\x0cfive\u2028six\x85seven", "one\ntwo\nthree\nfour\nfive\nsix\nseven"),
        ("half a pair \ud83d and \uffff", "half a pair \ufffd and \ufffd"),
    ],
    ids=["control characters", "line ends", "half characters"],
)
def test_characters_that_word_cannot_hold_do_not_lose_the_comment(comment: str, kept: str) -> None:
    form = PACK.form("supervision")
    document = written(form, filled(form, answers=(Answer(number=1, answer=True, comment=comment),)))
    assert areas_table(document, form).rows[1].cells[2].text == kept


def test_right_to_left_script_reads_from_the_right() -> None:
    form = PACK.form("tier1-generic")
    document = written(form, filled(form, answers=(Answer(number=1, comment="שלום (1) hello"),)))
    paragraph = areas_table(document, form).rows[1].cells[3].paragraphs[0]
    assert paragraph._p.pPr is not None and paragraph._p.pPr.find(qn("w:bidi")) is not None
    assert [run.font.rtl for run in paragraph.runs] == [True, None]
    left = areas_table(document, form).rows[2].cells[1].paragraphs[0]
    assert left._p.pPr is None or left._p.pPr.find(qn("w:bidi")) is None


@pytest.mark.parametrize(
    ("form", "pages"),
    [
        pytest.param(PACK.form("tier1-generic"), (2, 3), id="tier1-generic"),
        pytest.param(PACK.form("tier1-plo"), (3, 5), id="tier1-plo"),
        pytest.param(PACK.form("tier2"), (4, 6), id="tier2"),
        pytest.param(PACK.form("supervision"), (2, 2), id="supervision"),
        pytest.param(PACK.form("observation"), (1, 2), id="observation"),
    ],
)
@pytest.mark.needs("soffice")
def test_libreoffice_makes_pages_of_it(form: Form, pages: tuple[int, int], tmp_path: Path) -> None:
    soffice = require("soffice")
    source = tmp_path / "record.docx"
    source.write_bytes(write(form, filled(form), PACK))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=90)
    pdf = (tmp_path / "record.pdf").read_bytes()
    count = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    assert pages[0] <= count <= pages[1]
