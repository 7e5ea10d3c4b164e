"""The leaves of a mail's tree, and what its structure says of them."""

from collections.abc import Iterator
from email.message import Message

from mail.parts.kinds import kind_of, looks_like_mail
from mail.parts.model import Mail
from mail.parts.names import file_name, shown
from mail.parts.tree import children, is_body, payload
from mail.parts.words import picture_ids
from mail.parts.written import Written, apart

_OF_A_PAGE = (
    "text/html",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/x-javascript",
    "text/xml",
)


def leaves_of(message: Message) -> Iterator[tuple[Message, bool]]:
    """Every part that is no multipart, in order, and whether it lies in a multipart/related."""
    waiting = [(message, False)]
    while waiting:
        part, related = waiting.pop()
        inside = children(part)
        if part.get_content_maintype() == "message" or not inside:
            yield part, related
            continue
        within = related or part.get_content_type() == "multipart/related"
        waiting += [(child, within) for child in reversed(inside)]


def written_in(leaf: Message) -> list[Written]:
    """The files that are written into a text of the mail."""
    return apart(payload(leaf))[1] if leaf.get_content_type() == "text/plain" else []


def pictures_in_text(message: Message) -> set[str]:
    shown_ids: set[str] = set()
    for leaf, _ in leaves_of(message):
        if leaf.get_content_type() == "text/html" and is_body(leaf):
            shown_ids |= picture_ids(payload(leaf)[:4_000_000].decode("ascii", errors="replace"))
    return shown_ids


def is_inline(leaf: Message, shown_ids: set[str], related: bool) -> bool:
    own_id = str(leaf.get("Content-ID", "")).strip().strip("<>").lower()
    return bool(own_id) and (
        own_id in shown_ids or (related and leaf.get_content_disposition() != "attachment")
    )


def holds_files(message: Message) -> bool:
    """Whether a saved page has files attached, besides the pictures, styles and frames that belong to it."""
    return any(_is_file(leaf) for leaf, _ in leaves_of(message))


def _is_file(leaf: Message) -> bool:
    if leaf.get_content_maintype() == "image" or leaf.get_content_type() in _OF_A_PAGE:
        return False
    return bool(file_name(leaf)) and leaf.get_content_disposition() == "attachment"


def decoded_mail(leaf: Message, inside: list[Message]) -> bytes | None:
    """An attached mail that was encoded as if it were a file, which the standard forbids and Exchange does."""
    encoding = str(leaf.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding not in ("base64", "quoted-printable"):
        return None
    if inside and inside[0].keys():
        return None
    carrier = Message()
    carrier["Content-Transfer-Encoding"] = encoding
    carrier.set_payload(payload(inside[0] if inside else leaf).decode("ascii", errors="replace"))
    decoded = payload(carrier)
    return decoded if looks_like_mail(decoded) else None


def is_mail_file(name: str, declared: str, content: bytes) -> bool:
    called = name.lower().endswith(".eml") or declared in ("application/eml", "message/rfc822")
    return called or ("." not in name and looks_like_mail(content))


def mail_name(leaf: Message, carrier: Mail) -> str:
    given = file_name(leaf)
    name = shown(given or carrier.subject, "attached mail")
    return name if name.lower().endswith(".eml") else f"{name}.eml"


def flat(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except Exception:  # a tree from mutilated bytes cannot always be written down again
        return payload(message)


def nameless(declared: str, content: bytes) -> str:
    kind = kind_of(content, "", declared)
    if declared == "text/calendar":
        return "invitation.ics"
    return (
        "unnamed" if kind in ("unknown", "empty", "ole") else f"unnamed.{'txt' if kind == 'text' else kind}"
    )
