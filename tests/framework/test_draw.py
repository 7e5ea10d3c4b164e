"""The draw is fair, never draws what it must not, and is the same for the same seed and lists anywhere."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework.draw import Lists, draw

ADA, BEN, CAZ = "ada@council.example", "ben@council.example", "caz@council.example"
KNOWN = ("900004", "900006", "900003")
KNOWN_HASH = "7ce3be3143ace187ca4673ed6d2fc4988c580fd53d372b9aa32c09b3473db765"
HEADS = [ADA, BEN, CAZ, "dov@council.example", "eve@council.example"]
CASES = [f"9{number:05}" for number in range(12)]
POOLS = st.dictionaries(st.sampled_from(HEADS), st.sets(st.sampled_from(CASES)), min_size=1)
SEEDS = st.text(st.characters(codec="utf-8"), max_size=8)


def lists(eligible: dict[str, list[str]], month: str = "2013-12") -> Lists:
    return Lists.of(month, eligible, {"900999": "It was audited in the last 12 months."})


def spread(pool: dict[str, list[str]], head: str, draws: int) -> Counter[str | None]:
    made = lists(pool)
    return Counter(draw(f"seed {number}", made)[head] for number in range(draws))


def chi_square(counts: Counter[str | None], kinds: int) -> float:
    expected = sum(counts.values()) / kinds
    missing = kinds - len(counts)
    return sum((count - expected) ** 2 / expected for count in counts.values()) + missing * expected


@given(SEEDS, POOLS)
def test_nobody_is_given_a_case_that_is_not_theirs_to_have_and_no_case_is_given_twice(
    seed: str, pool: dict[str, set[str]]
) -> None:
    drawn = draw(seed, Lists.of("2013-12", pool, {}))
    assert set(drawn) == set(pool)
    given_out = [case for case in drawn.values() if case is not None]
    assert len(given_out) == len(set(given_out))
    assert all(case is None or case in pool[head] for head, case in drawn.items())


@given(SEEDS, POOLS)
def test_as_many_as_can_have_a_case_get_one(seed: str, pool: dict[str, set[str]]) -> None:
    drawn = draw(seed, Lists.of("2013-12", pool, {}))
    assert sum(case is not None for case in drawn.values()) == _most(list(pool.values()))


def _most(wanted: list[set[str]]) -> int:
    """The largest number that can be given one, by trying every order greedily over every choice."""
    best = 0
    for order in permutations(wanted):
        best = max(best, _by_trying(list(order), frozenset()))
        if best == len(wanted):
            break
    return best


def _by_trying(wanted: list[set[str]], used: frozenset[str]) -> int:
    if not wanted:
        return 0
    first, *rest = wanted
    free = sorted(first - used)[: len(wanted)]  # more than that many are as good as one another
    skipped = _by_trying(rest, used)
    return max([skipped, *(1 + _by_trying(rest, used | {case}) for case in free)])


def test_each_case_is_as_likely_as_any_other() -> None:
    pool = {ADA: CASES[:10], BEN: CASES[:10]}
    for head in pool:
        counts = spread(pool, head, 4_000)
        assert set(counts) == set(CASES[:10])
        assert chi_square(counts, 10) < 27.9  # 9 degrees of freedom, one chance in a thousand


def test_a_biased_choice_would_be_seen() -> None:
    counts: Counter[str | None] = Counter()
    counts.update(dict.fromkeys(CASES[:10], 400))
    counts[CASES[0]] += 120
    assert chi_square(counts, 10) > 27.9


def test_the_same_seed_and_lists_give_the_same_draw_on_any_machine() -> None:
    pool = {ADA: CASES[:7], BEN: CASES[3:], CAZ: CASES[2:5]}
    assert draw("a seed", lists(pool)) == {ADA: KNOWN[0], BEN: KNOWN[1], CAZ: KNOWN[2]}
    assert lists(pool).sha256 == KNOWN_HASH


@pytest.mark.parametrize("seed", ["another seed", "a seed "])
def test_another_seed_gives_another_draw(seed: str) -> None:
    pool = {head: [f"{number:06}" for number in range(500)] for head in HEADS}
    assert draw(seed, lists(pool)) != draw("a seed", lists(pool))


def test_whoever_has_only_one_case_to_choose_gets_it_before_others_take_it() -> None:
    for number in range(50):
        drawn = draw(str(number), lists({ADA: CASES, BEN: [CASES[4]], CAZ: CASES[4:6]}))
        assert drawn[BEN] == CASES[4]
        assert drawn[CAZ] == CASES[5]


def test_whoever_has_nobody_to_audit_gets_nobody() -> None:
    assert draw("a seed", lists({ADA: [], BEN: CASES[:1]})) == {ADA: None, BEN: CASES[0]}


@settings(max_examples=50)
@given(POOLS)
def test_lists_are_read_back_as_they_were_written_whatever_order_they_came_in(
    pool: dict[str, set[str]],
) -> None:
    one = Lists.of("2013-12", pool, {"900999": "closed", "900998": "audited"})
    turned = dict(reversed(pool.items()))
    other = Lists.of("2013-12", turned, {"900998": "audited", "900999": "closed"})
    assert Lists.read(one.written()) == one == other
    assert one.sha256 == other.sha256


def test_a_list_that_was_changed_has_another_hash_and_another_draw() -> None:
    pool = {ADA: CASES[:6], BEN: CASES[6:]}
    without = {ADA: CASES[:5], BEN: CASES[6:]}
    assert lists(pool).sha256 != lists(without).sha256 != lists(without, "2014-01").sha256


def test_a_text_that_holds_no_lists_is_refused() -> None:
    for text in ("{}", "[]", '{"month": "2013-12", "eligible": [], "left_out": {}}', "nonsense"):
        with pytest.raises(ValueError):
            Lists.read(text)
