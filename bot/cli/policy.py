"""`auditbot policy`: which rule is applied, what was chosen, and where it comes from."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.saying import data
from framework.pack import load_pack
from framework.policy import policy_lines


def policy(
    pack: Annotated[str, typer.Option(help="The framework pack, by name or folder.")] = "rochdale-2013",
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Print each rule that the framework leaves open: what was chosen, and its source."""
    lines = policy_lines(load_pack(pack))
    if json:
        for line in lines:
            data(asdict(line))
        return
    table = Table("Rule", "What the framework leaves open", "What auditbot does", "Source", show_lines=True)
    for line in lines:
        table.add_row(line.id, line.rule, line.choice, line.source)
    Console().print(table)
