"""Every kind of doubt that a reading may have stands in the documentation, and no kind that there is none of."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.corpus.filling.ways import WAYS
from tests.corpus.scheme import FORMATS, whole

_ROOT = Path(__file__).parents[2]
_SOURCES = (
    *("framework/answers.py", "framework/case_reference.py", "framework/checking.py", "framework/dates.py"),
    *("mail", "store/recording.py", "store/review"),
)
_SAYS = {
    "problem": 0,
    "notice": 0,
    "NotReadable": 0,
    "Doubt": 0,
    "Refusal": 0,
    "_doubt": 0,
    "Problem": -1,
    "rejected": 1,
}
_KIND = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def _trees() -> Iterator[ast.Module]:
    for source in _SOURCES:
        path = _ROOT / source
        for file in [path] if path.suffix else sorted(path.rglob("*.py")):
            yield ast.parse(file.read_text(encoding="utf-8"))


def _told(call: ast.Call) -> Iterator[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "_doubt":  # of a field, which comes first then
        yield from call.args[1:2]
    at = _SAYS.get(name, -1)
    if 0 <= at < len(call.args):
        yield call.args[at]
    yield from (keyword.value for keyword in call.keywords if keyword.arg == "code")


def _kinds() -> set[str]:
    kinds: set[str] = set()
    for tree in _trees():
        named = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            for told in _told(call):
                told = named.get(told.id, told) if isinstance(told, ast.Name) else told
                parts = [told.body, told.orelse] if isinstance(told, ast.IfExp) else [told]
                kinds |= {
                    part.value
                    for part in parts
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    return {kind for kind in kinds if _KIND.fullmatch(kind)}


def test_a_reviewer_looks_up_a_doubt_and_it_is_not_there() -> None:
    page = (_ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    table = page.partition("## Every doubt by its code")[2].partition("\n## ")[0]
    told = set(re.findall(r"`([a-z-]+)`", table))
    kinds = _kinds()
    assert len(kinds) > 70
    assert not kinds - told, "not told of"
    source = "".join(path.read_text(encoding="utf-8") for top in _SOURCES for path in _files(top))
    assert [kind for kind in sorted(told) if f'"{kind}"' not in source] == [], "told of, and there is none"


def test_the_corpus_is_said_to_be_larger_than_it_is() -> None:
    page = (_ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    assert (
        f"makes {len(whole()):,} filled forms in {len(FORMATS)} formats and {len(WAYS)} ways of filling"
        in page
    )


def _files(source: str) -> list[Path]:
    path = _ROOT / source
    return [path] if path.suffix else sorted(path.rglob("*.py"))
