"""A mail and its attachments as plain values."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

State = Literal["taken", "opened", "passed over", "not read"]


@dataclass(frozen=True)
class Address:
    """A display name and a mail address, as written but for its encoding; either may be empty."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands after the last @, in lower case; empty if there is no @."""
        return self.address.rpartition("@")[2].strip().lower() if "@" in self.address else ""


@dataclass(frozen=True)
class Mail:
    """The head and the words of one mail.

    `date` is its Date header, aware UTC, None if missing or nonsense. `senders` are all addresses of all
    From headers; identity comes from nowhere else. `headers` are lower-case names and unfolded values in
    their order, topmost first; encoded words in them are left as they are, so that nothing can hide in one.
    `text` is the body as plain text, without nested mails and attachments.
    `report` is the report-type of a multipart/report ("delivery-status"), `calendar` the method of an
    invitation in it ("REQUEST"), each empty if it is none. `defect` says what could not be read, or nothing.
    """

    message_id: str = ""
    date: dt.datetime | None = None
    senders: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    subject: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    report: str = ""
    calendar: str = ""
    defect: str = ""

    @property
    def sender(self) -> Address | None:
        """The From address; None if there is none or more than one."""
        return self.senders[0] if len(self.senders) == 1 else None

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a header, topmost first."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key == wanted)

    def first(self, name: str) -> str:
        """The topmost value of a header, or ""."""
        return next(iter(self.all(name)), "")


@dataclass(frozen=True)
class Texts:
    """What a mail says itself, in each form in which it says it; "" for a form that it has not.

    `rtf` is rich text that is more than the packing of a page, as latin-1.
    """

    html: str = ""
    text: str = ""
    rtf: str = ""

    def and_(self, other: "Texts") -> "Texts":
        """Of two that one mail came with, the longer of each form: the other is a footer, or the same again."""
        return Texts(
            max(self.html, other.html, key=len),
            max(self.text, other.text, key=len),
            max(self.rtf, other.rtf, key=len),
        )


NOTHING_SAID = Texts()


@dataclass(frozen=True)
class Part:
    """One attachment, however deep it lay.

    `path` says where, unique in its mail: "forward.eml/scan.zip/tier1.docx". `name` is fit to be shown.
    `kind` is what the bytes are ("docx", "pdf", "png", "zip", "mail", "unknown"), `declared` what the sender
    said. `state`: "taken" to be read, "opened" to find what it holds, "passed over" as no document at all (a
    logo, an invitation, a signature), "not read" though it may be one, so that a person must look. `outcome`
    is empty for what is taken, else a sentence on what became of it.
    `sent` is the Date of the mail that arrived: dates in a document are held against it (contract of
    `auditbot read`). `carriers` are the mails inside it that carried this part, outermost first, so the
    date and the sender that each of those claims are kept.
    """

    path: str
    name: str
    content: bytes = field(repr=False)
    sha256: str
    declared: str
    kind: str
    state: State = "taken"
    outcome: str = ""
    sent: dt.datetime | None = None
    carriers: tuple[Mail, ...] = field(default=(), repr=False)

    @property
    def taken(self) -> bool:
        """Whether it is a document to be read."""
        return self.state == "taken"


@dataclass(frozen=True)
class Limits:
    """What one mail may unpack to. Sizes in bytes. What exceeds them is an outcome, not an error."""

    message: int = 150_000_000
    part: int = 50_000_000
    total: int = 200_000_000
    parts: int = 500
    depth: int = 8
    zip_entries: int = 1_000
    zip_ratio: int = 100
    inline_picture: int = 100_000  # a bigger picture in the text may be a photographed page: it is read
