"""Conversations as they are kept: turns added one after the other, by one mover at a time."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from store.inserting import insert_once
from store.tables import ConversationRow, FormEdition, TurnRow


@dataclass(frozen=True)
class KeptTurn:
    """A turn as it is kept; see `conversations.turns.Turn`. `value` is JSON."""

    number: int
    at: dt.datetime
    by: str
    kind: str
    where: str
    value: Any
    instead_of: int | None


@dataclass(frozen=True)
class Found:
    """What the turns of a conversation come to, as far as it is found by that."""

    standing: str
    part: str
    holder: str | None
    case_id: str | None
    edition: str


def digest_of(content: dict[str, Any]) -> str:
    """The name of an edition: the SHA-256 of what it says."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Conversations:
    """The conversations over one transaction. Times come from `now`."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def keep_edition(self, pack: str, form: str, content: dict[str, Any]) -> str:
        """Keep an edition unless it is kept already; its digest."""
        digest = digest_of(content)
        values = {"digest": digest, "pack": pack, "form": form, "content": content, "kept": self._now}
        insert_once(self._session, FormEdition, **values)
        return digest

    def edition(self, digest: str) -> FormEdition:
        """The edition with that digest; LookupError if there is none."""
        found = self._session.get(FormEdition, digest)
        if found is None:
            raise LookupError("there is no such edition")
        return found

    def begin(
        self, pack: str, form: str, by: str, found: Found, turns: Sequence[KeptTurn]
    ) -> ConversationRow:
        """A conversation with its first turns."""
        row = ConversationRow(
            pack=pack,
            form=form,
            edition=found.edition,
            case_id=found.case_id,
            begun=self._now,
            begun_by=by,
            moved=self._now,
            version=len(turns),
            standing=found.standing,
            part=found.part,
            holder=found.holder,
        )
        self._session.add(row)
        self._session.flush()
        self._add(row.id, turns)
        return row

    def get(self, conversation_id: int) -> ConversationRow | None:
        """The conversation with that id."""
        return self._session.get(ConversationRow, conversation_id)

    def of_audit(self, audit_id: int) -> ConversationRow | None:
        """The conversation of which that version was recorded last, or None."""
        found = select(ConversationRow).where(ConversationRow.audit_id == audit_id)
        return self._session.scalars(found.order_by(ConversationRow.id.desc())).first()

    def turns(self, conversation_id: int) -> list[KeptTurn]:
        """All its turns, in their order."""
        table = TurnRow.__table__.columns  # plain rows: a turn reads them all
        columns = (table[name] for name in ("number", "at", "by", "kind", "where", "value", "instead_of"))
        wanted = select(*columns).where(TurnRow.conversation_id == conversation_id).order_by(TurnRow.number)
        return [KeptTurn(*row) for row in self._session.execute(wanted)]

    def turn(self, conversation_id: int, number: int) -> KeptTurn | None:
        """One turn of a conversation, or None."""
        row = self._session.get(TurnRow, (conversation_id, number))
        return _kept(row) if row else None

    def asked_back(self, row: ConversationRow) -> tuple[str, tuple[str, ...]]:
        """What the bot asked last of its own and about what, if nothing has been done since; empty otherwise."""
        last = self.turn(row.id, row.version)
        return (last.where, tuple(last.value or ())) if last and last.kind == "asked" else ("", ())

    def add(self, conversation_id: int, turns: Sequence[KeptTurn], found: Found) -> bool:
        """Add turns; False, and nothing added, where somebody else has added one meanwhile."""
        if not turns:
            return True
        before = turns[0].number - 1
        changed = self._session.execute(
            update(ConversationRow)
            .where(ConversationRow.id == conversation_id, ConversationRow.version == before)
            .values(
                version=turns[-1].number,
                moved=self._now,
                standing=found.standing,
                part=found.part,
                holder=found.holder,
                case_id=found.case_id,
                edition=found.edition,
            )
            .returning(ConversationRow.id)
        ).first()
        if changed is None:
            return False
        self._add(conversation_id, turns)
        return True

    def show_in(self, conversation_id: int, channel: str | None, ts: str | None) -> None:
        """Say in which message a conversation is shown from now on; None: in none."""
        where = {"screen_channel": channel, "screen_ts": ts}
        self._session.execute(
            update(ConversationRow).where(ConversationRow.id == conversation_id).values(**where)
        )

    def of(self, email: str, *standings: str) -> list[ConversationRow]:
        """The conversations that somebody holds or began and that stand so, the last moved first."""
        return list(self._session.scalars(_of(), {"email": email, "standings": standings}))

    def held(self, *standings: str) -> list[ConversationRow]:
        """The conversations that somebody has and that stand so, the last moved first."""
        wanted = select(ConversationRow).where(
            ConversationRow.holder.is_not(None), ConversationRow.standing.in_(standings)
        )
        return list(self._session.scalars(wanted.order_by(ConversationRow.moved.desc())))

    def _add(self, conversation_id: int, turns: Sequence[KeptTurn]) -> None:
        rows = [
            {
                "conversation_id": conversation_id,
                "number": turn.number,
                "at": turn.at,
                "by": turn.by,
                "kind": turn.kind,
                "where": turn.where,
                "value": turn.value,
                "instead_of": turn.instead_of,
            }
            for turn in turns
        ]
        self._session.execute(insert(TurnRow), rows)


@cache
def _of() -> Select[ConversationRow]:
    """Made once: it is asked whenever somebody writes or looks at Home."""
    email, standings = bindparam("email"), bindparam("standings", expanding=True)
    theirs = (ConversationRow.holder == email) | (ConversationRow.begun_by == email)
    wanted = select(ConversationRow).where(theirs, ConversationRow.standing.in_(standings))
    return wanted.order_by(ConversationRow.moved.desc(), ConversationRow.id.desc())


def _kept(row: TurnRow) -> KeptTurn:
    return KeptTurn(row.number, row.at, row.by, row.kind, row.where, row.value, row.instead_of)
