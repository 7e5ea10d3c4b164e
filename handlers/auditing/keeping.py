"""Conversations between the engine and the store: turns as rows, editions as JSON."""

from collections.abc import Sequence

from conversations.facts import Value
from conversations.moving_over import may_move_over
from conversations.script import Script
from conversations.settling import part_under_way
from conversations.turns import Conversation, Turn, TurnKind
from framework.outlines import Edition, edition_of
from framework.pack import Pack
from store.conversations import Found, KeptTurn, digest_of
from store.tables import ConversationRow
from store.unit_of_work import UnitOfWork

_EDITIONS: dict[str, Edition] = {}
"""Those read so far, by the hash of what they say: an edition is never changed, and a council has few."""


def keep_edition(work: UnitOfWork, pack: str, edition: Edition) -> str:
    """Keep an edition; the name by which it is found again."""
    return work.conversations.keep_edition(pack, edition.form.id, edition.model_dump(mode="json"))


def edition_kept(work: UnitOfWork, digest: str) -> Edition:
    """The edition of that name, as it was kept."""
    known = _EDITIONS.get(digest)
    if known is None:
        known = _EDITIONS[digest] = Edition.model_validate(work.conversations.edition(digest).content)
    return known


_OF_TODAY: dict[tuple[int, str], tuple[Pack, str]] = {}
"""The name of a form's present edition, by pack; the pack is held so that its id stays its own."""


def edition_of_today(pack: Pack, form: str) -> str | None:
    """The name of the edition that an audit with that form would be begun with now; None where there is none."""
    if all(each.id != form for each in pack.forms):
        return None
    known = _OF_TODAY.get((id(pack), form))
    if known is None:
        digest = digest_of(edition_of(pack, form).model_dump(mode="json"))
        known = _OF_TODAY[(id(pack), form)] = (pack, digest)
    return known[1]


def newer_edition(pack: Pack, row: ConversationRow, conversation: Conversation) -> str | None:
    """The name of an edition to which the auditor may move over and has not declined to; or None."""
    now = edition_of_today(pack, row.form) if row.pack == pack.id else None
    state = conversation.state()
    if now in (None, state.edition, state.declined) or not may_move_over(conversation):
        return None
    return now


def conversation_kept(work: UnitOfWork, conversation_id: int) -> Conversation:
    """The conversation with all its turns."""
    return Conversation(tuple(_turn(kept) for kept in work.conversations.turns(conversation_id)))


def to_keep(turns: Sequence[Turn]) -> list[KeptTurn]:
    """Turns as they are kept."""
    return [
        KeptTurn(t.number, t.at, t.by, t.kind.value, t.where, _json(t.value), t.instead_of) for t in turns
    ]


def found_of(script: Script, conversation: Conversation) -> Found:
    """What a conversation is found by."""
    state = conversation.state()
    part = part_under_way(script, state)
    case_id = state.values.get("case_id")
    return Found(
        standing=state.standing.value,
        part=part,
        holder=state.with_whom.get(part),
        case_id=case_id if isinstance(case_id, str) else None,
        edition=state.edition,
    )


def _turn(kept: KeptTurn) -> Turn:
    value: Value = tuple(kept.value) if isinstance(kept.value, list) else kept.value
    kind = TurnKind(kept.kind)
    return Turn(kept.number, kept.at, kept.by, kind, kept.where, value, kept.instead_of)


def _json(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value
