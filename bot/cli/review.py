"""`auditbot review`: the review desk at the command line."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.building import open_store
from bot.cli.enclosed import write_original, write_pictures
from bot.cli.groups import Group
from bot.cli.saying import ConfigOption, asked_wrongly, data, not_so, say
from bot.cli.showing import as_json, print_item, print_list
from bot.settings import Settings, load_settings
from framework.pack import Pack, load_pack
from handlers.access import may_handle, may_review, may_review_confidential
from handlers.slack.desk import wording
from store.review import Choice, Item, NotAValue, Refused, ReviewDesk, Step, Turn
from store.unit_of_work import Store, UnitOfWork, in_one_transaction

review = typer.Typer(help="The review desk: what no machine could settle.", no_args_is_help=True, cls=Group)
_LAST_ID = 2**31 - 1  # that the database can count to

AsOption = Annotated[
    str, typer.Option("--as", metavar="EMAIL", help="Who you are: somebody in the directory who may.")
]
SeenOption = Annotated[
    int | None,
    typer.Option("--seen", metavar="VERSION", help="Refuse if a step was taken since that version."),
]
ItemArgument = Annotated[int, typer.Argument(metavar="ID", help="The mail's id, as `review list` says it.")]
AuditOption = Annotated[
    int | None, typer.Option("--audit", metavar="ID", help="Which audit, if several wait in the mail.")
]
NoteOption = Annotated[str, typer.Option("--note", help="Words to keep with the step.")]


@review.command("list")
def list_items(
    config: ConfigOption,
    who: AsOption,
    as_lines: Annotated[bool, typer.Option("--json", help="JSON lines instead of a table.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at the most.")] = 100,
) -> None:
    """What waits: first what has been answered, then the oldest first, each with its reason."""
    with _open(config) as (_, store, pack), store.reading() as work:
        posts = _posts(work, who)
        desk = ReviewDesk(work, pack)
        every = may_review_confidential(posts)
        items, count = desk.items(limit, confidential=every), desk.desk(confidential=every).count
    if as_lines:
        for item in items:
            data(as_json(item))
    else:
        print_list(items)
    more = f", of which the first {limit} are shown" if count > limit else ""
    nothing = "Nothing waits at the review desk." if every else "Nothing waits at the review desk for you."
    say(f"At the review desk: {count}{more}." if count else nothing)


@review.command("show")
def show(
    item: ItemArgument,
    config: ConfigOption,
    who: AsOption,
    as_lines: Annotated[bool, typer.Option("--json", help="JSON instead of tables.")] = False,
    pictures: Annotated[
        Path | None,
        typer.Option("--pictures", metavar="DIR", help="Write the pages of what is attached there."),
    ] = None,
    raw: Annotated[
        Path | None, typer.Option("--raw", metavar="FILE", help="Write the mail there, as it came.")
    ] = None,
) -> None:
    """One item: what was read beside the document's own words, what is in doubt, and the steps so far."""
    with _open(config) as (settings, store, pack):
        with store.reading() as work:
            found = _look(work, pack, item, who)
            original = work.messages.raw(work.messages.get(item))
        if raw is not None:
            write_original(raw, original)
        if pictures is not None:
            write_pictures(pictures, original, settings)
    if as_lines:
        data(as_json(found))
        return
    print_item(found)
    if found.not_taken_back:
        say(found.not_taken_back)
    if found.to_take_back:
        say(f"`take-back` would take back: {_undoing(found.to_take_back, found, pack)}.")


@review.command("correct")
def correct(
    item: ItemArgument,
    where: Annotated[str, typer.Argument(metavar="WHERE", help="The value: answers.3.grade, case_id, …")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="As you would write it on the form.")],
    config: ConfigOption,
    who: AsOption,
    audit: AuditOption = None,
    seen: SeenOption = None,
) -> None:
    """Give a value that could not be read, or was read wrongly."""
    _step(
        *(config, item, who, seen),
        lambda desk, turn, shown: desk.correct(turn, _audit(shown, audit), where, value),
    )


@review.command("settle")
def settle(
    item: ItemArgument,
    code: Annotated[str, typer.Argument(metavar="CODE", help="The problem, as `review show` names it.")],
    config: ConfigOption,
    who: AsOption,
    where: Annotated[str, typer.Option("--where", help="The value that the problem is about.")] = "",
    choice: Annotated[str, typer.Option("--choice", help="stands, another or correction.")] = "",
    of: Annotated[
        int | None, typer.Option("--of", metavar="ID", help="Of which audit it is a correction.")
    ] = None,
    note: NoteOption = "",
    audit: AuditOption = None,
    seen: SeenOption = None,
) -> None:
    """Say that you have looked and that it stands, or which audit it is."""
    chosen = _choice(choice)
    _step(
        *(config, item, who, seen),
        lambda desk, turn, shown: desk.settle(
            turn, _audit(shown, audit), code, where, choice=chosen, of=of, note=note
        ),
    )


@review.command("set-aside")
def set_aside(
    item: ItemArgument,
    reason: Annotated[str, typer.Argument(metavar="REASON", help="Why it is not to be recorded.")],
    config: ConfigOption,
    who: AsOption,
    audit: AuditOption = None,
    seen: SeenOption = None,
) -> None:
    """Say that one audit in the mail is not to be recorded."""
    _step(
        *(config, item, who, seen),
        lambda desk, turn, shown: desk.set_aside(turn, _audit(shown, audit), reason),
    )


@review.command("vouch")
def vouch(
    item: ItemArgument, config: ConfigOption, who: AsOption, note: NoteOption = "", seen: SeenOption = None
) -> None:
    """Say that the sender is who they say. The running bot then works the mail through again, and believes it."""
    _step(config, item, who, seen, lambda desk, turn, _: desk.vouch(turn, note))


@review.command("kind")
def kind(
    item: ItemArgument,
    said: Annotated[
        str, typer.Argument(metavar="KIND", help="audit, feedback, complaint, compliment, notification, …")
    ],
    config: ConfigOption,
    who: AsOption,
    seen: SeenOption = None,
) -> None:
    """Say what the mail is."""
    _step(config, item, who, seen, lambda desk, turn, _: desk.say_kind(turn, said))


@review.command("key-in")
def key_in(
    item: ItemArgument,
    form: Annotated[str, typer.Argument(metavar="FORM", help="The audit tool: tier1-generic, tier2, …")],
    config: ConfigOption,
    who: AsOption,
    part: Annotated[str, typer.Option("--part", help="The attachment that could not be read.")] = "",
    seen: SeenOption = None,
) -> None:
    """Begin an audit that could not be read; `correct` then fills it in."""
    _step(config, item, who, seen, lambda desk, turn, _: desk.key_in(turn, form, part))


@review.command("no-audit")
def no_audit(
    item: ItemArgument,
    attachment: Annotated[
        int,
        typer.Argument(metavar="ATTACHMENT", help="Its number, as `review show` says it under “Attached”."),
    ],
    config: ConfigOption,
    who: AsOption,
    note: NoteOption = "",
    seen: SeenOption = None,
) -> None:
    """Say that an attachment which was not read, or a link that was not followed, holds no audit."""
    _step(config, item, who, seen, lambda desk, turn, _: desk.no_audit(turn, attachment, note))


@review.command("file")
def file(item: ItemArgument, config: ConfigOption, who: AsOption, seen: SeenOption = None) -> None:
    """Record what waits in the mail, have told whom it concerns, and file it."""
    _step(config, item, who, seen, lambda desk, turn, _: desk.file(turn))


@review.command("ask")
def ask(
    item: ItemArgument,
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    config: ConfigOption,
    who: AsOption,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Although the sender is not believed, or may be a machine.")
    ] = False,
    seen: SeenOption = None,
) -> None:
    """Ask whoever sent the mail. The answer comes back to it."""
    _step(config, item, who, seen, lambda desk, turn, _: desk.ask(turn, question, anyway=anyway))


@review.command("reject")
def reject(
    item: ItemArgument,
    reason: Annotated[str, typer.Argument(metavar="REASON", help="The sender is told it.")],
    config: ConfigOption,
    who: AsOption,
    seen: SeenOption = None,
) -> None:
    """Say that nothing of the mail is to be recorded."""
    _step(config, item, who, seen, lambda desk, turn, _: desk.reject(turn, reason))


@review.command("try-again")
def try_again(item: ItemArgument, config: ConfigOption, who: AsOption, seen: SeenOption = None) -> None:
    """Have a mail that was given up read again. The running bot then works it through once more."""
    _step(config, item, who, seen, lambda desk, turn, _: desk.try_again(turn))


@review.command("take-back")
def take_back(item: ItemArgument, config: ConfigOption, who: AsOption, seen: SeenOption = None) -> None:
    """Undo the last step, or the last page of values. What was told is told to be withdrawn."""
    _step(config, item, who, seen, lambda desk, turn, _: desk.take_back(turn))


# What they have in common


@contextmanager
def _open(config: Path) -> Iterator[tuple[Settings, Store, Pack]]:
    settings = load_settings(config)
    pack = load_pack(settings.council.pack)
    with open_store(settings) as store:
        yield settings, store, pack


def _step(
    config: Path,
    item: int,
    who: str,
    seen: int | None,
    take: Callable[[ReviewDesk, Turn, Item], Item],
) -> None:
    """Take a step on the item as it is now, or as it was seen; print how it is afterwards.

    Nobody takes a step after which the item holds what they may not open: it is not taken then.
    """

    def do(work: UnitOfWork, pack: Pack) -> Item:
        shown = _look(work, pack, item, who)
        turn = Turn(item, shown.version if seen is None else seen, who.lower())
        after = take(ReviewDesk(work, pack), turn, shown)
        _may_open(work, after, who)
        return after

    with _open(config) as (_, store, pack):
        try:
            after = in_one_transaction(store, lambda work: do(work, pack))
        except NotAValue as refused:
            asked_wrongly(str(refused))
        except Refused as refused:
            not_so(str(refused))
    data(as_json(after))
    say(*_summary(after, pack))


def _look(work: UnitOfWork, pack: Pack, item: int, who: str) -> Item:
    """The item, if there is one and they may open it."""
    _posts(work, who)
    if not 0 < item <= _LAST_ID:
        not_so(f"There is no mail {item} at the review desk.")
    try:
        found = ReviewDesk(work, pack).item(item)
    except Refused as refused:
        not_so(str(refused))
    _may_open(work, found, who)
    return found


def _may_open(work: UnitOfWork, item: Item, who: str) -> None:
    if not may_handle(_posts(work, who), confidential=item.confidential):
        not_so(
            f"A supervision or observation record is for the Quality Assurance team alone: mail {item.id}."
        )


def _posts(work: UnitOfWork, who: str) -> list[Any]:
    posts = work.people.posts_of(who)
    if not may_review(posts) and not may_review_confidential(posts):
        not_so(
            f"{who} may not work at the review desk: it is for active people of the Quality Assurance team and "
            "Business Support in the directory."
        )
    return posts


def _audit(item: Item, audit: int | None) -> int:
    if audit is not None:
        return audit
    waiting = [each.audit_id for each in item.audits if not each.aside]
    if len(waiting) != 1:
        ids = ", ".join(map(str, waiting)) or "none"
        asked_wrongly(f"Say which audit with --audit. Those that wait in mail {item.id}: {ids}.")
    return waiting[0]


def _choice(written: str) -> Choice:
    match written:
        case "" | "stands" | "another" | "correction":
            return written
        case _:
            asked_wrongly(f"“{written}” is no choice. There are: stands, another, correction.")


def _undoing(steps: Sequence[Step], item: Item, pack: Pack) -> str:
    return wording.undoing(steps, {each.audit_id: each.form for each in item.audits}, pack)


def _summary(item: Item, pack: Pack) -> list[str]:
    last = item.steps[-1]
    undid = [step for step in item.steps if step.id in last.undid]
    taken_back = [f"Taken back: {_undoing(undid, item, pack)}.", *filter(None, [last.note])] if undid else []
    return [*taken_back, *_as_it_is(item)]


def _as_it_is(item: Item) -> list[str]:
    if item.state != "review":
        return [f"Mail {item.id} is {item.state}: {item.reason}"]
    left = [f"  {each}" for each in item.missing]
    return [f"Mail {item.id} is at the desk. Still to settle: {len(left)}.", *left]
