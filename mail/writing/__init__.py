"""Writing audit tools: the completed form as a Word document."""

from mail.writing.word import RecordNote, write

__all__ = ["RecordNote", "write"]
