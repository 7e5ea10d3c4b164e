"""Who is meant by a name that somebody wrote on an audit tool: one person, candidates to ask about, or nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from framework import name_parts
from framework.name_parts import Fit, Groups, Part


class Named(Protocol):
    """What matching needs of a person."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def active(self) -> bool: ...


P = TypeVar("P", bound=Named)
P_co = TypeVar("P_co", bound=Named, covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[P_co]):
    """Exactly one person is meant, without doubt."""

    person: P_co
    reason: str


@dataclass(frozen=True, slots=True)
class Candidates(Generic[P_co]):
    """A person must be asked: several match, or one that only resembles what is written. Never empty."""

    people: tuple[P_co, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class NoOne:
    """Nobody in the directory is meant, or no name is written."""

    reason: str


def match_name(
    written: str, people: Iterable[P], remarks: Iterable[str] = ()
) -> Found[P] | Candidates[P] | NoOne:
    """Who among `people` is meant by `written`: a name, an e-mail address, or both.

    Rows with the same e-mail address are one person, who is active if any of them is. People who are not active
    count only where no active one matches, or where only their whole name is what is written. `remarks` are
    phrases that may stand beside a name and are no name (teams, service areas). Different surnames are never
    matched: a typing slip in a long one, or one half of a double-barrelled one, only gives a candidate.
    Reasons name people of the directory, never what is written.
    """
    crowd = _Crowd(people, frozenset(name_parts.plain(remark) for remark in remarks) - {""})
    addresses = [address.casefold() for address in name_parts.ADDRESS.findall(written)]
    rest = name_parts.ADDRESS.sub(" ", written).replace("mailto:", " ")
    rest = rest.translate({ord(sign): " " for sign in "<>"}).strip()
    if addresses:
        return crowd.by_address(addresses, rest)
    return crowd.by_name(rest)


class _Crowd(Generic[P]):
    def __init__(self, people: Iterable[P], remarks: frozenset[str]) -> None:
        self._remarks = remarks
        self._rows: dict[str, list[P]] = {}
        for person in people:
            self._rows.setdefault(person.email.casefold(), []).append(person)

    def by_address(self, addresses: list[str], rest: str) -> Found[P] | Candidates[P] | NoOne:
        owners = list(self._people({address for address in addresses if address in self._rows}))
        named = self.by_name(rest)
        if not owners:
            if isinstance(named, NoOne):
                return NoOne("The e-mail address is not in the directory.")
            return Candidates(
                _of(named), f"The address is not in the directory; the name fits {_names(named)}."
            )
        everybody = _distinct((*owners, *_of(named)))
        if len(owners) > 1 or len(set(addresses)) > len(owners):
            return Candidates(everybody, "More than one e-mail address is written.")
        pieces = name_parts.split_people(name_parts.tidy(rest), self._remarks)
        agrees = len(pieces) == 1 and owners[0].email in {p.email for p in _of(named)}
        if agrees or not pieces:
            return Found(owners[0], f"The e-mail address is that of {owners[0].name}.")
        return Candidates(everybody, f"The e-mail address is that of {owners[0].name}, the name is not.")

    def by_name(self, written: str) -> Found[P] | Candidates[P] | NoOne:
        if not name_parts.plain(written) or name_parts.plain(written) in name_parts.NOBODY:
            return NoOne("No name is written.")
        pieces = name_parts.split_people(name_parts.tidy(written), self._remarks)
        if len(pieces) > 1:
            return self._several(pieces)
        if not pieces:
            return NoOne("No name is written, only a post or a team.")
        between_commas = name_parts.split_commas(pieces[0], self._remarks)
        if len(between_commas) == 1:
            return self._one(name_parts.part(between_commas[0], remarks=self._remarks), between_commas[0])
        if len(between_commas) > 2:
            return self._several(between_commas)
        return self._around_a_comma(*between_commas)

    def _around_a_comma(self, before: str, after: str) -> Found[P] | Candidates[P] | NoOne:
        turned = self._one(name_parts.part(after, before, self._remarks), f"{after} {before}")
        apart = self._several([piece for piece in (before, after) if " " in piece])
        if isinstance(apart, Candidates) and len(apart.people) > 1:
            return Candidates(_distinct((*_of(turned), *apart.people)), "More than one name is written.")
        if isinstance(turned, Found) or isinstance(apart, NoOne):
            return turned
        return Candidates(_of(apart), f"Beside the name of {_names(apart)}, something else is written.")

    def _several(self, pieces: list[str]) -> Found[P] | Candidates[P] | NoOne:
        results = [self._one(name_parts.part(piece, remarks=self._remarks), piece) for piece in pieces]
        everybody = _distinct(p for result in results for p in _of(result))
        if not everybody:
            return NoOne("Several names or words are written; none of them is in the directory.")
        if len(everybody) == 1 and all(isinstance(result, Found) for result in results):
            return Found(everybody[0], f"Every name written is that of {everybody[0].name}.")
        return Candidates(everybody, "More than one name is written.")

    def _one(self, part: Part, text: str) -> Found[P] | Candidates[P] | NoOne:
        found = self._choose(self._fits(part, text))
        words = part.certain[0] if part.certain else ()
        if not isinstance(found, Found) and len(words) > 2 and (among := self._mentioned(words)):
            return Candidates(among, f"The name of {_listed(among)} stands among other words.")
        aside = _distinct(p for remark in part.remarks for p in self._mentioned(remark))
        if {p.email for p in aside} - {p.email for p in _of(found)}:
            return Candidates(_distinct((*_of(found), *aside)), "More than one name is written.")
        return found

    def _fits(self, part: Part, text: str) -> dict[str, Fit]:
        whole = name_parts.written_whole(text)
        fits: dict[str, Fit] = {}
        for email, rows in self._rows.items():
            known = [groups for row in rows for groups in name_parts.known(row.name)]
            found = [fit for w in part.certain for k in known if (fit := name_parts.fit(w, k))]
            exactly = any(name_parts.fit(w, k) is Fit.EXACT for w in (whole, *part.turned) for k in known)
            if exactly and Fit.EXACT not in found:
                found.append(Fit.EXACT if self._order_is_clear(whole, known) else Fit.ASK)
            if found:
                fits[email] = min(found)
        return fits

    def _order_is_clear(self, written: Groups, known: list[Groups]) -> bool:
        """Whether a name found surname first cannot be another name: nobody has its words the other way round."""
        if any(name_parts.fit(written, groups) is Fit.EXACT for groups in known):
            return True
        names = [groups for rows in self._rows.values() for r in rows for groups in name_parts.known(r.name)]
        others = [groups for groups in names if groups not in known]
        forenames, surnames = {groups[0] for groups in others}, {groups[-1] for groups in others}
        return all(groups[-1] not in forenames and groups[0] not in surnames for groups in known)

    def _choose(self, fits: dict[str, Fit]) -> Found[P] | Candidates[P] | NoOne:
        here = {email: fit for email, fit in fits.items() if self._person(email).active}
        left = {email: fit for email, fit in fits.items() if email not in here}
        exact = _at(here, Fit.EXACT)
        if not exact and (gone := _at(left, Fit.EXACT)):
            exact = gone | _at(here, Fit.PARTIAL)
        certain = exact or _at(here, Fit.PARTIAL) or _at(left, Fit.PARTIAL)
        people = self._people(certain)
        if len(people) == 1:
            away = "" if people[0].active else ", who is not active in the directory"
            return Found(people[0], f"Only {people[0].name} has that name{away}.")
        if people:
            return Candidates(people, f"The name fits {_listed(people)}.")
        similar = self._people(_at(here, Fit.ASK) or _at(left, Fit.ASK))
        if similar:
            return Candidates(similar, f"The name is not in the directory; it resembles {_listed(similar)}.")
        return NoOne("The name is not in the directory.")

    def _mentioned(self, groups: Groups) -> tuple[P, ...]:
        windows = {groups[i : i + n] for n in (2, 3) for i in range(len(groups) - n + 1)}
        return self._people(
            email
            for email, rows in self._rows.items()
            for row in rows
            for known in name_parts.known(row.name)
            if any(name_parts.fit(window, known) is Fit.EXACT for window in windows)
        )

    def _person(self, email: str) -> P:
        rows = self._rows[email]
        return next((row for row in rows if row.active), rows[0])

    def _people(self, emails: Iterable[str]) -> tuple[P, ...]:
        wanted = set(emails)
        return tuple(self._person(email) for email in self._rows if email in wanted)


def _at(fits: dict[str, Fit], wanted: Fit) -> set[str]:
    return {email for email, fit in fits.items() if fit is wanted}


def _of(result: Found[P] | Candidates[P] | NoOne) -> tuple[P, ...]:
    if isinstance(result, Found):
        return (result.person,)
    return result.people if isinstance(result, Candidates) else ()


def _distinct(people: Iterable[P]) -> tuple[P, ...]:
    return tuple({person.email.casefold(): person for person in people}.values())


def _names(result: Found[P] | Candidates[P] | NoOne) -> str:
    return _listed(_of(result))


def _listed(people: Iterable[Named]) -> str:
    names = [f"{person.name} ({person.email})" for person in people]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
