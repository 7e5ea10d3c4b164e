"""What comes in by mail beside audit tools: notifications, complaints, compliments, told by their names alone."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from framework.forms import Frozen
from framework.pack_files import Fault


class Incoming(Frozen):
    """One thing that is sent to the mailboxes (requirements 1.4), and the names it goes by.

    `name` is what people are told it is. A name `begins` with such words or `contains` them, whole words in that
    order; it is none of these where it contains words of `unless`.
    """

    id: str
    kind: Literal["notification", "complaint", "compliment"]
    name: str
    begins: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    source: str

    def goes_by(self, written: str) -> bool:
        """Whether a subject (without FW: and the like) or a file's name (without its ending) names this."""
        said = _words(written)
        if any(_words(phrase) in said for phrase in self.unless):
            return False
        return any(said.startswith(_words(phrase)) for phrase in self.begins) or any(
            _words(phrase) in said for phrase in self.contains
        )


def recognise(incoming: Iterable[Incoming], written: str) -> Incoming | None:
    """The first of them that goes by that name, or None."""
    return next((each for each in incoming if each.goes_by(written)), None)


def faults(incoming: Iterable[Incoming]) -> Iterator[Fault]:
    """What can never be recognised, or would always be, each with its place."""
    for index, each in enumerate(incoming):
        if not each.begins and not each.contains:
            yield Fault(
                ("incoming", index),
                f"{each.id!r} can never be recognised: it begins with and contains nothing",
            )
        for field in ("begins", "contains", "unless"):
            for number, phrase in enumerate(getattr(each, field)):
                if not _words(phrase):
                    yield Fault(
                        ("incoming", index, field, number), f"{phrase!r} has no words to recognise it by"
                    )


def _words(written: str) -> str:
    """The words alone, in lower case, a space around each: "IRO_Notification-2" is " iro notification 2 "."""
    plain = re.sub(r"['’]", "", written.casefold())
    words = re.findall(r"[^\W_]+", plain)
    return f" {' '.join(words)} " if words else ""
