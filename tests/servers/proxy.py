"""A wire between a program and a server that can be cut, as networks do."""

import contextlib
import socket
import threading
from typing import Self


class Wire:
    """Passes bytes on to a port of this machine, and cuts each connection where it is told.

    While it is `away`, whoever connects is hung up on.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cut_at: bytes | None = None
        self.cuts = 0
        self.away = False
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Cuts whatever is connected now."""
        for end in list(self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.away:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open |= {near, far}
                threading.Thread(target=self._pass, args=(near, far), daemon=True).start()
                threading.Thread(target=self._pass, args=(far, near), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        """`cut_at` is looked for in what either side says; nothing from there on is passed on."""
        with contextlib.suppress(OSError):
            while said := source.recv(65_536):
                if self.cut_at and self.cut_at in said:
                    target.sendall(said[: said.index(self.cut_at)])
                    self.cuts += 1
                    break
                target.sendall(said)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            self._open.discard(end)
