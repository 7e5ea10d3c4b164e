"""Made-up mails for tests."""

from email.message import EmailMessage, Message

SENDER = "P Nair <p.nair@council.example>"


def letter(
    subject: str = "Audit",
    text: str = "Please find attached.",
    *,
    sender: str = SENDER,
    to: str = "audits@council.example",
    **headers: str,
) -> EmailMessage:
    """A mail; keyword arguments are further headers ("auto_submitted" is Auto-Submitted)."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = "Wed, 15 Jan 2014 09:00:00 +0000"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def with_file(
    mail: EmailMessage, content: bytes, name: str, kind: str = "application/octet-stream"
) -> EmailMessage:
    """The same mail with an attachment."""
    main, _, sub = kind.partition("/")
    mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail


def carrying(outer: EmailMessage, *inner: EmailMessage) -> EmailMessage:
    """The outer mail with others attached to it as mails."""
    for each in inner:
        outer.add_attachment(each)
    return outer


def wire(mail: Message) -> bytes:
    """As it goes over the wire."""
    return mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
