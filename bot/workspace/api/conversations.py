"""conversations.*"""

from bot.workspace.api import finding
from bot.workspace.api.calling import Args, method, need_scope
from bot.workspace.api.paging import page
from bot.workspace.errors import SlackError
from bot.workspace.model import Conversation, Json, Message
from bot.workspace.payloads import conversation_json, message_json
from bot.workspace.workspace import Workspace

_READ = {"im": "im:read", "channel": "channels:read", "group": "groups:read"}
_HISTORY = {"im": "im:history", "channel": "channels:history", "group": "groups:history"}
_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im"}


class Open(Args):
    users: str | None = None
    channel: str | None = None
    return_im: bool = False


class Named(Args):
    channel: str


class List(Args):
    types: str = "public_channel"
    cursor: str | None = None
    limit: int = 100


class Paged(Args):
    channel: str
    cursor: str | None = None
    limit: int = 100


class History(Paged):
    oldest: str = "0"
    latest: str | None = None
    inclusive: bool = False
    include_all_metadata: bool = False


class Replies(History):
    ts: str


@method("conversations.open", Open, "im:write")
def open_(ws: Workspace, args: Open) -> Json:
    with ws.changing() as state:
        if args.channel:
            found = finding.conversation(state, args.channel)
            return {"no_op": True, "already_open": True, "channel": {"id": found.id}}
        users = [u.strip() for u in (args.users or "").split(",") if u.strip()]
        if not users:
            raise SlackError("users_list_not_supplied")
        if len(users) > 1:
            raise SlackError("method_not_supported_for_channel_type")
        member = state.members.get(users[0])
        if member is None:
            raise SlackError("user_not_found")
        if member.is_bot:
            raise SlackError("cannot_dm_bot")
        if member.deleted:
            raise SlackError("user_disabled")
        before = len(state.conversations)
        found = state.direct(member.id, ws.now())
        known = len(state.conversations) == before
        shown = conversation_json(state, found) if args.return_im else {"id": found.id}
        return {"channel": shown, **({"no_op": True, "already_open": True} if known else {})}


@method("conversations.info", Named)
def info(ws: Workspace, args: Named) -> Json:
    with ws.reading() as state:
        found = finding.conversation(state, args.channel)
        need_scope(ws, _READ[found.kind])
        return {"channel": conversation_json(state, found)}


@method("conversations.list", List)
def list_(ws: Workspace, args: List) -> Json:
    wanted = [t.strip() for t in args.types.split(",") if t.strip()]
    kinds = []
    for kind in wanted:
        if kind == "mpim":
            continue
        if kind not in _TYPES:
            raise SlackError("invalid_types")
        need_scope(ws, _READ[_TYPES[kind]])
        kinds.append(_TYPES[kind])
    with ws.reading() as state:
        seen = [c for c in state.conversations.values() if c.kind == "channel" or state.bot.id in c.members]
        found, metadata = page([c for c in seen if c.kind in kinds], args.cursor, args.limit)
        return {"channels": [conversation_json(state, c) for c in found], **metadata}


@method("conversations.members", Paged)
def members(ws: Workspace, args: Paged) -> Json:
    with ws.reading() as state:
        found = finding.conversation(state, args.channel)
        need_scope(ws, _READ[found.kind])
        ids, metadata = page(sorted(found.members), args.cursor, args.limit)
        return {"members": ids, **metadata}


@method("conversations.join", Named, "channels:join")
def join(ws: Workspace, args: Named) -> Json:
    with ws.changing() as state:
        found = finding.conversation(state, args.channel)
        if found.kind != "channel":
            raise SlackError("method_not_supported_for_channel_type")
        found.members.add(state.bot.id)
        return {"channel": conversation_json(state, found)}


@method("conversations.history", History)
def history(ws: Workspace, args: History) -> Json:
    """Newest first; neither ephemeral messages nor replies in threads."""
    with ws.reading() as state:
        found = finding.joined(state, args.channel)
        need_scope(ws, _HISTORY[found.kind])
        every = [m for m in reversed(found.messages) if _top_level(m) and _within(m, args)]
        shown, metadata = page(every, args.cursor, min(args.limit, 999))
        return {
            "messages": [message_json(state, m, args.include_all_metadata) for m in shown],
            "has_more": bool(metadata["response_metadata"]["next_cursor"]),
            "pin_count": 0,
            **metadata,
        }


@method("conversations.replies", Replies)
def replies(ws: Workspace, args: Replies) -> Json:
    """Oldest first, the message that the thread hangs on included."""
    with ws.reading() as state:
        found = finding.joined(state, args.channel)
        need_scope(ws, _HISTORY[found.kind])
        parent = finding.message(found, args.ts, "thread_not_found")
        thread = [m for m in _thread(found, parent) if _within(m, args)]
        shown, metadata = page(thread, args.cursor, min(args.limit, 999))
        return {
            "messages": [message_json(state, m, args.include_all_metadata) for m in shown],
            "has_more": bool(metadata["response_metadata"]["next_cursor"]),
            **metadata,
        }


def _thread(found: Conversation, parent: Message) -> list[Message]:
    hanging = [m for m in found.messages if m.thread_ts == parent.ts and m.ephemeral_for is None]
    return [parent, *(m for m in hanging if m is not parent)]


def _top_level(message: Message) -> bool:
    reply = message.thread_ts not in (None, message.ts) and not message.broadcast
    return message.ephemeral_for is None and not reply


def _within(message: Message, args: History) -> bool:
    try:
        ts, oldest = float(message.ts), float(args.oldest)
        latest = float(args.latest) if args.latest else None
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
    if args.inclusive:
        return oldest <= ts and (latest is None or ts <= latest)
    return oldest < ts and (latest is None or ts < latest)
