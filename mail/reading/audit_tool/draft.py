"""A reading in the making: values with where they stood, doubts, and which parts of the document are spoken for."""

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from functools import cached_property

from framework.forms import Form
from framework.pack import Pack
from framework.reading import ActionLine, Answer, Evidence, Problem
from framework.words import Judgement
from mail.reading.audit_tool.known import Known, known
from mail.reading.document import Cell, Paragraph

_MAX_EVIDENCE = 2_000  # characters


@dataclass
class Draft:
    """One audit tool while it is read."""

    form: Form
    pack: Pack
    values: dict[str, object] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)
    overall: Judgement | None = None
    actions: list[ActionLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    drawn: Set[str] = frozenset()  # places with a shape or a picture
    printed: Counter[str] = field(default_factory=Counter)  # printed lines passed over, each how often
    _ending: set[str] = field(default_factory=set)  # of those the ones that ended a text
    _taken: set[int] = field(default_factory=set)

    @cached_property
    def known(self) -> Known:
        """The labels of the form."""
        return known(self.form)

    def problem(self, code: str, where: str, message: str) -> None:
        """A doubt, said once."""
        if not any(problem.code == code and problem.where == where for problem in self.problems):
            self.problems.append(Problem(code=code, where=where, message=message))

    def notice(self, code: str, where: str, message: str) -> None:
        """Something worth knowing, said once."""
        if not any(notice.code == code and notice.where == where for notice in self.notices):
            self.notices.append(Problem(code=code, where=where, message=message))

    def stood(self, where: str, place: str, text: str) -> None:
        """Where a value, or a doubt about it, stood."""
        if where not in self.evidence and (shown := text.strip()):
            self.evidence[where] = Evidence(place=place, text=shown[:_MAX_EVIDENCE])

    def take(self, *things: Cell | Paragraph) -> None:
        """These are spoken for."""
        for thing in things:
            self._taken.add(id(thing))
            if isinstance(thing, Cell):
                self._taken.update(map(id, thing.paragraphs()))

    def pass_over(self, thing: Cell | Paragraph, *, ends_text: bool = False) -> None:
        """This is a line that the form prints. It prints each once: a further one may be somebody's own words."""
        line = self.known.printed_line(thing.text)
        if line is not None and not self.is_taken(thing):
            self.printed[line] += 1
            self._ending |= {line} if ends_text else set()
            repeated = isinstance(thing, Cell) or self.known.is_title(line) or line.startswith("appendix ")
            if self.printed[line] > 1 and (line in self._ending or not repeated):
                self.stood("", thing.place, thing.text)
                message = (
                    f"A line that the form prints once stands there twice; look at {thing.place} and above."
                )
                self.problem("unplaced-text", "", message)
        self.take(thing)

    def is_taken(self, thing: Cell | Paragraph) -> bool:
        """Whether it is spoken for."""
        return id(thing) in self._taken

    def changed(self, where: str, name: str, things: Iterable[Cell | Paragraph]) -> None:
        """Tells of a tracked change or words struck through among the things a value was taken from."""
        paragraphs: list[Paragraph] = []
        tracked = False
        for thing in things:
            tracked = tracked or thing.tracked
            paragraphs += thing.paragraphs() if isinstance(thing, Cell) else [thing]
        if tracked or any(paragraph.tracked for paragraph in paragraphs):
            self.notice(
                "tracked-change", where, f"{name}: a tracked change was taken as if it had been accepted."
            )


def written(things: Iterable[Cell | Paragraph]) -> str:
    """The words of cells and paragraphs, line by line, those struck through among them."""
    return "\n".join(thing.text for thing in things)


def standing(things: Iterable[Cell | Paragraph]) -> str:
    """The words of cells and paragraphs, line by line, without those struck through."""
    return "\n".join(thing.standing for thing in things)
