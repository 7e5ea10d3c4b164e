"""Reading audit tools out of documents: bytes in, readings out, whatever the bytes are."""

import datetime as dt
import hashlib

from framework.checking import check
from framework.pack import Pack
from framework.reading import Evidence, Problem, Reading, Status
from mail.reading.archive import read_archive
from mail.reading.audit_tool.carried import files_inside
from mail.reading.audit_tool.reading import read_document
from mail.reading.document import NotReadable
from mail.reading.formats.kinds import CONVERTED, READERS, Kind, kind_of
from mail.reading.office.opinion import read_converted
from mail.reading.patience import TakesLonger

_LATE = "The picture took too long to read. Look at it, and key in what it says."


def read_bytes(
    content: bytes, name: str, pack: Pack, *, sent: dt.date | None = None, converted: bytes | None = None
) -> list[Reading]:
    """Every audit tool in a document, checked; one reading without a form, rejected, when there is none.

    `name` is what the file is called and decides nothing: its kind is told by its bytes. `sent` is the day of the
    mail that brought it. `converted` is what LibreOffice made of it, for one of the kinds that have no reader
    (`must_be_converted`). Never raises, but TakesLonger in a hurry (`mail.reading.patience`): what cannot be read
    is a reading that says why and what to do.
    """
    try:
        readings = _read(content, name, pack, converted)
        checked = [check(pack.form(r.form) if r.form else None, r, pack=pack, sent=sent) for r in readings]
        return _without_blank(checked, pack)
    except TakesLonger:
        raise
    except NotReadable as error:
        return [rejected(name, error.code, error.message)]
    except MemoryError:
        return [
            rejected(
                name, "too-large", "The file needs more memory than a document should. Look at it with care."
            )
        ]
    except RecursionError:
        return [
            rejected(name, "unsafe", "The file is nested deeper than any document is. Look at it with care.")
        ]
    except Exception:
        return [rejected(name, "unreadable", "The file could not be read. Open it, and key in what it says.")]


def _without_blank(readings: list[Reading], pack: Pack) -> list[Reading]:
    """The same; blank audit tools beside one that is filled in are no readings, and those that are left say so."""
    filled = [reading for reading in readings if reading.status is not Status.REJECTED]
    blank = [reading.form for reading in readings if reading.status is Status.REJECTED and reading.form]
    if not filled or not blank:
        return readings
    titles = dict.fromkeys(pack.form(form).short_title for form in blank)
    message = (
        f"Left out, as nothing is filled in there: a blank {' and a blank '.join(titles)} in the same file."
    )
    notice = Problem(code="blank", message=message)
    return [each.model_copy(update={"notices": (*each.notices, notice)}) for each in filled]


def rejected(name: str, code: str, message: str) -> Reading:
    """The reading of a file in which no audit tool was read."""
    problem = Problem(code=code, message=message)
    return Reading(file=name, part=name, form=None, status=Status.REJECTED, problems=(problem,))


def _read(content: bytes, name: str, pack: Pack, converted: bytes | None) -> list[Reading]:
    kind = kind_of(content)
    if converted is not None and kind in CONVERTED:
        return _numbered(read_converted(content, kind, converted, name, pack), content)
    if kind is Kind.WEB_ARCHIVE:
        return _numbered(read_archive(content, name, pack), content)
    reader = READERS.get(kind)
    if reader is None:
        raise NotReadable(
            "unsupported-format",
            f"This is {kind.value}, which is not read here. Ask the sender for a Word document (.docx) instead.",
        )
    document = reader(content)
    readings = read_document(document, pack, file=name, part=name)
    if not readings and document.files:
        raise NotReadable(
            "files-inside", f"{files_inside(document.files)} There is no audit tool beside them."
        )
    if not readings and document.late:
        raise NotReadable("took-too-long", _LATE)
    return _numbered(readings, content)


def _numbered(readings: list[Reading], content: bytes) -> list[Reading]:
    if not readings:
        raise NotReadable("not-an-audit-tool", "No audit tool was found in the file.")
    document = hashlib.sha256(content).hexdigest()
    return [_with_document(reading, number, document) for number, reading in enumerate(readings, start=1)]


def _with_document(reading: Reading, number: int, sha256: str) -> Reading:
    """With the document among the evidence, which tells apart what differs only in values that were refused."""
    whole = Evidence(place=f"audit tool {number} of the document", text=f"SHA-256 {sha256}")
    return reading.model_copy(update={"evidence": {**reading.evidence, "": whole}})
