"""A made-up council: its people, one case, and audit tools filled in by nobody."""

import datetime as dt
from typing import Any

from framework.directory import Case, Person
from framework.pack import Pack
from framework.reading import ActionLine, Answer, Reading, Status
from framework.words import Judgement, Role

WORKER = "wanda@council.example"
MANAGER = "mira@council.example"
HEAD = "hugo@council.example"
ASSISTANT = "ada@council.example"
IRO = "iris@council.example"
QA = "quinn@council.example"
AUDITOR = "paula@council.example"
SUPPORT = "bess@council.example"

CASE = "FR-4711"
SENT = dt.datetime(2014, 1, 15, 9, 30, tzinfo=dt.UTC)
SECRET = "zebra-crossing"  # stands in every comment, and nowhere where it has no business


def person(name: str, email: str, role: Role, **more: Any) -> Person:
    """A person of the first response service, Blue team."""
    given = {"team": "Blue", "service_areas": ("first-response",)} | more
    return Person(name=name, email=email, role=role, **given)


def people() -> list[Person]:
    """Everybody."""
    return [
        person("Wanda Worker", WORKER, Role.SOCIAL_WORKER, manager_email=MANAGER),
        person("Mira Manager", MANAGER, Role.TEAM_MANAGER),
        person("Hugo Head", HEAD, Role.HEAD_OF_SERVICE, team=""),
        person("Ada Assistant", ASSISTANT, Role.ASSISTANT_DIRECTOR, team="", service_areas=()),
        person("Iris Independent", IRO, Role.IRO, team="", service_areas=()),
        person("Quinn Quality", QA, Role.QA_TEAM, team="", service_areas=()),
        person("Paula Auditor", AUDITOR, Role.TEAM_MANAGER, team="Green"),
        person("Bess Support", SUPPORT, Role.BUSINESS_SUPPORT),
    ]


def case() -> Case:
    """A cared-for child's case, so that the IRO has a part in it."""
    return Case(
        case_id=CASE,
        social_worker_email=WORKER,
        team="Blue",
        service_area="first-response",
        statuses=("cared-for",),
        status_written="Cared for",
        iro_email=IRO,
    )


def audit(
    pack: Pack,
    judgement: Judgement | None = Judgement.INADEQUATE,
    form: str = "tier1-generic",
    **changed: Any,
) -> Reading:
    """A completed audit tool."""
    tool = pack.form(form)
    graded = tool.graded
    given = {
        "file": "audit.docx",
        "part": "audit.docx",
        "form": form,
        "status": Status.ACCEPTED,
        "case_id": CASE,
        "completed_by": "Paula Auditor",
        "social_worker": "Wanda Worker",
        "date": dt.date(2013, 12, 12),
        "answers": tuple(
            Answer(
                number=area.number,
                grade=3 if graded else None,
                answer=None if graded else True,
                comment=f"Area {area.number} {SECRET}.",
            )
            for area in tool.areas
        ),
        "overall": judgement,
        "comments": f"Overall {SECRET}.",
        "actions": (
            ActionLine(action=f"Visit {SECRET}", who="Wanda Worker", timescale="31/01/2014"),
            ActionLine(action="Write the plan", who="Mira Manager", timescale="14/01/2014"),
        ),
    }
    return Reading.model_validate(given | changed)


def observation(pack: Pack) -> Reading:
    """A completed observation of practice."""
    return audit(
        pack,
        None,
        "observation",
        case_id=None,
        comments="",
        actions=(),
        fields={"nature": "Home visits", "record": f"Seen: {SECRET}", "strengths": SECRET},
    )


def supervision(pack: Pack) -> Reading:
    """A completed supervision file audit."""
    return audit(
        pack,
        None,
        "supervision",
        case_id=None,
        social_worker=None,
        comments=SECRET,
        actions=(),
        fields={"supervisee": "Wanda Worker", "supervisor": "Mira Manager"},
    )
