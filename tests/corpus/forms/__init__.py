"""The five audit tools as their blanks look: the same titles, tables, columns and printed prompts."""

from collections.abc import Callable

from tests.corpus.filling.plain import Plain
from tests.corpus.forms import observation, supervision, tier1_generic, tier1_plo, tier2
from tests.corpus.paper import Page

_BUILDERS: dict[str, Callable[[Plain], Page]] = {
    "tier1-generic": tier1_generic.build,
    "tier1-plo": tier1_plo.build,
    "tier2": tier2.build,
    "supervision": supervision.build,
    "observation": observation.build,
}


def build(way: Plain) -> Page:
    """The form of the way's audit, filled in that way."""
    return way.finish(_BUILDERS[way.audit.form](way))
