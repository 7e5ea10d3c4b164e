"""Sends mail through Microsoft Graph."""

import base64
import contextlib
from collections.abc import Iterator
from pathlib import Path

from mail.mailboxes.graph_session import Broken, Graph, NotFound, StateLost, Unusable
from mail.outgoing import Letter, Refused, TryAgain, WrongSettings, as_address, compose
from mail.web import WebError

_MIME = {"Content-Type": "text/plain"}
_JSON = {"Content-Type": "application/json"}


class GraphSender:
    """Outgoing mail of an application that has the permission Mail.Send for the sender's mailbox.

    `sender` is the From: "auditbot@council.example", with a name or without; it is that mailbox's address. A copy
    of each mail is kept in its Sent Items. ValueError for plain http to another machine.
    """

    def __init__(
        self,
        *,
        sender: str,
        tenant: str,
        client_id: str,
        client_secret: str,
        api_url: str = "https://graph.microsoft.com/v1.0",
        authority_url: str = "https://login.microsoftonline.com",
        timeout: float = 30.0,
        ca_file: str | Path | None = None,
    ) -> None:
        self._sender = as_address(sender, "sender")
        self._graph = Graph(
            address=self._sender.addr_spec,
            tenant=tenant,
            client_id=client_id,
            client_secret=client_secret,
            api_url=api_url,
            authority_url=authority_url,
            timeout=timeout,
            ca_file=ca_file,
            permission="Mail.Send",
        )

    @property
    def sender(self) -> str:
        return self._sender.addr_spec

    def send(self, letter: Letter) -> None:
        """The mail as it is (MIME), so that our marks and ids stay. Refused too if it is larger than 4 MB."""
        mail = base64.b64encode(compose(self._sender, letter).as_bytes())
        with _explained():
            self._graph.ask("POST", f"{self._graph.mailbox}/sendMail", _MIME, mail)

    def check(self) -> str:
        """Asks to send a mail to nobody: Graph refuses the mail if it would let us send one, else us."""
        with _explained(), contextlib.suppress(Unusable):
            self._graph.ask(
                "POST", f"{self._graph.mailbox}/sendMail", _JSON, b'{"message": {"toRecipients": []}}'
            )
        return f"{self._graph.at} takes mail from {self.sender}"

    def close(self) -> None:
        """Lets go of connections; a later call opens them again."""
        self._graph.close()


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (Unusable, NotFound, StateLost) as error:
        raise Refused(f"{error} Check the recipient's address.") from error
    except Broken as error:
        raise TryAgain(str(error)) from error
    except WebError as error:
        if error.lasting:
            raise WrongSettings(str(error)) from error
        raise TryAgain(str(error), error.seconds) from error
