"""How a mail ends: its kind, its state, and the reason for a person."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from framework.incoming import Incoming, recognise
from mail.looking import Looked
from mail.opening import ONLY_QUOTED
from mail.parts import Part, quotes_much
from mail.parts.subjects import bare, is_reply
from mail.triage import Machine, Triage
from store.recording import Outcome, Recorded


@dataclass(frozen=True)
class Ending:
    """The kind and state of a mail (as `auditbot export messages` says them).

    `answer`: it gets a receipt. `quiet`: it waits for a person, and nobody is sent a notice, which might come back
    in its turn.
    """

    kind: str
    state: str
    reason: str
    answer: bool = False
    quiet: bool = False


def settle(
    looked: Looked, recorded: Sequence[Recorded], mailbox: str, problem: str, incoming: Sequence[Incoming]
) -> Ending:
    """How a mail ends. `problem` says why there is not the whole of it ("too large", "could not be opened"), or
    nothing; `incoming` is what the framework sends to the mailboxes beside audit tools."""
    if looked.triage.own:
        return Ending("own", "ignored", "A message of our own that came back.")
    ending = replace(
        _settle(looked, recorded, mailbox, problem, incoming),
        quiet=looked.triage.forged,
    )
    if not looked.alarms:
        return ending
    return replace(ending, state="review", reason=f"{' '.join(looked.alarms)} {ending.reason}")


def _settle(
    looked: Looked, recorded: Sequence[Recorded], mailbox: str, problem: str, incoming: Sequence[Incoming]
) -> Ending:
    triage = looked.triage
    known = _known(looked, incoming)
    kind = known.kind if known else "feedback" if mailbox == "voice" else "other"
    unread = [each.part for each in looked.opened if each.unread]
    if problem:
        return Ending(kind, "review", problem)
    if recorded:
        return _with_tools(looked, recorded, unread)
    if triage.machine and _is_nobodys_words(triage, mailbox):
        return Ending("automatic", "ignored", _sent_by_machine(triage, triage.machine))
    if mailbox == "voice" and triage.machine is Machine.AUTO_REPLY:
        return Ending(kind, "review", _and_not_read(_PERHAPS_WORDS, unread))
    if not triage.believed:
        return Ending(kind, "review", f"{_forged(triage)}{triage.reason}")
    if triage.answers:
        return Ending(
            kind, "review", _and_not_read("It answers a mail of ours; a person must read it.", unread)
        )
    if known:
        return _recognised(looked, known, mailbox, unread, incoming)
    if mailbox == "voice":
        told = "Feedback is kept as it came; a person must read it."
        return Ending(kind, "review", _and_not_read(told, unread))
    return _nothing_found(looked, unread)


def _is_nobodys_words(triage: Triage, mailbox: str) -> bool:
    """Somebody's feedback may come by a web form that marks what it sends as a newsletter, as sent to many, or
    as an answer to whoever filled it in."""
    by_web_form = triage.machine in (Machine.BULK, Machine.NEWSLETTER, Machine.AUTO_REPLY)
    return triage.kind_hint == "automatic" and not (by_web_form and mailbox == "voice")


def _nothing_found(looked: Looked, unread: Sequence[Part]) -> Ending:
    if unread:
        return Ending("other", "review", _not_read(unread), answer=True)
    if any(each.part.taken for each in looked.opened):
        return Ending("other", "review", "No audit tool could be read in what is attached.", answer=True)
    told = "There is no audit tool in this mail."
    if quotes_much(looked.mail.subject, looked.mail.text):
        told = f"{told} {ONLY_QUOTED}"
    return Ending("other", "review", told, answer=True)


def _with_tools(looked: Looked, recorded: Sequence[Recorded], unread: Sequence[Part]) -> Ending:
    triage = looked.triage
    if not triage.believed:
        reason = f"{_forged(triage)}{triage.reason} The audit tool in it was not recorded."
        return Ending("audit", "review", reason)
    counts = Counter(r.outcome for r in recorded)
    reason = " ".join(_SENTENCES[outcome](counts[outcome]) for outcome in _SENTENCES if counts[outcome])
    waits = counts[Outcome.REVIEW] or counts[Outcome.REJECTED] or unread
    passed = [each.part for each in looked.opened if each.part.kind == "link" and each.part not in unread]
    if passed:
        reason = f"{reason} Not fetched: {_names(passed)}."
    return Ending("audit", "review" if waits else "filed", _and_not_read(reason, unread), answer=True)


def _forged(triage: Triage) -> str:
    return "It says that it is a message of ours. " if triage.forged else ""


def _known(looked: Looked, incoming: Sequence[Incoming]) -> Incoming | None:
    """What the subject says that a mail is, or else the names of all its documents."""
    if found := recognise(incoming, bare(looked.mail.subject)):
        return found
    parts = [each.part for each in looked.opened if each.part.kind != "link"]
    documents = [part for part in parts if part.state in ("taken", "not read")]
    named = [_named(part, incoming) for part in documents or parts if part.state != "passed over"]
    return named[0] if named and all(named) else None


def _named(part: Part, incoming: Sequence[Incoming]) -> Incoming | None:
    """What the name of a document, or of a mail or an archive that carries it, says that it is."""
    steps = (re.sub(r"\.\w{2,5}$", "", step) for step in reversed(part.path.split("/")))
    return next((found for step in steps if (found := recognise(incoming, bare(step)))), None)


def _recognised(
    looked: Looked, known: Incoming, mailbox: str, unread: Sequence[Part], incoming: Sequence[Incoming]
) -> Ending:
    """Only a notification is done with when it is kept, and only if it can be nothing else."""
    if known.kind != "notification":
        told = f"{known.name[0].upper()}{known.name[1:]}: a person must take it on."
        return Ending(known.kind, "review", _and_not_read(told, unread))
    what = f"A notification ({known.name})"
    in_doubt = [part for part in unread if part.kind == "link" or not _named(part, incoming)]
    if in_doubt:
        return Ending(known.kind, "review", f"{what}. {_not_read(in_doubt)}")
    if mailbox == "voice":
        return Ending(known.kind, "review", f"{what} in the mailbox for feedback: a person must read it.")
    if is_reply(looked.mail.subject) and not looked.opened:
        return Ending(
            known.kind, "review", f"An answer about a notification ({known.name}): a person must read it."
        )
    return Ending(known.kind, "filed", f"{what}: kept as it came.")


def _sent_by_machine(triage: Triage, machine: Machine) -> str:
    told = machine.value
    if triage.answers:
        about = told.replace(" a mail ", " a mail of ours ", 1)
        told = (
            about if about != told else f"{told} {'for' if machine is Machine.READ else 'to'} a mail of ours"
        )
    to = f" to {', '.join(triage.undelivered)}" if triage.undelivered else ""
    return f"{told}{to}."


def _and_not_read(told: str, unread: Sequence[Part]) -> str:
    return f"{told} {_not_read(unread)}".strip() if unread else told


def _not_read(unread: Sequence[Part]) -> str:
    """A whole mail that was not read has no name that would tell anything: its outcome does."""
    if len(unread) == 1 and unread[0].path in _THE_WHOLE_MAIL:
        return unread[0].outcome
    return f"Not read: {_names(unread)}."


def _names(parts: Sequence[Part]) -> str:
    return ", ".join(part.name for part in parts)


def _sentence(one: str, several: str):  # noqa: ANN202
    return lambda number: one if number == 1 else several.format(number)


_THE_WHOLE_MAIL = ("message", "piece of a mail")
_PERHAPS_WORDS = (
    "It is marked as an automatic reply, as some web forms mark what somebody wrote in them: a person must read "
    "it. It is not answered."
)
_SENTENCES = {
    Outcome.RECORDED: _sentence("One audit recorded.", "{} audits recorded."),
    Outcome.CORRECTED: _sentence("One audit corrected.", "{} audits corrected."),
    Outcome.DUPLICATE: _sentence("One audit was recorded before.", "{} audits were recorded before."),
    Outcome.REVIEW: _sentence("One audit needs a person.", "{} audits need a person."),
    Outcome.REJECTED: _sentence("One audit tool could not be used.", "{} audit tools could not be used."),
}
