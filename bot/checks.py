"""`auditbot check`: each thing that the bot needs, and what is lost or to be done where it is not fine."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from bot.building import build_mailbox, build_outgoing, build_scanner, now
from bot.settings import LimitSettings, MailboxSettings, Settings, SettingsError, load_settings
from framework.pack import PackError, load_pack
from framework.words import Role
from handlers.slack.chat import check_slack
from mail.mailboxes.port import MailboxError
from mail.outgoing import MailError
from mail.reading.document import NotReadable
from mail.reading.office.converter import Converter
from mail.reading.office.launching import has_no_network
from mail.scanning import ScannerGone
from store.database import DatabaseError, connect
from store.unit_of_work import Store

PATIENCE_SECONDS = 10.0  # with each server: who looks on is waiting
TRIAL_SECONDS = 20.0  # for a conversion, with the start that comes before it


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its state, and in `message` what was found, what is lost, or what to do."""

    name: str
    state: Literal["fine", "missing", "wrong"]
    message: str

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)


def check_all(config: Path) -> Iterator[Finding]:
    """Look at everything, one finding after the other; only the settings stop the rest."""
    try:
        settings = load_settings(config)
        pack = load_pack(settings.council.pack)
    except (SettingsError, PackError) as error:
        yield Finding("settings", "wrong", str(error))
        return
    yield Finding("settings", "fine", f"{config.name} is read; the framework pack is {pack.title}.")
    yield from _database(settings)
    if not settings.mailboxes:
        yield Finding("mailboxes", "missing", "None is set; no mail is read, only chat and `ingest` work.")
    for mailbox in settings.mailboxes:
        yield _mailbox(mailbox, settings.limits)
    slack, mail = _slack(settings), _outgoing(settings)
    yield slack
    yield mail
    if slack.state == mail.state == "missing":
        message = "Neither Slack nor outgoing mail is set, so nobody is told of anything; all of it waits."
        yield Finding("telling people", "wrong", f"{message} Set one of them.")
    yield _scanner(settings)
    yield from check_programs()


def check_programs() -> Iterator[Finding]:
    """The programs that other files than Word's own are read and shown with."""
    yield _libre_office()
    yield _recognition()
    yield _page_pictures()


def _database(settings: Settings) -> Iterator[Finding]:
    file = settings.database.url.removeprefix("sqlite:///")
    if settings.database.url.startswith("sqlite:") and not Path(file).exists():
        yield Finding(
            "database", "fine", f"The file {file} is not there yet; it is made when it is first needed."
        )
        yield _nobody()
        return
    try:
        database = connect(settings.database.url)
        state = database.state()
    except DatabaseError as error:
        yield Finding("database", "wrong", str(error))
        return
    name = "PostgreSQL" if database.engine.dialect.name == "postgresql" else "SQLite"
    said = {"ready": "its tables are up to date", "empty": "its tables are made when they are first needed"}
    said["older"] = "its tables are brought up to date when the bot next runs"
    yield Finding("database", "fine", f"{name} answers, and {said[state]}.")
    if state != "ready":
        yield _nobody()
        database.close()
        return
    with Store(database, now).reading() as work:
        people = len(work.people.directory().people)
        qa_team = work.people.holding(Role.QA_TEAM)
    database.close()
    if not people:
        yield _nobody()
    elif not qa_team:
        message = "Nobody has the role qa-team; what needs a person waits unseen. Add them and import again."
        yield Finding("directory", "wrong", message)
    else:
        yield Finding("directory", "fine", f"{people} posts.")


def _nobody() -> Finding:
    message = "Nobody is in it; no audit can be addressed. Import it: auditbot people import --config … FILE"
    return Finding("directory", "missing", message)


def _mailbox(settings: MailboxSettings, limits: LimitSettings) -> Finding:
    name = f"mailbox {settings.name}"
    try:
        mailbox = build_mailbox(settings, limits, timeout=PATIENCE_SECONDS)
        try:
            return Finding(name, "fine", mailbox.check())
        finally:
            mailbox.close()
    except (MailboxError, SettingsError) as error:
        return Finding(name, "wrong", str(error))


def _slack(settings: Settings) -> Finding:
    try:
        tokens = settings.slack.tokens()
    except SettingsError as error:
        return Finding("Slack", "wrong", str(error))
    if tokens is None:
        return Finding(
            "Slack", "missing", "No tokens are set; everything goes by e-mail and nobody can chat."
        )
    wrong = check_slack(*tokens, api_url=settings.slack.api_url)
    return Finding("Slack", "wrong", wrong) if wrong else Finding("Slack", "fine", "The workspace answers.")


def _outgoing(settings: Settings) -> Finding:
    try:
        outgoing = build_outgoing(settings, timeout=PATIENCE_SECONDS)
        if outgoing is None:
            message = (
                "Not set; whoever has no Slack account waits to be told, and no sender is answered by mail."
            )
            return Finding("outgoing mail", "missing", message)
        return Finding("outgoing mail", "fine", outgoing.check())
    except (MailError, SettingsError) as error:
        return Finding("outgoing mail", "wrong", str(error))


def _scanner(settings: Settings) -> Finding:
    scanner = build_scanner(settings)
    if scanner is None:
        message = "Not set. Attachments are not scanned; they are read in a process with limits."
        return Finding("virus scanner", "missing", message)
    try:
        return Finding("virus scanner", "fine", scanner.check())
    except ScannerGone as gone:
        return Finding("virus scanner", "wrong", f"{gone} Until it answers, mails wait.")


def _page_pictures() -> Finding:
    found = shutil.which("pdftoppm")
    if found:
        return Finding("page pictures", "fine", f"{found} is there.")
    message = "pdftoppm (poppler-utils) is not installed. The review desk shows no pages of PDFs."
    return Finding("page pictures", "missing", message)


_TRIAL = rb"{\rtf1\ansi\trowd\cellx5000\pard\intbl Good\cell\row\pard\par}"


def _libre_office() -> Finding:
    """By a file that is really converted."""
    try:
        with Converter(seconds=TRIAL_SECONDS) as converter:
            made = converter.convert(_TRIAL, ".rtf")
    except NotReadable as error:
        if error.code == "engine-missing":
            message = (
                "Not installed. Documents of old Word (.doc), rich text (.rtf) and old spreadsheets (.xls) go to a "
                "person unread. Install LibreOffice Writer and Calc (Debian: libreoffice-writer, libreoffice-calc)."
            )
            return Finding("LibreOffice", "missing", message)
        message = (
            "It is there and converted no file in a try. Until it does, .doc, .rtf and .xls go to a person."
        )
        return Finding("LibreOffice", "wrong", message)
    if not made.startswith(b"PK"):
        return Finding("LibreOffice", "wrong", "It made something of a file that is no Word document.")
    network = (
        "cut off from every network"
        if has_no_network()
        else "not cut off from the network, as this system's kernel does not let us (user namespaces)"
    )
    return Finding("LibreOffice", "fine", f"It converted a file, {network}.")


def _recognition() -> Finding:
    lost = "Scans and photographs go to a person unread."
    if shutil.which("tesseract") is None:
        return Finding(
            "OCR",
            "missing",
            f"tesseract is not installed. {lost} Install it (Debian: tesseract-ocr, tesseract-ocr-eng).",
        )
    version, known = _said("tesseract", "--version"), _said("tesseract", "--list-langs")
    if not version or "eng" not in known[1:]:
        return Finding(
            "OCR",
            "wrong",
            f"tesseract has no data for English. {lost} Install it (Debian: tesseract-ocr-eng).",
        )
    turned = "" if "osd" in known else " It has no data that tells which way up a page is (osd)."
    return Finding("OCR", "fine", f"{version[0]} is there and knows English.{turned}")


def _said(*command: str) -> list[str]:
    """The lines that a program says of itself; none if it does not start."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=PATIENCE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [] if done.returncode else (done.stdout or done.stderr).splitlines()
