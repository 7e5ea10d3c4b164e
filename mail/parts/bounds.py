"""How much of one mail has been unpacked so far, and whether more may be."""

from dataclasses import dataclass

from mail.parts.model import Limits, Mail, Part
from mail.parts.outcomes import TOO_DEEP, TOO_MUCH, made


@dataclass(frozen=True)
class Place:
    """Where the walk is: the path so far, and the mails inside the mail that lead there."""

    path: str = ""
    depth: int = 0
    carriers: tuple[Mail, ...] = ()

    def within(self, name: str, carrier: Mail | None = None) -> "Place":
        carriers = (*self.carriers, carrier) if carrier else self.carriers
        return Place(f"{self.path}{name}/", self.depth + 1, carriers)


class Bounds:
    """The limits of one mail, what is left of them, and the parts that come of it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.room = limits.total
        self.count = 0

    def refused(self, content: bytes, place: Place) -> str:
        """Why nothing more is looked at here, or ""."""
        if place.depth >= self.limits.depth:
            return TOO_DEEP
        if len(content) > self.limits.part:
            return f"Not read: {len(content) / 1_000_000:,.1f} MB is larger than is read."
        if len(content) > self.room:
            return TOO_MUCH
        return ""

    def put(self, name: str, content: bytes, declared: str, place: Place, outcome: str, kind: str) -> Part:
        self.room -= len(content)
        self.count += 1
        return made(f"{place.path}{name}", content, declared, outcome, kind, place.carriers)

    def rest(self, how_many: int, place: Place) -> Part:
        limit = f"the mail holds more than {self.limits.parts:,} files"
        return self.put("the rest", b"", "", place, f"Not read: {how_many:,} more here; {limit}.", "unknown")
