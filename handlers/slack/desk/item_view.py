"""One item of the review desk: what it is, what is the matter with it, and every step that can be taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from framework.escalation import Reason
from framework.forms import Form
from framework.pack import Pack
from handlers.about import AuditFacts
from handlers.blocks import LABEL_LIMIT, Block, actions, escape, header, mrkdwn, quoted, small_print, words
from handlers.notice import Button
from handlers.slack.desk import names, wording
from handlers.slack.desk.elements import menu
from handlers.slack.desk.names import joined
from handlers.slack.desk.problem_view import audit_groups
from handlers.slack.views import modal_view, paged, turning
from handlers.words import in_words, shown_date, shown_time
from mail.parts import is_body_at
from mail.pictures import has_pictures
from store.review import KINDS_TO_SAY, Enclosed, Item, Step

TITLE = "Review desk"
_NOT_BELIEVED = "not-believed"  # that is settled for the whole mail, unless an audit of it is keyed in
_ONE_BY_ONE = 3  # values given in a row that are said one by one
NO_AUDIT = "I have looked: it holds no audit"
_NOT_KNOWN = (Reason.VACANT, Reason.UNKNOWN, Reason.SEVERAL, Reason.STATUS_UNKNOWN)


@dataclass(frozen=True)
class Shown:
    """An item and what goes with it: the people's names by address, the audits recorded from it, and the audit
    tools of all its audits by their ids.

    `happened` is said at the top: why the last step could not be taken, say. `says` is how the mail's own words
    begin. `confidential_tools`: they may key in supervision and observation records too.
    """

    item: Item
    pack: Pack
    people: Mapping[str, str] = field(default_factory=dict)
    recorded: tuple[AuditFacts, ...] = ()
    tools: Mapping[int, Form] = field(default_factory=dict)
    happened: str = ""
    says: str = ""
    confidential_tools: bool = False


def item_view(shown: Shown, page: int = 1) -> Block:
    """One page of an item. Pages outside it give the nearest one."""
    pages = list(paged(_groups(shown)))
    page = min(max(page, 1), len(pages))
    turn = turning(names.ITEM, str(shown.item.id), page, len(pages))
    blocks = [*_happened(shown.happened), *pages[page - 1], *turn, *_at_the_end(shown)]
    return modal_view(TITLE, blocks) | {"private_metadata": str(page)}


def confidential_view(item: Item, *, happened: str = "") -> Block:
    """An item of which nothing is shown in Slack: when it came, and how to open it."""
    blocks = [
        *_happened(happened),
        header(f"Mail {item.id}"),
        *words(f"*Received:* {shown_time(item.received)}"),
        *quoted(
            f"{wording.CONFIDENTIAL} Open it with `auditbot review show {item.id} --config FILE`, "
            "and settle it with the other commands of `auditbot review`."
        ),
        actions((_to_the_list(),)),
    ]
    return modal_view(TITLE, blocks) | {"private_metadata": "1"}


def _happened(sentence: str) -> Iterator[Block]:
    if sentence:
        yield from words(f":information_source: {escape(sentence)}")
        yield {"type": "divider"}


def _groups(shown: Shown) -> Iterator[list[Block]]:
    item = shown.item
    yield [header(f"Mail {item.id}: {wording.kind_of(item)}"), *_facts(shown)]
    if item.state != "review":
        yield from _settled(shown)
        return
    yield from _answer(shown)
    yield from _says(shown)
    tools = [form for form in shown.pack.forms if shown.confidential_tools or not form.confidential]
    yield from _attached(item, tools)
    for waiting in item.audits:
        yield from audit_groups(item, waiting)
    yield list(_steps_on_the_mail(item, tools))
    yield from _so_far(shown)


def _facts(shown: Shown) -> Iterator[Block]:
    item = shown.item
    facts = [("From", wording.who(item.sender, shown.people))]
    if item.original_sender:
        facts.append(("Forwarded from", wording.who(item.original_sender, shown.people)))
    facts.append(("Received", f"{shown_time(item.received)}, in the mailbox “{item.mailbox}”"))
    if item.sender and not item.answerable and item.state == "review":
        facts.append(("The sender", "is not believed, or is a machine"))
    if item.trusted_by:
        facts.append(("Vouched for by", wording.who(item.trusted_by, shown.people)))
    facts.append(
        ("Why it is here" if item.state == "review" else "What became of it", item.reason or "not said")
    )
    if item.problem:
        facts.append(("About the mail itself", item.problem))
    yield from words("\n".join(f"*{label}:* {escape(value)}" for label, value in facts))


def _answer(shown: Shown) -> Iterator[list[Block]]:
    """The last question and what was answered."""
    steps = [step for step in shown.item.steps if step.what in ("ask", "answered") and not step.undone]
    if not steps:
        return
    last = steps[-1]
    if last.what == "ask":
        yield list(
            quoted(f"The sender was asked on {shown_time(last.at)}: “{last.note}” No answer has come yet.")
        )
    else:
        name = wording.who(last.who, shown.people)
        yield [header("The answer has come"), *quoted(f"{name}, {shown_time(last.at)}:\n{last.note}")]


def _says(shown: Shown) -> Iterator[list[Block]]:
    """The mail in its own words."""
    subject = f"Subject: {shown.item.subject}" if shown.item.subject else "It has no subject."
    yield [
        header("What the mail says"),
        *quoted(subject),
        *(quoted(shown.says) if shown.says.strip() else small_print("There are no words in it.")),
    ]


# What was attached


def _attached(item: Item, tools: Sequence[Form]) -> Iterator[list[Block]]:
    if not item.attachments:
        yield list(small_print("Nothing was attached."))
        return
    title = [header("What was attached")]
    for number, enclosed in enumerate(item.attachments):
        yield [*title, *_enclosed(item, tools, number, enclosed)]
        title = []


def _enclosed(item: Item, tools: Sequence[Form], number: int, enclosed: Enclosed) -> Iterator[Block]:
    reason = f" {enclosed.reason}" if enclosed.reason else ""
    became = "a link" if enclosed.content_type == "link" else wording.outcome(enclosed.outcome)
    first, *rest = quoted(f"{enclosed.path}: {became}.{reason}")
    is_open = enclosed in item.unread and (bool(item.audits) or enclosed.outcome != _NOT_BELIEVED)
    if is_open:
        first |= {
            "accessory": _key_in(item, tools, str(number)),
            "block_id": joined("desk-key", item.id, item.version, number),
        }
    yield first
    yield from rest
    buttons = []
    if has_pictures(enclosed.content_type) or is_body_at(enclosed.path):
        shows = "Show its words" if is_body_at(enclosed.path) else "Show the pages"
        buttons.append(Button(shows, names.PICTURES, joined(item.id, number)))
    if is_open:
        turn = joined(item.id, item.version)
        buttons.append(Button(NO_AUDIT, names.NO_AUDIT, joined(turn, enclosed.id)))
    if buttons:
        yield actions(tuple(buttons))


def _key_in(item: Item, tools: Sequence[Form], number: str) -> Block:
    offered = [(form.short_title, joined(item.id, item.version, number, form.id)) for form in tools]
    return menu(names.KEY_IN, "Key in an audit", offered)


# Steps


def _steps_on_the_mail(item: Item, tools: Sequence[Form]) -> Iterator[Block]:
    turn = joined(item.id, item.version)
    yield {"type": "divider"}
    yield header("What to do with the mail")
    yield {
        "type": "section",
        "block_id": joined("desk-kind", item.id, item.version),
        "text": mrkdwn(f"*Kind:* {wording.kind_of(item)}"),
        "accessory": menu(
            names.KIND,
            "It is something else" if item.kind_said else "Say what it is",
            [
                (wording.KINDS[kind], joined(turn, kind))
                for kind in KINDS_TO_SAY
                if kind != item.kind or not item.kind_said
            ],
        ),
    }
    if not item.audits:
        yield {
            "type": "section",
            "block_id": joined("desk-key", item.id, item.version),
            "text": mrkdwn("*Is an audit in it all the same?*"),
            "accessory": _key_in(item, tools, ""),
        }
    steps = [
        Button("File", names.FILE, turn, None if item.missing else "primary"),
        Button("Ask the sender", names.ASK, turn),
        Button("Reject", names.REJECT, turn),
    ]
    if item.given_up:
        steps.insert(0, Button("Try to read it again", names.TRY_AGAIN, turn, "primary"))
    if item.sender and not item.answerable:
        steps.append(Button("The sender is who they say", names.VOUCH, turn))
    yield actions(tuple(steps))


def _at_the_end(shown: Shown) -> Iterator[Block]:
    """What stands under every page: what is not taken back, and a button that names what it would undo."""
    item = shown.item
    if item.not_taken_back:
        yield from small_print(item.not_taken_back)
    buttons = [_to_the_list()]
    if item.to_take_back:
        label = f"Take back: {wording.undoing(item.to_take_back, shown.tools, shown.pack)}"
        short = label if len(label) <= LABEL_LIMIT else f"{label[: LABEL_LIMIT - 1].rstrip()}…"
        buttons.insert(0, Button(short, names.TAKE_BACK, joined(item.id, item.version)))
    yield actions(tuple(buttons))


def _to_the_list() -> Button:
    return Button("Back to the list", names.LIST, names.EVERYTHING)


def _so_far(shown: Shown) -> Iterator[list[Block]]:
    """Every step with who and when, a small line each; many values given in a row are one line."""
    lines: list[str] = []
    for values, each in groupby(shown.item.steps, _run):
        steps = list(each)
        if values and len(steps) > _ONE_BY_ONE:
            lines.append(wording.said_together(steps, shown.people, shown.tools))
        else:
            lines += [_said(shown, step) for step in steps]
    if lines:
        yield [*small_print("What was done so far\n" + "\n".join(lines))]


def _said(shown: Shown, step: Step) -> str:
    undid = [each for each in shown.item.steps if each.id in step.undid]
    return wording.said(step, shown.people, shown.tools, shown.pack, undid)


def _run(step: Step) -> tuple[str, int | None] | None:
    """What values given in a row have in common; None for any other step."""
    return (step.who, step.audit_id) if step.what == "correct" and step.undone is None else None


# What became of it


def _settled(shown: Shown) -> Iterator[list[Block]]:
    item = shown.item
    for audit in shown.recorded:
        yield list(_recorded(audit))
    last = next(
        (
            s
            for s in reversed(item.steps)
            if s.what in ("file", "reject", "vouch", "try-again") and not s.undone
        ),
        None,
    )
    if last is not None:
        yield list(quoted(_told(item, last)))
    yield from _so_far(shown)


def _recorded(audit: AuditFacts) -> Iterator[Block]:
    reading = audit.reading
    about = f" of case {reading.case_id}" if reading.case_id else ""
    judged = f", judged {audit.judgement.label.lower()}" if audit.judgement else ""
    done = "withdrawn" if audit.withdrawn else f"recorded as audit {audit.id}"
    if not audit.withdrawn and audit.version and audit.version > 1:
        done += f" (version {audit.version})"
    title = f"{audit.form.short_title}{about}, {shown_date(reading.date)}{judged}: {done}"
    mark = "" if audit.withdrawn else ":white_check_mark: "
    yield from words(f"{mark}*{escape(title)}*")
    if audit.withdrawn:
        return
    told = [
        f"{each.name} ({each.role.label})" for each in audit.recipients if each.untold is None and each.name
    ]
    unknown = [each.role.label for each in audit.recipients if each.untold is not None and not each.email]
    yield from quoted(f"Told of it: {in_words(told)}." if told else "Nobody else is told of it.")
    if unknown:
        yield from quoted(
            f"Not known yet: {in_words(unknown)}. The Quality Assurance team is asked who that is."
        )


def _told(item: Item, last: Step) -> str:
    if last.what == "vouch":
        return "The mail goes through again, believed. Come back to it in a moment."
    if last.what == "try-again":
        return "The mail is read once more. If it cannot be read, it comes back to the desk."
    if item.answerable:
        return "The sender is told what became of the mail."
    return "The sender is not told, because they are not believed or are a machine."
