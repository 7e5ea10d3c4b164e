"""What must hold between the parts of a pack: names that point somewhere, words that mean one thing."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from framework import incoming, outlines
from framework.form_checks import plain
from framework.pack_files import Fault, Location
from framework.words import Judgement, Role

if TYPE_CHECKING:
    from framework.pack import Pack, Programme


def faults(pack: "Pack") -> Iterator[Fault]:
    """Everything wrong between the parts of a pack, each with its place."""
    yield from _repeated_ids(pack)
    yield from _dangling(pack)
    yield from _one_row_each(pack)
    yield from _words_of_two_meanings(pack)
    for index, programme in enumerate(pack.programmes):
        yield from _programme(pack, programme, ("programmes", index))
    yield from _policies(pack)
    yield from incoming.faults(pack.incoming)
    yield from outlines.faults(pack)


def _repeated_ids(pack: "Pack") -> Iterator[Fault]:
    lists: dict[str, list[str]] = {
        "forms": [form.id for form in pack.forms],
        "service_areas": [area.id for area in pack.service_areas],
        "case_statuses": [status.id for status in pack.case_statuses],
        "good": [good.id for good in pack.good],
        "standards": [standard.number for standard in pack.standards],
        "policies": [policy.id for policy in pack.policies],
        "incoming": [each.id for each in pack.incoming],
        "asked": [each.id for each in pack.asked],
        "themes": [each.id for each in pack.themes],
        "record_duties": [each.id for each in pack.record_duties],
        "duties": [each.name for each in pack.duties],
    }
    for name, ids in lists.items():
        for index, one in enumerate(ids):
            if one in ids[:index]:
                yield Fault((name, index), f"{one!r} stands twice")


def _dangling(pack: "Pack") -> Iterator[Fault]:
    good = {g.id for g in pack.good}
    standards = {s.number for s in pack.standards}
    areas = {a.id for a in pack.service_areas}
    for f, form in enumerate(pack.forms):
        for a, area in enumerate(form.areas):
            place: Location = ("forms", f, "areas", a)
            only = area.condition.only_service_areas if area.condition else ()
            yield from _missing((*place, "good"), "good practice", area.good, good)
            yield from _missing((*place, "standards"), "standard", area.standards, standards)
            yield from _missing((*place, "condition"), "service area", only, areas)
            for p, prompt in enumerate(area.prompts):
                yield from _missing((*place, "prompts", p), "service area", prompt.service_areas, areas)
    forms = {form.id for form in pack.forms}
    for d, duty in enumerate(pack.record_duties):
        yield from _missing(("record_duties", d, "forms"), "form", duty.forms, forms)
    streams = {stream for programme in pack.programmes for stream in programme.streams}
    for index, area in enumerate(pack.service_areas):
        yield from _missing(
            ("service_areas", index), "stream", (area.stream,) if area.stream else (), streams
        )


def _missing(place: Location, kind: str, named: Iterable[str], known: set[str]) -> Iterator[Fault]:
    yield from (Fault(place, f"there is no {kind} {name!r}") for name in named if name not in known)


def _one_row_each(pack: "Pack") -> Iterator[Fault]:
    lists = {
        "grades": [words.judgement for words in pack.grades],
        "escalation": [row.judgement for row in pack.escalation],
    }
    for name, found in lists.items():
        for judgement in Judgement:
            if found.count(judgement) != 1:
                yield Fault((name,), f"needs exactly one entry for {judgement}, has {found.count(judgement)}")


def _words_of_two_meanings(pack: "Pack") -> Iterator[Fault]:
    yield from _clashes(
        (("service_areas", i), area.id, (area.id, area.name, *area.aliases))
        for i, area in enumerate(pack.service_areas)
    )
    yield from _clashes(
        (("case_statuses", i), status.id, (status.id, status.name, *status.aliases))
        for i, status in enumerate(pack.case_statuses)
    )
    yield from _clashes(
        (("role_aliases", role.value), role.value, (role.value, role.label, *pack.role_aliases.get(role, ())))
        for role in Role
    )
    yield from _clashes(
        (("incoming", i), each.id, (*each.begins, *each.contains)) for i, each in enumerate(pack.incoming)
    )
    answers: list[tuple[Location, str, tuple[str, ...]]] = [
        (("grades", i), words.judgement.value, (words.label, *words.aliases))
        for i, words in enumerate(pack.grades)
    ]
    answers += [((n,), n, getattr(pack, n)) for n in ("not_applicable_words", "yes_words", "no_words")]
    yield from _clashes(answers)


def _clashes(entries: Iterable[tuple[Location, str, Iterable[str]]]) -> Iterator[Fault]:
    """Words that two entries claim. An entry may say the same word twice, in two spellings."""
    owners: dict[str, str] = {}
    for place, owner, words in entries:
        for word in words:
            first = owners.setdefault(plain(word), owner)
            if first != owner:
                yield Fault(place, f"{word!r} cannot stand for {owner}: it stands for {first} already")


def _programme(pack: "Pack", programme: "Programme", place: Location) -> Iterator[Fault]:
    for index, month in enumerate(programme.months):
        here: Location = (*place, "months", index)
        for stream in sorted(set(programme.streams) - set(month.themes)):
            yield Fault(here, f"{month.month} has no theme for the stream {stream!r}")
        yield from _missing((*here, "themes"), "stream", month.themes, set(programme.streams))
        if index and month.ordinal != programme.months[index - 1].ordinal + 1:
            yield Fault(here, f"{month.month} does not follow {programme.months[index - 1].month}")


def _policies(pack: "Pack") -> Iterator[Fault]:
    switches = set(type(pack.rules).model_fields)
    for index, policy in enumerate(pack.policies):
        yield from _missing(("policies", index, "settings"), "switch", policy.settings, switches)
