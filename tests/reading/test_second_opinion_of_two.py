"""Two audits on one form in one document: each is held against its own rows."""

from framework.pack import Pack
from mail.reading.audit_tool.agreement import confirmed
from mail.reading.audit_tool.reading import read_document
from mail.reading.formats.word.walk import read_word
from tests.reading.corpus import ooxml as x
from tests.reading.test_tools import body_of, truth_of


def test_a_grade_is_not_confirmed_by_the_same_area_of_the_other_audit(pack: Pack) -> None:
    form = next(each for each in pack.forms if each.id == "tier1-generic")
    document = read_word(x.document("".join(body_of(truth_of(form.id, n)) for n in (1, 2))))
    assert document.flow is not None
    one, other = read_document(document, pack, file="two.docx", part="")
    differing = [
        mine.number
        for mine, theirs in zip(one.answers, other.answers, strict=True)
        if mine.grade is not None and theirs.grade is not None and mine.grade != theirs.grade
    ]
    assert differing
    slipped = one.model_copy(update={"answers": other.answers, "evidence": one.evidence | other.evidence})
    held = confirmed(slipped, document.flow, form, pack, which=0, of=2)
    assert {f"answers.{n}.grade" for n in differing} <= {problem.where for problem in held.problems}
    assert confirmed(one, document.flow, form, pack, which=0, of=2) == one
    assert confirmed(other, document.flow, form, pack, which=1, of=2) == other
