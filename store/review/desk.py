"""The review desk inside one unit of work: what waits, and the steps that a person takes. The caller commits."""

from framework.pack import Pack
from store.review.model import Choice, Desk, Item, Turn
from store.unit_of_work import UnitOfWork


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

    def desk(self) -> Desk:
        """How many items there are and how old the oldest is."""
        raise NotImplementedError

    def items(self, limit: int = 50, offset: int = 0) -> list[Item]:
        """What waits: first the items whose sender has answered, then the oldest first."""
        raise NotImplementedError

    def item(self, message_id: int) -> Item:
        """One item, at the desk or settled since (`state`). NoSuchItem if it never was at the desk."""
        raise NotImplementedError

    # Steps on a value or a problem

    def correct(self, turn: Turn, audit_id: int, where: str, written: str) -> Item:
        """Give a value: `where` and `written` as `framework.correcting.correct` has them. NotAValue."""
        raise NotImplementedError

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
        """
        raise NotImplementedError

    def set_aside(self, turn: Turn, audit_id: int, note: str) -> Item:
        """This audit is not to be recorded (the recorded one stands, it is not an audit, …); `note` says why."""
        raise NotImplementedError

    # Steps on the mail

    def vouch(self, turn: Turn, note: str = "") -> Item:
        """The sender is who they say: the mail goes through the intake again (`state` received), believed."""
        raise NotImplementedError

    def say_kind(self, turn: Turn, kind: str) -> Item:
        """What the mail is: one of `KINDS_TO_SAY`."""
        raise NotImplementedError

    def key_in(self, turn: Turn, form: str, part: str = "") -> Item:
        """A new audit of that audit tool (its id) with everything missing, to be filled in by `correct`.

        `part` is the path of the attachment that could not be read.
        """
        raise NotImplementedError

    def ask(self, turn: Turn, question: str, *, anyway: bool = False) -> Item:
        """Ask the sender, and the claimed original sender if the directory knows them; the item stays.

        `anyway`: although the sender is not believed or may be a machine; refused otherwise.
        """
        raise NotImplementedError

    def answer(self, item: int, who: str, text: str) -> Item:
        """An answer of the sender (`who`) to a question about that item; it stands first at the desk now.

        An answer needs no `Turn`: it comes whenever it comes. Refused if the item has left the desk.
        """
        raise NotImplementedError

    def reject(self, turn: Turn, reason: str) -> Item:
        """Nothing of it is to be recorded; the believed sender is told `reason`."""
        raise NotImplementedError

    def file(self, turn: Turn) -> Item:
        """Record what waits and file the mail; NotYet while anything is unsettled. Its senders are told."""
        raise NotImplementedError

    def take_back(self, turn: Turn) -> Item:
        """Undo the last step that can be undone: a value, a kind, a rejection, a filing. Refused if there is none.

        Taking back a filing withdraws what was recorded, tells whoever had been told, and opens the item again.
        """
        raise NotImplementedError
