"""files.*: an address to upload to, the bytes, and the sharing of what was uploaded."""

from typing import Annotated

from pydantic import Field

from bot.workspace.api import finding
from bot.workspace.api.calling import Args, Structure, method
from bot.workspace.api.posting import checked_blocks, checked_text, post
from bot.workspace.errors import SlackError
from bot.workspace.ids import make_id
from bot.workspace.model import Json, Message, Upload
from bot.workspace.payloads import file_json, message_json
from bot.workspace.sending import send_change
from bot.workspace.state import State
from bot.workspace.workspace import Workspace


class UploadUrl(Args):
    filename: Annotated[str, Field(min_length=1)]
    length: Annotated[int, Field(gt=0)]


class Complete(Args):
    files: Structure
    channel_id: str | None = None
    channels: str | None = None
    initial_comment: str | None = None
    blocks: Structure = None
    thread_ts: str | None = None


class File(Args):
    file: str


@method("files.getUploadURLExternal", UploadUrl, "files:write")
def upload_url(ws: Workspace, args: UploadUrl) -> Json:
    with ws.changing() as state:
        file = Upload(make_id("F"), args.filename.rpartition("/")[2], args.length, ws.now())
        state.files[file.id] = file
        return {"upload_url": f"{ws.url}upload/v1/{file.id}", "file_id": file.id}


def receive(ws: Workspace, file_id: str, content: bytes) -> None:
    """The bytes arrive at the upload address. SlackError `file_not_found`."""
    with ws.changing() as state:
        file = state.files.get(file_id)
        if file is None or file.complete:
            raise SlackError("file_not_found")
        file.content, file.length = content, len(content)


@method("files.completeUploadExternal", Complete, "files:write")
def complete(ws: Workspace, args: Complete) -> Json:
    """Shares what was uploaded, as one message in each conversation; none shares it nowhere yet."""
    if not isinstance(args.files, list) or not all(isinstance(f, dict) and f.get("id") for f in args.files):
        raise SlackError("invalid_arguments", ["missing required field: files"])
    with ws.changing() as state:
        files = [_uploaded(state, f["id"]) for f in args.files]
        wanted = [args.channel_id] if args.channel_id else (args.channels or "").split(",")
        places = [finding.joined(state, channel.strip()) for channel in wanted if channel.strip()]
        blocks = checked_blocks(args.blocks or [])
        text = checked_text(args.initial_comment)
        for file, given in zip(files, args.files, strict=True):
            file.title, file.complete = given.get("title") or file.name, True
            file.channels = [place.id for place in places]
        for place in places:
            message = Message(state.next_ts(ws.now()), place.id, state.bot.id, text, blocks, by_app=True)
            message.file_ids = [f.id for f in files]
            message.thread_ts = args.thread_ts
            post(ws, state, message)
        return {"files": [file_json(state, f, ws.url) for f in files]}


@method("files.info", File, "files:read")
def info(ws: Workspace, args: File) -> Json:
    with ws.reading() as state:
        file = state.files.get(args.file)
        if file is None or not file.complete:
            raise SlackError("file_not_found")
        return {
            "file": file_json(state, file, ws.url),
            "comments": [],
            "response_metadata": {"next_cursor": ""},
        }


@method("files.delete", File, "files:write")
def delete(ws: Workspace, args: File) -> Json:
    """The file goes out of every message that it was shared with; the words beside it stay."""
    with ws.changing() as state:
        if args.file not in state.files:
            raise SlackError("file_not_found")
        for conversation in state.conversations.values():
            for message in conversation.messages:
                if args.file in message.file_ids:
                    before = message_json(state, message)
                    message.file_ids.remove(args.file)
                    send_change(ws, before, message, conversation.id)
        del state.files[args.file]
        return {}


def _uploaded(state: State, file_id: str) -> Upload:
    file = state.files.get(file_id)
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    return file
