"""Writing audit tools: the completed form as a Word document."""

from mail.writing.record import left_out, written_audit
from mail.writing.word import RecordNote, write

__all__ = ["RecordNote", "left_out", "write", "written_audit"]
