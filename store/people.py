"""The directory and the caseload, as imported last."""

import secrets
import threading
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from framework.directory import Case, Directory, Person
from framework.words import Role
from store.holding import hold
from store.inserting import insert_or_change
from store.tables import CaseRow, PersonRow, Stamp

_STAMP = "people"


class Remembered:
    """The directory as it was read last, by its stamp; for every unit of work of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[str, Directory] | None = None

    def get(self, stamp: str) -> Directory | None:
        """The directory with that stamp, if it is the one that was read last."""
        with self._lock:
            return self._kept[1] if self._kept and self._kept[0] == stamp else None

    def keep(self, stamp: str, directory: Directory) -> None:
        """Remember it in the place of the last."""
        with self._lock:
            self._kept = (stamp, directory)


class People:
    """Who works here, and whose case is whose."""

    def __init__(self, session: Session, remembered: Remembered | None = None) -> None:
        self._session = session
        self._directory: Directory | None = None
        self._remembered = remembered or Remembered()

    def directory(self) -> Directory:
        """Everybody, as they were when this unit of work first asked."""
        if self._directory is None:
            self._directory = self._directory_now()
        return self._directory

    def _directory_now(self) -> Directory:
        """The stamp is read first: whoever imports meanwhile leaves a stamp that nobody has remembered."""
        stamp = self._session.scalar(select(Stamp.value).where(Stamp.name == _STAMP))
        known = self._remembered.get(stamp) if stamp else None
        if known is not None:
            return known
        directory = self._read_directory()
        if stamp:
            self._remembered.keep(stamp, directory)
        return directory

    def _read_directory(self) -> Directory:
        columns = PersonRow.__table__.columns  # plain rows: recording reads them all, every time
        rows = self._session.execute(select(*columns).order_by(columns.id))
        return Directory(people=tuple(_person(row) for row in rows))

    def case(self, case_id: str | None) -> Case | None:
        """The case with that reference, whatever its letters' case, or None."""
        if not case_id:
            return None
        alike = (
            select(CaseRow).where(func.lower(CaseRow.case_id) == case_id.lower()).order_by(CaseRow.case_id)
        )
        row = self._session.get(CaseRow, case_id) or self._session.scalars(alike).first()
        return _case(row) if row else None

    def has_cases(self) -> bool:
        """Whether there is a caseload at all."""
        return self._session.scalars(select(CaseRow.case_id).limit(1)).first() is not None

    def cases_about_as_long_as(self, case_id: str) -> list[Case]:
        """The cases whose references have as many signs as that one, or one more or less."""
        length = func.length(CaseRow.case_id)
        wanted = select(CaseRow).where(length.between(len(case_id) - 1, len(case_id) + 1))
        return [_case(row) for row in self._session.scalars(wanted.order_by(CaseRow.case_id))]

    def holding(self, role: Role) -> list[Person]:
        """The active people who hold a role."""
        rows = self._session.scalars(
            select(PersonRow).where(PersonRow.role == role.value, PersonRow.active).order_by(PersonRow.id)
        )
        return list({row.email: _person(row) for row in rows}.values())

    def posts_of(self, email: str) -> list[Person]:
        """The posts that somebody holds, active or not, by e-mail address."""
        rows = self._session.scalars(select(PersonRow).where(func.lower(PersonRow.email) == email.lower()))
        return [_person(row) for row in rows]

    def cases(self) -> list[Case]:
        """The whole caseload, by reference."""
        return [_case(row) for row in self._session.scalars(select(CaseRow).order_by(CaseRow.case_id))]

    def cases_of_strangers(self) -> int:
        """How many cases name somebody who is not in the directory."""
        known = select(PersonRow.email)
        columns = (CaseRow.social_worker_email, CaseRow.iro_email, CaseRow.conference_chair_email)
        strangers = or_(*(and_(column.is_not(None), column.not_in(known)) for column in columns))
        return self._session.scalars(select(func.count()).select_from(CaseRow).where(strangers)).one()

    def replace_people(self, people: Iterable[Person]) -> None:
        """Put a newly imported directory in the place of the last."""
        self._directory = None
        hold(self._session, "people")
        self._session.execute(delete(PersonRow))
        insert_or_change(self._session, Stamp, name=_STAMP, value=secrets.token_hex(16))
        self._session.add_all(
            PersonRow(
                name=person.name,
                email=person.email,
                role=person.role.value,
                team=person.team,
                service_areas=list(person.service_areas),
                manager_email=person.manager_email,
                cover_email=person.cover_email,
                active=person.active,
            )
            for person in people
        )

    def replace_cases(self, cases: Iterable[Case]) -> None:
        """Put a newly imported caseload in the place of the last."""
        hold(self._session, "cases")
        self._session.execute(delete(CaseRow))
        self._session.add_all(
            CaseRow(
                case_id=case.case_id,
                social_worker_email=case.social_worker_email,
                team=case.team,
                service_area=case.service_area,
                statuses=list(case.statuses),
                status_written=case.status_written,
                iro_email=case.iro_email,
                conference_chair_email=case.conference_chair_email,
                opened=case.opened,
                closed=case.closed,
            )
            for case in cases
        )


def _person(row: PersonRow | Row[Any]) -> Person:
    return Person(
        name=row.name,
        email=row.email,
        role=Role(row.role),
        team=row.team,
        service_areas=tuple(row.service_areas),
        manager_email=row.manager_email,
        cover_email=row.cover_email,
        active=row.active,
    )


def _case(row: CaseRow) -> Case:
    return Case(
        case_id=row.case_id,
        social_worker_email=row.social_worker_email,
        team=row.team,
        service_area=row.service_area,
        statuses=tuple(row.statuses),
        status_written=row.status_written,
        iro_email=row.iro_email,
        conference_chair_email=row.conference_chair_email,
        opened=row.opened,
        closed=row.closed,
    )
