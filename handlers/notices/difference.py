"""Telling the QA team what the nightly comparison of a mailbox with the record found."""

from handlers.about import About, ComparisonFacts
from handlers.notice import Fact, Nothing, Notice
from handlers.words import shown_time

PREVIEW = "A mailbox and the record differ"


def difference(about: About) -> Notice | Nothing:
    """Each thing that was found, what was done about it, and what to do."""
    found = about.comparison
    if found is None:
        return Nothing("the comparison is not there any more")
    return Notice(
        preview=PREVIEW,
        heading=f"The mailbox “{found.mailbox}” and the record differ",
        facts=(
            Fact("Compared", shown_time(found.at)),
            Fact("Mails in the mailbox", f"{found.standing:,}"),
        ),
        paragraphs=tuple(_findings(found)),
        footnote=f"In the log of auditbot it is comparison {found.id}.",
    )


def _findings(found: ComparisonFacts) -> list[str]:
    said = (
        _said(
            found.missing,
            "{} there had not been seen before. It is being read now.",
            "{} there had not been seen before. They are being read now.",
            "If this comes again, please report it: the listing of the mailbox misses mail.",
        ),
        _said(
            found.vanished,
            "{} went away before it could be read: it was moved or deleted by a person before it was fetched.",
            "{} went away before they could be read: they were moved or deleted by a person before they were "
            "fetched.",
            "Please look in the mailbox's other folders, and among what is deleted, whether there may be an audit "
            "in it. What is moved back to where mail arrives is read.",
        ),
        _said(
            found.late,
            "{} came more than an hour before and is not done.",
            "{} came more than an hour before and are not done.",
            "`auditbot export messages --config FILE` says which, and why.",
        ),
        _said(
            found.without_bytes,
            "{} has lost the bytes that were kept of it.",
            "{} have lost the bytes that were kept of them.",
            "Please have the database and its backup looked at at once. The mail itself may still stand in the "
            "mailbox.",
        ),
        _said(
            found.from_before,
            "The mailbox was listed anew, as after a backup is restored, and {} in it is dated from before "
            "auditbot first ran. It was left alone, where it is.",
            "The mailbox was listed anew, as after a backup is restored, and {} in it are dated from before "
            "auditbot first ran. They were left alone, where they are.",
            "If one should be read all the same, save it as a file and put it in with `auditbot ingest`.",
        ),
    )
    return [sentence for sentence in said if sentence]


def _said(number: int, one: str, several: str, what_to_do: str) -> str:
    if not number:
        return ""
    counted = one.format("one mail") if number == 1 else several.format(f"{number:,} mails")
    return f"{counted[0].upper()}{counted[1:]} {what_to_do}"
