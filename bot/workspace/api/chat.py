"""chat.* and reactions.add"""

from bot.workspace.api import finding
from bot.workspace.api.calling import Args, Structure, method
from bot.workspace.api.posting import compose, post, remove, rewrite
from bot.workspace.errors import SlackError
from bot.workspace.model import Conversation, Json, Message
from bot.workspace.payloads import message_json
from bot.workspace.state import State
from bot.workspace.workspace import Workspace


class Content(Args):
    channel: str
    text: str | None = None
    blocks: Structure = None
    attachments: Structure = None

    def content(self) -> Json:
        return self.model_dump(include={"text", "blocks", "attachments", "metadata"})


class PostMessage(Content):
    metadata: Structure = None
    thread_ts: str | None = None
    reply_broadcast: bool = False


class PostEphemeral(Content):
    user: str
    thread_ts: str | None = None


class Update(Content):
    ts: str
    metadata: Structure = None


class Delete(Args):
    channel: str
    ts: str


class Permalink(Args):
    channel: str
    message_ts: str


class Reaction(Args):
    channel: str
    timestamp: str
    name: str


@method("chat.postMessage", PostMessage, "chat:write")
def post_message(ws: Workspace, args: PostMessage) -> Json:
    with ws.changing() as state:
        where = finding.target(ws, state, args.channel)
        message = compose(ws, state, where, args.content())
        if args.thread_ts:
            message.thread_ts = finding.message(where, args.thread_ts, "thread_not_found").ts
            message.broadcast = args.reply_broadcast
        post(ws, state, message)
        return {
            "channel": where.id,
            "ts": message.ts,
            "message": message_json(state, message, with_metadata=True),
        }


@method("chat.postEphemeral", PostEphemeral, "chat:write")
def post_ephemeral(ws: Workspace, args: PostEphemeral) -> Json:
    with ws.changing() as state:
        where = finding.target(ws, state, args.channel)
        if args.user not in state.members:
            raise SlackError("user_not_found")
        if args.user not in where.members:
            raise SlackError("user_not_in_channel")
        message = compose(ws, state, where, args.content())
        message.ephemeral_for = args.user
        message.thread_ts = args.thread_ts
        post(ws, state, message)
        return {"message_ts": message.ts}


@method("chat.update", Update, "chat:write")
def update(ws: Workspace, args: Update) -> Json:
    """As Slack documents it: blocks and attachments that are not given stay, an empty list removes them."""
    with ws.changing() as state:
        message = _own_message(state, args.channel, args.ts, "cant_update_message")
        rewrite(ws, state, message, args.content())
        return {
            "channel": message.channel,
            "ts": message.ts,
            "text": message.text,
            "message": message_json(state, message, with_metadata=True),
        }


@method("chat.delete", Delete, "chat:write")
def delete(ws: Workspace, args: Delete) -> Json:
    with ws.changing() as state:
        message = _own_message(state, args.channel, args.ts, "cant_delete_message")
        remove(ws, state, message)
        return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink", Permalink)
def permalink(ws: Workspace, args: Permalink) -> Json:
    with ws.reading() as state:
        where = _named(state, args.channel)
        message = finding.message(where, args.message_ts)
        return {
            "channel": where.id,
            "permalink": f"{ws.url}archives/{where.id}/p{message.ts.replace('.', '')}",
        }


@method("reactions.add", Reaction, "reactions:write")
def add_reaction(ws: Workspace, args: Reaction) -> Json:
    with ws.changing() as state:
        message = finding.message(_named(state, args.channel), args.timestamp)
        people = message.reactions.setdefault(args.name.strip(":"), [])
        if state.bot.id in people:
            raise SlackError("already_reacted")
        people.append(state.bot.id)
        return {}


def _named(state: State, channel: str) -> Conversation:
    return finding.joined(state, channel)


def _own_message(state: State, channel: str, ts: str, otherwise: str) -> Message:
    message = finding.message(finding.conversation(state, channel), ts)
    if not message.by_app:
        raise SlackError(otherwise)
    return message
