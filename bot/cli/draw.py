"""`auditbot draw`: making the Tier 2 draw of a month again, to see that it was not tampered with."""

import re
from typing import Annotated

import typer

from bot.building import open_store
from bot.cli.groups import Group
from bot.cli.saying import ConfigOption, asked_wrongly, data, not_so, say
from bot.settings import load_settings
from handlers.words import counted, shown_time
from store.allocations import fingerprint
from store.drawing import differences

draw = typer.Typer(help="The Tier 2 draw.", no_args_is_help=True, cls=Group)
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@draw.callback()
def _group() -> None:
    """Keeps `verify` a command of its own."""


@draw.command("verify")
def verify(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The month: 2026-12.")], config: ConfigOption
) -> None:
    """Draw again with the seed and the lists that were kept, and say whether the same comes out."""
    if not _MONTH.fullmatch(month):
        asked_wrongly(f"{month!r} is no month. Write it as 2026-12.")
    found: list[str] = []
    with open_store(load_settings(config)) as store, store.reading() as work:
        draws = work.allocations.draws(month)
        for row in draws:
            wrong = differences(row)
            name = "the draw" if row.number == 1 else f"draw {row.number} ({row.because})"
            found += [f"{month}, {name}: {line}" for line in wrong]
            data(
                {
                    "month": month,
                    "draw": row.number,
                    "made": row.at.isoformat(),
                    "because": row.because,
                    "seed": row.seed,
                    "seed_sha256": fingerprint(row.seed),
                    "eligible_sha256": row.sha256,
                    "allocations": {each.head_of_service: each.case_id for each in row.allocations},
                    "the_same": not wrong,
                }
            )
            if not wrong:
                drawn = counted(len(row.allocations), "head", "heads")
                say(f"{month}, {name}, made on {shown_time(row.at)}: the same for {drawn} of service.")
    if not draws:
        not_so(f"No Tier 2 draw was made for {month}. `auditbot duties list` says when the next one is due.")
    if found:
        not_so(found)
