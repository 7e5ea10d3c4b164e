"""Comments in the margin and footnotes, which are no part of the record."""

import pytest

from mail.reading.formats.word.walk import read_word
from tests.reading.corpus import ooxml as x


@pytest.mark.parametrize(("comments", "footnotes"), [(2, 1), (0, 3), (1, 0), (0, 0)])
def test_comments_and_footnotes_are_counted_and_the_separators_of_word_are_not(
    comments: int, footnotes: int
) -> None:
    content = x.with_notes(x.document(x.paragraphs("kept")), comments=comments, footnotes=footnotes)
    document = read_word(content)
    assert (document.margin_comments, document.footnotes) == (comments, footnotes)


def test_the_words_of_a_margin_comment_do_not_run_into_the_text() -> None:
    document = read_word(x.with_notes(x.document(x.paragraphs("kept")), comments=1, footnotes=1))
    assert "Zebedee" not in repr(document)
