"""What the buttons, menus and windows of the review desk are called.

A step's value is "item:version:…" with what the step is about, so that a stale button does nothing.
"""

LIST = "desk-list"
ITEM = "desk-item"
SEE = "desk-see"
PICTURES = "desk-pictures"
PAGES = "desk-pages"  # many values at once: the button, and the window that it opens
DOUBTS = "desk-doubts"  # the same, of what is in doubt
COMPARE = "desk-compare"  # the same, of all that was read from a scan
BEFORE = "desk-page-before"
EVERYTHING = "desk"  # the value of a button that opens the whole desk

GIVE = "desk-do-give"
SETTLE = "desk-do-settle"
CHOOSE = "desk-do-choose"
OTHER_STANDS = "other"  # a choice between two versions that sets this one aside
FILE = "desk-do-file"
VOUCH = "desk-vouch"  # opens the window in which it is done
KIND = "desk-do-kind"
KEY_IN = "desk-do-key"
NO_AUDIT = "desk-do-no-audit"
TRY_AGAIN = "desk-do-again"
TAKE_BACK = "desk-do-back"

WINDOW = "desk-window"  # what wants words, in a window on top
WRITE = "desk-window-write"
OTHER = "desk-window-other"
ASK = "desk-window-ask"
REJECT = "desk-window-reject"
ASIDE = "desk-window-aside"
VOUCH_SURE = "desk-window-vouch"
REPLY = "desk-window-reply"

WRITTEN, WHERE, ANYWAY, OUT = "written", "where", "anyway", "out"  # the blocks of a window


def joined(*parts: object) -> str:
    """The value of a button or an option."""
    return ":".join(str(part) for part in parts)
