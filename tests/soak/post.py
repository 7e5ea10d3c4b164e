"""The post of the crash test: a seeded mix of mails, each beside what must become of it."""

import datetime as dt
import hashlib
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache

from framework.words import Judgement
from tests.journeys.world import SENT, audit_tool

MAX, TESS, QUIN = "max.manager@council.example", "tess.west@council.example", "quin.quality@council.example"
HAL, ADA = "hal.east@council.example", "ada.north@council.example"
AUDITORS = {"Max Manager": MAX, "Quin Quality": QUIN}
FIRST_CASE = 910_001
_DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
_TEMPLATE_CASE = "900501"

Telling = tuple[str, str, str]  # kind, recipient, what it is about: a mail's hash or an audit's name


@dataclass(frozen=True)
class Letter:
    """One mail, how often it is delivered, and what must become of it.

    `audit` names the version that it brings ("910001 by Max Manager, version 1"), `tells` who must be told of what.
    `after` is the hash of the mail that must have been dealt with before this one is sent. `fate`: somebody deletes
    it or puts it aside; then it need not be kept, and if it is, the rest holds.
    """

    raw: bytes
    state: str
    tells: tuple[Telling, ...]
    audit: str = ""
    times: int = 1
    after: str = ""
    fate: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()


class PostOffice:
    """Writes letters; the same seed writes the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._number = 0
        self._case = FIRST_CASE
        self._to_follow: list[tuple[Letter, str, str, Judgement]] = []

    def letters(self, how_many: int) -> list[Letter]:
        """So many mails, one in three with an audit tool; one delivered twice counts as two."""
        written: list[Letter] = []
        tools = delivered = 0
        while delivered < how_many:
            with_tool = tools * 3 <= delivered
            some = self._with_tool() if with_tool else self._without()
            written += (some := [letter for letter in some if letter.times <= how_many - delivered])
            tools, delivered = tools + with_tool, delivered + sum(letter.times for letter in some)
        return written

    @property
    def cases(self) -> range:
        """The case numbers that were used."""
        return range(FIRST_CASE, self._case)

    # With an audit tool

    def _with_tool(self) -> Iterator[Letter]:
        kinds: list[Callable[[], Letter]] = [self._audit, self._doubtful]
        weights = [70, 10]
        if self._to_follow:
            kinds += [self._repeated, self._corrected]
            weights += [15, 15]
        yield self._random.choices(kinds, weights)[0]()

    def _audit(self) -> Letter:
        case, auditor = self._new_case(), self._random.choice(sorted(AUDITORS))
        judgement = self._random.choice((Judgement.GOOD, Judgement.INADEQUATE))
        audit = f"{case} by {auditor}, version 1"
        raw = self._mail(AUDITORS[auditor], tool(case, auditor, judgement))
        told = [("escalation", TESS)]
        if judgement is Judgement.INADEQUATE:
            told = [("escalation", HAL), ("escalation", ADA), ("action-notice", TESS)]
        letter = _letter(raw, "filed", {AUDITORS[auditor]}, told, audit)
        self._to_follow.append((letter, case, auditor, judgement))
        return letter

    def _repeated(self) -> Letter:
        """Somebody else sends the same audit tool once more."""
        before, case, auditor, judgement = self._take()
        raw = self._mail(TESS, tool(case, auditor, judgement))
        return _letter(raw, "filed", {TESS}, after=before.sha256)

    def _corrected(self) -> Letter:
        before, case, auditor, judgement = self._take()
        told = [("correction", HAL), ("correction", ADA), ("correction", TESS)]
        now = Judgement.GOOD
        if judgement is Judgement.GOOD:
            told = [("escalation", HAL), ("escalation", ADA), ("correction", TESS)]
            now = Judgement.INADEQUATE
        audit = f"{case} by {auditor}, version 2"
        raw = self._mail(AUDITORS[auditor], tool(case, auditor, now))
        return _letter(raw, "filed", {AUDITORS[auditor]}, told, audit, after=before.sha256)

    def _doubtful(self) -> Letter:
        """No overall judgement: a person must look."""
        case, auditor = self._new_case(), self._random.choice(sorted(AUDITORS))
        audit = f"{case} by {auditor}, in review"
        raw = self._mail(AUDITORS[auditor], tool(case, auditor, None))
        return _letter(raw, "review", {AUDITORS[auditor]}, [("review", QUIN)], audit)

    # Without

    def _without(self) -> Iterator[Letter]:
        kinds = [self._plain, self._out_of_office, self._same_id, self._twice, self._fleeting]
        yield from self._random.choices(kinds, (40, 30, 10, 10, 10))[0]()

    def _plain(self) -> Iterator[Letter]:
        yield self._words()

    def _out_of_office(self) -> Iterator[Letter]:
        raw = self._mail(
            HAL, None, subject="Automatic reply: audits", head={"Auto-Submitted": "auto-replied"}
        )
        yield Letter(raw, "ignored", ())

    def _same_id(self) -> Iterator[Letter]:
        """Two mails that differ and have one Message-ID."""
        one = f"<same-{self._number}@council.example>"
        yield self._words(message_id=one)
        yield self._words(message_id=one)

    def _twice(self) -> Iterator[Letter]:
        yield self._words(times=2)

    def _fleeting(self) -> Iterator[Letter]:
        yield self._words(fate=self._random.choice(("deleted", "put aside")))

    def _words(self, *, message_id: str = "", times: int = 1, fate: str = "") -> Letter:
        sender = self._random.choice((MAX, TESS, HAL, ADA))
        raw = self._mail(sender, None, message_id=message_id)
        sha256 = hashlib.sha256(raw).hexdigest()
        tells = (("review", QUIN, sha256), ("receipt", sender, sha256))
        return Letter(raw, "review", tells, times=times, fate=fate)

    # Writing

    def _new_case(self) -> str:
        self._case += 1
        return str(self._case - 1)

    def _take(self) -> tuple[Letter, str, str, Judgement]:
        return self._to_follow.pop(self._random.randrange(len(self._to_follow)))

    def _mail(
        self,
        sender: str,
        document: bytes | None,
        *,
        subject: str = "",
        message_id: str = "",
        head: dict[str, str] | None = None,
    ) -> bytes:
        self._number += 1
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"] = sender, "audits@council.example"
        mail["Subject"] = subject or f"Mail {self._number}"
        mail["Date"] = format_datetime(SENT + dt.timedelta(minutes=self._number))
        mail["Message-ID"] = message_id or f"<soak-{self._number}@council.example>"
        for name, value in (head or {}).items():
            mail[name] = value
        mail.set_content(f"This is mail {self._number}.\n" + "Words.\n" * self._random.randrange(200))
        if document is not None:
            kind, subtype = _DOCX
            mail.add_attachment(document, maintype=kind, subtype=subtype, filename="audit.docx")
        return mail.as_bytes()


def tool(case: str, auditor: str, judgement: Judgement | None) -> bytes:
    """A completed audit tool; the same arguments give the same bytes."""
    with zipfile.ZipFile(io.BytesIO(_template(auditor, judgement))) as template:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as document:
            for entry in template.infolist():
                inside = template.read(entry).replace(_TEMPLATE_CASE.encode(), case.encode())
                document.writestr(zipfile.ZipInfo(entry.filename), inside, zipfile.ZIP_DEFLATED)
    return written.getvalue()


@cache
def _template(auditor: str, judgement: Judgement | None) -> bytes:
    """Writing a document takes longer than all that is done with it afterwards."""
    return audit_tool(judgement, case_id=_TEMPLATE_CASE, auditor=auditor)


def _letter(
    raw: bytes,
    state: str,
    receipts: set[str],
    told: list[tuple[str, str]] | None = None,
    audit: str = "",
    *,
    after: str = "",
) -> Letter:
    sha256 = hashlib.sha256(raw).hexdigest()
    tells = [("receipt", email, sha256) for email in sorted(receipts)]
    tells += [(kind, email, audit) for kind, email in told or ()]
    return Letter(raw, state, tuple(tells), audit, after=after)
