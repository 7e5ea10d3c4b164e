"""PDFs to read, made with reportlab: a small audit tool with ruled lines, and what can go wrong with one."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Draw = Callable[[Canvas], None]

HEIGHT = A4[1]
LEFT, EDGES = 40.0, (40.0, 70.0, 300.0, 360.0, 550.0)
ROW = 24.0


def pdf(*pages: Draw, **options: Any) -> bytes:
    """A PDF with these pages."""
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=A4, **options)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def text(
    canvas: Canvas, x: float, down: float, words: str, font: str = "Helvetica", size: float = 10
) -> None:
    """Words with their baseline so far down the page."""
    canvas.setFont(font, size)
    canvas.drawString(x, HEIGHT - down, words)


def grid(canvas: Canvas, top: float, rows: Sequence[Sequence[str]], edges: Sequence[float] = EDGES) -> None:
    """A ruled table with words in its cells."""
    ys = [HEIGHT - top - n * ROW for n in range(len(rows) + 1)]
    canvas.grid(list(edges), ys)
    for n, row in enumerate(rows):
        for x, words in zip(edges, row, strict=False):
            for at, line in enumerate(words.split("\n")):
                text(canvas, x + 5, top + n * ROW + 10 + 10 * at, line, size=9)


HEADS = ("", "Area for Evaluation", "Grade (1-4)", "Comments (if any)")
AREAS = (
    "Referral & liaison with referrer/key agencies involved",
    "Appropriate consideration and analysis of risk",
    "Voice/wishes and feelings of child",
    "Quality of Analysis (& link to plan outcomes if\nappropriate)",
    "Quality of Planning",
    "Does planning address any specific needs such as\nreligion or disability?",
    "Effective monitoring of plan(s):",
    "Is the PEP available and does it record the\nchild/YP’s achievement appropriately?",
)


def audit_tool(grades: Sequence[str] = ("2",) * 8, name: str = "Tess Hawthorn", side: float = 550) -> Draw:
    """A page with the generic audit tool of tier 1, all grades filled in; the cell of the name ends at `side`."""

    def draw(canvas: Canvas) -> None:
        text(canvas, LEFT, 50, "TIER 1 GENERIC AUDIT TOOL", "Helvetica-Bold", 13)
        header = ("Case ID:", "900123", "Completed by:", name)
        grid(canvas, 65, [header], (40, 110, 250, 340, side))
        second = ("Allocated social worker:", "Silas Vole", "Date:", "15/01/2014")
        grid(canvas, 89, [second], (40, 170, 280, 340, 550))
        rows = [HEADS] + [
            (str(n), area, grade, f"Found in area {n}.")
            for n, (area, grade) in enumerate(zip(AREAS, grades, strict=True), start=1)
        ]
        grid(canvas, 150, rows)
        text(canvas, LEFT, 420, "Any other comments:", "Helvetica-Bold")
        text(canvas, LEFT, 450, "Overall judgement of the case file: Good", "Helvetica-Bold")

    return draw
