"""What a notice is about, as plain data: looked up once, at the moment of sending."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from framework.directory import Person
from framework.escalation import Reason
from framework.forms import Form
from framework.reading import Reading
from framework.words import Judgement, Role


@dataclass(frozen=True)
class RecipientFacts:
    """A role that the framework names for an audit, as resolved when it was recorded; `untold` says why not."""

    kind: str
    role: Role
    email: str | None
    name: str | None
    why: str
    untold: Reason | None


@dataclass(frozen=True)
class Chosen:
    """A value that was in doubt and that a person at the review desk chose; `value` is empty where it is words.

    `by` is who: "the Quality Assurance team".
    """

    place: str
    value: str
    by: str


@dataclass(frozen=True)
class Decision:
    """Who made a version of an audit what it is: "the auditor", "Business Support", or "" if that is not known.

    `at_desk`: at the review desk, and not by sending it. `again`: every version before was taken back, so that it
    corrects nothing.
    """

    by: str = ""
    at_desk: bool = False
    again: bool = False
    chosen: tuple[Chosen, ...] = ()


_NOTHING_DECIDED = Decision()


@dataclass(frozen=True)
class ReplyFacts:
    """What the practitioner replied to an audit, in their own words; `written_by` is who wrote it down for them."""

    name: str
    at: dt.datetime
    words: str
    written_by: str = ""


@dataclass(frozen=True)
class ModerationFacts:
    """What somebody of the QA team found of a judgement; `version` is that of the audit."""

    version: int
    name: str
    at: dt.datetime
    agrees: bool
    words: str


@dataclass(frozen=True)
class BesideFacts:
    """What was answered in chat beside the form under one title: labels and words; a label may be empty."""

    title: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VersionFacts:
    """A recorded version in the history of its audit; `because` is why the auditor amended the one before it."""

    number: int
    recorded: dt.datetime
    judgement: Judgement | None
    because: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class AuditFacts:
    """One version of an audit. `version` is None while it waits for a person, `replaced` once it need not.

    `rejected`: a person said that it is not to be recorded. `withdrawn`: it was, and was taken back. `mail_id` is
    the mail that brought it, the one at the review desk before others. `decision`: who made it what it is. `beside`
    is what was answered in chat beside the form, `practitioner` the address of the social worker, `replies` are
    what they said to it. `because` is why the version before it was amended, `history` every version in turn.
    `asked` is what was answered beside the form, as it is shown. `moderations` are of every version; `agreed`: the
    last of this one agrees.
    """

    id: int
    form: Form
    version: int | None
    superseded: bool
    replaced: bool
    auditor_email: str | None
    reading: Reading
    recipients: tuple[RecipientFacts, ...] = ()
    service_area: str | None = None
    rejected: bool = False
    withdrawn: bool = False
    mail_id: int | None = None
    decision: Decision = _NOTHING_DECIDED
    beside: Mapping[str, str] = field(default_factory=dict[str, str])
    practitioner: str | None = None
    replies: tuple[ReplyFacts, ...] = ()
    because: str = ""
    history: tuple[VersionFacts, ...] = ()
    asked: tuple[BesideFacts, ...] = ()
    for_moderation: bool = False
    agreed: bool = False
    moderations: tuple[ModerationFacts, ...] = ()

    @property
    def judgement(self) -> Judgement | None:
        """The overall judgement that was read."""
        return self.reading.overall

    @property
    def told(self) -> frozenset[str]:
        """The addresses of whoever is told of this version."""
        return frozenset(r.email for r in self.recipients if r.email and r.untold is None)

    def told_as(self, email: str) -> tuple[RecipientFacts, ...]:
        """The roles in which that person is told."""
        return tuple(r for r in self.recipients if r.email == email and r.untold is None)


@dataclass(frozen=True)
class AuditLine:
    """As much of a version of an audit as a list shows of it, without its judgement; names as in `AuditFacts`."""

    id: int
    form: Form
    version: int | None
    case_id: str | None
    date: dt.date | None
    auditor_email: str | None
    told: frozenset[str]


@dataclass(frozen=True)
class Earlier:
    """An earlier version, and whether this notice's recipient has in truth been sent something about it."""

    audit: AuditFacts
    sent: bool


LINK = "A link"


@dataclass(frozen=True)
class AttachmentFacts:
    """Something found in a mail and what became of it. A file's name may name a child: only its kind is here.

    `kind` is LINK where it was no file but a link to one, which is not followed.
    """

    kind: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class MailFacts:
    """A mail and what became of it. `known_before`: ids of the audits that an earlier mail had brought.

    `sender` is an address in lower case, `sender_name` the name that the directory has for it. `original_sender`
    is whom a forward names as its author: a claim.
    """

    id: int
    mailbox: str
    sender: str | None
    received: dt.datetime
    state: str
    reason: str
    attachments: tuple[AttachmentFacts, ...] = ()
    audits: tuple[AuditFacts, ...] = ()
    known_before: frozenset[int] = frozenset()
    sender_name: str | None = None
    original_sender: str | None = None

    @property
    def forwarded(self) -> bool:
        """Whether it was a forward."""
        return self.original_sender is not None

    @property
    def sent_by(self) -> str:
        """Who sent it, in words."""
        if self.sender_name:
            return f"{self.sender_name} ({self.sender})"
        return self.sender or "somebody whose address is not known"


@dataclass(frozen=True)
class Undelivered:
    """A delivery that could not be made, and why.

    `waits`: it goes out once the cause is put right; `over`: it waits no more.
    """

    kind: str
    recipient: str
    name: str | None
    why: str
    waits: bool = False
    over: bool = False


@dataclass(frozen=True)
class DeskFacts:
    """How the review desk stands at the time `now`: how many items, the oldest's arrival, how many answers."""

    count: int
    oldest: dt.datetime | None
    answered: int
    now: dt.datetime


@dataclass(frozen=True)
class StepFacts:
    """The step at the review desk that a delivery is about: its name, its words, and who took it."""

    what: str
    note: str
    who: str
    undone: bool = False


@dataclass(frozen=True)
class TroubleFacts:
    """Something that the bot needs and could not use, from `began` until `ended`; `message` says what is wrong.

    `lasting`: it will not pass by itself.
    """

    what: str
    message: str
    lasting: bool
    began: dt.datetime
    ended: dt.datetime | None = None


@dataclass(frozen=True)
class ComparisonFacts:
    """What the nightly comparison of a mailbox with the record found, in numbers of mails.

    `standing` stand in the mailbox; `missing` had not been seen before, `vanished` went away before they could be
    read, `late` have come to no end in an hour, `without_bytes` are kept no more. `from_before` were listed anew
    and are left alone as the past, by their own Date.
    """

    id: int
    mailbox: str
    at: dt.datetime
    standing: int
    missing: int = 0
    vanished: int = 0
    late: int = 0
    without_bytes: int = 0
    from_before: int = 0


@dataclass(frozen=True)
class ConcernFacts:
    """Somebody worried about a child in the middle of an audit: who, in which case, since when, in what words."""

    name: str
    email: str
    case_id: str | None
    at: dt.datetime
    words: str


@dataclass(frozen=True)
class DutyFacts:
    """One thing to do in the child's record; `done_by` is the name of who said at `done_at` that it is done."""

    id: str
    short: str
    asks: str
    done_at: dt.datetime | None = None
    done_by: str = ""


@dataclass(frozen=True)
class RecordFacts:
    """What an audit leaves to do in the child's record.

    `completed` is when it was handed in, `left_out` what of it is about staff and not in the copy for the record.
    """

    audit: AuditFacts
    completed: dt.datetime
    duties: tuple[DutyFacts, ...]
    left_out: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[DutyFacts, ...]:
        """What is not done yet."""
        return tuple(duty for duty in self.duties if duty.done_at is None)


@dataclass(frozen=True)
class HeldFacts:
    """An audit under way in chat, at its present version: who has it (None: it waits) and whose work it is about.

    `mover` is who took the turn that is told of. `over`: it is not under way any more.
    """

    id: int
    version: int
    title: str
    case_id: str | None
    holder: str | None
    mover: str
    about: str
    over: bool


@dataclass(frozen=True)
class About:
    """Everything that a notice of one delivery is made from. `recipient` is an address in lower case.

    `posts` are those that the recipient holds now; `undecided`: an earlier version is being sent to them at this
    very moment. `told`: they were sent something about this very version. `anew`: a later one stands by now.
    `records`: what is left to do in children's records, of the audit or of all that are theirs. `amendable` is the
    conversation in which the auditor may amend it.
    """

    delivery_id: int
    kind: str
    recipient: str
    posts: tuple[Person, ...] = ()
    audit: AuditFacts | None = None
    earlier: tuple[Earlier, ...] = ()
    undecided: bool = False
    mail: MailFacts | None = None
    undelivered: Undelivered | None = None
    desk: DeskFacts | None = None
    step: StepFacts | None = None
    trouble: TroubleFacts | None = None
    comparison: ComparisonFacts | None = None
    concern: ConcernFacts | None = None
    reply: ReplyFacts | None = None
    held: HeldFacts | None = None
    records: tuple[RecordFacts, ...] = ()
    moderation: ModerationFacts | None = None
    amendable: int | None = None
    told: bool = False
    anew: bool = False

    @property
    def works_here(self) -> bool:
        """Whether the recipient holds a post now."""
        return any(post.active for post in self.posts)

    @property
    def in_qa_team(self) -> bool:
        """Whether the recipient is in the Quality Assurance team, which keeps the records."""
        return any(post.active and post.role is Role.QA_TEAM for post in self.posts)
