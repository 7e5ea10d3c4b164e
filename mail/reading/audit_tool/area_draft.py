"""One area on its way into a draft: what it is called, where its answer goes, and how a doubt about it is told."""

from framework.answers import Parsed, grade, is_blank, yes_no
from framework.checking import area_name
from framework.forms import Area
from mail.reading.audit_tool.draft import Draft
from mail.reading.document import Cell


def parsed(text: str, draft: Draft) -> Parsed:
    """A grade, or a yes or no, as the form asks for."""
    return grade(text, draft.pack) if draft.form.graded else yes_no(text, draft.pack)


class AreaDraft:
    """`where` its answer, `comment_where` its comment and `row_where` all of it stand in a reading."""

    def __init__(self, area: Area, draft: Draft) -> None:
        self.area = area
        self.draft = draft
        self.name = area_name(area)
        self.slot = "grade" if draft.form.graded else "answer"
        self.row_where = f"answers.{area.number}"
        self.where = f"{self.row_where}.{self.slot}"
        self.comment_where = f"{self.row_where}.comment"

    def parse(self, text: str) -> Parsed:
        """A grade, or a yes or no, as the form asks for."""
        return parsed(text, self.draft)

    def tell(self, cell: Cell) -> None:
        """Notices of changes and of words struck through in the cell that the answer is taken from."""
        self.draft.changed(self.where, self.name, [cell])
        if any(paragraph.struck for paragraph in cell.paragraphs()) and not is_blank(cell.standing):
            message = f"{self.name}: what is struck through was left out."
            self.draft.notice("struck-out", self.where, message)

    def doubt(self, code: str, message: str, cell: Cell | None = None) -> None:
        """A problem with the answer, and the cell that it is about."""
        if cell is not None:
            self.draft.stood(self.where, cell.place, cell.text)
        self.draft.problem(code, self.where, message)
