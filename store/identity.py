"""Which audit a reading is a version of, and whether two say the same."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from framework.reading import Reading

_CONTENT = (
    "form",
    "case_id",
    "completed_by",
    "social_worker",
    "date",
    "answers",
    "overall",
    "comments",
    "actions",
    "fields",
)


@dataclass(frozen=True)
class Identity:
    """What the versions of an audit have in common; each part is empty where it is not known.

    `about` is the case reference, or whom the audit is about; `auditor_name` is the auditor as written,
    `auditor_email` the address where the directory knows it.
    """

    form: str
    about: str
    date: str
    auditor_name: str
    auditor_email: str

    @property
    def subject(self) -> str:
        """The hash of all but the auditor, whose name is written in many ways."""
        return _sha256((self.form, self.about, self.date))

    @property
    def key(self) -> str:
        """The hash of the whole."""
        return _sha256((self.subject, self.auditor_email or self.auditor_name))

    @property
    def complete(self) -> bool:
        """Whether it tells one audit from every other."""
        return bool(self.about and self.date and (self.auditor_name or self.auditor_email))

    def same_auditor(self, other: "Identity") -> bool:
        """Whether the same person did both, as far as can be known."""
        if self.auditor_email and other.auditor_email:
            return self.auditor_email == other.auditor_email
        return self.auditor_name == other.auditor_name


def identity_of(reading: Reading, auditor_email: str | None) -> Identity:
    """The identity of what was read."""
    about = reading.case_id or reading.fields.get("supervisee") or reading.social_worker or ""
    return Identity(
        form=reading.form or "",
        about=_plain(about),
        date=reading.date.isoformat() if reading.date else "",
        auditor_name=_plain(reading.completed_by or ""),
        auditor_email=(auditor_email or "").lower(),
    )


def content_sha256(reading: Reading) -> str:
    """The hash of what an audit tool says, whatever mail or file it came in and however its lines broke.

    What was refused is not among the values: a reading with problems is told apart by its document too, so that
    no two doubts are taken for one.
    """
    content = said(reading)
    if reading.problems and "" in reading.evidence:
        content["document"] = reading.evidence[""].model_dump(mode="json", exclude_none=True)
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def said(reading: Reading) -> dict[str, Any]:
    """What an audit tool says, as JSON, its words with single spaces."""
    return {
        name: _settled(value)
        for name, value in reading.model_dump(mode="json", include=set(_CONTENT)).items()
    }


def says_the_same(one: Reading, other: Reading) -> bool:
    """Whether two audit tools say the same, whatever mail or file they came in and whoever corrected them."""
    return said(one) == said(other)


def repeats(later: Reading, earlier: Reading) -> bool:
    """Whether `later` says all that was read without doubt in `earlier`, some of it in words.

    Two audits may share their grades; what people wrote, they do not share.
    """
    values, again = dict(_values(said(earlier))), dict(_values(said(later)))
    words = any(
        isinstance(value, str) and " " in value for path, value in values.items() if path[0] != "fields"
    )
    return words and all(again.get(path) == value for path, value in values.items())


def _values(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every single value that is there, with its path; what is empty or only "no" is not a value."""
    inside: Iterable[tuple[str | int, Any]]
    if isinstance(value, Mapping):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    else:
        if value not in (None, "", False):
            yield path, value
        return
    for key, each in inside:
        yield from _values(each, (*path, key))


def _settled(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFKC", value).split())
    if isinstance(value, dict):
        return {key: _settled(each) for key, each in value.items()}
    return [_settled(each) for each in value] if isinstance(value, list) else value


def _plain(written: str) -> str:
    return " ".join(written.casefold().replace(".", " ").replace(",", " ").split())


def _sha256(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
