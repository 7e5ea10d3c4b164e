"""What a mail, and each mail in it, says itself: gathered on the walk through it, looked at only when asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from mail.parts.body import BODY, body_of
from mail.parts.bounds import Place
from mail.parts.model import Part, Texts
from mail.parts.outcomes import made, more_bodies

_MOST = 20

Say = Callable[[], Texts]


@dataclass
class _Saying:
    place: Place
    subject: str
    said: list[Say]


@dataclass
class Sayings:
    """By the path of the mail that says it."""

    _found: dict[str, _Saying] = field(default_factory=dict)

    def add(self, place: Place, subject: str, say: Say) -> None:
        """A mail at a place says that; it may say more, in another form or in the packing of Outlook."""
        if place.path in self._found:
            self._found[place.path].said.append(say)
        else:
            self._found[place.path] = _Saying(place, subject, [say])

    def fold(self, inner: Place, outer: Place) -> None:
        """What was said in a packing is said by the mail around it."""
        if outer.path in self._found and inner.path in self._found:
            self._found[outer.path].said += self._found.pop(inner.path).said

    def bodies(self) -> Iterator[Part]:
        """What is long enough to hold an audit tool, of the outermost mail first."""
        number = 0
        for saying in self._found.values():
            texts = Texts()
            for say in saying.said:
                texts = texts.and_(say())
            part = body_of(saying.subject, texts)
            number += part is not None
            if part is not None and number <= _MOST:
                path = f"{saying.place.path}{BODY}"
                yield replace(part, path=path, carriers=saying.place.carriers)
        if number > _MOST:
            yield made(f"{BODY} of {number - _MOST} more", b"", "", more_bodies(number - _MOST), "text")
