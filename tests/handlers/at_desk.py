"""Working at the review desk in Slack in a test: mails that came to it, and what a person sees of it."""

import html
from typing import Any

from framework.reading import Evidence, Problem, Reading, Status
from handlers.notice import REVIEW_DESK
from store.recording import Outcome, Submission, record_all
from store.review import Item, ReviewDesk
from store.tables import Attachment
from store.unit_of_work import UnitOfWork, in_one_transaction
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, SENT, audit
from tests.handlers.seats import wait_for

TWO_TICKS = Problem(code="two-ticks", where="answers.3.grade", message="Area 3: more than one is marked.")
SEEN = Evidence(place="table 2, row 4, column 3", text="X | X")


def doubtful(bench: Bench, *numbers: int, **changed: Any) -> Reading:
    """An audit tool with two ticks in these areas (area 3)."""
    given = audit(bench.pack, **changed)
    numbers = numbers or (3,)
    answers = tuple(
        each.model_copy(update={"grade": None}) if each.number in numbers else each for each in given.answers
    )
    problems = tuple(
        Problem(code="two-ticks", where=f"answers.{n}.grade", message=f"Area {n}: more than one is marked.")
        for n in numbers
    )
    evidence = {problem.where: SEEN for problem in problems}
    return given.model_copy(
        update={"answers": answers, "problems": problems, "evidence": evidence, "status": Status.REVIEW}
    )


def mail_with(
    bench: Bench,
    *readings: Reading,
    sender: str | None = AUDITOR,
    answerable: bool = True,
    name: str = "",
    raw: bytes | None = None,
    attachments: tuple[Attachment, ...] = (),
    subject: str = "",
    forwarded_from: str | None = None,
    days: int = 0,
) -> int:
    """A mail with these audit tools that ends at the desk, as the intake ends it; its id."""

    def take(work: UnitOfWork) -> int:
        message = work.messages.get(work.messages.keep("audits", raw or f"{name}{readings!r}".encode()).id)
        message.sender, message.answerable, message.received = sender, answerable, SENT
        message.subject, message.original_sender = subject, forwarded_from
        done = record_all(work, readings, Submission("mail", SENT, message), bench.pack)
        rows = [
            Attachment(path=each.reading.part, size=1, sha256="0" * 64, outcome=each.outcome.value)
            for each in done
        ]
        work.messages.keep_attachments(message, [*rows, *attachments])
        message.kind = "audit" if done else "other"
        waits = not done or any(each.outcome is Outcome.REVIEW for each in done)
        work.messages.end(message, "review" if waits else "filed", "One audit needs a person.")
        return message.id

    return in_one_transaction(bench.store, take)


def item(bench: Bench, mail: int) -> Item:
    return in_one_transaction(bench.store, lambda work: ReviewDesk(work, bench.pack).item(mail))


class Seat:
    """Somebody at the desk in Slack, while the bot is connected."""

    def __init__(self, bench: Bench, email: str) -> None:
        self.bench, self.email = bench, email
        self.seat = bench.ws.as_member(email)

    def open(self, what: str = "") -> str:
        """`/audit review …`; what is shown."""
        self.seat.command("/audit", f"review {what}".strip())
        return self.shows()

    def home(self) -> str:
        self.seat.open_home()
        return str(self.seat.wait_for_home("Welcome"))

    def open_from_home(self) -> str:
        self.seat.press_in_home(REVIEW_DESK)
        return self.shows()

    def shows(self, part: str = "", *, without: str = "One moment, please") -> str:
        """What the window on top says once it has that in it and is filled."""

        def look() -> str | None:
            view = self.seat.open_view()
            text = words_of(view["blocks"]) if view else ""
            return text if text and without not in text and part in text else None

        try:
            return str(wait_for(look))
        except TimeoutError:
            view = self.seat.open_view()
            raise TimeoutError(f"no “{part}” in: {words_of(view['blocks']) if view else view}") from None

    def press(self, action: str, value: str | None = None, **more: Any) -> None:
        self.seat.press_in_view(action, value, **more)

    def menu(self, action: str, label: str) -> None:
        """Choose in the first menu with that action."""
        block, element = next(each for each in self.elements() if each[1].get("action_id") == action)
        options = [
            *element.get("options", ()),
            *(o for g in element.get("option_groups", ()) for o in g["options"]),
        ]
        value = next(o["value"] for o in options if html.unescape(o["text"]["text"]) == label)
        self.seat.press_in_view(action, value, block_id=block["block_id"])

    def value_of(self, action: str) -> str:
        return next(element["value"] for _, element in self.elements() if element.get("action_id") == action)

    def actions(self) -> list[str]:
        return [element.get("action_id", "") for _, element in self.elements()]

    def elements(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        view = self.seat.open_view()
        assert view is not None
        found = []
        for block in view["blocks"]:
            inside = [block.get("accessory"), block.get("element")]
            inside += block["elements"] if block["type"] == "actions" else []
            found += [(block, element) for element in inside if element]
        return found


def words_of(blocks: list[dict[str, Any]]) -> str:
    """What a person reads in blocks."""
    texts: list[str] = []
    for block in blocks:
        texts += [block[name]["text"] for name in ("text", "label") if name in block]
        texts += [field["text"] for field in block.get("fields", ())]
        texts += [e["text"] for e in block.get("elements", ()) if isinstance(e.get("text"), str)]
    return html.unescape("\n".join(texts))
