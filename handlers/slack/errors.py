"""What may come of calling Slack, sorted by what to do about it."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError

_TRY_AGAIN = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
_OURS = frozenset(
    {
        "not_authed",
        "invalid_auth",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "no_permission",
        "missing_scope",
        "not_allowed_token_type",
        "access_denied",
        "ekm_access_denied",
        "team_access_not_granted",
    }
)
_LONGEST_WAIT = 3600.0


class SlackTrouble(Exception):
    """Something that Slack did not do. `reason` is in plain words and holds nothing of a message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Later(SlackTrouble):
    """Try again: in `seconds`, if Slack said so. What was asked may have been done all the same."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class NoAccount(SlackTrouble):
    """Nobody in the workspace has this address, or only a guest or a deactivated account."""


class Refused(SlackTrouble):
    """Slack will not do this. `code` is Slack's word for why; `setup`: the token or its scopes are wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack refused: {code}.")
        self.code = code
        self.setup = code in _OURS


@contextmanager
def sorted_errors() -> Iterator[None]:
    """Whatever a call to Slack raises comes out as Later or Refused."""
    try:
        yield
    except SlackApiError as error:
        raise _sorted(error) from None
    except (SlackClientError, URLError, http.client.HTTPException, OSError, ValueError) as error:
        raise Later(f"Slack could not be reached ({type(error).__name__}).") from None


def _sorted(error: SlackApiError) -> SlackTrouble:
    response: Any = error.response
    status = getattr(response, "status_code", None) or 0
    code = response.get("error") if hasattr(response, "get") else None
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return Later("Slack asked to be left alone for a while.", _retry_after(response))
    if status >= 500 or code in _TRY_AGAIN or not isinstance(code, str):
        return Later(f"Slack is out of order ({code if isinstance(code, str) else status}).")
    return Refused(code)


def _retry_after(response: Any) -> float:
    """Seconds, from a header in any case; a minute where it is missing or a date that cannot be read."""
    headers = {name.lower(): value for name, value in (getattr(response, "headers", None) or {}).items()}
    given = headers.get("retry-after", "")
    given = given[0] if isinstance(given, list) else given
    try:
        return min(max(float(given), 1.0), _LONGEST_WAIT)
    except (TypeError, ValueError):
        return 60.0
