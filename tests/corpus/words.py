"""The words of the corpus: the forms' printed areas as they stand on the blank tools, and what is made up."""

FORMS = ("tier1-generic", "tier1-plo", "tier2", "supervision", "observation")
GRADED = ("tier1-generic", "tier1-plo", "tier2")
GRADE_WORDS = {1: "Outstanding", 2: "Good", 3: "Requires Improvement", 4: "Inadequate"}
JUDGEMENTS = {1: "outstanding", 2: "good", 3: "requires-improvement", 4: "inadequate"}
BOXES = ("record", "strengths", "development", "conclusions", "actions_text", "next_supervision")

TIER2_SECTIONS = {
    1: "Referral",
    5: "Assessment",
    14: "Analysis",
    18: "Outcome",
    22: "Monitoring and management oversight",
    28: "General Observations",
}

AREAS: dict[str, tuple[str, ...]] = {
    "tier1-generic": (
        "Referral & liaison with referrer/key agencies involved",
        "Appropriate consideration and analysis of risk",
        "Voice/wishes and feelings of child",
        "Quality of Analysis (& link to plan outcomes if appropriate)",
        "Quality of Planning\nIs it child focused and in line with identified need?\nAre outcomes achievable?",
        "Does planning address any specific needs such as religion or disability?",
        "Effective monitoring of plan(s):\n- MASS/FRT - are arrangements in place for effective review?\n"
        "- S&CP/CfS - plan being monitored and reviewed appropriately?",
        "Is the PEP available and does it record the child/YP’s achievement appropriately?\n"
        "(CFC cases only, N/A all other cases)",
    ),
    "tier1-plo": (
        "Are the Basic Details or Demographic information in ICS up to date?",
        "Are the names of the allocated worker and responsible line manager clear?",
        "Is the name of the Solicitor allocated clearly recorded?",
        "Chronology of significant factual events on current file/present in Chronology tab in Protocol and "
        "legal tab?\nIs this up to date?\nDoes it show that significant events are recorded appropriately in "
        "line with case notes?",
        "Are Case Notes in ICS up to date?\nDo they reflect early intervention and support plan of support, "
        "PLO commencing.",
        "Is there evidence in the file/in Case Notes tab of management oversight/decision making?\n"
        "Case Management – PLO process pre-proceedings commencing\n"
        "LPM/and gateway meetings outcome PLO 9\n"
        "PLO meetings, 1st, 2nd, 3rd review, LBP issued, working contract up to date, and review to PLO "
        "meetings etc.",
        "Is there evidence on the legal tab that the relevant documents have been uploaded. Chronology, Eco "
        "map, genogram, SW statement, SW assessment, PLO meeting minutes. LBP, PLO 0 updated from LPM. "
        "Gateway meetings.",
        "Is there evidence on the legal tab being fully updated with legal date’s key to the PLO process and "
        "an uploaded court order? CMH, SW assessment due date, advocates meeting, family and friends "
        "assessment due date, IRH, expert assessments due, LA final evidence due with final care plan, final "
        "hearing date.",
        "Is there clear recordings on legal tab that reflect the case position, i.e. Date court proceedings "
        "commenced/ended, any reason identified for delay (delay in proceedings took more than 26 weeks).",
        "Was the permanence plan for the child (or twin tracking) identified early on – i.e. at gateway with "
        "clear referrals to fostering and adoption for assessment of family and friends and/or adoption "
        "planning in place?",
        "Is the child’s legal status recorded in ICS? Is it up to date?",
        "Is there evidence that information to parents on the following has been given:\n• PLO parents pack",
        "Is the IRO fully integrated in to the legal process, i.e. invited to the legal planning meeting, sent "
        "a copy of the gateway outcomes?",
        "Has there been a LAC review 2 weeks before (at week 13-15) the legal planning meeting for the IRO to "
        "ratify the final Care Plan (week 16).",
        "Adoption medical date\nWith the date the papers were sent to the ADM.",
        "ADM decision – week 18",
        "Is this case 26 week complaint?\nIf not, what is the reason for non-compliance?",
        "Final or additional legal Orders uploaded and case notes up dated as to the on-going case management "
        "and Care Plan.",
        "Has the SW/TM completed tracker information record sent by PLO case manager and returned it in good "
        "time – to enable LA overview of PLO compliance?\nDate tracker sent by PLO case manager.",
    ),
    "tier2": (
        "Quality of information provided and subsequent interrogation",
        "Involvement of partner agencies and impact on the referral process",
        "Contact with referrer (including notification of outcome)",
        "Appropriate consents",
        "Is a copy of the assessment available?",
        "Reasons for assessment evident",
        "Appropriateness of timescales/checkpoints",
        "Quality and robustness of information gathering – clinical and actuarial",
        "Quality of risk and need assessments",
        "Issues of difference recorded appropriately\nIf applicable",
        "Child’s wishes and feelings are known and have been taken into account",
        "Involvement of relevant parties in the assessment process (including absent parents and fathers)",
        "Quality of narrative and conclusions",
        "Interrogation of assessment information to inform analysis",
        "Quality of statements in relation to child’s unmet needs, parenting deficits and environmental issues",
        "Quality of working hypothesis following initial contact(s), with a way forward identified and "
        "including significant harm issues where relevant",
        "Appropriate analysis of sibling groups, where appropriate",
        "Does a plan exist?",
        "The extent to which the voice of the child and their family is clearly reflected in the plan",
        "Quality and appropriateness of the plan including the SMART-ness of the objectives",
        "Links between the assessment, analysis and the plan",
        "Impact of the voice of the child and their family on the service received",
        "Contact with child (seen regularly and/or alone appropriately)",
        "Home conditions clear (including bedroom seen appropriately)",
        "Statutory compliance",
        "Appropriate challenge by supervising officer, including through supervision",
        "Decision making in relation to the case is clear, with all relevant approvals in place including "
        "plans and assessments",
        "Quality/appropriateness of action(s) taken",
        "Case recording – appropriateness, level, content (including quality of chronology)",
        "Quality of any step-up/step-down analysis and decisions making",
    ),
    "supervision": (
        "1. Is the supervision file structured in accordance with Supervision Policy?",
        "2. Does the frequency and duration of supervision meet minimum standards as outlined in the "
        "supervision policy, procedure and practice?",
        "3. Has a Supervision Agreement been completed between the supervisee & supervisor?",
        "4. Is the record of the supervision session appropriate, detailed enough to provide guidance / "
        "direction and legible, dated and signed by both supervisor/supervisee?",
        "5. Is there evidence that the supervisor has acted on the concerns and issues raised by the "
        "supervisee?",
        "6. Does the content of supervision sessions cover workload management, welfare/support issues and any "
        "other issues specified within HCPC standards:\n"
        "e.g. Current HCPC Registration/DBS update (if applicable)",
        "7. Have decisions made about service users also been recorded on the case file/electronic record and "
        "signed and dated by the Manager (if applicable)",
        "8. Is there evidence that the supervisor has considered and acted on the supervisee’s performance / "
        "training / development needs?",
        "9. Is there evidence that the supervisee’s attendance has been managed in line with the guidance in "
        "the Managers Toolkit?",
        "10. From the file audit is there a necessity to arrange an observation of the supervisors’ "
        "supervision skills?",
    ),
}

FIRST_NAMES = ("A", "B", "Petra", "Quentin", "R J", "Zsófia", "Ngozi", "Máire", "Łucja", "J-P", "Siân")
SURNAMES = (
    "Imaginary",
    "O’Madeup",
    "Nobody-Atall",
    "Pretend",
    "Fictitious",
    "d’Invented",
    "Nonesuch",
    "Ünreal",
)

SENTENCES = (
    "The referral was followed up within the day.",
    "Child seen alone twice and spoken to about school.",
    "Risk was considered but the analysis is thin in places.",
    "No chronology on file.",
    "See the case note of 3 February.",
    "The plan says who does what, and by when.",
    "Father was not asked for his views.",
    "Good evidence of joint work with the health visitor.",
    "Some delay: the visit of week 6 was missed.",
    "Manager’s oversight is recorded & dated.",
    "Views of both parents are “heard” and acted on.",
    "This would have been better with a genogram.",
    "Consent form is signed.",
    "Needs a contingency plan – discussed in supervision.",
)
STEPS = (
    "Update the chronology",
    "Visit the child and record the views given",
    "Write up the core group’s minutes and send them out",
    "Discuss the contingency plan in supervision",
    "Ask the school for the attendance record",
    "Upload the genogram",
    "Convene a strategy discussion with the health visitor",
    "File the consent form",
)
OUTCOMES = ("Done and on file", "Seen by the manager", "Minutes sent out, nothing further")
