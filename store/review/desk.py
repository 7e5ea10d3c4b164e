"""The review desk inside one unit of work: what waits, and the steps that a person takes. The caller commits."""

from collections.abc import Sequence
from typing import Any

from framework.correcting import NotAValue, correct
from framework.forms import Form
from framework.london import day
from framework.pack import Pack
from framework.reading import KEYED_IN, Answer, Evidence, Reading
from store.messages import given_up
from store.outcomes import Outcome, outcomes_of, restore
from store.recording import VERSIONS_AT_ODDS
from store.review import asking, filing, looking, undoing
from store.review.model import (
    KINDS_TO_SAY,
    Choice,
    Desk,
    Item,
    NoSuchItem,
    NotValues,
    Refused,
    Stale,
    Turn,
    Waiting,
)
from store.review.steps import keep_step, last_step_id
from store.tables import Audit, Message
from store.unit_of_work import UnitOfWork

_LONGEST = 10_000  # characters of a value or a note


class ReviewDesk:
    """What waits for a person. Every step names its `Turn`, is kept with who and when, and returns the item as
    it is afterwards.

    Use it inside `in_one_transaction(store, lambda work: ReviewDesk(work, pack).correct(...))`: two people at once
    take their steps one after the other, and the later one is refused (`Stale`). What is refused (`Refused`, or
    `NotAValue` from `correct`) changes nothing and says why in words for the person.
    """

    def __init__(self, work: UnitOfWork, pack: Pack) -> None:
        self._work = work
        self._pack = pack

    # Looking

    def desk(self, *, confidential: bool = True) -> Desk:
        """How many items there are, how old the oldest is, and how many answers have come.

        Without the `confidential` ones for whoever may not see them.
        """
        return looking.desk(self._work, () if confidential else self.confidential())

    def confidential(self) -> set[int]:
        """The items in which a supervision or observation record is (A-34)."""
        return looking.confidential_ids(self._work, self._pack)

    def items(self, limit: int = 50, offset: int = 0, *, confidential: bool = True) -> list[Item]:
        """What waits: first the items whose sender has answered, then the oldest first.

        Without the `confidential` ones for whoever may not see them.
        """
        without = set[int]() if confidential else self.confidential()
        waiting = [each for each in looking.waiting_ids(self._work) if each not in without]
        ids = waiting[offset : offset + limit]
        return [self._item(self._work.messages.get(message_id)) for message_id in ids]

    def item(self, message_id: int) -> Item:
        """One item, at the desk or settled since (`state`). NoSuchItem if it never was at the desk."""
        message = self._work.session.get(Message, message_id)
        if message is None or (message.state != "review" and not last_step_id(self._work, message_id)):
            raise NoSuchItem(f"There is no mail {message_id} at the review desk.")
        return self._item(message)

    # Steps on a value or a problem

    def correct(self, turn: Turn, audit_id: int, where: str, written: str) -> Item:
        """Give a value: `where` and `written` as `framework.correcting.correct` has them. NotAValue."""
        message = self._at_desk(turn)
        waiting, audit = self._waiting(message, audit_id)
        corrected = self._corrected(waiting, audit, waiting.reading, where, written)
        before = {"reading": audit.reading}
        looking.put_reading(self._work, self._pack, audit, corrected)
        self._keep(turn, "correct", audit, where=where, value=written, before=before)
        return self._item(message)

    def correct_all(self, turn: Turn, audit_id: int, values: Sequence[tuple[str, str]]) -> Item:
        """Several values as `correct` has them, in their order, a step for each; all or none (NotValues).

        They are taken back as one.
        """
        message = self._at_desk(turn)
        waiting, audit = self._waiting(message, audit_id)
        reading, befores, refused = waiting.reading, [audit.reading], dict[str, str]()
        for where, written in values:
            try:
                reading = self._corrected(waiting, audit, reading, where, written)
            except (NotAValue, Refused) as refusal:
                refused[where] = str(refusal)
            befores.append(reading.model_dump(mode="json"))
        if refused:
            raise NotValues(refused)
        first = 0
        for (where, written), reading_before in zip(values, befores, strict=False):
            before = {"reading": reading_before} | ({"together": first} if first else {})
            step = self._keep(turn, "correct", audit, where=where, value=written, before=before)
            first = first or step
        looking.put_reading(self._work, self._pack, audit, reading)
        return self._item(message)

    def settle(
        self,
        turn: Turn,
        audit_id: int,
        code: str,
        where: str = "",
        *,
        choice: Choice = "",
        of: int | None = None,
        note: str = "",
    ) -> Item:
        """ "I have looked, it stands": for a problem (`code`, `where`) that no value settles.

        An identity doubt asks for one of `Waiting.choices`; a "correction" says `of` which recorded audit (its id).
        Of versions at odds one stands, which sets the others aside.
        """
        message = self._at_desk(turn)
        waiting, audit = self._waiting(message, audit_id)
        problem = next((p for p in waiting.problems if (p.code, p.where) == (code, where)), None)
        if problem is None:
            raise Refused(
                f"There is no such problem ({code}) with audit {audit_id}, or it is settled already."
            )
        wants = waiting.wants(problem)
        if wants == "correct":
            raise Refused(f"{problem.message} Only a value settles that: give it, or set the audit aside.")
        if wants == "choose" and waiting.aside:
            raise Refused(f"Audit {audit_id} is set aside. Take that back first.")
        if wants == "choose":
            value = _choice(waiting, waiting.choices(problem), choice, of)
            chosen = self._keep(turn, "settle", audit, where=code, value=value, note=note)
            if code == VERSIONS_AT_ODDS.code:
                self._set_others_aside(turn, message, audit, chosen)
            return self._item(message)
        before = {"reading": audit.reading}
        left = tuple(each for each in waiting.reading.problems if each != problem)
        looking.put_reading(
            self._work,
            self._pack,
            audit,
            looking.as_it_is(waiting.reading.model_copy(update={"problems": left})),
        )
        self._keep(turn, "settle", audit, where=_named(code, where), note=note, before=before)
        return self._item(message)

    def set_aside(self, turn: Turn, audit_id: int, note: str) -> Item:
        """This audit is not to be recorded (the recorded one stands, it is not an audit, …); `note` says why."""
        message = self._at_desk(turn)
        waiting, audit = self._waiting(message, audit_id)
        if waiting.aside:
            raise Refused(f"Audit {audit_id} is set aside already.")
        self._keep(turn, "set-aside", audit, note=_words(note, "Say why it is not to be recorded."))
        return self._item(message)

    # Steps on the mail

    def vouch(self, turn: Turn, note: str = "") -> Item:
        """The sender is who they say: the mail goes through the intake again (`state` received), believed."""
        message = self._at_desk(turn)
        if not message.sender:
            raise Refused("The mail names no sender to vouch for. Key in what it holds, or reject it.")
        if message.answerable:
            raise Refused("The sender of this mail is believed already.")
        if looking.waiting_audits(message):
            raise Refused(
                "An audit of this mail is being keyed in. Set it aside and file it, or take that back, and then "
                "vouch: what the mail holds would be recorded beside it."
            )
        before = {"state": message.state, "reason": message.reason, "kind": message.kind}
        message.trusted_by = turn.who
        self._work.messages.begin_again(message, "Its sender was vouched for.")
        self._keep(turn, "vouch", note=note, before=before)
        return self._item(message)

    def try_again(self, turn: Turn) -> Item:
        """A mail that was given up (`Item.given_up`) goes through the intake once more (`state` received)."""
        message = self._at_desk(turn)
        if not given_up(message):
            raise Refused("This mail has been read. Only one that was given up is read again.")
        if looking.waiting_audits(message):
            raise Refused(
                "An audit of this mail is being keyed in. Set it aside and file it, or take that back, and then "
                "have the mail read again: what it holds would be recorded beside it."
            )
        self._work.messages.begin_again(message, "A person had it read again.")
        self._keep(turn, "try-again")
        return self._item(message)

    def say_kind(self, turn: Turn, kind: str) -> Item:
        """What the mail is: one of `KINDS_TO_SAY`."""
        message = self._at_desk(turn)
        if kind not in KINDS_TO_SAY:
            raise Refused(f"“{kind}” is no kind of mail. There are: {', '.join(KINDS_TO_SAY)}.")
        before = {"kind": message.kind, "kind_said": message.kind_said}
        message.kind = message.kind_said = kind
        self._keep(turn, "kind", value=kind, before=before)
        return self._item(message)

    def key_in(self, turn: Turn, form: str, part: str = "") -> Item:
        """A new audit of that audit tool (its id) with everything missing, to be filled in by `correct`.

        The mail is an audit from then on. Whether they may key in a confidential one is for the caller to ask.
        `part` is the path of the attachment that could not be read.
        """
        message = self._at_desk(turn)
        enclosed = next((each for each in message.attachments if each.path == part), None)
        if part and enclosed is None:
            raise NoSuchItem(f"There is no attachment with that name in mail {message.id}.")
        tool = next((each for each in self._pack.forms if each.id == form), None)
        if tool is None:
            raise Refused(
                f"“{form}” is no audit tool. There are: {', '.join(f.id for f in self._pack.forms)}."
            )
        audit = self._begin(tool, message, part, enclosed.sha256 if enclosed else message.sha256)
        before = {"kind": message.kind, "kind_said": message.kind_said}
        message.kind = message.kind_said = "audit"
        self._keep(turn, "key-in", audit, where=part, value=form, before=before)
        return self._item(message)

    def no_audit(self, turn: Turn, attachment_id: int, note: str = "") -> Item:
        """A person has looked: that attachment (`Enclosed.id`), not read, or link, not followed, holds no audit."""
        message = self._at_desk(turn)
        found = next((each for each in self._item(message).attachments if each.id == attachment_id), None)
        if found is None:
            raise NoSuchItem(f"There is no attachment {attachment_id} in mail {message.id}.")
        if found not in self._item(message).unread:
            raise Refused(
                "Nobody need say that of this attachment: it was read, keyed in, or looked at already."
            )
        _not_too_long(note)
        before = {"outcomes": outcomes_of(message)}
        restore(message, {found.path: Outcome.NO_AUDIT.value})
        self._keep(turn, "no-audit", where=found.path, note=note, before=before)
        return self._item(message)

    def ask(self, turn: Turn, question: str, *, anyway: bool = False) -> Item:
        """Ask the sender, and the claimed original sender if the directory knows them; the item stays.

        `anyway`: although the sender is not believed or may be a machine; refused otherwise.
        """
        message = self._at_desk(turn)
        question = _words(question, "Write the question.")
        people = asking.whom(self._work, message, anyway=anyway)
        step = self._keep(turn, "ask", value=", ".join(people), note=question)
        for email in people:
            self._work.outbox.add("question", email, message_id=message.id, period=asking.period(step))
        return self._item(message)

    def answer(self, item: int, who: str, text: str) -> Item:
        """An answer of the sender (`who`) to a question about that item; it stands first at the desk now.

        An answer needs no `Turn`: it comes whenever it comes. Refused if the item has left the desk.
        """
        message = self._work.messages.hold(item)
        if message.state != "review":
            raise Refused("This has been settled since, so the answer came too late. Please send a new mail.")
        asking.answered(self._work, message, who, _words(text, "Write the answer."))
        return self._item(message)

    def reject(self, turn: Turn, reason: str) -> Item:
        """Nothing of it is to be recorded; the believed sender is told `reason`."""
        message = self._at_desk(turn)
        reason = _words(reason, "Say why it is rejected: the sender is told so.")
        filing.reject(self._work, message, turn, reason)
        return self._item(message)

    def file(self, turn: Turn) -> Item:
        """Record what waits and file the mail; NotYet while anything is unsettled. Its senders are told."""
        message = self._at_desk(turn)
        filing.file(self._work, self._pack, message, turn)
        return self._item(message)

    def take_back(self, turn: Turn) -> Item:
        """Undo the last step that can be undone: a value, a kind, a rejection, a filing. Refused if there is none.

        Taking back a filing withdraws what was recorded, tells whoever had been told, and opens the item again.
        """
        message = self._turn(turn)
        undoing.take_back(self._work, self._pack, message, turn)
        return self._item(message)

    # Helpers

    def _turn(self, turn: Turn) -> Message:
        """The mail, held until the end; Stale if it is not as the person saw it."""
        if self._work.session.get(Message, turn.item) is None:
            raise NoSuchItem(f"There is no mail {turn.item} at the review desk.")
        message = self._work.messages.hold(turn.item)
        if last_step_id(self._work, message.id) != turn.version:
            raise Stale("Somebody has taken a step with this since you opened it. Look at it as it is now.")
        return message

    def _at_desk(self, turn: Turn) -> Message:
        message = self._turn(turn)
        if message.state != "review":
            raise NoSuchItem(f"Mail {message.id} is not at the review desk any more: it is {message.state}.")
        return message

    def _corrected(
        self, waiting: Waiting, audit: Audit, reading: Reading, where: str, written: str
    ) -> Reading:
        _not_too_long(written)
        corrected = correct(
            waiting.form,
            looking.under_way(reading),
            where,
            written,
            pack=self._pack,
            today=day(self._work.now),
            service_area=audit.service_area,
        )
        return looking.as_it_is(corrected)

    def _waiting(self, message: Message, audit_id: int) -> tuple[Waiting, Audit]:
        waiting = self._item(message).audit(audit_id)
        return waiting, self._work.session.get_one(Audit, audit_id)

    def _set_others_aside(self, turn: Turn, message: Message, audit: Audit, chosen: int) -> None:
        for other_id in looking.at_odds_with(self._work, self._pack, message, audit):
            other = self._work.session.get_one(Audit, other_id)
            note = f"Audit {audit.id} is the one that stands."
            self._keep(turn, "set-aside", other, note=note, before={"together": chosen})

    def _item(self, message: Message) -> Item:
        self._work.session.flush()
        return looking.item(self._work, self._pack, message)

    def _keep(self, turn: Turn, what: str, audit: Audit | None = None, **said: Any) -> int:
        return keep_step(self._work, turn.item, turn.who, what, audit_id=audit.id if audit else None, **said)

    def _begin(self, form: Form, message: Message, part: str, sha256: str) -> Audit:
        blank = Reading(
            part=part,
            form=form.id,
            answers=tuple(Answer(number=area.number) for area in form.areas),
            evidence={"": Evidence(place=KEYED_IN, text=sha256)},
        )
        audit = Audit(
            status="review",
            content_sha256=sha256,
            source="mail",
            sent=message.received or message.arrived,
            recorded=self._work.now,
            reading=looking.under_way(blank).model_dump(mode="json"),
        )
        looking.candidate(self._work, self._pack, audit).describe(audit)
        self._work.audits.add(audit)
        audit.messages.append(message)
        return audit


def _choice(waiting: Waiting, choices: tuple[Choice, ...], choice: Choice, of: int | None) -> str:
    """What is kept of a choice: the choice itself and the recorded audit that it is held against."""
    if choice not in choices:
        raise Refused(f"Choose one of: {', '.join(choices)}. If the other one stands, set this audit aside.")
    if choice == "correction":
        if of not in {rival.audit_id for rival in waiting.rivals}:
            raise Refused("Say of which audit it is a correction.")
        return f"{choice} {of}"
    return f"{choice} {looking.against(waiting.rivals)}"


def _named(code: str, where: str) -> str:
    return f"{code} {where}".strip()


def _words(written: str, otherwise: str) -> str:
    if not written.strip():
        raise Refused(otherwise)
    _not_too_long(written)
    return written.strip()


def _not_too_long(written: str) -> None:
    if len(written) > _LONGEST:
        raise Refused(f"That is too long: at most {_LONGEST} characters.")
