"""Programs that Python cannot install: a test that needs one says so where it is missing, and fails in CI."""

import os
import shutil

import pytest

_PACKAGES = {
    "dovecot": "dovecot-imapd dovecot-lmtpd",
    "initdb": "postgresql",
    "postgres": "postgresql",
    "chromium": "chromium",
    "soffice": "libreoffice-writer",
    "tesseract": "tesseract-ocr",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "clamd": "clamav-daemon",
}
_ELSEWHERE = ":".join(
    ["/usr/sbin", "/usr/local/sbin", *(f"/usr/lib/postgresql/{version}/bin" for version in (18, 17, 16, 15))]
)


def require(program: str) -> str:
    """The path of `program`. Where it is missing the test is skipped with a word; with CI set it fails."""
    found = shutil.which(program) or shutil.which(program, path=_ELSEWHERE)
    if found:
        return found
    package = _PACKAGES.get(program, program)
    told = f"{program} is not installed (Debian: apt install {package}); what needs it was not tested"
    if os.environ.get("CI"):
        pytest.fail(f"{told}, and in CI it must be")
    pytest.skip(told)
