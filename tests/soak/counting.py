"""Counting after the crash test: what was sent in, what is kept, and what arrived at the receiving ends."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from handlers.slack.gateway import EVENT_TYPE
from store.tables import Audit, Delivery, Message
from store.unit_of_work import UnitOfWork
from tests.journeys.world import World
from tests.servers.smtp import SmtpServer
from tests.soak.places import Place
from tests.soak.post import Letter, Telling

_FOLDERS = {"filed": "Filed", "review": "Review", "ignored": "Ignored"}
_ENDED = ("sent", "cancelled")


@dataclass
class Found:
    """What came of one crash test. `struck` counts what the bot was at when it was killed.

    `mails` were delivered, of which `alike` were the bytes of another and `taken` were deleted or put aside by
    somebody before the bot fetched them; `mail_again` counts e-mails that came once more under their Message-ID.
    """

    adapter: str
    mails: int
    kills: int = 0
    alike: int = 0
    taken: int = 0
    kept: int = 0
    lost: int = 0
    twice: int = 0
    audits: int = 0
    audits_wrong: int = 0
    deliveries: int = 0
    undelivered: int = 0
    sent_twice: int = 0
    mail_again: int = 0
    seconds: float = 0.0
    struck: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether nothing was lost, and nothing came twice."""
        return not self.problems


def count(found: Found, letters: Sequence[Letter], world: World, post: SmtpServer, place: Place) -> None:
    """Hold what was sent in against what is there."""
    with world.store.reading() as work:
        kept = _count_mails(found, letters, work)
        _count_audits(found, kept, work)
        rows = _count_deliveries(found, kept, work)
        _count_received(found, rows, world, post)
    _look_into_mailbox(found, kept, letters, place)


def _count_mails(found: Found, letters: Sequence[Letter], work: UnitOfWork) -> list[Letter]:
    """Each once by its hash, in the state where it belongs; the letters that are kept."""
    rows = work.session.execute(select(Message.sha256, Message.state, Message.reason)).all()
    states = {sha256: (state, reason) for sha256, state, reason in rows}
    known = {letter.sha256: letter for letter in letters}
    kept = [letter for sha256, letter in known.items() if sha256 in states]
    missing = [letter for sha256, letter in known.items() if sha256 not in states]
    found.alike = sum(letter.times - 1 for letter in letters)
    found.kept = len(kept)
    found.taken = sum(1 for letter in missing if letter.fate)
    found.lost = len(missing) - found.taken
    found.twice = len(rows) - len(kept)
    found.problems += [f"lost: a mail that ends in {each.state}" for each in missing if not each.fate]
    found.problems += [
        f"nobody sent it: {state}, {states[sha256][1]}" for sha256, state, _ in rows if sha256 not in known
    ]
    for letter in kept:
        state, reason = states[letter.sha256]
        if state != letter.state:
            found.problems.append(f"a mail is {state}, not {letter.state}: {reason}")
    return kept


def _count_audits(found: Found, kept: Iterable[Letter], work: UnitOfWork) -> None:
    there = Counter(_name(audit) for audit in work.session.scalars(select(Audit)))
    expected = Counter(letter.audit for letter in kept if letter.audit)
    found.audits = there.total()
    wrong = [f"audit lost: {name}" for name in (expected - there).elements()]
    wrong += [f"audit too many: {name}" for name in (there - expected).elements()]
    found.audits_wrong = len(wrong)
    found.problems += wrong


def _count_deliveries(found: Found, kept: Iterable[Letter], work: UnitOfWork) -> list[Delivery]:
    """Everything that has to be said stands in the outbox once and was sent; what was sent."""
    rows = list(work.session.scalars(select(Delivery).order_by(Delivery.id)))
    hashes = {mail.id: mail.sha256 for mail in work.session.scalars(select(Message))}
    names = {audit.id: _name(audit) for audit in work.session.scalars(select(Audit))}
    there: Counter[Telling] = Counter()
    for row in rows:
        if row.period is None:  # what has a period is about the bot itself, not about mails
            about = names[row.audit_id] if row.audit_id is not None else hashes[row.message_id or 0]
            there[row.kind, row.recipient, about] += 1
            if row.state != "sent":
                found.problems.append(f"a {row.kind} is {row.state}: {row.error}")
        elif row.state not in _ENDED:
            found.problems.append(f"a {row.kind} ({row.period}) is {row.state}: {row.error}")
    expected = Counter(telling for letter in kept for telling in letter.tells)
    for kind, recipient, about in (expected - there).elements():
        found.problems.append(f"never to be said: {kind} to {recipient} about {about}")
    for kind, recipient, about in (there - expected).elements():
        found.problems.append(f"not to be said: {kind} to {recipient} about {about}")
    return [row for row in rows if row.state == "sent"]


def _count_received(found: Found, rows: Sequence[Delivery], world: World, post: SmtpServer) -> None:
    """At the receiving ends each delivery is there once: all its parts in one conversation, or one e-mail."""
    slack, mails = _in_slack(world), Counter(str(mail["Message-ID"]) for mail in post.mails)
    found.mail_again = mails.total() - len(mails)
    sent_by_mail = {row.mail_id for row in rows if row.channel == "email"}
    for row in rows:
        parts = slack.pop(row.id, Counter())
        if row.channel == "email":
            arrived = mails[row.mail_id or ""] > 0
            found.sent_twice += bool(parts)
        else:
            arrived = bool(parts) and len(parts) == next(iter(parts))[1]
            found.sent_twice += sum(parts.values()) > len(parts)
            if any(email != row.recipient for _, _, email in parts):
                found.problems.append(f"a {row.kind} went to somebody else")
        found.deliveries += arrived
        if not arrived:
            found.undelivered += 1
            found.problems.append(f"a {row.kind} was stamped and did not arrive")
    found.sent_twice += len(slack) + len(set(mails) - sent_by_mail)
    if found.sent_twice:
        found.problems.append(f"{found.sent_twice} deliveries arrived twice, or nobody knows of them")


def _in_slack(world: World) -> dict[int, Counter[tuple[int, int, str]]]:
    """By the delivery's id: how often each of its parts (number, of how many, to whom) stands in the workspace."""
    found: defaultdict[int, Counter[tuple[int, int, str]]] = defaultdict(Counter)
    with world.workspace.reading() as state:
        for conversation in state.conversations.values():
            for message in conversation.messages:
                if (message.metadata or {}).get("event_type") == EVENT_TYPE:
                    payload = (message.metadata or {})["event_payload"]
                    part = payload["part"], payload["of"], state.partner(conversation).email
                    found[payload["delivery"]][part] += 1
    return found


def _look_into_mailbox(found: Found, kept: Sequence[Letter], letters: Sequence[Letter], place: Place) -> None:
    """Each mail stands in the mailbox as often as it was delivered, where its state belongs."""
    folders = place.folders()
    everywhere: Counter[str] = sum(folders.values(), Counter())
    for letter in letters:
        stands = everywhere.pop(letter.sha256, 0)
        if stands != letter.times and not (letter.fate == "deleted" and stands == 0):
            found.problems.append(
                f"in the mailbox {stands} times, not {letter.times}: a mail in {letter.state}"
            )
    for letter in kept:
        where = folders.get(_FOLDERS[letter.state], Counter())
        if not letter.fate and where[letter.sha256] != letter.times:
            at = [name or "the inbox" for name, hashes in folders.items() if letter.sha256 in hashes]
            found.problems.append(f"a mail of {_FOLDERS[letter.state]} stands in {', '.join(at)}")
    if everywhere:
        found.problems.append(f"{everywhere.total()} mails in the mailbox that nobody sent")


def _name(audit: Audit) -> str:
    which = "in review" if audit.status == "review" else f"version {audit.version}"
    return f"{audit.case_id} by {audit.completed_by}, {which}"
