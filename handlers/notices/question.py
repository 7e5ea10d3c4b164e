"""A question of the review desk to whoever sent a mail; the answer comes back to the same item."""

from handlers.about import About
from handlers.notice import ANSWER, Button, Fact, Nothing, Notice
from handlers.words import shown_time

PREVIEW = "A question about your mail to the audits mailbox"


def question(about: About) -> Notice | Nothing:
    """The question as it was written, and how to answer it."""
    mail, step = about.mail, about.step
    if mail is None or step is None:
        return Nothing("what was asked about is not there any more")
    if step.undone or mail.state != "review":
        return Nothing("it has been settled without the answer")
    passed_on = about.recipient != mail.sender
    whose = f"A mail that {mail.sent_by} passed on" if passed_on else "Your mail"
    return Notice(
        preview=PREVIEW,
        heading="A question before your mail can be filed",
        facts=(
            Fact("About", f"{whose}, received {shown_time(mail.received)}"),
            Fact("Asked by", "the review desk of the Quality Assurance team"),
        ),
        paragraphs=tuple(each.strip() for each in step.note.split("\n\n") if each.strip()),
        buttons=(Button("Answer", ANSWER, str(mail.id), "primary"),),
        with_buttons="Press “Answer” to write the answer. It goes to whoever asked, and is kept with your mail.",
        without_buttons=(
            "Please answer this mail. The answer goes to whoever asked, and an audit tool that is attached is read "
            "as any other."
        ),
    )
