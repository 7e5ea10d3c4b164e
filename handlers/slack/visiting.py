"""Who is there and what they did, in plain values; and answering them alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from framework.directory import Person
from framework.pack import Pack
from framework.words import Role
from framework.working_days import WorkingDays
from handlers.blocks import escape, quoted
from handlers.rendering import SlackMessage
from handlers.slack.errors import SlackTrouble
from handlers.slack.gateway import SlackGateway
from handlers.slack.lanes import Lanes
from handlers.slack.views import sentence_view
from mail.opening import Open, Read, open_mail
from mail.parts import Limits
from store.unit_of_work import Store

NOT_KNOWN = (
    "I am sorry, I can only help people who are in the council's directory, and your address is not. "
    "Please ask the Quality Assurance team to add you."
)
TROUBLE = "I am sorry, something went wrong. Nothing was changed. Please try again in a minute."


@dataclass(frozen=True)
class Desk:
    """What every listener needs. `read`, `open` and `limits` are as for the intake, `days` the council's calendar.

    Without `read`, it is done right here.
    """

    store: Store
    pack: Pack
    slack: SlackGateway
    read: Read | None = None
    open: Open = open_mail
    limits: Limits = field(default_factory=Limits)
    lanes: Lanes = field(default_factory=Lanes)
    days: WorkingDays = field(default_factory=WorkingDays)


@dataclass(frozen=True)
class Did:
    """What somebody did: `key` is the sender's own id for it, which makes it happen once.

    The rest is there where it applies: the value of the button or what was chosen in a menu, the trigger for a
    modal, the message or view in which it stands, and where an answer to the person alone goes. Of a view also
    what it was given to remember (`context`), the one at the bottom of the pile, and what was `given` in it so
    far, by block. `filled` is the same of a message too, with every option that was chosen.
    """

    key: str
    user: str
    value: str = ""
    trigger_id: str = ""
    channel: str = ""
    message_ts: str = ""
    view_id: str = ""
    response_url: str = ""
    context: str = ""
    root_view_id: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    filled: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Visitor:
    """Somebody in the directory who is at the desk."""

    email: str
    name: str
    posts: tuple[Person, ...]

    @property
    def qa_team(self) -> bool:
        """Whether they are in the Quality Assurance team."""
        return any(post.active and post.role is Role.QA_TEAM for post in self.posts)


def visitor_of(desk: Desk, user: str) -> Visitor | None:
    """Who that user is in the directory, or None: unknown there, left, a guest, or without an address."""
    account = desk.slack.account(user)
    if not account.usable or account.email is None:
        return None
    with desk.store.reading() as work:
        posts = work.people.directory().posts(account.email)
    active = [post for post in posts if post.active]
    return Visitor(account.email, active[0].name, tuple(active)) if active else None


def name_of(desk: Desk, user: str) -> str:
    """The name of somebody who was mentioned; empty where the directory has none, or Slack does not tell."""
    try:
        visitor = visitor_of(desk, user)
    except SlackTrouble:
        return ""
    return visitor.name if visitor else ""


def first_time(desk: Desk, did: Did) -> bool:
    """Whether this is the first time that we hear of it, in whichever process."""
    with desk.store.writing() as work:
        first = work.claim_once(claim_of(did))
        work.commit()
    return first


def claim_of(did: Did) -> str:
    """What is claimed by whoever does what comes of it."""
    return f"slack:{did.key}"


def answer_alone(desk: Desk, did: Did, text: str) -> None:
    """To the person alone: where they pressed, in the view that is open, or in their direct messages."""
    if did.response_url:
        desk.slack.answer(did.response_url, escape(text))
    elif did.view_id:
        desk.slack.update_view(did.view_id, sentence_view(text))
    else:
        desk.slack.say(desk.slack.direct_message(did.user), SlackMessage(escape(text), tuple(quoted(text))))
