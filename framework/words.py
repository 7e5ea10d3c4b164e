"""The framework's closed vocabularies: grades, judgements and roles."""

from enum import IntEnum, StrEnum


class Grade(IntEnum):
    """The grade of one area, 1 (best) to 4 (worst) (framework L2828)."""

    OUTSTANDING = 1
    GOOD = 2
    REQUIRES_IMPROVEMENT = 3
    INADEQUATE = 4


class Judgement(StrEnum):
    """The overall judgement of a case file (framework L3010)."""

    OUTSTANDING = "outstanding"
    GOOD = "good"
    REQUIRES_IMPROVEMENT = "requires-improvement"
    INADEQUATE = "inadequate"

    @property
    def grade(self) -> Grade:
        """The grade that means the same (A-41)."""
        return Grade[self.name]

    @property
    def label(self) -> str:
        """As it is said to people: "Requires improvement"."""
        return self.value.replace("-", " ").capitalize()

    @classmethod
    def of(cls, grade: int) -> "Judgement":
        """The judgement that means the same as `grade` (A-41); ValueError unless 1 to 4."""
        return cls[Grade(grade).name]


class Role(StrEnum):
    """What a person in the directory is (requirements 1.0; `auditbot people import`)."""

    SOCIAL_WORKER = "social-worker"
    TEAM_MANAGER = "team-manager"
    HEAD_OF_SERVICE = "head-of-service"
    ASSISTANT_DIRECTOR = "assistant-director"
    DIRECTOR = "director"
    IRO = "iro"
    CONFERENCE_CHAIR = "conference-chair"
    BUSINESS_SUPPORT = "business-support"
    QA_TEAM = "qa-team"
    SAFEGUARDING_HEAD = "safeguarding-head"
    HR_PARTNER = "hr-partner"
    PRACTICE_IMPROVEMENT = "practice-improvement"

    @property
    def label(self) -> str:
        """As it is said to people: "Head of Service", "IRO"."""
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.SOCIAL_WORKER: "Social Worker",
    Role.TEAM_MANAGER: "Team Manager",
    Role.HEAD_OF_SERVICE: "Head of Service",
    Role.ASSISTANT_DIRECTOR: "Assistant Director",
    Role.DIRECTOR: "Director of Children's Services",
    Role.IRO: "Independent Reviewing Officer",
    Role.CONFERENCE_CHAIR: "Conference Chair",
    Role.BUSINESS_SUPPORT: "Business Support",
    Role.QA_TEAM: "Quality Assurance team",
    Role.SAFEGUARDING_HEAD: "Head of the Safeguarding Unit",
    Role.HR_PARTNER: "HR Business Partner",
    Role.PRACTICE_IMPROVEMENT: "Head of Practice Improvement",
}
