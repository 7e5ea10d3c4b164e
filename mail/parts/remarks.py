"""What the words of a mail, and its subject, say of the audit tools that it carries.

Only what cannot be meant otherwise: a command that is a sentence of its own ("Please disregard the attached"), a
value at its label ("Overall judgement: Inadequate"), a reference after "case", "ICS" or "ref". Prose that merely
holds such words ("good work, thanks") says nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from framework.words import Judgement
from mail.parts.corrections import corrects, recalls
from mail.parts.ending import without_ending
from mail.parts.quoting import Quoting
from mail.parts.subjects import bare

_MOST = 20_000  # characters of a mail's words
_LONGEST = 400  # characters of a sentence that is looked at
_FULL_LINE = 50  # a line as long as that may go on in the next

NOT_TO_BE_USED = "says not to use what is attached"
NOT_YET = "says not to record it, or not yet"
DRAFT = "calls it a draft"
WRONG = "says that it is the wrong one"
NOT_SO = "says that something on the form is not right"
RECALLED = "recalls it"


@dataclass
class Remarks:
    """What one text says: `commands` in words that follow "the mail"; `cases` after a label of their own, `loose`
    references after a word that may lead to something else; `areas` by their numbers; `tokens` are all its words
    with a digit. `corrects`: it begins a sentence with "Correction"."""

    commands: list[str] = field(default_factory=list[str])
    cases: list[str] = field(default_factory=list[str])
    loose: list[str] = field(default_factory=list[str])
    judgements: list[Judgement] = field(default_factory=list[Judgement])
    areas: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    tokens: set[str] = field(default_factory=set[str])
    corrects: bool = False


def remarks_in_words(subject: str, text: str, *, most_lines: int | None = None) -> Remarks:
    """What the sender says, and whoever wrote a mail that is forwarded; not what is only quoted. With `most_lines`,
    only the first ones that have words."""
    said = Quoting(subject, text[:_MOST]).said()
    words = "\n\n".join(each.words for each in said)
    if most_lines is not None:
        above = [ln for ln in words.split("\n") if ln][:most_lines]
        found = Remarks(commands=_commands("\n".join(above)))
        _corrections(["\n".join(takewhile(lambda ln: not _OF_A_FORM.search(ln), above))], found, subject)
        return found
    found = Remarks(commands=_commands("\n\n".join(f"{each.words}\n\n{each.signature}" for each in said)))
    _references(words, found)
    for sentence in _sentences(words):
        found.corrects |= bool(_CORRECTION.match(sentence))
        for clause in re.split(r"[,;]\s|\s(?:and|but)\s", sentence):
            _values(clause, found)
    _corrections((_above_small_print(each.words) for each in said), found, subject)
    return found


def remarks_in_subject(subject: str) -> Remarks:
    """What a subject says: "Audit 987654 - INADEQUATE"."""
    said = bare(subject)[:_LONGEST]
    found = Remarks(commands=_commands(said))
    if re.match(r"draft\b", said, re.IGNORECASE):
        found.commands = [DRAFT]
    _corrections([said], found)
    _references(said, found)
    found.loose += [match["value"] for match in _AUDIT.finditer(said)]
    for piece in re.split(r"\s[-–—|/]+\s|[:,()\[\]]", said):
        alone = _ALONE.fullmatch(piece.strip())
        if alone:  # an outstanding audit is one that is due
            found.judgements.append(_judgement(alone["word"]))
        _values(piece, found)
    return found


# Commands

_OBJECT = (
    r"(?:(?:(?:the|this|these|my|that)\s+)?(?:attach(?:ed|ments?)|enclosed)|(?:this|these)"
    r"(?:\s+(?:one|audit(?: tool)?|tool|form|version|document|file|e-?mail|mail|message|copy))?(?=\W*$|\s+"
    r"(?:yet|until|till|as|for|it|audit|because|please)\b))\b"
)
_DO_NOT = r"do(?:\s+not|n[’']?t)"
_HANDLE = r"(?:record|file|process|log|submit|upload|accept|use|count)"
_IT = r"(?:(?:this|it|that|(?:the\s+)?(?:attached|attachment|audit|one))(?:[’']s|\s+is|\s+was)\s+)"
_THIS = (
    r"(?:(?:this|the)\s+(?:attached\s+)?(?:audit(?:\s+tool)?|form|tool|one|version)|this|it|the\s+attached)"
)
_COMMANDS = (
    (
        NOT_TO_BE_USED,
        rf"(?:(?:disregard|ignore|discard|withdraw|{_DO_NOT}\s+(?:yet\s+)?{_HANDLE})\s+{_OBJECT}.*|"
        r"(?:delete|bin)\s+(?:the\s+attached|this\s+(?:one|audit|form|tool|version))\b.*|"
        rf"(?:test\W+)?(?:please\s+)?(?:ignore|disregard)|{_IT}?(?:sent|attached)\s+in\s+error)",
    ),
    (
        NOT_YET,
        rf"(?:{_DO_NOT}\s+(?:yet\s+)?{_HANDLE}(?:\s+(?:yet|until|till|for now|it|them)\b.*)?|"
        rf"(?:{_IT})?not\s+(?:yet\s+)?(?:to\s+be\s+recorded|for\s+recording)(?:\s+yet)?|"
        rf"{_THIS}\s+(?:should|must|is)\s+not\s+(?:yet\s+)?(?:to\s+)?be\s+(?:recorded|filed|used|processed)(?:\s.*)?|"
        rf"hold\s+off\s+(?:recording|filing|processing)\b.*|"
        rf"(?:{_IT})?not\s+(?:yet\s+)?(?:the\s+)?(?:final|finished|complete)(?:\s+(?:version|yet))?)",
    ),
    (
        DRAFT,
        rf"(?:{_IT}(?:(?:only|just|still|an?|my|our|the|first|early|in|very|rough|working)\s+)*|"
        r"(?:first|rough|working|only|just)\s+(?:a\s+)?)?draft"
        r"(?:\s+(?:only|version|copy|audit(?:\s+tool)?|form|tool|attached|for\s+(?:your\s+)?\w+(?:\s+only)?))*(?:\s*[:(].*)?",
    ),
)
_COMMAND = [(what, re.compile(pattern, re.IGNORECASE)) for what, pattern in _COMMANDS]
_WRONG = re.compile(
    rf"{_IT}?(?:an?\s+|the\s+|my\s+)?(?:wrong|incorrect)\s+"
    r"(?:version|form|audit|file|document|attachment|one|copy|case|tool)(?:\s+(?:is\s+)?attached)?",
    re.IGNORECASE,
)
_RIGHT_ONE = re.compile(
    r"\b(?:attached|enclosed|here|this)\s+is\s+(?:the|a|my)?\s*(?:correct|right|corrected|new|final|proper)\b|"
    r"\b(?:correct|right|corrected|new|final|proper)\s+(?:\w+\s+){0,2}(?:is\s+)?(?:attached|enclosed|here)\b",
    re.IGNORECASE,
)
_RIGHT_NOW = re.compile(r"\b(?:corrected|correction|amended|revised)\b", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:(?:(?:hi|hello|dear|good (?:morning|afternoon|evening)|morning|afternoon)(?:\s[\w’'.-]+){0,3}?[,!:]?|"
    r"sorry|apologies|oops|urgent|important|nb|n\.b\.|ps|p\.s\.|note|please note(?: that)?|however|but|also|so|"
    r"thanks|thank you|please|kindly|pls|(?:can|could|would) you)\s*[,:!]?\s+)*",
    re.IGNORECASE,
)
_ON_CONDITION = re.compile(
    r"^\W*(?:if|unless|when|should|where)\b|\bif you\b|\bintended recipient|\breceived? (?:this|it)\b",
    re.IGNORECASE,
)


def _commands(text: str) -> list[str]:
    """What the sentences that are commands ask for."""
    found: list[str] = []
    for sentence in _sentences(text):
        if _ON_CONDITION.search(sentence):  # as below most mails: "If you are not the intended recipient, …"
            continue
        for piece in dict.fromkeys((sentence, *re.split(r"\s[-–—]+\s|\s*[-–—]\s|,\s", sentence))):
            bared = piece.strip(" *_>\"“”'.!:;-–—")
            bared = bared[match.end() :] if (match := _OPENING.match(bared)) else bared
            found += [what for what, pattern in _COMMAND if pattern.fullmatch(bared)]
            if _WRONG.fullmatch(bared) and not _RIGHT_ONE.search(text):
                found.append(WRONG)
    return list(dict.fromkeys(found))


def _corrections(texts: Iterable[str], found: Remarks, subject: str = "") -> None:
    """What says that something on the form is wrong, or recalls the mail, where no command says more."""
    said = "\n\n".join(texts)
    righted = any((_RIGHT_ONE.search(said), _RIGHT_NOW.search(bare(subject)[:_LONGEST])))
    for sentence in _sentences(said):
        if not found.commands and recalls(sentence):
            found.commands.append(RECALLED)
        if not found.commands and corrects(sentence, valued=_has_values(sentence), righted=righted):
            found.commands.append(NOT_SO)


def _has_values(sentence: str) -> bool:
    understood = Remarks()
    for clause in re.split(r"[,;]\s|\s(?:and|but)\s", sentence):
        _values(clause, understood)
    return bool(understood.areas or understood.judgements)


def _above_small_print(words: str) -> str:
    lines = words.split("\n")
    return "\n".join(lines[: without_ending(lines)])


def _sentences(text: str) -> Iterator[str]:
    """Sentences and short lines; a long line goes on in the next."""
    joined = ""
    for line in text.split("\n"):
        joined += line.strip() + (" " if len(line) >= _FULL_LINE else "\n")
    for sentence in re.split(r"\n|(?<=[.!?;])\s+", joined):
        if sentence.strip():
            yield sentence.strip()[:_LONGEST]


_OF_A_FORM = re.compile(r"[\t|]|\bcase id\b|:.*:", re.IGNORECASE)  # a row, perhaps of comments


# Values

_CORRECTION = re.compile(r"\W*correction\b", re.IGNORECASE)
_WORD = r"(?P<word>outstanding|good|requir(?:es|ing)[ -]improvement|inadequate)"
_NUMBER = r"(?P<value>(?=[\w/-]*\d)[A-Za-z0-9][A-Za-z0-9/-]{3,19})(?![\w@])"
_LIST = rf"(?P<values>{_NUMBER}(?:\s*(?:,|&|and)\s*(?=[\w/-]*\d)[A-Za-z0-9][A-Za-z0-9/-]{{3,19}}(?![\w@]))*)"
_ID = r"(?:\s*(?:ids?|nos?|numbers?|refs?|references?)\b\.?)"
_CASE = re.compile(
    rf"\b(?:cases?(?:\s+(?:file|record))?|ICS){_ID}?\s*(?:is|should be|[:=#-])?\s*#?{_LIST}", re.IGNORECASE
)
_REF = re.compile(
    rf"(?<!our )(?<!your )\bref(?:erence)?(?:\s*(?:no|number)\b\.?)?\s*[:=#.]?\s*#?{_LIST}", re.IGNORECASE
)
_AUDIT = re.compile(
    rf"\baudit(?:\s+(?:tool|form))?(?:\s+(?:of|for|on))?\s*[:–-]?\s*#?{_NUMBER}", re.IGNORECASE
)
_TOKEN = re.compile(r"(?=[\w/-]*\d)[A-Za-z0-9][A-Za-z0-9/-]+")
_NOT_THAT = re.compile(r"\bnot\s+(?=[\w/-]*\d)[A-Za-z0-9/-]+", re.IGNORECASE)
_NOUN = r"(?:judge?ment|rating|grade|grading|outcome)"
_OF = r"(?:\s+(?:of|for|on)\s+(?:the|this)\s+(?:case\s+file|case|file|audit))?"
_IS = r"\s*(?:[:=–-]|\bis\b|\bwas\b|\bshould\s+(?:be|read|have\s+been)\b|\bto\b)\s*"
_LABELLED = re.compile(
    r"\W*(?:correction\W+)?(?:(?:the|my|our)\s+)?(?:"
    rf"(?:overall|final)\s+{_NOUN}{_OF}(?:{_IS}|\s+)|{_NOUN}{_OF}{_IS}|overall\s*[:=]\s*|"
    r"(?:i|we)(?:[’']ve|\s+have)?\s+(?:graded|judged|rated)\s+(?:this|it|the\s+(?:case\s+file|case|file|audit))\s+"
    rf"(?:as\s+)?)(?:now\s+)?[\"“'*]*{_WORD}[\"”'*]*(?:\s+overall)?\W*",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:overall\s+)?(?P<word>good|requires[ -]improvement|inadequate)", re.IGNORECASE)
_AREA = re.compile(
    r"\b(?:area|question|q)\s*(?P<number>\d{1,2})"
    r"\s*(?:(?:the\s+)?grade\s*)?(?:[:=–-]|\b(?:should\s+(?:be|read|have\s+been|say)|is(?:\s+now)?|needs\s+to\s+be|"
    r"ought\s+to\s+be|changed\s+to)\b)\s*(?:an?\s+|grade[d]?\s+)*"
    rf"(?:(?P<grade>[1-4])|{_WORD})(?=\W*$|\s*\(|\s+(?:not|rather|instead)\b)",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:change|amend|correct|alter)\s+(?:area|question|q)\s*(?P<number>\d{1,2})\s+to\s+(?:an?\s+|grade\s+)*"
    rf"(?:(?P<grade>[1-4])|{_WORD})(?=\W*$)",
    re.IGNORECASE,
)


def _references(text: str, found: Remarks) -> None:
    found.cases += [token for match in _CASE.finditer(text) for token in _TOKEN.findall(match["values"])]
    found.loose += [token for match in _REF.finditer(text) for token in _TOKEN.findall(match["values"])]
    found.tokens |= set(_TOKEN.findall(_NOT_THAT.sub(" ", text)))


def _values(clause: str, found: Remarks) -> None:
    if labelled := _LABELLED.fullmatch(clause):
        found.judgements.append(_judgement(labelled["word"]))
    for match in (*_AREA.finditer(clause), *_CHANGE.finditer(clause)):
        grade = int(match["grade"]) if match["grade"] else int(_judgement(match["word"]).grade)
        found.areas.setdefault(int(match["number"]), []).append(grade)


def _judgement(word: str) -> Judgement:
    return Judgement("requires-improvement" if word.lower().startswith("requir") else word.lower())
