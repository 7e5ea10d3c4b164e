"""What is in a zip archive, within limits. Sizes that an archive declares are not believed."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mail.parts.model import Limits

_ENCRYPTED = 0x1
_PACKED_OTHERWISE = "Not read: packed in a way that is not known here. Ask for it as it is."
_SMALL = 1_000_000  # a ratio means nothing below this
_LISTED_DEEPER = (
    50  # an archive of documents that are archives themselves, not packed again, lists theirs too
)
_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # of the others no more can be had than all at once
_OF_THE_SYSTEM = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class Unopened(Exception):
    """An archive that cannot be opened at all; the text is an outcome."""


@dataclass(frozen=True)
class Entry:
    """One file in an archive, the `number`th from 0 `of` so many: its bytes, or why they are not there."""

    name: str
    content: bytes
    outcome: str = ""
    of_the_system: bool = False
    number: int = 0
    of: int = 1


def entries(archive: bytes, limits: Limits, room: int) -> Iterator[Entry]:
    """Every file in the archive, in its order. `room` is how many bytes may still be unpacked of this mail.

    Unopened if it is damaged or holds too many files.
    """
    if archive.count(b"PK\x01\x02") > _LISTED_DEEPER * limits.zip_entries:
        raise Unopened(
            f"Not read: the archive lists far more than {limits.zip_entries:,} files. "
            "Ask the sender for the audit tools alone."
        )
    try:
        opened = zipfile.ZipFile(io.BytesIO(archive))
        listed = [info for info in opened.infolist() if not info.is_dir()]
    except Exception as error:  # BadZipFile, ValueError, struct.error, NotImplementedError …
        raise Unopened("Not read: the archive is damaged. Ask the sender for it again.") from error
    if len(listed) > limits.zip_entries:
        raise Unopened(
            f"Not read: the archive holds {len(listed):,} files, more than {limits.zip_entries:,}. "
            "Ask the sender for the audit tools alone."
        )
    with opened:
        for number, info in enumerate(listed):
            entry = _entry(opened, info, limits, room)
            room -= len(entry.content)
            yield replace(entry, number=number, of=len(listed))


def _entry(opened: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, room: int) -> Entry:
    name = info.filename
    if any(name.startswith(start) or name.endswith(f"/{start}") or name == start for start in _OF_THE_SYSTEM):
        told = "A file that the sender's computer adds to archives by itself."
        return Entry(name, b"", told, of_the_system=True)
    if info.flag_bits & _ENCRYPTED:
        return Entry(name, b"", "Not read: protected by a password. Ask the sender for it without one.")
    if info.compress_type not in _PACKINGS:
        return Entry(name, b"", _PACKED_OTHERWISE)
    if info.file_size > _SMALL and info.file_size > limits.zip_ratio * max(info.compress_size, 1):
        return Entry(
            name, b"", "Not read: it would unpack to far more than it is, as files made to do harm do."
        )
    allowed = min(limits.part, room)
    try:
        with opened.open(info) as stream:
            content = stream.read(allowed + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
        return Entry(name, b"", "Not read: damaged in the archive. Ask the sender for it again.")
    except NotImplementedError:
        return Entry(name, b"", _PACKED_OTHERWISE)
    except Exception:
        return Entry(name, b"", "Not read: the archive contradicts itself. Ask the sender for it again.")
    if len(content) > allowed:
        return Entry(name, b"", f"Not read: larger than may be unpacked of one mail ({_megabytes(allowed)}).")
    return Entry(name, content)


def _megabytes(size: int) -> str:
    return f"{max(size, 0) / 1_000_000:,.1f} MB"
