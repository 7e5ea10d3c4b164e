"""An attachment, or what a mail says itself, with what was read in it."""

from dataclasses import dataclass

from framework.reading import Reading
from mail.parts import Part


@dataclass(frozen=True)
class Opened:
    """An attachment and what was read in it: a reading for each audit tool, or one that says why there is none."""

    part: Part
    readings: tuple[Reading, ...]

    @property
    def unread(self) -> bool:
        """Whether it may hold an audit tool that was not read, so that a person must look."""
        codes = {p.code for reading in self.readings if reading.form is None for p in reading.problems}
        return self.part.state == "not read" or bool(codes - {"not-an-audit-tool"})
