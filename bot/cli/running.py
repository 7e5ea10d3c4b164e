"""`auditbot run`, `check` and `demo`."""

import signal
import threading
from typing import Annotated

import typer

from bot.checks import Finding, check_all
from bot.cli.saying import ConfigOption, data, not_so, say
from bot.demo.play import PortTaken, play_once, play_until
from bot.settings import load_settings
from bot.wiring import build_bot


def run(config: ConfigOption) -> None:
    """Run the bot until it is stopped."""
    settings = load_settings(config)
    stop = _stop_on_signal()
    with build_bot(settings) as bot:
        bot.start()
        say("auditbot is running. Stop it with Ctrl+C.")
        stop.wait()
        say("Stopping…")


def check(
    config: ConfigOption,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Look at each thing that the bot needs: fine, missing, or wrong and what to do. Exits 1 if one is wrong."""
    findings = []
    for finding in check_all(config):
        findings.append(finding)
        if json:
            data(finding.as_json())
        else:
            _print(finding)
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(1)


def demo(
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.", min=0, max=65535)] = 8420,
    once: Annotated[
        bool,
        typer.Option("--once", help="Work through the sample mail, say what happened to whom, and leave."),
    ] = False,
) -> None:
    """Everything on this machine, nothing to configure: sample mail, a local workspace, a page to look at."""
    if once:
        raise typer.Exit(play_once())
    try:
        play_until(_stop_on_signal(), port)
    except PortTaken:
        not_so(f"Port {port} is in use, perhaps by another demo. Try: auditbot demo --port 0")


def _print(finding: Finding) -> None:
    mark = {"fine": "✓ fine   ", "missing": "– missing", "wrong": "✗ wrong  "}[finding.state]
    colour = {"fine": typer.colors.GREEN, "missing": typer.colors.YELLOW, "wrong": typer.colors.RED}
    typer.echo(f"{typer.style(mark, fg=colour[finding.state])}  {finding.name}: {finding.message}")


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
