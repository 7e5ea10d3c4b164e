"""Sends mail through Exchange Web Services."""

import contextlib
from collections.abc import Iterator

from mail.mailboxes.ews_errors import EwsError
from mail.mailboxes.ews_session import Session
from mail.mailboxes.ews_wire import Access, Login
from mail.mailboxes.port import MailboxError
from mail.outgoing import Letter, Refused, TryAgain, WrongSettings, as_address, compose

_NEVER = (
    "ErrorInvalidRecipients",
    "ErrorMissingRecipients",
    "ErrorMailRecipientNotFound",
    "ErrorMessageSizeExceeded",
    "ErrorDataSizeLimitExceeded",
    "ErrorRequestStreamTooBig",
    "ErrorAttachmentSizeLimitExceeded",
    "ErrorMimeContentInvalid",
    "ErrorMimeContentInvalidBase64String",
    "ErrorMimeContentConversionFailed",
    "413",
)


class EwsSender:
    """Outgoing mail from a mailbox on Exchange Server; a copy of each stays in its Sent Items.

    `sender` is the From: "auditbot@council.example", with a name or without; left out: the mailbox's address. Each
    mail has a connection of its own, so it may be used from several threads.
    """

    def __init__(self, access: Access, *, sender: str = "") -> None:
        self._sender = as_address(sender or access.address, "sender")
        self._access = access
        self._login = Login(self._access)

    @property
    def sender(self) -> str:
        return self._sender.addr_spec

    def send(self, letter: Letter) -> None:
        """The mail as it is (MIME), so that our marks and ids stay."""
        mail = compose(self._sender, letter).as_bytes()
        with self._session() as session:
            session.send(mail)

    def check(self) -> str:
        with self._session() as session:
            session.count()
        return f"{self._access.at} takes mail from {self.sender}"

    @contextlib.contextmanager
    def _session(self) -> Iterator[Session]:
        session = Session(self._access, self._login, "Sent Items")
        try:
            yield session
        except MailboxError as error:
            code = error.code if isinstance(error, EwsError) else ""
            if code in _NEVER:
                raise Refused(
                    f"{self._access.at} does not take the mail ({code}). Check the recipient's address and the "
                    "mail's size."
                ) from None
            if error.lasting:
                raise WrongSettings(str(error)) from None
            raise TryAgain(str(error), error.seconds) from None
        finally:
            session.close()
