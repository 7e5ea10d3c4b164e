"""A form that was changed while an audit with it is under way: what moving over does, and doing it or not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conversations import engine
from conversations.facts import Value
from conversations.moving_over import Fit, fit, move_over, stay
from conversations.questions import Question
from conversations.script import Script
from conversations.turns import Conversation
from framework.outlines import edition_of
from framework.pack import Pack
from framework.people import Person
from handlers.auditing import keeping
from handlers.auditing.moving import CameBetween, Moved, loaded, moved_to
from store.unit_of_work import Store, UnitOfWork, in_one_transaction


@dataclass(frozen=True)
class Offer:
    """What moving over would do. `before` are the questions as they were asked, by id, `values` what was said."""

    fit: Fit
    before: Mapping[str, Question]
    values: Mapping[str, Value]


def offer(store: Store, pack: Pack, conversation_id: int, by: Person) -> tuple[Moved, Offer | None]:
    """The audit as it stands, and what moving over would do; None where there is nothing to move over to."""
    with store.reading() as work:
        row, conversation, script = loaded(work, pack, conversation_id, by)
        moved = moved_to(row, script, conversation, engine.look(script, conversation))
        if not moved.changed or row.holder != by.email:
            return moved, None
        new = _newest(pack, script)
        before = {each.id: each for part in script.parts for each in script.questions(moved.values, part)}
        return moved, Offer(fit(script, new, moved.values), before, moved.values)


def go_over(store: Store, pack: Pack, conversation_id: int, by: Person) -> Moved:
    """The audit under the form of today, with the answers that fit. Nothing is changed where it is that already."""

    def over(
        work: UnitOfWork, script: Script, conversation: Conversation, edition: str
    ) -> tuple[Conversation, Script]:
        new = _newest(pack, script)
        keeping.keep_edition(work, pack.id, new.edition)
        moved, _ = move_over(script, new, conversation, edition, by=by.email, at=work.now)
        return moved, new

    return _decide(store, pack, conversation_id, by, over)


def remain(store: Store, pack: Pack, conversation_id: int, by: Person) -> Moved:
    """The audit with the form that it was begun with; it is not offered again until the form changes once more."""

    def same(
        work: UnitOfWork, script: Script, conversation: Conversation, edition: str
    ) -> tuple[Conversation, Script]:
        return stay(conversation, edition, by=by.email, at=work.now), script

    return _decide(store, pack, conversation_id, by, same)


def _decide(
    store: Store,
    pack: Pack,
    conversation_id: int,
    by: Person,
    decide: Callable[[UnitOfWork, Script, Conversation, str], tuple[Conversation, Script]],
) -> Moved:
    def do(work: UnitOfWork) -> Moved:
        row, before, script = loaded(work, pack, conversation_id, by)
        edition = keeping.newer_edition(pack, row, before)
        if edition is None or row.holder != by.email:
            return moved_to(row, script, before, engine.look(script, before))
        conversation, now = decide(work, script, before, edition)
        found = keeping.found_of(now, conversation)
        if not work.conversations.add(row.id, keeping.to_keep(conversation.turns[before.version :]), found):
            raise CameBetween
        return moved_to(row, now, conversation, engine.look(now, conversation))

    while True:
        try:
            return in_one_transaction(store, do)
        except CameBetween:
            continue


def _newest(pack: Pack, script: Script) -> Script:
    return Script(edition_of(pack, script.form.id), script.facts)
