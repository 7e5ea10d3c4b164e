"""What is to be done when the calendar says so: the duties of a pack."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from framework.calendars import Calendar
from framework.forms import Frozen


class Duty(Frozen):
    """A duty by its name: what it is for, when it comes round, and where the framework asks for it.

    `missed` says what is made up for after a stop: the `latest` time that was missed, which stands for those
    before it, or `each` of them.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    title: str
    calendar: Calendar
    missed: Literal["latest", "each"] = "latest"
    source: str
