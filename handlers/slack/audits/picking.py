"""People who were chosen in a field instead of written: their addresses, by which the directory knows them."""

from dataclasses import replace

from handlers.slack.audits.names import FIELD, PICKED, field
from handlers.slack.visiting import Desk, Did


def with_people(desk: Desk, did: Did) -> Did:
    """The same with whoever was chosen in the place of what was written; whom Slack gives no address is nobody."""
    chosen = {block: user for block, user in did.filled.items() if block.startswith(f"{PICKED}|")}
    if not chosen:
        return did
    filled = {block: given for block, given in did.filled.items() if block not in chosen}
    for block, user in chosen.items():
        email = desk.slack.account(user).email if isinstance(user, str) and user else None
        if email:
            filled[field(FIELD, block.partition("|")[2])] = email
    return replace(did, filled=filled)
