"""An area that is said not to apply where its reason stands, and not where its answer would."""

import re
from typing import Any

from framework.answers import Lexicon, Parsed, grade, grade_lexicon, yes_no, yes_no_lexicon
from framework.checking import area_name
from framework.forms import Area
from mail.reading.audit_tool.draft import Draft

_REASON = re.compile(r"\s*(?:[-–—:;,.(\n]|\b(?:as|because|since)\b)\s*\(?\s*[^\W_]", re.IGNORECASE)


def told_in(comment: str, area: Area, draft: Draft, where: str) -> Parsed[Any]:
    """Not applicable, where an area that may be so has no answer and its comment begins with that and gives the
    reason: "N/A – no siblings" (A-32). Otherwise nothing. `where` is the path of the answer."""
    lexicon: Lexicon[int] | Lexicon[bool]
    lexicon = grade_lexicon(draft.pack) if draft.form.graded else yes_no_lexicon(draft.pack)
    first = lexicon.not_applicable.match(comment)
    if area.condition is None or first is None or not _REASON.match(comment, first.end()):
        return Parsed()
    parsed = grade(comment, draft.pack) if draft.form.graded else yes_no(comment, draft.pack)
    if not parsed.not_applicable:
        return Parsed()
    message = f"{area_name(area)}: the first words of its comment say that it is not applicable."
    draft.notice("told-in-comment", where, message)
    return parsed
