"""A pack with a mistake in it is refused with the file, the line, the place and what is wrong."""

import re
import shutil
from pathlib import Path

import pytest

from framework.pack import PACKS, PackError, load_pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack of somebody else's, good so far."""
    return shutil.copytree(PACKS / "rochdale-2013", tmp_path / "elsewhere")


def spoil(path: Path, old: str, new: str) -> int:
    """Put `new` for `old` in a file; the line where that happened, from 1."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"the test is out of date: {old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def message(folder: Path) -> str:
    with pytest.raises(PackError) as refused:
        load_pack(folder)
    return str(refused.value)


def test_a_good_pack_in_another_folder_loads(folder: Path) -> None:
    assert load_pack(folder).id == "rochdale-2013"


MISTAKES = {
    "a duty of a form that there is not": (
        "record.yaml",
        "forms: [tier1-generic, tier1-plo, tier2]",
        "forms: [tier1-generic, tier9]",
        "there is no form 'tier9'",
    ),
    "unknown key in an area": (
        "forms/tier2.yaml",
        "    source: framework L3614",
        "    sauce: framework L3614",
        "areas.4.sauce: there is no such key",
    ),
    "missing key in an area": (
        "forms/tier2.yaml",
        "    source: framework L3614\n",
        "",
        "areas.4.source: is missing",
    ),
    "a number where words belong": (
        "standards.yaml",
        'number: "1.10"',
        "number: 1.10",
        "standards.10.number: must be words, not 1.1 (put it in quotation marks)",
    ),
    "a kind that does not exist": (
        "forms/supervision.yaml",
        "    kind: person",
        "    kind: colour",
        "fields.1.kind: Input should be",
    ),
    "an area left out of the count": (
        "forms/tier1-plo.yaml",
        "    number: 4\n",
        "    number: 5\n",
        "areas.4.number: areas are numbered 1, 2, 3 … in order: 4 belongs here, not 5",
    ),
    "an area's id twice": (
        "forms/tier1-plo.yaml",
        "  - id: tracker",
        "  - id: final-orders",
        "areas.19.id: 'final-orders' stands twice",
    ),
    "a section that is not there": (
        "forms/tier2.yaml",
        "    section: outcome",
        "    section: results",
        "areas.18.section: there is no section 'results'",
    ),
    "two areas with one label": (
        "forms/tier1-generic.yaml",
        "aliases: [Consideration and analysis of risk",
        "aliases: [Quality of analysis",
        "areas.4.label: 'Quality of Analysis' is how risk is labelled already",
    ),
    "grades without a judgement": (
        "forms/supervision.yaml",
        "scale: yes-no",
        "scale: grade-number",
        "scale: areas with grades need a judgement",
    ),
    "a grade column without its heading": (
        "forms/tier2.yaml",
        "  good: {shown: Good,",
        "  fine: {shown: Good,",
        "column_heads: needs the heading of the column for good",
    ),
    "a question that does not say what a finding is": (
        "forms/supervision.yaml",
        "    finding: true\n",
        "",
        "areas.10: must say which answer is a finding",
    ),
    "good practice that is not there": (
        "forms/tier2.yaml",
        "good: [referral-6]",
        "good: [referral-7]",
        "areas.2.good: there is no good practice 'referral-7'",
    ),
    "a standard that is not there": (
        "forms/tier1-generic.yaml",
        'standards: ["1.3"]',
        'standards: ["9.3"]',
        "areas.1.standards: there is no standard '9.3'",
    ),
    "a service area that is not there": (
        "forms/tier1-generic.yaml",
        "service_areas: [mass, first-response]",
        "service_areas: [mass, second-response]",
        "areas.7.prompts.1: there is no service area 'second-response'",
    ),
    "a condition on a service area that is not there": (
        "forms/tier1-generic.yaml",
        "only_service_areas: [cared-for-children]",
        "only_service_areas: [cared-for]",
        "areas.8.condition: there is no service area 'cared-for'",
    ),
    "a stream that no programme has": (
        "pack.yaml",
        "    stream: cared-for\n",
        "    stream: cared\n",
        "service_areas.4: there is no stream 'cared'",
    ),
    "an alias of two service areas": (
        "pack.yaml",
        "[Fostering Team,",
        "[frt,",
        "service_areas.6: 'frt' cannot stand for fostering: it stands for first-response already",
    ),
    "an alias of two statuses": (
        "pack.yaml",
        "aliases: [EH, CAF,",
        "aliases: [L.A.C.,",
        "case_statuses.7: 'L.A.C.' cannot stand for early-help: it stands for cared-for already",
    ),
    "an alias of two roles": (
        "pack.yaml",
        "  iro: [IRO,",
        "  iro: [HoS,",
        "role_aliases.iro: 'HoS' cannot stand for iro: it stands for head-of-service already",
    ),
    "a role that does not exist": (
        "pack.yaml",
        "  director: [DCS,",
        "  mayor: [DCS,",
        "role_aliases.mayor",
    ),
    "a word for two grades": (
        "pack.yaml",
        'aliases: ["2", Two]',
        'aliases: ["2", Two, in need of improvement]',
        "'In need of improvement' cannot stand for requires-improvement: it stands for good already",
    ),
    "a word for yes and for no": (
        "pack.yaml",
        'no_words: ["No", "N"]',
        'no_words: ["No", "Y"]',
        "no_words: 'Y' cannot stand for no_words: it stands for yes_words already",
    ),
    "a judgement without its row in the matrix": (
        "pack.yaml",
        "  - judgement: good\n    tell:",
        "  - judgement: outstanding\n    tell:",
        "escalation: needs exactly one entry for good, has 0",
    ),
    "a month that is none": (
        "pack.yaml",
        "month: 2014-02",
        "month: 2014-13",
        "programmes.1.months.3.month: String should match",
    ),
    "a month left out": (
        "pack.yaml",
        "month: 2014-02",
        "month: 2014-04",
        "programmes.1.months.3: 2014-04 does not follow 2014-01",
    ),
    "a month without a theme": (
        "pack.yaml",
        "themes: {field: Public Law Outline, cared-for: Statutory Visits}",
        "themes: {field: Public Law Outline}",
        "programmes.1.months.1: 2013-12 has no theme for the stream 'cared-for'",
    ),
    "a theme for a stream that is not there": (
        "pack.yaml",
        "themes: {field: Public Law Outline, cared-for",
        "themes: {field: Public Law Outline, adoption: Panels, cared-for",
        "programmes.1.months.1.themes: there is no stream 'adoption'",
    ),
    "a policy on a switch that is not there": (
        "policies.yaml",
        "settings: [action_notices]",
        "settings: [action_memos]",
        "policies.6.settings: there is no switch 'action_memos'",
    ),
    "a policy twice": (
        "policies.yaml",
        "- id: A-07",
        "- id: A-06",
        "policies.7: 'A-06' stands twice",
    ),
    "a switch turned to nothing it knows": (
        "pack.yaml",
        "edition: October 2013",
        "edition: October 2013\nrules: {remedial_days_are: banking}",
        "rules.remedial_days_are: Input should be 'calendar' or 'working'",
    ),
    "a case reference pattern that is none": (
        "pack.yaml",
        "edition: October 2013",
        'edition: October 2013\nrules: {case_reference_pattern: "[0-9"}',
        "rules.case_reference_pattern: is no regular expression",
    ),
    "incoming mail that nothing could be recognised as": (
        "incoming.yaml",
        "    begins: [Compliment, New compliment]\n",
        '    begins: ["..."]\n',
        "incoming.2.begins.1: '...' has no words",
    ),
    "incoming mail with one name for two things": (
        "incoming.yaml",
        "    contains:\n      - IRO notification\n",
        "    contains:\n      - New compliment\n",
        "incoming.3: 'New compliment' cannot stand for iro-notification: it stands for compliment already",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_with_its_file_and_place(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    spoil(folder / file, old, new)
    refused = message(folder)
    assert refused.startswith(f"The pack in {folder} cannot be used:\n")
    assert re.search(rf"^  {re.escape(file)}, line \d+, .*{re.escape(said)}", refused, re.MULTILINE), refused


def test_the_line_named_is_that_of_the_mistake(folder: Path) -> None:
    line = spoil(folder / "forms" / "tier2.yaml", "    source: framework L3614", "    sauce: framework L3614")
    assert f"forms/tier2.yaml, line {line}, areas.4.sauce: there is no such key" in message(folder)


def test_all_mistakes_of_a_kind_are_named_at_once(folder: Path) -> None:
    spoil(folder / "forms" / "tier2.yaml", "good: [referral-6]", "good: [referral-7]")
    spoil(folder / "forms" / "tier1-generic.yaml", "service_areas: [mass, ", "service_areas: [mess, ")
    refused = message(folder)
    assert "forms/tier2.yaml" in refused
    assert "forms/tier1-generic.yaml" in refused


def test_broken_yaml_is_named_with_its_line(folder: Path) -> None:
    line = spoil(folder / "forms" / "tier2.yaml", "title: Tier 2 Head", "title: [Tier 2 Head")
    assert re.search(rf"tier2\.yaml, line ({line}|{line + 1}|{line + 2}): not YAML: ", message(folder))


def test_a_key_that_stands_twice_is_not_silently_the_last_one(folder: Path) -> None:
    line = spoil(folder / "pack.yaml", "edition: October 2013", "edition: October 2013\nedition: 2014")
    assert message(folder) == f"{folder / 'pack.yaml'}, line {line + 1}: not YAML: 'edition' stands twice."


def test_a_key_in_two_files_is_not_silently_that_of_one(folder: Path) -> None:
    (folder / "more.yaml").write_text("good: []\n", encoding="utf-8")
    assert message(folder) == f"{folder / 'more.yaml'}: 'good' stands in good.yaml already."


def test_a_form_that_is_listed_and_not_there_is_named(folder: Path) -> None:
    (folder / "forms" / "tier2.yaml").unlink()
    assert message(folder) == f"{folder / 'forms' / 'tier2.yaml'}: the file is missing."


def test_a_form_under_another_name_is_refused(folder: Path) -> None:
    path = folder / "forms" / "tier2.yaml"
    spoil(path, "id: tier2\n", "id: tier-two\n")
    assert message(folder) == f"{path}: the id of the form must be that of its file, 'tier2'."


def test_a_list_of_forms_that_is_none_is_refused(folder: Path) -> None:
    spoil(folder / "pack.yaml", "forms: [tier1-generic,", "shapes: [tier1-generic,")
    assert "forms must be a list of the names of files in forms/" in message(folder)


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "extra.yaml").write_bytes("title: Prüfung".encode("latin-1"))
    assert message(folder) == f"{folder / 'extra.yaml'}: must be written in UTF-8."


def test_an_empty_file_is_named(folder: Path) -> None:
    (folder / "good.yaml").write_text("", encoding="utf-8")
    assert message(folder) == f"{folder / 'good.yaml'}: must hold names and values, not NoneType."


def test_what_a_pack_cannot_do_without_is_named(folder: Path) -> None:
    (folder / "good.yaml").unlink()
    assert "pack.yaml, line 1, good: is missing" in message(folder)


@pytest.mark.parametrize("name", ["nowhere", "../packs/rochdale-2013", "rochdale-2013/forms"])
def test_a_pack_that_is_not_there_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(PackError, match=r"one of ours \(.*rochdale-2013.*\)"):
        load_pack(name)


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"pack\.yaml: the file is missing"):
        load_pack(tmp_path)
