"""What people have set for themselves, and the list of themes that the quality assurance team keeps."""

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Table


class Preference(Table):
    """How somebody, by their address, likes to hold audits: `in_window`, or else in a message."""

    __tablename__ = "preferences"

    email: Mapped[str] = mapped_column(primary_key=True)
    in_window: Mapped[bool]


class ThemeRow(Table):
    """One theme. `id` is what audits keep, and never changes; `label` is what people see.

    `place` orders the list. A theme that is `retired` is offered no more, and stays on the audits that name it.
    """

    __tablename__ = "themes"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    label: Mapped[str]
    place: Mapped[int]
    retired: Mapped[dt.datetime | None]
