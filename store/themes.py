"""The themes that audits are about: a list that begins with the pack's and is then the quality assurance team's."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from framework.answers import key
from framework.outlines import Option
from store.holding import hold
from store.tables import ThemeRow

LONGEST_LABEL = 60  # characters; what people choose from shows little more
MOST_IN_FORCE = 50  # a message holds little more of them


class ThemeRefused(ValueError):
    """The list cannot be changed so. The text says why."""


@dataclass(frozen=True)
class Theme:
    """One theme. `retired`: offered no more."""

    id: str
    label: str
    retired: bool = False

    @property
    def option(self) -> Option:
        """The theme as an answer to choose."""
        return Option(id=self.id, label=self.label)


class Themes:
    """The list over one transaction. `first` is what it begins with: the pack's, until somebody changes it."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def all(self, first: Sequence[Option]) -> tuple[Theme, ...]:
        """Every theme in the order of the list, those that are retired among them."""
        rows = self._rows()
        if rows:
            return tuple(Theme(row.id, row.label, row.retired is not None) for row in rows)
        return tuple(Theme(each.id, each.label) for each in first)

    def add(self, label: str, first: Sequence[Option]) -> Theme:
        """A new theme at the end of the list. ThemeRefused if it is there, is too long, or the list is full."""
        rows = self._to_change(first)
        label = self._checked(label, rows)
        if sum(row.retired is None for row in rows) >= MOST_IN_FORCE:
            raise ThemeRefused(f"There are {MOST_IN_FORCE} themes already. Retire one first.")
        row = ThemeRow(
            id=_free_id(label, {row.id for row in rows}),
            label=label,
            place=max((row.place for row in rows), default=0) + 1,
            retired=None,
        )
        self._session.add(row)
        self._session.flush()
        return Theme(row.id, row.label)

    def rename(self, theme: str, label: str, first: Sequence[Option]) -> Theme:
        """Other words for the same theme, on audits to come and under way. ThemeRefused as for `add`."""
        rows = self._to_change(first)
        row = _of(theme, rows)
        row.label = self._checked(label, [each for each in rows if each is not row])
        return Theme(row.id, row.label, row.retired is not None)

    def retire(self, theme: str, first: Sequence[Option]) -> Theme:
        """Offer a theme no more. It stays on the audits that name it."""
        row = _of(theme, self._to_change(first))
        row.retired = row.retired or self._now
        return Theme(row.id, row.label, retired=True)

    def bring_back(self, theme: str, first: Sequence[Option]) -> Theme:
        """Offer a theme again. ThemeRefused if the list is full."""
        rows = self._to_change(first)
        row = _of(theme, rows)
        if row.retired and sum(each.retired is None for each in rows) >= MOST_IN_FORCE:
            raise ThemeRefused(f"There are {MOST_IN_FORCE} themes already. Retire one first.")
        row.retired = None
        return Theme(row.id, row.label)

    def _rows(self) -> list[ThemeRow]:
        return list(self._session.scalars(select(ThemeRow).order_by(ThemeRow.place, ThemeRow.id)))

    def _to_change(self, first: Sequence[Option]) -> list[ThemeRow]:
        """The rows, to be changed by nobody else meanwhile; the pack's list made rows if there are none yet."""
        hold(self._session, "themes")
        rows = self._rows()
        if not rows:
            rows = [
                ThemeRow(id=each.id, label=each.label, place=at, retired=None)
                for at, each in enumerate(first, start=1)
            ]
            self._session.add_all(rows)
            self._session.flush()
        return rows

    def _checked(self, label: str, others: Sequence[ThemeRow]) -> str:
        label = " ".join(label.split())
        if not key(label):
            raise ThemeRefused("Give the theme a name.")
        if len(label) > LONGEST_LABEL:
            raise ThemeRefused(f"Use at most {LONGEST_LABEL} characters.")
        same = next((each for each in others if key(each.label) == key(label)), None)
        if same is not None:
            where = "among the retired themes" if same.retired else "on the list"
            raise ThemeRefused(f"“{same.label}” is {where} already.")
        return label


def _of(theme: str, rows: Sequence[ThemeRow]) -> ThemeRow:
    found = next((row for row in rows if row.id == theme), None)
    if found is None:
        raise ThemeRefused("This theme is not on the list any more.")
    return found


def _free_id(label: str, taken: set[str]) -> str:
    wanted = re.sub(r"[^a-z0-9]+", "-", label.casefold()).strip("-")[:60] or "theme"
    ids = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in ids if each not in taken)
