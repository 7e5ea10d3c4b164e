"""Word documents made at random out of the forms' own words: sound ones, and such as no program would write."""

import io
import random
import zipfile
from html import escape

from framework.pack import Pack

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
_VALUES = (
    *"1234XxN☒☐✓✗",
    *("Good", "Outstanding", "Requires Improvement", "Inadequate", "N/A", "Yes", "No", "Y", "2/3", "2+"),
    *(
        "15/01/2014",
        "31.2.2014",
        "12 December 2013",
        "ASAP",
        "900123",
        "RB-900124/2",
        "Tess Hawthorn",
        "",
        " ",
        "\u00a0",
    ),
    *("He has settled.", "• one", "…", "مرحبا", "e\u0301", "\u200b", "😀", "word " * 300, "x" * 5_000),
)
_LOOKS = (
    *("<w:b/>", "<w:strike/>", "<w:vanish/>", '<w:highlight w:val="yellow"/>', '<w:u w:val="single"/>'),
    *('<w:color w:val="FF0000"/>', '<w:rStyle w:val="Nowhere"/>', '<w:sz w:val="-1"/>', '<w:b w:val="x"/>'),
)
_NUMBERS = ("1", "2", "3", "9", "0", "-1", "99999", "x", "")
_DEEPEST = 4


class Tree:
    """One document, its chances taken from `rng`."""

    def __init__(self, pack: Pack, rng: random.Random) -> None:
        self._rng = rng
        form = rng.choice(pack.forms)
        self._words = [
            *form.titles,
            *form.boilerplate[:5],
            *(label for area in form.areas for label in area.label.wordings),
            *(label for field in form.fields for label in field.label.wordings),
            *(head.shown for head in form.column_heads.values()),
            *(label for words in pack.grades for label in (words.label,)),
        ]
        if form.judgement:
            self._words += form.judgement.label.wordings
        self._left = rng.choice([30, 200, 2_000])  # blocks and runs that may still be made

    def document(self) -> bytes:
        """The bytes of a .docx."""
        body = "".join(self._block(0) for _ in range(self._rng.choice([0, 1, 5, 20])))
        main = f"<w:document {_NS}><w:body>{body}</w:body></w:document>"
        types = (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>'
        )
        relations = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
            'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>'
        )
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
            opened.writestr("[Content_Types].xml", types)
            opened.writestr("_rels/.rels", relations)
            opened.writestr("word/document.xml", main)
        return made.getvalue()

    def _block(self, depth: int) -> str:
        self._left -= 1
        chance = self._rng.random()
        if self._left > 0 and depth < _DEEPEST and chance < 0.3:
            return self._table(depth)
        if chance < 0.35:
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{self._paragraph(depth)}</w:sdtContent></w:sdt>"
        if chance < 0.38:
            return f"<w:tr>{self._cell(depth)}</w:tr>"  # outside any table
        return self._paragraph(depth)

    def _table(self, depth: int) -> str:
        rng = self._rng
        columns = rng.choice([1, 2, 3, 4, 6, 8])
        rows = "".join(self._row(columns, depth) for _ in range(rng.choice([0, 1, 4, 12])))
        grid = "<w:gridCol/>" * rng.choice([columns, columns, 0, 1, 40])
        return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _row(self, columns: int, depth: int) -> str:
        rng = self._rng
        cells = columns if rng.random() < 0.8 else rng.randrange(columns + 3)
        before = f'<w:trPr><w:gridBefore w:val="{rng.choice(_NUMBERS)}"/></w:trPr>'
        properties = before if rng.random() < 0.1 else ""
        return f"<w:tr>{properties}{''.join(self._cell(depth) for _ in range(cells))}</w:tr>"

    def _cell(self, depth: int) -> str:
        rng = self._rng
        properties = ""
        if rng.random() < 0.15:
            properties = f'<w:gridSpan w:val="{rng.choice(_NUMBERS)}"/>'
        if rng.random() < 0.15:
            properties += rng.choice(["<w:vMerge/>", '<w:vMerge w:val="restart"/>'])
        blocks = "".join(self._block(depth + 1) for _ in range(rng.choice([0, 1, 1, 1, 2])))
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>"

    def _paragraph(self, depth: int) -> str:
        runs = "".join(self._run(depth) for _ in range(self._rng.choice([0, 1, 1, 2, 4])))
        return f"<w:p>{runs}</w:p>"

    def _run(self, depth: int) -> str:
        rng = self._rng
        self._left -= 1
        if self._left < 0:
            return ""
        looks = "".join(rng.sample(_LOOKS, rng.choice([0, 0, 0, 1, 3])))
        text = escape(rng.choice(self._words if rng.random() < 0.5 else _VALUES))
        run = f"<w:r><w:rPr>{looks}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"
        chance = rng.random()
        if chance < 0.06:
            return f"<w:ins w:id='1'>{run}</w:ins>"
        if chance < 0.12:
            gone = run.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
            return f"<w:del w:id='2'>{gone}</w:del>"
        if chance < 0.16:
            return (
                f"<w:r><w:{rng.choice(['tab', 'br', 'noBreakHyphen', 'cr', 'pict', 'drawing'])}/></w:r>{run}"
            )
        if chance < 0.2:
            checked = rng.choice(["1", "0", "x"])
            box = f'<w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox>'
            return f"<w:sdt><w:sdtPr>{box}</w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>"
        if chance < 0.24:
            kind = rng.choice(["begin", "separate", "end"])
            return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>{run}'
        if chance < 0.27 and depth < _DEEPEST:
            return f"<w:r><w:txbxContent>{self._block(depth + 1)}</w:txbxContent></w:r>"
        return run
