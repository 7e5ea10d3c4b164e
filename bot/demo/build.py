"""The sample mails of the demonstration: each a story that a newcomer can follow."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from bot.demo.audits import sample_audit, working_days_before
from bot.demo.by_hand import with_bold_judgement, with_drop_downs, with_ticks, with_two_marks
from bot.demo.envelope import Attached, Sender, at, mail
from framework.london import day
from framework.pack import Pack
from framework.words import Judgement
from mail.writing import write

PEOPLE = Path(__file__).parent / "people.csv"
CASES = Path(__file__).parent / "cases.csv"

_Told = tuple[str, str, EmailMessage]  # name, about, mail


@dataclass(frozen=True)
class Story:
    """A sample mail: the name of its file without `.eml`, what it shows in a line, and its bytes (RFC 5322)."""

    name: str
    about: str
    raw: bytes


def sample_mail(pack: Pack, today: dt.date | None = None) -> list[Story]:
    """The sample mails, oldest first, sent on working days before `today` (by default London's day).

    The bytes are the same for the same day. KeyError where the pack lacks one of the framework's five audit tools.
    """
    desk = _Desk(pack, today or day(dt.datetime.now(dt.UTC)))
    told = [*_as_asked(desk), *_forwarded(desk), *_other_tools(desk), *_doubtful(desk)]
    told.sort(key=lambda story: parsedate_to_datetime(story[2]["Date"]))
    return [
        Story(f"{number:02}-{name}", about, message.as_bytes())
        for number, (name, about, message) in enumerate(told, 1)
    ]


class _Desk:
    """Where the sample mails are written: audit tools by the name of their audit, mails by who sends them."""

    def __init__(self, pack: Pack, today: dt.date) -> None:
        self.pack, self.today = pack, today

    def tool(self, audit: str) -> bytes:
        reading = sample_audit(audit, self.pack, self.today)
        return write(self.pack.form(str(reading.form)), reading, self.pack)

    def mail(
        self,
        who: str,
        days_ago: int,
        time: str,
        subject: str,
        body: str,
        attached: Sequence[Attached | EmailMessage] = (),
        **headers: str,
    ) -> EmailMessage:
        when = at(working_days_before(self.today, days_ago), time)
        return mail(Sender(who), when, subject, body, attached, **headers)

    def inadequate(self) -> EmailMessage:
        return self.mail(
            "Theo Alder",
            6,
            "16:42",
            "Tier 1 audit 900114",
            "My audit is attached. I went through it with the social worker today.\n\nTheo",
            [Attached("Tier 1 audit 900114.docx", self.tool("inadequate"))],
        )

    def plo(self, audit: str, days_ago: int, time: str, subject: str, body: str) -> EmailMessage:
        return self.mail(
            "Theo Alder", days_ago, time, subject, body, [Attached("PLO audit 900117.docx", self.tool(audit))]
        )


def _as_asked(desk: _Desk) -> Iterator[_Told]:
    yield (
        "tier-1-inadequate",
        "A team manager's Tier 1 audit, judged Inadequate: head of service and assistant director are told.",
        desk.inadequate(),
    )
    yield (
        "tier-1-plo-good",
        "A Tier 1 PLO audit rated Good: only the team manager would be told, and he wrote it himself.",
        desk.plo("plo-good", 5, "09:15", "PLO audit 900117", "The PLO audit for this month.\n\nTheo"),
    )
    yield (
        "tier-1-plo-corrected",
        "The same audit corrected to Requires improvement: it takes the place of the first, and more are told.",
        desk.plo(
            "plo-corrected", 3, "10:20", "PLO audit 900117, corrected", "Please use this one instead.\n\nTheo"
        ),
    )
    form = desk.pack.form("tier2")
    yield (
        "tier-2-outstanding",
        "A head of service's Tier 2 audit of a case of another service area, judged Outstanding (ticks by hand).",
        desk.mail(
            "Hugo Finch",
            4,
            "15:30",
            "Tier 2 audit",
            "A pleasure to read. My Tier 2 audit is attached.\n\nHugo",
            [Attached("Tier 2 900123.docx", with_ticks(desk.tool("tier2-outstanding"), form))],
        ),
    )


def _forwarded(desk: _Desk) -> Iterator[_Told]:
    original = desk.mail(
        "Tilda Rowan",
        5,
        "11:05",
        "Audit for the programme of focus",
        "My Tier 1 audit. Could you pass it on? I was not sure of the address.\n\nTilda",
        [Attached("audit.docx", desk.tool("cared-for"))],
    )
    yield (
        "tier-1-requires-improvement-forwarded",
        "Business Support forwards an audit of a cared-for child as an attached mail: its IRO is told too.",
        desk.mail(
            "Bea Ledger",
            5,
            "12:30",
            "FW: Audit for the programme of focus",
            "This came to us.\n\nBea",
            [original],
        ),
    )
    again = desk.inadequate()
    yield (
        "tier-1-inadequate-again",
        "A second person forwards the first audit: it is known already, and nobody is told twice.",
        desk.mail(
            "Basil Post",
            4,
            "09:02",
            f"FW: {again['Subject']}",
            "For your records.\n\nBasil\n\n"
            f"From: {again['From']}\nSent: {again['Date']}\nTo: {again['To']}\nSubject: {again['Subject']}\n\n"
            "My audit is attached. I went through it with the social worker today.",
            [Attached("Tier 1 audit 900114.docx", desk.tool("inadequate"))],
        ),
    )
    yield (
        "zip-with-two-tools",
        "Two audits in one zip, made in other templates (drop-down grades; the judgement in bold).",
        desk.mail(
            "Tess Hawthorn",
            3,
            "17:10",
            "Both of this week's audits",
            "Two audits, zipped.\n\nTess",
            [Attached("audits.zip", _two_tools(desk))],
        ),
    )


def _two_tools(desk: _Desk) -> bytes:
    form = desk.pack.form("tier1-generic")
    judgement = Judgement.REQUIRES_IMPROVEMENT
    bold = with_bold_judgement(desk.tool("zip-improve"), form, desk.pack, judgement)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in (
            ("900109.docx", with_drop_downs(desk.tool("zip-good"), form)),
            ("900110.docx", bold),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2014, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _other_tools(desk: _Desk) -> Iterator[_Told]:
    yield (
        "supervision-file-audit",
        "A supervision file audit: confidential, so that only those who may see it do.",
        desk.mail(
            "Hugo Finch",
            2,
            "13:45",
            "Supervision file audit",
            "Attached, as agreed in supervision.\n\nHugo",
            [Attached("Supervision file audit.docx", desk.tool("supervision"))],
        ),
    )
    yield (
        "observation",
        "An observation of practice: copies go to the worker and the line manager.",
        desk.mail(
            "Tanya Willow",
            2,
            "10:00",
            "Observation of practice",
            "The typed version, before supervision.\n\nTanya",
            [Attached("Observation.docx", desk.tool("observation"))],
        ),
    )


def _doubtful(desk: _Desk) -> Iterator[_Told]:
    marked = with_two_marks(desk.tool("two-ticks"), desk.pack.form("tier2"), twice=10, none=16)
    yield (
        "tier-2-two-marks",
        "A Tier 2 audit with two marks in one area and none in another: a person is asked, nothing is guessed.",
        desk.mail(
            "Harriet Swift",
            4,
            "17:55",
            "Tier 2",
            "My Tier 2 for this month.\n\nHarriet",
            [Attached("Tier 2 900101.docx", marked)],
        ),
    )
    yield (
        "out-of-office",
        "An out-of-office reply: ignored, and never answered.",
        desk.mail(
            "Tobias Elm",
            2,
            "08:01",
            "Automatic reply: Audits this month",
            "I am away until next month. Tess Hawthorn is covering for me.",
            Auto_Submitted="auto-replied",
            X_Auto_Response_Suppress="All",
        ),
    )
    yield (
        "question-from-outside",
        "A mail from outside the council without an audit tool: a person looks at it.",
        mail(
            Sender("Pat Example", "office@partner.example"),
            at(working_days_before(desk.today, 1), "09:40"),
            "Who should we send our forms to?",
            "We have moved to a new office. Which address should we use from now on?\n\nPat",
        ),
    )
    yield (
        "tier-1-two-people",
        "An audit of a case not yet in the caseload, by a name that fits two social workers: a person is asked.",
        desk.mail(
            "Theo Alder",
            1,
            "15:20",
            "Tier 1 audit 900131",
            "Attached.\n\nTheo",
            [Attached("Tier 1 audit 900131.docx", desk.tool("two-people"))],
        ),
    )
