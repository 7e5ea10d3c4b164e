"""Files of old kinds to test with, made by LibreOffice out of documents whose truth is known."""

import io
import random
import subprocess
import zipfile
from pathlib import Path

from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import make_truth
from tests.servers.programs import require


def filled(seed: int = 1, *, paragraph_at_end: bool = True) -> bytes:
    """A Tier 2 tool as .docx, ending with a paragraph as Word's own do, or with the table of actions."""
    rng = random.Random(seed)
    content = build(make_truth("tier2", rng), Shape(), rng)
    ended = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(ended, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml" and paragraph_at_end:
                part = part.replace(b"</w:tbl><w:sectPr", b"</w:tbl><w:p/><w:sectPr")
            new.writestr(name, part)
    return ended.getvalue()


def made(content: bytes, suffix: str, into: str, folder: Path) -> bytes:
    """`content` as LibreOffice saves it `into` another kind ("doc", "rtf")."""
    soffice = require("soffice")
    source = folder / f"source{suffix}"
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", into, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / f"source.{into}").read_bytes()
