"""The words themselves, as data: what a sentence that takes something back is made of.

Patterns are matched without regard to case, against words spelt as `spelt` gives them. Who adds a way of saying it
adds a sentence to the list that the tests hold these against, and one beside it that must not be taken for it.
"""

import re
from typing import Final

NOT_TO_BE_USED: Final = "says not to use what is attached"
NOT_YET: Final = "says not to record it, or not yet"
DRAFT: Final = "calls it a draft"
WRONG: Final = "says that it is the wrong one"
NOT_SO: Final = "says that something on the form is not right"
RECALLED: Final = "recalls it"

_MISSPELT = {
    "draft": "drfat darft dratf drafft",
    "wrong": "wrnog worng wong rong",
    "incorrect": "incorect inccorect incorrct",
    "incorrectly": "incorectly",
    "mistake": "mistke misstake mitsake",
    "ignore": "igonre ingore ignor",
    "disregard": "disreguard disgard dissregard",
    "attached": "atached attatched attahced",
    "attachment": "attachement attachmet attatchment",
    "superseded": "superceded superseeded",
    "withdrawn": "witdrawn withdrawen",
    "amend": "ammend",
    "amended": "ammended",
    "overall": "overal ovarall",
    "judgement": "judgment jugement judgemnt",
    "grade": "garde graed",
    "should": "shoud shuold shold",
    "not": "nto",
    "outstanding": "outsanding oustanding",
    "improvement": "improvment improvemnt",
    "requires": "requries reqiures",
    "inadequate": "inadaquate inadequete inadiquate innadequate",
    "error": "eror errror",
    "please": "plese pleae pelase pls plz",
    "don't": "dont do'nt",
    "haven't": "havent",
    "isn't": "isnt",
    "version": "verison versoin",
    "finished": "finnished",
}
_RIGHT = {slip: word for word, slips in _MISSPELT.items() for slip in slips.split()}
_SLIP = re.compile(rf"\b(?:{'|'.join(_RIGHT)})\b", re.IGNORECASE)


def spelt(text: str) -> str:
    """A text with the slips put right that people make in these words; apostrophes are straight."""
    return _SLIP.sub(_put_right, text.replace("’", "'"))


def _put_right(found: re.Match[str]) -> str:
    right = _RIGHT[found[0].lower()]
    return right.upper() if found[0].isupper() else right.capitalize() if found[0][0].isupper() else right


# A command is a sentence, or a piece of one, that is nothing else

_THING = r"(?:audit(?:\s+tool)?|form|tool|one|version|document|file|copy|attachment)"
_OBJECT = (
    r"(?:(?:(?:the|this|these|my|that)\s+)?(?:attach(?:ed|ments?)|enclosed)|(?:this|these)"
    r"(?:\s+(?:one|audit(?: tool)?|tool|form|version|document|file|e-?mail|mail|message|copy))?(?=\W*$|\s+"
    r"(?:yet|until|till|as|for|it|audit|because|please|completely|entirely|altogether)\b))\b"
)
_DO_NOT = r"(?:do(?:\s+not|n[’']?t)|never)"
_HANDLE = r"(?:record|file|process|log|submit|upload|accept|use|count|add|enter|input)"
_IT = (
    r"(?:(?:this|it|that|(?:the\s+)?(?:attached|attachment|audit|one)|(?:this|the)\s+(?:form|audit|version|one))"
    r"(?:[’']s|\s+is|\s+was)\s+)"
)
_THIS = (
    r"(?:(?:this|the)\s+(?:attached\s+)?(?:audit(?:\s+tool)?|form|tool|one|version)|this|it|the\s+attached)"
)
_BETTER = (
    r"(?:final|corrected|amended|revised|updated|finished|completed|right|correct|proper)\s+"
    r"(?:version|one|form|audit|copy|tool)"
)
_STILL = r"(?:(?:only|just|still|an?|my|our|the|first|early|in|very|rough|working|currently)\s+)*"
COMMANDS: Final = (
    (
        NOT_TO_BE_USED,
        rf"(?:(?:disregard|ignore|discard|withdraw|retract|scrap|{_DO_NOT}\s+(?:yet\s+)?{_HANDLE})\s+{_OBJECT}.*|"
        rf"(?:delete|bin|scrap|pull)\s+(?:the\s+attached|this\s+{_THING})\b.*|"
        rf"(?:test\W+)?(?:please\s+)?(?:ignore|disregard|scrap\s+that|scratch\s+that)|{_IT}?(?:sent|attached)\s+in\s+error|"
        rf"(?:{_IT}|(?:this|it)\s+has\s+been\s+)?(?:now\s+|been\s+)*(?:superseded|withdrawn|void|cancelled|obsolete|no\s+longer\s+valid)"
        r"(?:\s+(?:now|by\s.*|see\s.*|with\s.*))?|"
        rf"i\s+(?:am\s+|[’']m\s+)?(?:hereby\s+)?(?:withdraw(?:ing)?|retract(?:ing)?)\s+{_THIS}(?:\s.*)?)",
    ),
    (
        NOT_YET,
        rf"(?:{_DO_NOT}\s+(?:yet\s+)?{_HANDLE}(?:\s+(?:yet|until|till|for now|it|them)\b.*)?|"
        rf"(?:{_IT})?not\s+(?:yet\s+)?(?:to\s+be\s+(?:recorded|filed|used)|for\s+(?:recording|filing|use))(?:\s+yet)?|"
        rf"{_THIS}\s+(?:should|must|is)\s+not\s+(?:yet\s+)?(?:to\s+)?be\s+(?:recorded|filed|used|processed)(?:\s.*)?|"
        rf"hold\s+off(?:\s+(?:recording|filing|processing|on)\b.*)?|hold\s+fire(?:\s.*)?|"
        rf"(?:keep|put)\s+(?:this|it|{_THIS})\s+on\s+hold(?:\s.*)?|"
        rf"(?:{_IT})?(?:still\s+)?(?:to\s+be|awaiting|pending|subject\s+to)\s+"
        r"(?:moderat(?:ed|ion)|sign(?:ed)?[ -]off|agreed|approv(?:ed|al))(?:\s.*)?|"
        rf"(?:{_IT})?not\s+(?:yet\s+)?(?:been\s+)?(?:signed\s+off|agreed|moderated|approved)"
        r"(?:\s+(?:yet|by|with\s+(?:the\s+)?(?:sw|social\s+worker|worker|tm|manager|practitioner))\b.*)?|"
        rf"(?:the\s+|an?\s+)?{_BETTER}\s+(?:to|will)\s+follow(?:\s.*)?|"
        rf"(?:i[’']?ll|i\s+will|will)\s+(?:re-?send|send\s+(?:you\s+)?(?:the|an?)\s+{_BETTER})\b(?!.*\bif\b).*|"
        rf"hold\s+{_THIS}(?:\s+one)?(?:\s.*)?|do\s+nothing\s+with\s+{_THIS}(?:\s.*)?|"
        rf"{_DO_NOT}\s+do\s+anything\s+with\s+{_THIS}(?:\s.*)?|{_DO_NOT}\s+action(?:\s+(?:this|it|yet)\b.*)?|"
        r"(?:return|send)\s+(?:this|it)\s+(?:back\s+)?to\s+me(?:\s.*)?|use\s+the\s+one\s+i\s+(?:send|am\s+sending)\s.*|"
        rf"(?:{_IT})?(?:only\s+)?(?:half|part(?:ly)?)[ -](?:done|finished|completed?)(?:\s.*)?|"
        rf"(?:{_IT})?(?:(?:still|as\s+yet)\s+)?(?:unfinished|incomplete)(?:\s+as\s+yet)?|"
        rf"i[’']?(?:ve|\s+have)\s+not\s+(?:yet\s+|quite\s+)?(?:finished|completed)\s+(?:it|this|{_THIS})(?:\s+yet)?|"
        rf"i\s+haven[’']?t\s+(?:yet\s+|quite\s+)?(?:finished|completed)\s+(?:it|this|{_THIS})(?:\s+yet)?|"
        rf"{_THIS}\s+is(?:n[’']?t|\s+not)\s+(?:yet\s+|quite\s+)?(?:finished|complete|final|ready)(?:\s+yet)?|"
        rf"(?:{_IT})?not\s+(?:yet\s+|quite\s+)?(?:the\s+)?(?:final|finished|complete|ready)(?:\s+(?:version|yet))?)",
    ),
    (
        DRAFT,
        rf"(?:{_IT}{_STILL}|(?:first|rough|working|only|just)\s+(?:a\s+)?|(?:attached|enclosed)\s+(?:is|as)\s+{_STILL})?"
        r"(?:draft|work\s+in\s+progress|wip|rough\s+copy|provisional)"
        r"(?:\s+(?:only|version|copy|audit(?:\s+tool)?|form|tool|attached|at\s+(?:this\s+stage|the\s+moment)|"
        r"for\s+(?:your\s+)?\w+(?:\s+only)?|i[’']m\s+afraid|v?\d+(?:\.\d+)?))*(?:\s*[:(].*)?|"
        rf"(?:treat|consider|regard|take)\s+(?:{_THIS}\s+)?(?:as\s+)?(?:an?\s+|the\s+)?draft(?:\s.*)?",
    ),
)
COMMAND_TO_BE_READ: Final = tuple((what, re.compile(pattern, re.IGNORECASE)) for what, pattern in COMMANDS)
WRONG_ONE: Final = re.compile(
    rf"{_IT}?(?:i(?:[’']ve|\s+have)?\s+(?:attached|sent(?:\s+you)?)\s+)?(?:an?\s+|the\s+|my\s+)?(?:wrong|incorrect)\s+"
    r"(?:version|form|audit|file|document|attachment|one|copy|case|tool)(?:\s+(?:is\s+|was\s+)?attached)?(?:,?\s+sorry)?|"
    r"this\s+is(?:n[’']?t|\s+not)\s+(?:mine|ours|my\s+audit|the\s+right\s+\w+)|"
    r"this\s+is\s+(?:somebody|someone)\s+else[’']?s(?:\s+\w+)?",
    re.IGNORECASE,
)
ON_CONDITION: Final = re.compile(
    r"^\W*(?:if|unless|when|should|where)\b|\bif you\b|\bintended recipient|\breceived? (?:this|it)\b",
    re.IGNORECASE,
)
OPENING: Final = re.compile(
    r"(?:(?:(?:hi|hello|dear|good (?:morning|afternoon|evening)|morning|afternoon)(?:\s[\w’'.-]+){0,3}?[,!:]?|"
    r"sorry|apologies|oops|urgent|important|nb|n\.b\.|ps|p\.s\.|note|please note(?: that)?|however|but|also|so|"
    r"thanks|thank you|please|kindly|(?:can|could|would) you)\s*[,:!]?\s+)*",
    re.IGNORECASE,
)

# What is written across a document, or over it, in however long a line
STAMP: Final = re.compile(
    r"\bD ?R ?A ?F ?T\b|^\W*(?i:draft)\b|(?i:\b(?:not\s+(?:yet\s+)?(?:for|to\s+be)\s+record(?:ing|ed)|"
    r"do\s+not\s+(?:file|record|upload|use)|not\s+(?:yet\s+)?(?:agreed|final(?:ised)?)\b|not\s+the\s+final|"
    r"work\s+in\s+progress)\b)|^\W*(?i:superseded|void|withdrawn|cancelled|obsolete|provisional)\b"
)
NO_DRAFT: Final = re.compile(
    r"\b(?:not\s+(?:just\s+|only\s+)?an?|no\s+longer\s+(?:an?|in)|isn[’']t\s+an?|never\s+an?|was\s+an?|since\s+the|than\s+the|"
    r"instead\s+of\s+the|replaces\s+(?:the|my))\s+draft\b",
    re.IGNORECASE,
)

# "Outstanding – plan review" beside a grade is what is still to be done, no judgement: every word of it must be
_TO_DO = (
    r"(?:reviews?|chronology|genogram|visits?|meetings?|reports?|minutes|actions?|tasks?|paperwork|referrals?|forms?|"
    r"consents?|conferences?|signatures?|updates?|checks?|letters?|statements?|summary|closure|transfer)"
)
_BESIDE_IT = (
    r"(?:an?|and|of|to|be|the|for|from|with|since|in|by|on|at|is|are|still|due|overdue|last|previous|next|done|plans?|"
    r"completed|held|updated|signed|agreed|sent|filed|uploaded|initial|statutory|assessments?|case|core|group|"
    r"health|dental|school|police|supervision|strategy|lac|cp|cin|pep|iro|sw|tm|dbs)"
)
_MORE = rf"(?:[\s,/&-]+(?:{_BESIDE_IT}|{_TO_DO}|\d[\d./]*))*"
STILL_TO_BE_DONE: Final = re.compile(
    rf"outstanding\s*[-–—:]+\s*(?:{_BESIDE_IT}[\s,/&-]+)*{_TO_DO}\b{_MORE}\s*\.?\s*", re.IGNORECASE
)
