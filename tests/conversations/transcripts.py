"""Each audit tool from start to submit, as it is written: what is said, and where that leads."""

Transcript = tuple[tuple[str, str], ...]

TIER1: Transcript = (
    ("10234", "social_worker"),
    ("Tess Willow", "date"),
    ("today", "practitioner_present"),
    ("Yes, sitting together", "strengths"),
    ("Two new beginnings: school and swimming.", "areas.referral-and-liaison"),
    ("2", "areas.risk"),
    ("3", "areas.risk again"),
    ("The risk from contact is named but not weighed.", "areas.voice-of-child"),
    ("outstanding: seen alone, in her own words, every visit", "areas.quality-of-analysis"),
    ("2", "areas.quality-of-planning"),
    ("back", "areas.quality-of-analysis"),
    ("Good", "areas.quality-of-planning"),
    ("n/a, no plan yet", "areas.specific-needs"),
    ("skip", "areas.monitoring-of-plans"),
    ("2 siblings live with an aunt", "areas.monitoring-of-plans again"),
    ("2", "child_asked_by"),
    ("1", "child_said"),
    ("“It is calmer at home now.”", "comments"),
    ("A file that can be followed.", "overall"),
    ("good", "themes"),
    ("risk, The voice of the child", "reflection"),
    ("I will weigh it with the family next week.", "actions"),
    ("Weigh the risk from contact", "actions.1"),
    ("T Willow", "actions.1 again"),
    ("Tess Willow", "actions.1"),
    ("before the core group on the 14th", "actions.1 again"),
    ("in two weeks", "actions"),
    ("no", "check"),
    ("submit", "check"),
    ("where am I", "check"),
)

PLO: Transcript = (
    ("10235", "social_worker"),
    ("Tess Willow", "date"),
    ("10 December 2013", "practitioner_present"),
    ("No", "practitioner_absent_because"),
    ("Away until Monday", "strengths"),
    ("skip", "areas.basic-details"),
)

OBSERVATION_FIRST: Transcript = (
    ("Pat Partner", "nature"),
    ("Home visits", "date"),
    ("11/12/2013", "strengths"),
    ("Listened before speaking.", "record"),
    ("A visit to a family of four.", "development"),
    ("Could end with a summary.", "check"),
    ("submit", "partdone"),
)

OBSERVATION_TOGETHER: Transcript = (
    ("We agree on the summary.", "actions_text"),
    ("Pat to try it by the next visit.", "next_supervision"),
    ("How the summary went.", "check"),
    ("submit", "done"),
)
