"""What is left to do in the child's record once an audit is complete (framework L3017, RK-01 to RK-03)."""

from framework.forms import Frozen


class RecordDuty(Frozen):
    """One thing to do in the child's record, outside this program, by the auditor.

    `forms` are the audit tools that call for it. `asks` is what to do, `short` the same in two or three words.
    `again`: an amended audit calls for it anew; else it is done once for all versions that bear the same date.
    """

    id: str
    short: str
    asks: str
    again: bool = False
    forms: tuple[str, ...]
    source: str
