"""Every way of filling, by name."""

from tests.corpus.filling import controls, looks, marks_of_word, mixed, tables, texts, unsure, values
from tests.corpus.filling.plain import Plain

_ALL: tuple[type[Plain], ...] = (
    Plain,
    values.GradeWords, values.NumberAndWord, values.GradeN, values.Dates, values.NotApplicable, values.Inserted,
    values.Splinters, values.BesideTheOptions, values.CommentWithGrade,
    looks.Bold, looks.Underlined, looks.Highlighted, looks.Struck, looks.Coloured, looks.Ringed, looks.Boxes,
    looks.CheckBoxes, looks.OldBoxes, looks.Marks, looks.Symbols, looks.NumberInColumn, looks.DrawnTick,
    looks.Shaded,
    controls.Controls, controls.OldFields, controls.CellControls, controls.TextBoxes,
    *tables.WAYS, *texts.WAYS, *unsure.WAYS, *marks_of_word.WAYS, *mixed.WAYS,
)  # fmt: skip
WAYS: dict[str, type[Plain]] = {way.name: way for way in _ALL}
