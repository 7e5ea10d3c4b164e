"""`auditbot duties`: what the calendar calls for, when it was done, and doing one by hand."""

import datetime as dt
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.building import now, open_store, working_days
from bot.cli.groups import Group
from bot.cli.saying import ConfigOption, asked_wrongly, data, not_so, say
from bot.settings import Settings, load_settings
from framework.calendars import next_after
from framework.duties import Duty
from framework.london import LONDON
from framework.pack import load_pack
from handlers.duties.doing import Duties, NotYet, Ran
from handlers.duties.known import DUTIES
from handlers.words import counted, shown_date, shown_time
from store.tables import DutyRun
from store.unit_of_work import Store

duties = typer.Typer(
    help="The calendar: what is to be done when, and what was.", no_args_is_help=True, cls=Group
)
_NEVER = "not yet"


@duties.command("list")
def list_duties(
    config: ConfigOption,
    as_lines: Annotated[bool, typer.Option("--json", help="JSON lines instead of a table.")] = False,
) -> None:
    """Each duty, when it is next due and when it last ran."""
    settings = load_settings(config)
    with open_store(settings) as store:
        kept = _kept(settings, store).kept.values()
        with store.reading() as work:
            last = work.ledger.last_done()
            failing = {run.duty: run for run in work.ledger.failing()}
    rows = [_row(duty, settings, last.get(duty.name), failing.get(duty.name)) for duty in kept]
    if as_lines:
        for row in rows:
            data(row)
    else:
        _print(rows)


@duties.command("run")
def run_duty(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The duty, as `duties list` names it.")],
    config: ConfigOption,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="As if it were then, in London: 2026-12-01T09:00."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done and to whom, and do nothing.")
    ] = False,
) -> None:
    """Do one duty for the period that is due; once it is done for a period, it is not done again."""
    settings = load_settings(config)
    instant = _instant(at)
    with open_store(settings) as store:
        kept = _kept(settings, Store(store.database, lambda: instant))
        if name not in kept.kept:
            asked_wrongly(f"There is no duty {name!r}. These there are: {', '.join(sorted(kept.kept))}.")
        try:
            ran = kept.run(name, instant, rehearse=dry_run)
        except NotYet as reason:
            not_so(f"{kept.kept[name].title} was not done: {reason}")
    if ran is None:
        not_so(f"{kept.kept[name].title} was never due up to {shown_time(instant)}.")
    _say(kept.kept[name], ran, dry_run)


def _kept(settings: Settings, store: Store) -> Duties:
    return Duties(store, load_pack(settings.council.pack), working_days(settings), DUTIES)


def _instant(at: str | None) -> dt.datetime:
    if at is None:
        return now()
    try:
        written = dt.datetime.fromisoformat(at)
    except ValueError:
        asked_wrongly(f"{at!r} is no time. Write it as 2026-12-01T09:00, which is meant in London.")
    return written.replace(tzinfo=LONDON) if written.tzinfo is None else written


def _row(duty: Duty, settings: Settings, last: DutyRun | None, failing: DutyRun | None) -> dict[str, object]:
    due = next_after(duty.calendar, now(), working_days(settings))
    return {
        "duty": duty.name,
        "title": duty.title,
        "next_due": due.due.isoformat() if due else None,
        "last_ran": last.at.astimezone(LONDON).isoformat() if last else None,
        "last_period": last.period if last else None,
        "said": last.said if last else "",
        "failing": failing.error if failing else "",
        "source": duty.source,
    }


def _print(rows: list[dict[str, object]]) -> None:
    table = Table("Duty", "Next due", "Last ran", "What came of it")
    for row in rows:
        came = f"Not done yet: {row['failing']}" if row["failing"] else str(row["said"])
        table.add_row(str(row["duty"]), _shown(row["next_due"]), _shown(row["last_ran"]), came)
    Console().print(table)


def _shown(written: object) -> str:
    return shown_time(dt.datetime.fromisoformat(str(written))) if written else _NEVER


def _say(duty: Duty, ran: Ran, dry_run: bool) -> None:
    """What came of it to standard output as JSON, and in words."""
    data(
        {
            "duty": duty.name,
            "period": ran.occurrence.period,
            "due": ran.occurrence.due.isoformat(),
            "again": ran.again,
            "dry_run": dry_run,
            "said": ran.said,
            "deliveries": [{"recipient": recipient, "kind": kind} for recipient, kind in ran.told],
        }
    )
    period = f"{duty.title}, {ran.occurrence.period} (due {shown_date(ran.occurrence.due.date())})"
    if ran.again:
        say(f"{period}: was done before, and is not done again. {ran.said}")
    elif dry_run:
        say(f"{period}: this would be done; nothing was. {ran.said}")
    else:
        say(f"{period}: done. {ran.said}", f"{counted(len(ran.told), 'message')} will go out.")
