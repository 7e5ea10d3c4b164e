"""What was answered in chat beside the form, in the order and under the titles in which the pack has it shown."""

from collections.abc import Mapping

from framework.pack import Pack
from handlers.about import BesideFacts
from handlers.auditing.keeping import edition_kept
from store.tables import Audit
from store.unit_of_work import UnitOfWork


def asked_beside(work: UnitOfWork, audit: Audit, pack: Pack) -> tuple[BesideFacts, ...]:
    """Every answer beside the form. What the pack shows in no group follows, each under what was asked."""
    answers: Mapping[str, str] = {
        asked: str(words).strip() for asked, words in audit.beside.items() if str(words or "").strip()
    }
    grouped = {asked for group in pack.shown_beside for asked in group.asks}
    groups = [BesideFacts(group.title, _given(group.asks, answers)) for group in pack.shown_beside]
    others = [each for each in answers if each not in grouped]
    asked = _questions(work, audit, pack) if others else {}
    groups += [BesideFacts(asked.get(each, each), (("", answers[each]),)) for each in others]
    return tuple(group for group in groups if group.answers)


def _given(asks: Mapping[str, str], answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, answers[each]) for each, label in asks.items() if each in answers)


def _questions(work: UnitOfWork, audit: Audit, pack: Pack) -> Mapping[str, str]:
    """What was asked, by id: in the words of the edition in which it was, which the pack may have no more."""
    row = work.conversations.of_audit(audit.id)
    then = edition_kept(work, row.edition).asked if row is not None else ()
    return {each.id: each.question for each in (*pack.asked, *then)}
