"""The pack of 2013 says what the framework says: its audit tools, words, matrix, programmes and standards."""

import json
import re
import time
from pathlib import Path

import pytest
import yaml

from framework import pack as packs
from framework.form_checks import plain
from framework.forms import Form, Label
from framework.pack import load_pack
from framework.words import Judgement, Role

PACK = load_pack("rochdale-2013")
FORMS = {form.id: form for form in PACK.forms}
BLANK = json.loads((Path(__file__).parent / "blank-forms.json").read_text(encoding="utf-8"))

each_form = pytest.mark.parametrize("form", PACK.forms, ids=lambda form: form.id)


def printed_lines(form: Form) -> list[str]:
    cells = [line for cell in BLANK[form.id]["cells"] for line in cell]
    return [*cells, *BLANK[form.id]["paragraphs"]]


def labels(form: Form) -> list[Label]:
    found = [*(f.label for f in form.fields), *(s.label for s in form.sections), *form.column_heads.values()]
    if form.judgement:
        found.append(form.judgement.label)
    if form.actions:
        found += form.actions.columns.values()
        found += [form.actions.heading] if form.actions.heading else []
    return found


@pytest.mark.parametrize(
    ("form_id", "areas"),
    [("tier1-generic", 8), ("tier1-plo", 19), ("tier2", 30), ("supervision", 10), ("observation", 0)],
)
def test_no_audit_tool_has_lost_an_area(form_id: str, areas: int) -> None:
    assert len(FORMS[form_id].areas) == areas


def test_tier_2_has_its_sections_in_order_with_their_areas() -> None:
    form = FORMS["tier2"]
    counts = {s.id: sum(a.section == s.id for a in form.areas) for s in form.sections}
    assert counts == {
        "referral": 4,
        "assessment": 9,
        "analysis": 4,
        "outcome": 4,
        "monitoring": 6,
        "general": 3,
    }
    in_order = [s.id for s in form.sections for _ in range(counts[s.id])]
    assert [a.section for a in form.areas] == in_order


@pytest.mark.parametrize(
    ("form_id", "fields"),
    [
        ("tier1-generic", "case_id completed_by social_worker date comments"),
        ("tier1-plo", "case_id completed_by social_worker date comments managers_comments"),
        ("tier2", "case_id completed_by social_worker date comments"),
        ("supervision", "supervisee supervisor completed_by actions_by date next_audit comments"),
        (
            "observation",
            "social_worker completed_by nature date record strengths development conclusions actions_text "
            "next_supervision",
        ),
    ],
)
def test_the_values_of_a_form_have_the_names_that_others_rely_on(form_id: str, fields: str) -> None:
    assert [field.id for field in FORMS[form_id].fields] == fields.split()


@pytest.mark.parametrize(
    ("form_id", "required"),
    [
        ("tier1-generic", {"case_id", "completed_by", "social_worker", "date"}),
        ("tier1-plo", {"case_id", "completed_by", "social_worker", "date"}),
        ("tier2", {"case_id", "completed_by", "social_worker", "date"}),
        ("supervision", {"supervisee", "supervisor", "completed_by", "date"}),
        ("observation", {"social_worker", "completed_by", "date", "record"}),
    ],
)
def test_an_audit_without_what_it_needs_is_not_taken_as_complete(form_id: str, required: set[str]) -> None:
    assert {field.id for field in FORMS[form_id].fields if field.required} == required


@each_form
def test_every_area_stands_on_the_blank_form_word_for_word(form: Form) -> None:
    cells = [tuple(cell) for cell in BLANK[form.id]["cells"]]
    assert [area.printed for area in form.areas if area.printed not in cells] == []


@each_form
def test_every_other_label_stands_on_the_blank_form(form: Form) -> None:
    lines = printed_lines(form)
    lost = [
        label.wordings[0] for label in labels(form) if not any(x.startswith(label.wordings[0]) for x in lines)
    ]
    assert lost == []


@each_form
def test_nothing_that_a_blank_form_prints_can_be_taken_for_a_value(form: Form) -> None:
    known = {line for area in form.areas for line in area.printed} | set(form.boilerplate)
    starts = tuple(label.wordings[0] for label in labels(form)) + form.line_starts + form.titles
    assert [x for x in printed_lines(form) if x not in known and not x.startswith(starts)] == []


@each_form
def test_no_wording_of_one_area_begins_the_cell_of_another(form: Form) -> None:
    for area in form.areas:
        cell = plain(" ".join(area.printed))
        owners = {a.number for a in form.areas for words in a.label.wordings if cell.startswith(plain(words))}
        assert owners == {area.number}


@each_form
def test_no_wording_of_one_field_or_column_is_that_of_another_place(form: Form) -> None:
    columns = form.actions.columns.values() if form.actions else ()
    for group in ([*form.column_heads.values()], [*columns], [field.label for field in form.fields]):
        words = [plain(w) for label in group for w in {plain(x) for x in label.wordings}]
        assert len(words) == len(set(words))


def test_a_typing_slip_is_kept_to_recognise_the_form_and_shown_corrected() -> None:
    label = FORMS["tier1-plo"].area(17).label
    assert label.shown == "Is this case 26 week compliant?"
    assert label.wordings[0] == "Is this case 26 week complaint?"
    shown = " ".join(area.label.shown for form in PACK.forms for area in form.areas)
    assert not re.search(r"complaint|up dated|date’s|decisions making", shown)


def test_the_education_plan_applies_to_cared_for_children_only() -> None:
    condition = FORMS["tier1-generic"].area(8).condition
    assert condition is not None
    assert condition.only_service_areas == ("cared-for-children",)
    others = [a for f in PACK.forms for a in f.areas if a.condition and a.condition.only_service_areas]
    assert [area.id for area in others] == ["education-plan"]


def test_only_areas_that_may_not_apply_can_be_left_out_with_a_reason() -> None:
    def optional(form_id: str) -> set[int]:
        return {a.number for a in FORMS[form_id].areas if a.condition and a.condition.if_applicable}

    assert optional("tier1-generic") == set()
    assert optional("tier2") == {10, 17}
    assert optional("supervision") == {6, 7}
    assert optional("tier1-plo") == {3, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19}


def test_a_yes_is_the_finding_in_the_last_supervision_question_only() -> None:
    assert [area.finding for area in FORMS["supervision"].areas] == [False] * 9 + [True]
    assert {area.finding for form in PACK.forms if form.graded for area in form.areas} == {None}


def test_facts_carry_a_date_or_a_yes_or_no_beside_the_grade() -> None:
    plo = {area.number: [detail.kind for detail in area.details] for area in FORMS["tier1-plo"].areas}
    assert {number for number, kinds in plo.items() if kinds} == {
        1,
        2,
        3,
        7,
        8,
        9,
        11,
        14,
        15,
        16,
        17,
        18,
        19,
    }
    assert plo[15] == ["date", "date"]
    assert plo[16] == ["date"]
    assert {area.number for area in FORMS["tier2"].areas if area.detail} == {5, 18}


@pytest.mark.parametrize(
    ("service_area", "words"),
    [
        ("mass", ["arrangements in place"]),
        ("first-response", ["arrangements in place"]),
        ("child-protection", ["monitored and reviewed"]),
        ("cared-for-children", ["monitored and reviewed"]),
        ("children-with-disabilities", ["arrangements in place", "monitored and reviewed"]),
        (None, ["arrangements in place", "monitored and reviewed"]),
    ],
)
def test_each_service_is_asked_its_own_question_about_monitoring(
    service_area: str | None, words: list[str]
) -> None:
    prompts = FORMS["tier1-generic"].area(7).prompts_for(service_area)
    assert len(prompts) == len(words)
    assert all(word in prompt.text for word, prompt in zip(words, prompts, strict=True))


def test_tier_2_columns_run_from_worst_to_best_and_are_known_by_heading() -> None:
    heads = list(FORMS["tier2"].column_heads)
    assert heads == ["area", "inadequate", "requires-improvement", "good", "outstanding", "comments"]


def test_a_rating_of_the_plo_tool_is_written_not_chosen() -> None:
    printed = {f.id: f.judgement.options_printed for f in PACK.forms if f.judgement}
    assert printed == {"tier1-generic": True, "tier1-plo": False, "tier2": True}


def test_the_action_tables_hold_their_columns_by_meaning() -> None:
    columns = {f.id: {k: v.shown for k, v in f.actions.columns.items()} for f in PACK.forms if f.actions}
    two_phases = {
        "action": "Action",
        "who": "Who?",
        "timescale": "Timescales",
        "reviewed": "Date reviewed",
        "outcome": "Completed/Comments",
        "initials": "Initials",
    }
    assert columns["tier1-generic"] == columns["tier2"] == two_phases
    assert columns["tier1-plo"] == {
        "action": "Actions Required",
        "outcome": "Action Taken (including date)",
        "who": "By Whom",
        "initials": "Manager checked completion",
    }
    assert set(columns) == {"tier1-generic", "tier1-plo", "tier2"}


def test_staff_records_are_confidential_and_case_audits_are_not() -> None:
    assert {form.id for form in PACK.forms if form.confidential} == {"supervision", "observation"}


def test_the_benchmark_covers_each_part_of_the_case_file() -> None:
    sections = [good.section for good in PACK.good]
    assert {section: sections.count(section) for section in sections} == {
        "Referrals": 6,
        "Assessment": 8,
        "Analysis": 2,
        "Outcome": 5,
        "Monitoring and management oversight": 6,
    }


def test_an_area_of_a_section_with_a_benchmark_can_show_it() -> None:
    without = [a.id for a in FORMS["tier2"].areas if a.section != "general" and not a.good]
    assert without == []
    assert [a.id for a in FORMS["tier1-generic"].areas if not a.good] == ["education-plan"]
    named = {good for form in PACK.forms for area in form.areas for good in area.good}
    assert named == {good.id for good in PACK.good}, "every statement stands beside some area"


def test_the_benchmark_of_an_area_comes_from_its_own_section() -> None:
    prefixes = {
        "referral": {"referral"},
        "assessment": {"assessment"},
        "analysis": {"analysis"},
        "outcome": {"outcome"},
        "monitoring": {"monitoring"},
        "general": {"monitoring"},
    }
    for area in FORMS["tier2"].areas:
        assert {good.split("-")[0] for good in area.good} <= prefixes[area.section or ""], area.id


def test_all_77_practice_standards_are_there_with_their_time_limits() -> None:
    numbers = [standard.number for standard in PACK.standards]
    parts = {part: [n for n in numbers if n.startswith(f"{part}.")] for part in "12345"}
    assert {part: len(found) for part, found in parts.items()} == {"1": 20, "2": 13, "3": 14, "4": 22, "5": 8}
    assert all(found == [f"{part}.{i}" for i in range(1, len(found) + 1)] for part, found in parts.items())
    limits = {standard.number: standard.time_limit or "" for standard in PACK.standards}
    for number, limit in {
        "1.4": "5 days",
        "1.19": "45 working days",
        "2.1": "24 hours",
        "2.13": "24 hours",
        "3.1": "10 working days",
        "3.3": "3 working days",
        "3.12": "5 days",
        "4.1": "72 hours",
        "5.1": "5 working days",
    }.items():
        assert limit in limits[number]


def test_the_escalation_matrix_is_exactly_the_frameworks() -> None:
    tm, hos, ad = Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE, Role.ASSISTANT_DIRECTOR
    iro, chair = Role.IRO, Role.CONFERENCE_CHAIR
    rows = {
        j: (set(r.tell), set(r.tell_where_relevant), set(r.action_notice))
        for j in Judgement
        if (r := PACK.escalation_for(j))
    }
    assert rows == {
        Judgement.INADEQUATE: ({hos, ad}, set(), {tm, iro, chair}),
        Judgement.REQUIRES_IMPROVEMENT: ({hos, tm}, {iro, chair}, set()),
        Judgement.GOOD: ({tm}, set(), set()),
        Judgement.OUTSTANDING: ({tm, hos, ad}, set(), set()),
    }


def test_the_pack_names_no_real_address_and_no_mailbox() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in packs.PACKS.rglob("*.yaml"))
    assert re.findall(r"\S*@\S*|\S+\.gov\.uk|https?:\S+", text) == []


@each_form
def test_each_thing_on_a_form_says_which_lines_it_comes_from(form: Form) -> None:
    things = [form, *form.fields, *form.areas, *filter(None, (form.judgement, form.actions))]
    assert [t for t in things if not re.fullmatch(r"framework L\d+(-\d+)?", t.source)] == []


def test_a_pack_reads_the_same_where_only_the_slower_reader_of_yaml_is_there() -> None:
    for path in packs.PACKS.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert yaml.load(text, Loader=yaml.SafeLoader) == yaml.load(text, Loader=yaml.CSafeLoader)


def test_a_pack_is_loaded_once_and_quickly() -> None:
    assert load_pack("rochdale-2013") is PACK
    times: list[float] = []
    for _ in range(5):
        start = time.process_time()
        assert load_pack(packs.PACKS / "rochdale-2013") == PACK
        times.append(time.process_time() - start)
    assert min(times) < 0.08, f"the best of five took {min(times) * 1000:.0f} ms"


def test_only_audits_of_a_case_leave_something_to_do_in_a_childs_record() -> None:
    pack = load_pack("rochdale-2013")
    asked = {form.id: [duty.id for duty in pack.duties_of(form.id)] for form in pack.forms}
    three = ["case-note", "chronology", "upload"]
    assert asked == {
        "tier1-generic": three,
        "tier1-plo": three,
        "tier2": three,
        "supervision": [],
        "observation": [],
    }
