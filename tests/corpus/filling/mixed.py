"""Several ways at once, as real documents are."""

from tests.corpus.filling import controls, looks, marks_of_word, tables, texts, values
from tests.corpus.filling.plain import KEEPS_LOOKS, WORD, Plain

_ALL_BUT_OBSERVATION = ("tier1-generic", "tier1-plo", "tier2", "supervision")


class ByHand(values.Dates, values.GradeWords, texts.Traps, tables.Cut):
    """Words, odd dates, comments that mislead, and a table cut at a page."""

    name = "mixed-by-hand"
    forms = _ALL_BUT_OBSERVATION


class Retyped(texts.Slips, values.Dates, texts.LongComments, values.BesideTheOptions):
    """Typed anew with slips, the answers beside the options, long comments."""

    name = "mixed-retyped"


class Fillable(controls.Controls, texts.Traps, texts.Covered):
    """A fillable form with misleading comments, under a covering letter."""

    name = "mixed-fillable"
    formats = WORD


class Checked(looks.CheckBoxes, values.Dates, texts.LongComments, tables.Nested):
    """Check boxes and lists, inside another document's table."""

    name = "mixed-checked"
    formats = WORD


class Reviewed(values.Inserted, texts.Traps, tables.RowTracked):
    """Changes tracked everywhere, in comments that mislead."""

    name = "mixed-tracked"
    forms = _ALL_BUT_OBSERVATION
    formats = WORD


class Struck(looks.Struck, values.Dates, texts.Traps, values.NotApplicable, tables.Moved):
    """Options struck out, rows moved, areas that do not apply."""

    name = "mixed-struck"
    forms = ("tier1-generic", "tier1-plo", "supervision")
    formats = KEEPS_LOOKS


class Pasted(marks_of_word.SmartTags, marks_of_word.Dragged, texts.Traps):
    """Pasted from an older document, with smart tags and a ragged grid."""

    name = "mixed-pasted"
    forms = _ALL_BUT_OBSERVATION
    formats = WORD


WAYS: tuple[type[Plain], ...] = (ByHand, Retyped, Fillable, Checked, Reviewed, Struck, Pasted)
