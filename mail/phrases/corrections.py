"""Sentences, of a mail or beside a form, that say that something on it is not so: a wrong date, another grade.

What holds instead is not looked for: who reads the mail finds it. The words must be about the form or what stands
on it. "She should be seen weekly" is about the child, "the date on ICS is wrong" about the case file, and "let me
know if anything is wrong" says nothing yet.
"""

import re

_CASE = r"case\s*(?:id|no|num(?:ber)?|ref(?:erence)?|name)s?\b"
_VALUE = (
    rf"(?:{_CASE}|ICS\s+(?:id|no|number|ref(?:erence)?)\b|reference|areas?|questions?|sections?|q\s*\d+|"
    r"box|cell|grad(?:e|es|ing)|scores?|"
    r"judge?ments?|ratings?|overall|dates?|timescales?|(?:allocated\s+|social\s+)?workers?|practitioners?|"
    r"auditors?|supervis(?:or|ee)s?|names?|comments?|actions?)"
)
_FORM = (
    r"(?:forms?|audit(?:\s+tool)?s?|tools?|attach(?:ed|ments?)|templates?|versions?|spreadsheet|documents?)"
)
_TOPIC = re.compile(rf"\b(?:{_VALUE}|{_FORM})\b", re.IGNORECASE)
_GRADE = r"(?:outstanding|good|requires[ -]improvement|inadequate|[1-4])"
_STANDS = (
    r"(?:form|tool|audit|attached|attachment|typed|written|entered|stated|shown|shows|put|says|recorded|there|"
    r"sheet)"
)

_PREDICATE = re.compile(
    r"\b(?:(?:is|are|was|were|been|be|looks?|[’']s)\b(?:\s+(?!not\b)\w+){0,2}?\s+"
    r"(?:wrong|incorrect|inaccurate|mistaken|mistyped|misspel(?:t|led))(?!\s+(?:to|with|for|in|that)\b)|"
    r"(?:wrongly|incorrectly|mistakenly)(?!\s+(?:assess|plac|clos|advis|minut|allocat|thought|told|believ|assum))|"
    r"(?:by mistake|in error)|out of date|(?:an?|my)\s+(?:mistake|error|typo)|mistyped|"
    r"(?:is|are|was|were)(?:\s+not|n[’']?t)\s+(?:correct|right|what\s+(?:is|was|we|i)\b)|"
    r"(?:have|has|had|got|put|entered|typed|written|given)\b(?:\s+\w+){0,6}?\s+(?:wrong|incorrect)(?=\W*$)|"
    r"(?:error|mistake|typo)s?\s+(?:in|on|with))\b",
    re.IGNORECASE,
)
_WRONG = r"\b(?:wrong|incorrect|mistaken)\s+(?:[\w’']+\s+){0,2}?"
_WRONG_VALUE = re.compile(rf"{_WRONG}{_VALUE}\b", re.IGNORECASE)
_WRONG_ONE = re.compile(
    rf"{_WRONG}(?:{_FORM}|case(?!\s*(?:load|holder|work))|child|family|file)\b", re.IGNORECASE
)
_SHOULD = r"(?:should|ought\s+to|must|needs?\s+to)"
_BE = r"(?:(?:\s+not)?\s+(?:be|have\s+been)|[’']ve\s+been)"
_SHOULD_BE = (
    re.compile(
        rf"\b(?:{_VALUE}|{_FORM})\b(?:\s+[\w’']+){{0,6}}?\s+{_SHOULD}\s+(?:say|read|show|state|have\s+(?:said|read|shown))\b(?!\s+(?:\w+ly|well|alongside|with)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?i:{_VALUE})\b(?:\s+[\w’']+){{0,6}}?\s+(?i:{_SHOULD}{_BE})\s+(?:(?i:an?\s+|the\s+|as\s+|graded?\s+)*)"
        rf"(?:\d|[A-Z][a-z]|(?i:{_GRADE}|one|two|three|four|higher|lower|changed|amended|corrected|altered)\b)",
    ),
    re.compile(
        rf"\b{_SHOULD}{_BE}\s+(?:graded?\s+(?:as\s+)?)?(?:an?\s+)(?:grade\s+)?[1-4]"
        r"(?=\W*$|\s*[,;(–-]|\s+(?:not|rather|instead|because|as)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_SHOULD}(?:{_BE}|\s+say|\s+read)\s+(?:requires[ -]improvement|inadequate)\b",
        re.IGNORECASE,
    ),
)
_INSTEAD = re.compile(
    rf"\b(?:rather\s+than|instead\s+of|(?:and\s+)?not)\s+(?:as\s+{_STANDS}\b|"
    rf"(?:what(?:ever)?|the\s+(?:\w+\s+)?(?:one|{_VALUE}|number|[1-4]))\b(?:\s+[\w’']+){{0,4}}?\s+{_STANDS}\b)|"
    rf"\b{_GRADE}\s*,?\s+(?:rather\s+than|instead\s+of)\s+(?:an?\s+|the\s+)?{_GRADE}\b(?!\s+[a-z]+s\b)",
    re.IGNORECASE,
)
_TO_CHANGE = re.compile(
    r"^(?:(?:and|but|so|sorry|please|pls|kindly|nb|(?:can|could|would)\s+you|could\s+someone)\W+)*"
    r"(?:amend|change|correct|alter|disregard|ignore)\s+(?:the|my)\s+(?:\w+\s+)?"
    rf"(?:{_CASE}|reference|area|grad(?:e|ing)|judge?ment|rating|overall|date|worker|auditor|name)\b"
    r"(?!\s+of\b(?!\s+the\s+(?:\w+\s+)?(?:worker|auditor|audit|practitioner)\b))",
    re.IGNORECASE,
)
_ASKED = (
    r"^(?:(?:and|but|so|sorry|please|kindly|nb|also|oops|note|hi|thanks|(?:can|could|would|will)\s+(?:you|someone|we|i)|"
    r"i\s+(?:need|want|would\s+like)\s+(?:you\s+)?to|(?:we|i)\s+need\s+to)\W+)*"
)
_TO = rf"(?:an?\s+|grade\s+)*(?:{_GRADE}|ri|one|two|three|four|n/?a|not\s+applicable|yes|no)"
_TO_BECOME = re.compile(
    rf"{_ASKED}(?:amend|change|correct|alter|update|adjust|move|set|make|put|mark|raise|lower|reduce|increase|drop|bump|"
    rf"(?:re-?|up|down)?grade|score|record)\b(?!.*\b(?:meeting|appointment|visit|call|room|invite|slot|time)\b)"
    rf"[^.;]{{2,70}}?\s(?:to|as|into)\s+{_TO}(?=\W*$|\s*[,;(–-]|\s+(?:please|thanks|not|as|because|rather|instead|for|in|on)\b)",
    re.IGNORECASE,
)
_TO_SWAP = re.compile(
    rf"{_ASKED}(?:swap|switch|swop)\s+(?:round\s+|over\s+)?(?:the\s+)?(?:grades?|scores?|areas?|comments?|ratings?|{_VALUE})\b|"
    r"\b(?:wrong\s+way\s+(?:round|around)|(?:i[’']?ve|i\s+have|i)\s+(?:mixed\s+up|transposed|swapped)\s+"
    r"(?:the\s+)?(?:grades?|scores?|areas?|comments?))\b",
    re.IGNORECASE,
)
_TO_DROP = re.compile(
    rf"{_ASKED}(?:delete|remove|disregard|ignore|omit|scrap|take\s+out|cross\s+out|leave\s+out)\s+(?:the|my|all|all\s+the|any)\s+"
    r"(?:\w+\s+){0,2}?(?:actions?(?!\s+(?:plan|log))|comments?|grades?|scores?|areas?\s+\d|questions?\s+\d|section\s+\d|"
    r"judgements?|timescales?)\b(?!\s+of\b)",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"\bnot\s+(?:the\s+right|our|my)\s+(?:child|case|family|worker|form|person)\b(?=\W*$|\s*[-–—,;(]|\s+(?:sorry|at\s+all|attached)\b)",
    re.IGNORECASE,
)
_MEANT = re.compile(
    rf"\bmeant\s+to\s+(?:put|say|write|grade|give|enter|type)\b.*?\b(?:{_GRADE}|{_VALUE})\b|"
    rf"\b{_FORM}\s+(?:says|shows|has)\b.*\bbut\b.*\b(?:agreed|decided|meant|it\s+(?:is|was)|should)\b|"
    r"\bi\s+(?:gave|graded|scored|marked)\b(?:(?!\bto\b).){2,40}\b(?:in\s+error|by\s+mistake|wrongly)\b|"
    rf"\b{_VALUE}\b(?:\s+\w+){{0,3}}?\s+needs?\s+(?:changing|amending|correcting|altering|to\s+be\s+"
    r"(?:changed|amended|corrected|altered|looked\s+at\s+again))\b|"
    r"\bi(?:[’'](?:d\s+like|ll)|\s+(?:want|need|will|would\s+like|am\s+going))(?:\s+to)?\s+(?:change|amend|correct|alter)\s+"
    rf"(?:(?:the|my)\s+)?{_VALUE}\b|\bnot\s+happy\s+with\s+(?:my|the)\s+{_VALUE}\b|"
    rf"^\W*(?:the\s+)?(?:\w+\s+)?{_VALUE}\s+(?:is\s+)?(?:wrong|incorrect)(?=\W*$|\s*[-–—,;])|"
    rf"^\W*(?:on\s+reflection|on\s+second\s+thoughts?|thinking\s+about\s+it)\b.*\b(?:is|be|say|to)\s+(?:an?\s+)?{_GRADE}(?=\W*$)",
    re.IGNORECASE,
)
_IS_NOW = re.compile(rf"\b{_VALUE}\s+(?:is|are|has)\s+(?:now|since)\b", re.IGNORECASE)
_AS_BEFORE = re.compile(
    rf"\b(?:(?:previous|former|old)\s+(?:one|{_VALUE})|still|not\s+(?:been\s+)?updated|"
    rf"{_FORM}\s+(?:shows|says|has|names|gives|lists))\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:in\s+future|next\s+time|going\s+forward|from\s+now\s+on|"
    r"by\s+(?:January|February|March|April|May|June|July|August|September|October|November|December))\b",
    re.IGNORECASE,
)
_MESSAGE = r"(?:this|the|my|our)\s+(?:message|e-?mail|mail|audit(?:\s+tool)?|form|attachment|attached)"
_RECALL = re.compile(
    rf"\b(?:(?:would\s+like|want|wish|need|have|am\s+writing)\s+to\s+recall|am\s+recalling)\s+{_MESSAGE}\b|"
    rf"^\W*(?:i|we)\s+(?:hereby\s+)?recall\s+{_MESSAGE}\W*$",
    re.IGNORECASE,
)
_NAMED_VALUE = (
    r"(?:areas?\s+\d{1,2}|questions?\s+\d{1,2}|(?:the\s+)?(?:overall(?:\s+(?:grade|judge?ment|rating))?|judge?ment|"
    r"grade\s+(?:for|of|in)\s+[^.;\n]{1,40}?|case\s+(?:id|number|reference)|date\s+of\s+(?:the\s+)?audit))"
)
_OF_A_FORM_S_VALUE = re.compile(
    rf"\b{_NAMED_VALUE}(?:\s+above)?\s+(?:(?:(?:should|ought\s+to|needs\s+to)\s+(?:be|have\s+been|say|read)|"
    r"(?:is|was|has\s+been)?\s*(?:now\s+)?(?:changed|amended|corrected|altered|moderated|revised|downgraded|upgraded)\s+"
    r"(?:from\s+\S+\s+)?to)\s+(?:graded\s+|rated\s+)?(?:an?\s+|as\s+)?(?:grade\s+)?"
    r"(?:\d|outstanding|good|requires|ri|inadequate|one|two|three|four)\b|(?:is|was|are)\s+(?:now\s+)?(?:wrong|incorrect|wrongly|mistyped)\b)|"
    r"\b(?:typed|put|entered|graded)\s+(?:it|this|that|them)?\s*(?:wrong(?:ly)?|incorrectly|in\s+error|by\s+mistake)\b",
    re.IGNORECASE,
)
_RECALL_SUBJECT = re.compile(r"recall\s*:", re.IGNORECASE)

_ON_CONDITION = re.compile(
    r"(?:^\W*(?:if|unless|should|where|when)\b|\b(?:let|tell|shout|check|ask|advise|contact|say|come|get|query|call|"
    r"ring|e-?mail)\b[^;]*\b(?:if|whether|in\s+case|where)\b|\bany(?:thing)?\b|\bin\s+case\b|\bnothing\b|"
    r"\bif\s+(?:anything|something|there|you|i[’']?ve|i\s+have)\b)[^,;]*$|\b(?:no|not|never)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_MISSENT = re.compile(
    r"\b(?:sent|send|gave|handed|e-?mailed|forwarded|went|posted|addressed|copied|saved|filed)\b[^,;]*\bto\b|"
    r"\bwent\s+wrong\b|\btemplate\b",
    re.IGNORECASE,
)
_OF_BEFORE = re.compile(
    r"\b(?:sent|attached|submitted|used|forwarded|e-?mailed|had)\b[^.]*\b(?:yesterday|earlier|last\s+\w+|before|previously|"
    r"on\s+\w+day)\b|\b(?:earlier|previous|last|first)\s+(?:\w+\s+)?(?:e-?mail|mail|message|version|audit|form|tool|"
    r"attempt|one)\b|\b(?:yesterday|last\s+(?:week|month|time))[’']s\b|\breplac(?:es|ing|ed|ement)\b|"
    r"\b(?:have|has|is|are|was|been|now|[’']ve|i|with)\s+(?:now\s+|all\s+)?(?:been\s+)?(?<!not been )"
    r"(?:corrected|amended|fixed|put\s+right|rectified)\b|\b(?:been|have|[’']ve)\s+changed\b",
    re.IGNORECASE,
)
_OF_THE_FILE = re.compile(
    r"\b(?:ICS|chronolog(?:y|ies)|case\s+files?|case\s+notes?|records?|genogram|plans?|assessments?|reports?|minutes|minuted|"
    r"birth|system|letters?|court|visits?|on\s+(?:the\s+)?file|meetings?|conferences?|placements?|thresholds?)\b",
    re.IGNORECASE,
)
_OF_THE_FORM = re.compile(rf"\b(?:{_FORM}|typed|entered|i\s+(?:have\s+)?put)\b", re.IGNORECASE)
_FINDS = re.compile(
    r"\baudits?\s+(?:found|finds?|show(?:s|ed)|identified|picked\s+up|highlight(?:s|ed))\b", re.IGNORECASE
)


def corrects(sentence: str, *, valued: bool = False, righted: bool = False) -> bool:
    """Whether a sentence says that what stands on the form is wrong. `valued`: it was already understood what
    should stand there, and that is held against the form. `righted`: the mail says that the right one is attached,
    so that a wrong one, or a wrong box, is that of another.
    """
    if _OF_BEFORE.search(sentence) or _FINDS.search(sentence):
        return False
    if _OF_THE_FILE.search(sentence) and not _OF_THE_FORM.search(sentence):
        return False
    if (
        not valued
        and not _LATER.search(sentence)
        and (_said(_SHOULD_BE, sentence) or _INSTEAD.search(sentence))
    ):
        return True
    if (
        _TO_SWAP.search(sentence)
        or _said((_NOT_OURS,), sentence)
        or (not valued and _asks_to_change(sentence))
    ):
        return True
    if _MEANT.search(sentence) or (_IS_NOW.search(sentence) and _AS_BEFORE.search(sentence)):
        return True
    return _is_called_wrong(sentence, () if righted else (_WRONG_VALUE, _WRONG_ONE), valued=valued)


def corrects_a_value(sentence: str) -> bool:
    """Whether a sentence names a value of the form, and says that it is to be another: what stands among comments
    on somebody's work, in which much is wrong or should be otherwise, must say no less."""
    return bool(_OF_A_FORM_S_VALUE.search(sentence))


def _asks_to_change(sentence: str) -> bool:
    return bool((_TO_BECOME.search(sentence) and not _LATER.search(sentence)) or _TO_DROP.search(sentence))


def recalls(words: str) -> bool:
    """Whether a sentence, or a bare subject, recalls the mail, as Outlook has it: "Recall: Audit"."""
    return bool(_RECALL_SUBJECT.match(words) or _RECALL.search(words))


def _is_called_wrong(sentence: str, adjectives: tuple[re.Pattern[str], ...], *, valued: bool) -> bool:
    at = 0
    for clause in re.split(r"(?<=[,;])\s|\s(?=(?:and|but|so)\s)|\s[-–—]+\s", sentence):
        at = sentence.index(clause, at)
        if not valued and _TO_CHANGE.match(clause):
            return True
        if not _MISSENT.search(clause) and (
            _said(adjectives, clause, sentence[:at])
            or (_TOPIC.search(clause) and _said((_PREDICATE,), clause, sentence[:at]))
        ):
            return True
    return False


def _said(patterns: tuple[re.Pattern[str], ...], words: str, before: str = "") -> bool:
    """Whether one of them is said, and not only asked for, or denied."""
    return any(
        not _ON_CONDITION.search(before + words[: match.start()])
        for pattern in patterns
        for match in pattern.finditer(words)
    )
