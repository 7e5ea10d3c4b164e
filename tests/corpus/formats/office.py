"""Conversions by LibreOffice, many files in one call, kept by the hash of what went in."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

KEPT = Path(tempfile.gettempdir()) / f"auditbot-corpus-{os.getuid()}"
FILTERS = {
    "odt": "odt:writer8",
    "doc": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
    "pdf": "pdf:writer_pdf_Export",
    "ods": "ods:calc8",
    "sheet.pdf": "pdf:calc_pdf_Export",
}
_BATCH = 60
_SECONDS = 300


def here() -> bool:
    """Whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def convert(contents: list[bytes], ending: str, to: str) -> list[bytes]:
    """Each of them in the format `to`; `ending` is what they are now. RuntimeError where one does not convert."""
    missing = sorted({key for key in map(_key, contents) if not _kept(key, to).exists()})
    by_key = {_key(content): content for content in contents}
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        _convert({key: by_key[key] for key in batch}, ending, to)
    return [_kept(_key(content), to).read_bytes() for content in contents]


def _key(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]


def _kept(key: str, to: str) -> Path:
    return KEPT / f"{key}.{to}"


def _convert(contents: dict[str, bytes], ending: str, to: str) -> None:
    KEPT.mkdir(exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory() as place:
        sources = [Path(place) / f"{key}.{ending}" for key in contents]
        for source, content in zip(sources, contents.values(), strict=True):
            source.write_bytes(content)
        command = [
            "soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{place}/profile",
            "--convert-to", FILTERS[to], "--outdir", f"{place}/out", *map(str, sources),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
        for key in contents:
            made = Path(place) / "out" / f"{key}.{to.rpartition('.')[2]}"
            if not made.exists():
                raise RuntimeError(f"LibreOffice made no .{to} of a document of the corpus.")
            shutil.move(made, _kept(key, to))
