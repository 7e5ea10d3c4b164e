"""The settings of the mailboxes, one table for each kind."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.settings.parts import LOOPBACK, OAuth, Part, Secret, Security, check_security, check_url, host_of


class _Mailbox(Part):
    name: Literal["audits", "voice"] = Field(description="Which mailbox of the framework this is.")
    poll_seconds: float = Field(30, gt=0, description="How often to look, where the server does not say.")
    first: Literal["recent", "all", "new"] = Field(
        "recent",
        description="At the very first run: read what came in the last first_days days, all that is there, or "
        "only what comes from then on. What is not read is left in the mailbox.",
    )
    first_days: int = Field(31, ge=0, description='How many days first = "recent" goes back.')
    move: bool = Field(True, description="Move mails when done, into the folders below; never needed.")
    filed: str = Field("Filed", description="Folder for mails that were filed.")
    review: str = Field("Review", description="Folder for mails that a person must look at.")
    ignored: str = Field("Ignored", description="Folder for mails that need nothing.")


class FolderMailbox(_Mailbox):
    """A directory of .eml files, or a Maildir."""

    kind: Literal["folder"]
    path: Path = Field(description="The directory.")
    address: str = Field("", description="The address that people write to; answers are asked for there.")


class ImapMailbox(_Mailbox, OAuth, Secret):
    """A mailbox on an IMAP server."""

    kind: Literal["imap"]
    address: str = Field("", description="The address that people write to, where it is not username.")
    host: str = Field(description="Name or address of the server.")
    port: int | None = Field(None, ge=1, le=65535, description="Port; left out: 993 with tls, else 143.")
    security: Security = Field("tls", description="tls, starttls, or none (loopback only).")
    username: str = Field(description="Who to log in as.")
    folder: str = Field("INBOX", description="The folder that is watched.")
    ca_file: Path | None = Field(None, description="Certificates of an authority of the council's own (PEM).")

    @model_validator(mode="after")
    def _only_loopback_in_clear(self) -> Self:
        check_security(self.host, self.security)
        return self


class EwsMailbox(_Mailbox, OAuth, Secret):
    """A mailbox on Exchange Server, by Exchange Web Services.

    Exchange Online has switched these off since October 2026 and removes them in April 2027: use graph there.
    """

    kind: Literal["ews"]
    address: str = Field(description="The mailbox's address.")
    server: str = Field(description="Name of the server, or the whole https address of its EWS endpoint.")
    username: str = Field("", description="Who to log in as: DOMAIN\\user, or an address.")
    auth: Literal["basic", "ntlm"] = Field(
        "basic", description="How username logs in: basic, or ntlm (a Windows login)."
    )
    version: str = Field(
        "", description='Exchange\'s version ("Exchange2016", "15.1.2507"); empty: the newest it takes.'
    )
    insecure: bool = Field(False, description="Take a certificate that nobody vouches for (loopback only).")
    folder: str = Field("Inbox", description="The folder that is watched.")
    ca_file: Path | None = Field(None, description="Certificates of an authority of the council's own (PEM).")

    @model_validator(mode="after")
    def _only_loopback_in_clear(self) -> Self:
        if "://" in self.server:
            check_url(self.server, "server")
        if self.insecure and host_of(self.server) not in LOOPBACK:
            raise ValueError("insecure is for this machine only; give ca_file for an authority of your own")
        return self


class GraphMailbox(_Mailbox, OAuth):
    """A mailbox on Exchange Online, by Microsoft Graph."""

    kind: Literal["graph"]
    address: str = Field(description="The mailbox's address.")
    tenant: str = Field(description="Directory (tenant) id.")
    client_id: str = Field(description="Application (client) id.")
    api_url: str = Field(
        "https://graph.microsoft.com/v1.0", description="Where Graph answers; left out: Microsoft."
    )
    folder: str = Field("Inbox", description="The folder that is watched.")
    ca_file: Path | None = Field(None, description="Certificates of an authority of the council's own (PEM).")

    @model_validator(mode="after")
    def _only_loopback_in_clear(self) -> Self:
        check_url(self.api_url, "api_url")
        return self


MailboxSettings = Annotated[
    FolderMailbox | ImapMailbox | EwsMailbox | GraphMailbox, Field(discriminator="kind")
]
