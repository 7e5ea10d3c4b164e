"""The tool in the body of a mail: as the HTML that Outlook writes, and as plain text."""

from html import escape

from tests.corpus.paper import Block, Cell, Page, Para, Piece, Row, Table

_STYLE = "p.MsoNormal{margin:0cm;font-size:10.0pt;font-family:Arial,sans-serif}"


def as_html(page: Page) -> bytes:
    """The page as Outlook would send it."""
    body = "\n".join(_html(block) for block in page.blocks)
    head = f'<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>{_STYLE}</style>'
    text = f'<html><head>{head}</head><body lang="EN-GB"><div class="WordSection1">{body}</div></body></html>'
    return text.encode()


def as_text(page: Page) -> bytes:
    """The page as plain text, the cells of a row set apart by tabs."""
    lines: list[str] = []
    for block in page.blocks:
        if isinstance(block, Para):
            lines.append(block.text)
        else:
            lines += ["\t".join(cell.text.replace("\n", " ") for cell in row.cells) for row in block.rows]
    return "\r\n".join(lines).encode()


def _html(block: Block) -> str:
    return _table(block) if isinstance(block, Table) else _para(block)


def _para(para: Para) -> str:
    inside = "".join(_piece(piece) for piece in para.pieces) or "<o:p>&nbsp;</o:p>"
    if para.bullet:
        return f"<ul><li class=MsoNormal>{inside}</li></ul>"
    return f"<p class=MsoNormal>{inside}</p>"


def _table(table: Table) -> str:
    rows = "".join(_row(table, n, row) for n, row in enumerate(table.rows))
    return f"<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0>{rows}</table>"


def _row(table: Table, at: int, row: Row) -> str:
    cells = "".join(_cell(table, at, n, cell) for n, cell in enumerate(row.cells) if cell.merge != "later")
    return f"<tr>{cells}</tr>"


def _cell(table: Table, at: int, column: int, cell: Cell) -> str:
    span = f" colspan={cell.span}" if cell.span > 1 else ""
    if cell.merge == "first":
        below = table.rows[at + 1 :]
        later = sum(1 for row in below if len(row.cells) > column and row.cells[column].merge == "later")
        span += f" rowspan={later + 1}"
    fill = f' style="background:#{cell.fill}"' if cell.fill else ""
    return f"<td valign=top{span}{fill}>{''.join(_html(block) for block in cell.blocks)}</td>"


def _piece(piece: Piece) -> str:
    text = escape(piece.text, quote=False).replace("\n", "<br>").replace("\t", "&nbsp;&nbsp;&nbsp; ")
    for wanted, opening, closing in (
        (piece.bold, "<b>", "</b>"),
        (piece.underline, "<u>", "</u>"),
        (piece.strike, "<s>", "</s>"),
        (piece.highlight, '<span style="background:yellow;mso-highlight:yellow">', "</span>"),
        (piece.colour, f'<span style="color:#{piece.colour}">', "</span>"),
    ):
        text = f"{opening}{text}{closing}" if wanted and text else text
    return text
