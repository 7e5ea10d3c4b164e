"""What people see from their seats in the workspace."""

import time
from collections.abc import Callable
from typing import Any

from handlers.slack.listeners import LOADING
from tests.handlers.conftest import Bench


def wait_for(found: Callable[[], Any], seconds: float = 20.0) -> Any:
    end = time.monotonic() + seconds
    while not (answer := found()):
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.03)
    return answer


def labels(message: dict[str, Any]) -> list[str]:
    return [e["text"]["text"] for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]


def filled_view(bench: Bench, email: str) -> str:
    """What the open modal says once it is filled in."""
    seat = bench.ws.as_member(email)

    def look() -> str | None:
        view = seat.open_view()
        text = str(view["blocks"]) if view else LOADING
        return text if LOADING not in text else None

    return str(wait_for(look))
