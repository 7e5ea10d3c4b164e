"""How a mail ends: its kind, its state, and the reason for a person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mail.opening import Opened
from mail.parts import Part
from mail.triage import Triage
from store.recording import Outcome, Recorded


@dataclass(frozen=True)
class Ending:
    """The kind and state of a mail (as `auditbot export messages` says them); `answer`: it gets a receipt."""

    kind: str
    state: str
    reason: str
    answer: bool = False


def settle(
    triage: Triage,
    recorded: Sequence[Recorded],
    opened: Sequence[Opened],
    mailbox: str,
    problem: str,
    alarms: Sequence[str] = (),
) -> Ending:
    """How a mail ends. `problem` says why there is not the whole of it ("too large", "could not be opened"), or
    nothing; `alarms` which viruses were found in it."""
    ending = _settle(triage, recorded, opened, mailbox, problem)
    if not alarms or triage.own:
        return ending
    return replace(ending, state="review", reason=f"{' '.join(alarms)} {ending.reason}")


def _settle(
    triage: Triage, recorded: Sequence[Recorded], opened: Sequence[Opened], mailbox: str, problem: str
) -> Ending:
    if triage.own:
        return Ending("own", "ignored", "A message of our own that came back.")
    if problem:
        return Ending("other", "review", problem)
    unread = [each.part for each in opened if each.unread]
    if recorded:
        return _with_tools(triage, recorded, unread)
    if unread and triage.believed:
        return Ending("other", "review", _not_read(unread), answer=True)
    if triage.kind_hint == "automatic":
        return Ending("automatic", "ignored", "Sent by a machine, with nothing in it to read.")
    if not triage.believed:
        return Ending("other", "review", triage.reason)
    if mailbox == "voice":
        return Ending("feedback", "review", "Feedback is kept as it came; a person must read it.")
    if any(each.part.taken for each in opened):
        return Ending("other", "review", "No audit tool could be read in what is attached.", answer=True)
    return Ending("other", "review", "There is no audit tool in this mail.", answer=True)


def _with_tools(triage: Triage, recorded: Sequence[Recorded], unread: Sequence[Part]) -> Ending:
    if not triage.believed:
        reason = f"{triage.reason} The audit tool in it was not recorded."
        return Ending("audit", "review", reason)
    counts = Counter(r.outcome for r in recorded)
    reason = " ".join(_SENTENCES[outcome](counts[outcome]) for outcome in _SENTENCES if counts[outcome])
    if unread:
        reason = f"{reason} {_not_read(unread)}".strip()
    waits = counts[Outcome.REVIEW] or counts[Outcome.REJECTED] or unread
    return Ending("audit", "review" if waits else "filed", reason, answer=True)


def _not_read(unread: Sequence[Part]) -> str:
    return f"Not read: {', '.join(part.name for part in unread)}."


def _sentence(one: str, several: str):  # noqa: ANN202
    return lambda number: one if number == 1 else several.format(number)


_SENTENCES = {
    Outcome.RECORDED: _sentence("One audit recorded.", "{} audits recorded."),
    Outcome.CORRECTED: _sentence("One audit corrected.", "{} audits corrected."),
    Outcome.DUPLICATE: _sentence("One audit was recorded before.", "{} audits were recorded before."),
    Outcome.REVIEW: _sentence("One audit needs a person.", "{} audits need a person."),
    Outcome.REJECTED: _sentence("One audit tool could not be used.", "{} audit tools could not be used."),
}
