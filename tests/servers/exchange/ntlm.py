"""Windows logins (NTLM) as Exchange takes them: three requests over one connection, which then is somebody's."""

import base64
import os
import tempfile
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import spnego
from spnego.exceptions import SpnegoError

DOMAIN = "COUNCIL"


class NtlmLogins:
    """Each of those users logs in with `password`. `connection` is whatever tells connections apart."""

    def __init__(self, users: Iterable[str], password: str) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._known = Path(self._folder.name) / "users"
        self._known.write_text("".join(f"{DOMAIN}:{user}:{password}\n" for user in users))
        self._begun: dict[Hashable, spnego.ContextProxy] = {}
        self._users: dict[Hashable, str] = {}

    def user(self, connection: Hashable, said: str) -> str | None:
        """Who asks over this connection; `said` is what its Authorization header gives after "NTLM", or nothing."""
        context = self._begun.pop(connection, None)
        if said and context is not None:
            with suppress(SpnegoError), self._told():
                context.step(base64.b64decode(said))
                self._users[connection] = str(context.client_principal).rpartition("\\")[2].lower()
        return self._users.get(connection)

    def challenge(self, connection: Hashable, said: str) -> str:
        """What the server says to the first of the three, in its WWW-Authenticate header."""
        with self._told():
            context = spnego.server(protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm)
        self._begun[connection] = context
        return f"NTLM {base64.b64encode(context.step(base64.b64decode(said)) or b'').decode()}"

    @contextmanager
    def _told(self) -> Iterator[None]:
        """The library takes its users from the environment only."""
        os.environ["NTLM_USER_FILE"] = str(self._known)
        try:
            yield
        finally:
            del os.environ["NTLM_USER_FILE"]
