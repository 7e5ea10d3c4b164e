"""The program of a worker's process: `python -m mail.reading.processes.serving DESCRIPTOR`."""

import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from mail.reading.processes.worker import serve

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that asks
    with suppress(EOFError, OSError):
        serve(Connection(int(sys.argv[1])))
    os._exit(0)
