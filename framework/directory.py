"""Who is who, and whom an audit of a case is addressed to (A-09, A-12)."""

from collections.abc import Iterable
from functools import cached_property

from framework.forms import Frozen
from framework.names import Candidates, Found, NoOne, match_name
from framework.pack import Pack
from framework.people import ROLES, Absence, Case, Chain, Holder, Holders, Person, either, read_statuses
from framework.reading import Problem
from framework.words import Role

__all__ = [
    "ROLES",
    "Absence",
    "Case",
    "Chain",
    "Directory",
    "Holder",
    "Holders",
    "Person",
    "read_statuses",
]


class Directory(Frozen):
    """Everybody in the directory, a row for each post."""

    people: tuple[Person, ...]

    def posts(self, email: str | None) -> tuple[Person, ...]:
        """The rows of the person with that address, active ones first; empty if there is none."""
        return self._posts.get((email or "").strip().lower(), ())

    @cached_property
    def _posts(self) -> dict[str, tuple[Person, ...]]:
        posts: dict[str, tuple[Person, ...]] = {}
        for person in sorted(self.people, key=lambda person: not person.active):
            posts[person.email] = (*posts.get(person.email, ()), person)
        return posts

    def named_as_manager(self, email: str) -> frozenset[str]:
        """The addresses of those whose line manager is said to be that person, or one for whom they cover."""
        covered = (person.email for person in self.people if person.cover_email == email)
        return frozenset().union(*(self._managed.get(each, ()) for each in (email, *covered)))

    @cached_property
    def _managed(self) -> dict[str, set[str]]:
        managed: dict[str, set[str]] = {}
        for person in self.people:
            if person.manager_email:
                managed.setdefault(person.manager_email, set()).add(person.email)
        return managed

    def find(self, written: str, pack: Pack) -> Found[Person] | Candidates[Person] | NoOne:
        """Who is meant by a name or address as somebody wrote it; teams and service areas are no names."""
        areas = [word for area in pack.service_areas for word in (area.name, *area.aliases)]
        roles = [word for role in Role for word in (role.label, *pack.role_aliases.get(role, ()))]
        teams = {person.team for person in self.people}
        return match_name(written, self.people, (*areas, *roles, *teams))

    def chain(self, case_id: str | None, case: Case | None, social_worker: str | None, pack: Pack) -> Chain:
        """Whom an audit of that case is addressed to. `case` is the caseload's row, None if it has none.

        `social_worker` is the name or address on the audit tool. The caseload outranks it (A-09); where they
        differ, `differences` says so. A case that the caseload does not have takes team and service area from
        the social worker. What cannot be resolved says why in its `Holders`.
        """
        return _Resolution(self, case, social_worker or "", pack).chain(case_id or "")


class _Resolution:
    """One chain in the making."""

    def __init__(self, directory: Directory, case: Case | None, written: str, pack: Pack) -> None:
        self._directory = directory
        self._case = case
        self._written = written
        self._pack = pack
        self._differences: list[Problem] = []
        self._lost = Absence.UNKNOWN
        self._lost_why = ""
        self._candidates: tuple[Person, ...] = ()
        self._worker_posts = self._posts_of_worker()
        self._worker = self._worker_posts[0] if self._worker_posts else None
        self._team = self._find_team()

    def chain(self, case_id: str) -> Chain:
        team_manager = self._team_manager()
        area = self._service_area(team_manager)
        return Chain(
            case_id=case_id,
            case_known=self._case is not None,
            social_worker=self._worker,
            worker=self._worker_as_holder(),
            line_manager=self._line_manager(),
            team=self._team,
            service_area=area,
            holders=(
                team_manager,
                self._head_of_service(area),
                self._allocated(Role.IRO, self._case.iro_email if self._case else None),
                self._allocated(
                    Role.CONFERENCE_CHAIR, self._case.conference_chair_email if self._case else None
                ),
                *(self._everybody(role) for role in self._roles_at_large()),
            ),
            differences=tuple(self._differences),
        )

    def _posts_of_worker(self) -> tuple[Person, ...]:
        named = self._directory.find(self._written, self._pack)
        allocated = self._directory.posts(self._case.social_worker_email if self._case else None)
        if allocated:
            self._compare(named, allocated[0])
            return self._sorted(allocated)
        if self._case and self._case.social_worker_email:
            self._differs(
                "social-worker-not-in-directory",
                f"The caseload allocates the case to {self._case.social_worker_email}, who is not in the "
                "directory; the social worker named on the audit tool is used.",
            )
        if isinstance(named, Found):
            return self._sorted(self._directory.posts(named.person.email))
        if isinstance(named, Candidates):
            self._lost, self._candidates = Absence.SEVERAL, named.people
        self._lost_why = f"The social worker is not known: {named.reason}"
        if not all(person.email in named.reason for person in self._candidates):
            self._lost_why += f" It may be {either(self._candidates)}."
        return ()

    def _compare(self, named: Found[Person] | Candidates[Person] | NoOne, allocated: Person) -> None:
        if isinstance(named, Found) and named.person.email != allocated.email:
            self._differs(
                "social-worker-differs",
                f"The audit tool names {named.person.name} as the social worker, the caseload {allocated.name}. "
                "The caseload is used.",
            )
        elif isinstance(named, Candidates) and allocated.email not in {p.email for p in named.people}:
            self._differs(
                "social-worker-differs",
                f"The social worker named on the audit tool does not seem to be {allocated.name}, to whom the "
                "caseload allocates the case. The caseload is used.",
            )
        elif isinstance(named, NoOne) and self._written.strip():
            self._differs(
                "social-worker-unknown",
                "The social worker named on the audit tool is not in the directory. The caseload is used, which "
                f"allocates the case to {allocated.name}.",
            )

    def _differs(self, code: str, message: str) -> None:
        self._differences.append(Problem(code=code, where="social_worker", message=message))

    def _sorted(self, posts: Iterable[Person]) -> tuple[Person, ...]:
        team = self._case.team if self._case else ""
        return tuple(
            sorted(
                posts,
                key=lambda p: (not p.active, not _same_team(p.team, team), p.role is not Role.SOCIAL_WORKER),
            )
        )

    def _find_team(self) -> str | None:
        case_team = self._case.team if self._case else ""
        own = self._own_posts()
        if case_team:
            if own and all(post.team and not _same_team(post.team, case_team) for post in own):
                self._differs(
                    "team-differs",
                    f"The caseload has the case in the team {case_team}, the directory has {own[0].name} in "
                    f"{own[0].team}.",
                )
            return case_team
        teams = {post.team.casefold(): post.team for post in own if post.team}
        return next(iter(teams.values())) if len(teams) == 1 else None

    def _own_posts(self) -> tuple[Person, ...]:
        """The worker's posts that can say where a case belongs: those as a social worker, if there are any."""
        posts = [post for post in self._worker_posts if post.active] or list(self._worker_posts)
        return tuple(post for post in posts if post.role is Role.SOCIAL_WORKER) or tuple(posts)

    def _service_area(self, team_manager: Holders) -> str | None:
        """The case's, else the worker's, else the team manager's, where that is exactly one (A-09)."""
        if self._case and self._case.service_area:
            return self._case.service_area
        managers = [holder.covering_for or holder.person for holder in team_manager.people]
        for posts in (self._own_posts(), managers):
            areas = {area for post in posts for area in post.service_areas}
            if areas:
                return areas.pop() if len(areas) == 1 else None
        return None

    def _team_manager(self) -> Holders:
        role = Role.TEAM_MANAGER
        in_team = self._in_team(self._team)
        post = f"Team Manager of {self._team}"
        above = self._manager_above()
        if above:
            in_charge = self._hold(role, above, "manager of the social worker", "")
            if any(manager.active for manager in above):
                return in_charge
            partners = [p for manager in above for p in self._in_team(manager.team) if p.active]
            if partners:
                return self._hold(role, partners, f"Team Manager of {partners[0].team}", "")
            if in_charge.people or not in_team:
                return in_charge
            return self._hold(role, (*in_team, *above), post, "")
        if self._team:
            return self._hold(role, in_team, post, f"The directory has no Team Manager for {self._team}.")
        if self._worker:
            why = f"The directory gives neither a manager nor one team for {self._worker.name}."
            return Holders(role=role, absence=Absence.UNKNOWN, why=why)
        return self._unresolved(role, "so its Team Manager is not known either")

    def _in_team(self, team: str | None) -> tuple[Person, ...]:
        managers = (p for p in self._directory.people if p.role is Role.TEAM_MANAGER)
        return tuple(p for p in managers if team and _same_team(p.team, team))

    def _manager_above(self) -> tuple[Person, ...]:
        """The posts as a team manager of the nearest one above the worker; empty if there is none."""
        seen = {self._worker.email} if self._worker else set[str]()
        email = next((post.manager_email for post in self._own_posts() if post.manager_email), None)
        while email and email not in seen:
            seen.add(email)
            posts = self._directory.posts(email)
            managing = tuple(post for post in posts if post.role is Role.TEAM_MANAGER)
            if managing:
                return managing
            email = next((post.manager_email for post in posts if post.manager_email), None)
        return ()

    def _head_of_service(self, area: str | None) -> Holders:
        role = Role.HEAD_OF_SERVICE
        if area is None:
            if self._worker:
                why = (
                    f"Neither the caseload nor the directory gives one service area for {self._worker.name}."
                )
                return Holders(role=role, absence=Absence.UNKNOWN, why=why)
            return self._unresolved(role, "so its service area and Head of Service are not known either")
        found = self._pack.service_area(area)
        name = found.name if found else area
        heads = [p for p in self._directory.people if p.role is role and area in p.service_areas]
        nobody = f"The directory has no Head of Service for {name}."
        return self._hold(role, heads, f"Head of Service for {name}", nobody)

    def _allocated(self, role: Role, email: str | None) -> Holders:
        """The IRO or conference chair, where the case's status makes them relevant (A-12)."""
        relevant = self._relevant(role)
        if relevant is False:
            why = f"By the case's status, {_a(role)} has no part in it."
            return Holders(role=role, absence=Absence.NOT_RELEVANT, why=why)
        if email:
            posts = self._directory.posts(email)
            if not posts:
                why = f"The caseload gives {email} as the {role.label}, who is not in the directory."
                return Holders(role=role, absence=Absence.UNKNOWN, why=why)
            in_role = [post for post in posts if post.role is role]
            return self._hold(role, in_role or posts[:1], f"{role.label} allocated to the case", "")
        if relevant:
            why = f"By the case's status, {_a(role)} has a part in it, but the caseload gives none."
            return Holders(role=role, absence=Absence.VACANT, why=why)
        where = (
            "The caseload does not say the case's status" if self._case else "The case is not in the caseload"
        )
        why = f"{where}, so it is not known whether {_a(role)} has a part in it, or who."
        return Holders(role=role, absence=Absence.STATUS_UNKNOWN, why=why)

    def _relevant(self, role: Role) -> bool | None:
        """Whether the role has a part in the case; None if its status is blank or has words not understood."""
        if self._case is None:
            return None
        written, unknown = read_statuses(self._case.status_written, self._pack)
        found = [self._pack.case_status(status) for status in (*self._case.statuses, *written)]
        if any(status and role in status.relevant_to for status in found):
            return True
        return False if found and all(found) and not unknown else None

    def _roles_at_large(self) -> list[Role]:
        """Roles held for the whole service: those of every chain, and what else the pack's matrix names."""
        named = [role for row in self._pack.escalation for role in (*row.tell, *row.tell_where_relevant)]
        noticed = [role for row in self._pack.escalation for role in row.action_notice]
        of_the_case = {*ROLES[:4], Role.SOCIAL_WORKER}
        return [role for role in dict.fromkeys((*ROLES, *named, *noticed)) if role not in of_the_case]

    def _everybody(self, role: Role) -> Holders:
        rows = [person for person in self._directory.people if person.role is role]
        post = f"contact in the {role.label}" if role is Role.QA_TEAM else role.label
        return self._hold(role, rows, post, f"The directory has nobody as {role.label}.")

    def _worker_as_holder(self) -> Holders:
        role = Role.SOCIAL_WORKER
        if self._worker is None:
            return self._unresolved(role, "so nobody can be told")
        if not self._worker.active:  # what is about a person's own practice goes to no cover
            why = f"{self._worker.name} is not active in the directory."
            return Holders(role=role, absence=Absence.VACANT, why=why)
        return Holders(role=role, people=(Holder(person=self._worker, post="practitioner"),))

    def _line_manager(self) -> Holders:
        role = Role.TEAM_MANAGER
        if self._worker is None:
            return self._unresolved(role, "so the line manager is not known either")
        email = next((post.manager_email for post in self._own_posts() if post.manager_email), None)
        posts = self._directory.posts(email)
        if not posts:
            why = f"The directory gives no line manager for {self._worker.name}."
            return Holders(role=role, absence=Absence.UNKNOWN, why=why)
        held = next((post.role for post in posts if post.role is role), posts[0].role)
        return self._hold(held, posts[:1], f"line manager of {self._worker.name}", "")

    def _unresolved(self, role: Role, therefore: str) -> Holders:
        case = "" if self._case else " The case is not in the caseload."
        why = f"{self._lost_why}{case} {therefore[0].upper()}{therefore[1:]}."
        return Holders(role=role, absence=self._lost, why=why, candidates=self._candidates)

    def _hold(self, role: Role, rows: Iterable[Person], post: str, nobody: str) -> Holders:
        """Every active holder; where there is none, who covers for those who are away."""
        rows = tuple(rows)
        holders = [Holder(person=row, post=post) for row in rows if row.active]
        if not holders:
            covers = [(row, self._cover(row)) for row in rows]
            holders = [Holder(person=c, post=post, covering_for=row) for row, c in covers if c]
        if holders:
            distinct = {holder.person.email: holder for holder in reversed(holders)}
            return Holders(role=role, people=tuple(reversed(distinct.values())))
        away = " and ".join(dict.fromkeys(row.name for row in rows))
        why = f"{away} ({post}) is not active in the directory, and nobody covers." if rows else nobody
        return Holders(role=role, absence=Absence.VACANT, why=why)

    def _cover(self, away: Person) -> Person | None:
        """Who covers, following covers who are away themselves; None if that leads nowhere or in a circle."""
        seen = {away.email}
        email = away.cover_email
        while email and email not in seen:
            seen.add(email)
            posts = self._directory.posts(email)
            if posts and posts[0].active:
                return posts[0]
            email = next((post.cover_email for post in posts if post.cover_email), None)
        return None


def _same_team(one: str, other: str) -> bool:
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


def _a(role: Role) -> str:
    return f"{'an' if role.label[0] in 'AEIOU' else 'a'} {role.label}"
