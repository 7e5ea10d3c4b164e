"""Reads documents made at random and spoiled ones, and holds what is accepted against what they said before."""

import random
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from framework.pack import Pack, load_pack
from framework.reading import Reading, Status
from mail.reading.processes.child import ReaderPool
from tests.corpus.making import Made
from tests.corpus.scheme import made, whole
from tests.soak.reading.mutations import mutate
from tests.soak.reading.pictures import picture
from tests.soak.reading.trees import Tree

PACK = "rochdale-2013"
# Of a hundred files, how many are of each format; those that LibreOffice or tesseract reads take seconds each.
SHARES = {
    **{
        "docx": 52.0,
        "docm": 3.0,
        "strict": 3.0,
        "tree": 25.0,
        "odt": 4.0,
        "ods": 1.0,
        "xlsx": 3.0,
        "html": 2.0,
    },
    "picture": 0.5,
    **{"txt": 2.0, "pdf": 3.0, "pdf-form": 1.5, "doc": 0.2, "rtf": 0.2, "png": 0.05, "scan": 0.05},
}
QUICK = frozenset({"docx", "docm", "strict", "tree", "xlsx", "html", "txt", "pdf-form"})
"""The formats that need no program besides Python to be made and read."""
_MADE = frozenset({"tree", "picture"})  # which need no document of the corpus
BASES = 24  # documents of a format that are spoiled
_PEAK = 500 * 1024  # KiB of a child
_AT_ONCE = 200


@dataclass(frozen=True)
class Case:
    """One file to read. `base` is the document that was spoiled; none for one made at random."""

    seed: int
    format: str
    content: bytes
    how: str
    touches: bool = True
    base: Made | None = None

    @property
    def told(self) -> str:
        """What names it to a person, and how to make it again."""
        name = self.base.recipe.name if self.base else "at random"
        return (
            f"{self.format}, {name}, {self.how} (--reading 1 --seed {self.seed} --only-format {self.format})"
        )


@dataclass
class Fuzzed:
    """What was found. `problems` must not be; `changed` are values that the spoiling itself may have changed."""

    files: Counter[str] = field(default_factory=Counter)
    ends: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    codes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    peak: int = 0  # KiB
    seconds: float = 0.0


def fuzz(files: int, seed: int, formats: Iterable[str], *, bases: int = BASES, workers: int = 2) -> Fuzzed:
    """Reads so many files of these formats, the same for the same seed, in `workers` children.

    `bases`: how many documents of each format there are to spoil.
    """
    found, started, lock = Fuzzed(), time.monotonic(), threading.Lock()
    with ReaderPool(PACK, workers=workers) as pool, ThreadPoolExecutor(workers) as threads:

        def one(case: Case) -> None:
            began = time.monotonic()
            readings = pool.read(case.content, f"file.{case.format}", case.base.sent if case.base else None)
            took = time.monotonic() - began
            with lock:
                _hold(case, readings, took, found)

        cases = _cases(files, seed, list(formats), bases)
        while several := list(islice(cases, _AT_ONCE)):
            for done in [threads.submit(one, case) for case in several]:
                done.result()
            found.peak = max(found.peak, *(_peak_of(worker._process.pid) for worker in pool._workers))
    if found.peak > _PEAK:
        found.problems.append(f"a child took {found.peak // 1024} MiB")
    found.seconds = time.monotonic() - started
    return found


def _cases(files: int, seed: int, formats: list[str], number_of_bases: int) -> Iterator[Case]:
    """File number n of a seed is the first of the seed plus n."""
    pack = load_pack(PACK)
    bases = {name: _bases(name, number_of_bases) for name in formats if name not in _MADE}
    shares = [SHARES[name] for name in formats]
    for number in range(seed, seed + files):
        rng = random.Random(number)
        format = rng.choices(formats, shares)[0]
        rng = random.Random(f"{number} {format}")
        if format in _MADE:
            yield _tree(pack, number, rng) if format == "tree" else _picture(number, rng)
        else:
            yield _spoiled(bases, number, format, rng)


def _bases(format: str, number: int) -> list[Made]:
    recipes = [recipe for recipe in whole() if recipe.format == format]
    return list(made(recipes[:: max(1, len(recipes) // number)][:number]))


def _tree(pack: Pack, number: int, rng: random.Random) -> Case:
    return Case(number, "tree", Tree(pack, rng).document(), "made at random")


def _picture(number: int, rng: random.Random) -> Case:
    content, how = picture(rng)
    return Case(number, "picture", content, how)


def _spoiled(bases: dict[str, list[Made]], number: int, format: str, rng: random.Random) -> Case:
    base = rng.choice(bases[format])
    mutant = mutate(base.content, format, rng.choice(bases[format]).content, rng)
    return Case(number, format, mutant.content, mutant.how, mutant.touches, base)


def _hold(case: Case, readings: list[Reading], took: float, found: Fuzzed) -> None:
    found.files[case.format] += 1
    found.slowest = max(found.slowest, (took, case.told))
    codes = {problem.code for reading in readings for problem in reading.problems}
    found.codes.update(codes)
    found.ends[case.format][_end(readings)] += 1
    for code in codes & {"reader-died", "took-too-long"}:
        found.problems.append(f"{code}: {case.told}")
    if not readings or any(r.status is not Status.ACCEPTED and not _has_reason(r) for r in readings):
        found.problems.append(f"no reason: {case.told}")
    if case.base is None:
        return
    for told in _differences(case.base, readings):
        (found.changed if case.touches else found.problems).append(f"{told}: {case.told}")


def _end(readings: list[Reading]) -> str:
    states = {reading.status for reading in readings}
    return next(state.value for state in (Status.ACCEPTED, Status.REVIEW, Status.REJECTED) if state in states)


def _has_reason(reading: Reading) -> bool:
    return any(problem.code and problem.message.strip() for problem in reading.problems)


def _differences(base: Made, readings: list[Reading]) -> Iterator[str]:
    """What is accepted, though the document said something else before it was spoiled, or nothing at all."""
    said = [dict(_values(expected.truth)) for expected in base.expected]
    asked = [expected.asked | expected.doubts for expected in base.expected]
    for reading in readings:
        if reading.status is not Status.ACCEPTED:
            continue
        read = dict(_values(reading.as_contract()))
        same = [n for n, truth in enumerate(said) if truth["form"] == read["form"]]
        if not same:
            yield f"{read['form']} accepted"
            continue
        truth, doubted = said[same[0]], asked[same[0]]
        for path, value in read.items():
            if value != truth.get(path) and not any(path.startswith(branch) for branch in doubted):
                yield f"{path} {truth.get(path)} accepted as {value}"


def _values(reading: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Form, case reference, dates, judgement and grades."""
    for name in ("form", "case_id", "date", "overall"):
        yield name, reading.get(name)
    for answer in reading.get("answers") or ():
        for name in ("grade", "answer", "not_applicable"):
            yield f"answers.{answer['number']}.{name}", answer[name]
    for name in ("actions_by", "next_audit"):
        yield f"fields.{name}", (reading.get("fields") or {}).get(name)


def _peak_of(process: int) -> int:
    """The most memory that a process has had, in KiB."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def main(files: int, seed: int, only: list[str] | None) -> bool:
    """Fuzz, print what was found, and say whether all was well."""
    found = fuzz(files, seed, only or list(SHARES))
    say = _printer()
    say(f"{'format':10}{'files':>8}{'accepted':>10}{'review':>8}{'rejected':>10}")
    for format, number in found.files.most_common():
        ends = found.ends[format]
        say(f"{format:10}{number:8,}{ends['accepted']:10,}{ends['review']:8,}{ends['rejected']:10,}")
    say("\nreasons: " + ", ".join(f"{code} {times:,}" for code, times in found.codes.most_common()))
    say(f"the slowest took {found.slowest[0]:.1f} s: {found.slowest[1]}")
    say(f"a child's peak was {found.peak // 1024} MiB")
    say(f"\n{len(found.changed)} values of spoiled files were accepted as they stand there now:")
    for line in sorted(found.changed)[:200]:
        say(f"  {line}")
    for line in found.problems:
        say(f"PROBLEM {line}")
    say(f"\n{found.files.total():,} files in {found.seconds:.0f} s, {len(found.problems)} problems")
    return not found.problems


def _printer() -> Callable[[str], None]:
    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    return say
