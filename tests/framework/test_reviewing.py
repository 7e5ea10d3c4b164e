"""An action is reviewed at supervision by somebody else than whoever asked for it, and nobody is left out of it."""

import datetime as dt

from framework.directory import Directory, Person
from framework.pack import Rules
from framework.reading import ActionLine
from framework.reviewing import Done, Review, initials_of, review_due, reviewed_line, reviewers
from framework.words import Role
from framework.working_days import WorkingDays

WORKER, MANAGER, HEAD, OTHER = (
    "w@council.example",
    "m@council.example",
    "h@council.example",
    "o@council.example",
)


def directory(*, manager_here: bool = True, cover: str | None = None) -> Directory:
    def person(name: str, email: str, role: Role, above: str | None = None, **more: object) -> Person:
        return Person.model_validate(
            {"name": name, "email": email, "role": role, "manager_email": above} | more
        )

    return Directory(
        people=(
            person("Wanda Worker", WORKER, Role.SOCIAL_WORKER, MANAGER),
            person("Mira Manager", MANAGER, Role.TEAM_MANAGER, HEAD, active=manager_here, cover_email=cover),
            person("Hugo Head", HEAD, Role.HEAD_OF_SERVICE),
            person("Olga Other", OTHER, Role.TEAM_MANAGER, HEAD),
        )
    )


def test_whoever_an_action_is_with_reviews_it() -> None:
    assert reviewers(directory(), person=WORKER, worker=WORKER, auditor=MANAGER) == {MANAGER}
    assert reviewers(directory(), person=MANAGER, worker=WORKER, auditor=MANAGER) == {HEAD}


def test_the_line_manager_of_the_practitioner_is_left_out() -> None:
    assert reviewers(directory(), person=WORKER, worker=WORKER, auditor=OTHER) == {MANAGER, OTHER}
    assert reviewers(directory(), person=None, worker=WORKER, auditor=OTHER) == {MANAGER, OTHER}


def test_nobody_looks_at_the_actions_of_a_team_whose_manager_is_away() -> None:
    away = directory(manager_here=False, cover=OTHER)
    assert reviewers(away, person=WORKER, worker=WORKER, auditor=HEAD) == {HEAD, OTHER}


def test_an_action_without_a_day_is_never_looked_at() -> None:
    audit, rules, england = dt.date(2013, 12, 12), Rules(), WorkingDays()
    assert review_due(audit, None, (), rules, england) == dt.date(2014, 1, 9)  # 28 days
    assert review_due(audit, dt.date(2013, 12, 20), (), rules, england) == dt.date(2013, 12, 20)


def test_what_was_only_partly_done_is_not_looked_at_again() -> None:
    half = Review(dt.date(2014, 1, 9), Done.PARTLY, "Rang.", "", "MM")
    due = review_due(dt.date(2013, 12, 12), dt.date(2014, 1, 9), (half,), Rules(), WorkingDays())
    assert due == dt.date(2014, 2, 6)


def test_a_second_review_takes_the_place_of_the_first() -> None:
    half = Review(dt.date(2014, 1, 9), Done.PARTLY, "Rang.", "", "MM")
    whole = Review(dt.date(2014, 2, 6), Done.YES, "Visited.", "She is seen.", "HH")
    line = reviewed_line(ActionLine(action="Visit"), (half, whole))
    assert (line.reviewed, line.initials) == (dt.date(2014, 2, 6), "HH")
    assert line.outcome.splitlines() == [
        "9 January 2014: Partly done. Rang.",
        "6 February 2014: Completed. Visited.",
        "What changed for the child: She is seen.",
    ]


def test_initials_are_those_of_somebody_else() -> None:
    assert (initials_of("Mira Manager"), initials_of("Jo Ann Smith-Jones")) == ("MM", "JASJ")
