"""Whose words are whose in a mail: where a quoted or forwarded mail begins, and where a signature does.

The header blocks of Outlook, Gmail, Apple Mail, Thunderbird, Notes and their mobile programs, in the languages that
a council's partners write in.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mail.parts.subjects import is_forward, is_reply

_LABELS = {
    "from": "From|Von|De|Od|Oddi wrth|Gan|Da|Van|Från|Fra",
    "sent": (
        "Sent|Date|Date Sent|Gesendet|Gesendet am|Datum|Envoyé|Envoyé le|Enviado|Enviado el|Fecha|Wysłano|Wysłane|"
        "Data|Anfonwyd|Dyddiad|Inviato|Verzonden|Skickat|Sendt|Dato"
    ),
    "to": "To|An|À|A|Para|Do|At|I|Aan|Till|Til",
    "subject": "Subject|Betreff|Objet|Asunto|Temat|Pwnc|Testun|Oggetto|Onderwerp|Ämne|Emne|Assunto",
    "other": (
        "Cc|Bcc|Kopie|Copie|Kopia|DW|Copia|Reply-To|Importance|Sensitivity|Attachments|Anlagen|Pièces jointes|"
        "Archivos adjuntos|Załączniki|Priority|Wichtigkeit"
    ),
}
_FORWARDED = (
    "Forwarded message|Forwarded mail|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|"
    "Przekazana wiadomość|Wiadomość przekazana dalej|Treść przekazanej wiadomości|Neges a anfonwyd ymlaen"
)
_BEGINS_FORWARDED = (
    "Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|"
    "Début du message (?:transféré|réexpédié)|Inicio del mensaje reenviado|"
    "Początek przekazywanej wiadomości|Dechrau neges a anfonwyd ymlaen"
)
_FORWARDED_BY = (
    "Forwarded by|Weitergeleitet von|Transféré par|Reenviado por|Przesłane przez|Anfonwyd ymlaen gan"
)
_ORIGINAL = (
    "Original Message|Ursprüngliche Nachricht|Message d'origine|Message original|Mensaje original|"
    "Oryginalna wiadomość|Wiadomość oryginalna|Neges wreiddiol"
)
_WROTE = (
    ("On ", "wrote"),
    ("Am ", "schrieb"),
    ("Le ", "a écrit"),
    ("El ", "escribió"),
    ("W dniu ", "pisze"),
    ("W dniu ", "napisał"),
    ("Ar ", "ysgrifennodd"),
)
_WRITES = tuple(start for start, _ in _WROTE)
SIGN_OFFS = (
    "(?:(?:with )?(?:kind|kindest|best|warm|warmest|many) )?(?:regards|wishes|thanks)|thank you|yours (?:sincerely|"
    "faithfully|truly)|cheers|diolch(?: yn fawr)?|cofion(?: gorau)?|mit freundlichen grüßen|cordialement|saludos|"
    "pozdrawiam"
)
_LABEL = re.compile(
    "[*_ ]*(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")[*_ ]*[:：][*_ ]*(?P<value>.*)",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    rf"(?:[-_=]{{2,}}\s*(?:(?:{_FORWARDED})\s*[-_=]*|(?:{_FORWARDED_BY})\s.*)|(?:{_BEGINS_FORWARDED})\s*:)\s*$",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"(?:[-_=]{{2,}}\s*(?:{_ORIGINAL})\s*[-_=]*|[-_=]{{10,}})\s*$", re.IGNORECASE)
_BEGINS_QUOTE = re.compile(rf"[-_=]{{2,}}\s*(?:{_ORIGINAL})\s*[-_=]*\s*$", re.IGNORECASE)
_SIGNATURE = re.compile(
    rf"(?:--|__|(?:{SIGN_OFFS})[,.!]*(?: [\w'’.-]+){{0,2}}[,.!]*|(?:Sent from|Get Outlook for) .{{1,60}})\s*$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?:\s*[>|])+")
_DRAWN_ROW = re.compile(r"[\s>]*\|.*\|\s*")  # of a table drawn with strokes
_QUOTED_BESIDE_A_TABLE = re.compile(r"(?:\s*>)+")
_LOOKED_AT = 100_000
_MOST_LINES = 3_000
_LONGEST_LINE = 20_000
_FEWEST = 12  # lines under a quotation that may be more than what became of wrapped ones
_MOST_FORWARDS = 20  # in each other
_LITTLE = 60  # words of its own before what is forwarded, where nothing else says that it is


@dataclass(frozen=True)
class Block:
    """The header lines of a quoted mail. `first` to `last` are its lines, `sender` what stands after From.

    `announced`: a line before it says that what follows was forwarded. `subject` is what it names as its own.
    """

    first: int
    last: int
    sender: str
    announced: bool = False
    subject: str = ""


@dataclass(frozen=True)
class _Line:
    """A line without marks of quotation, how often it was quoted, and its label if it is a header line."""

    text: str
    level: int
    label: str = ""
    value: str = ""


@dataclass(frozen=True)
class Said:
    """What a mail says that is not quoted: `words`, and what stands in `signature` after them."""

    words: str
    signature: str


class Quoting:
    """One text of a mail, taken apart. `subject` says whether it was forwarded or answered."""

    def __init__(self, subject: str, text: str) -> None:
        self._subject = subject
        self._length = text.count("\n") + 1
        self._lines = [_line(each) for each in text[:_LOOKED_AT].split("\n")[:_MOST_LINES]]
        self._blocks = list(_blocks(self._lines))
        self._wrote = _attribution(self._lines)

    @property
    def forwarded(self) -> Block | None:
        """The header block of the mail that this one forwards, the topmost: whom it came from last.

        None if it forwards none. A reply quotes such a block too, and is no forward.
        """
        block = next(iter(self._blocks), None)
        if block is None or (self._wrote is not None and self._wrote < block.first):
            return None
        if block.announced or is_forward(self._subject):
            return block
        return block if not is_reply(self._subject) and self._begins_with(block) else None

    def said(self) -> list[Said]:
        """What the sender says, and after it, of a mail that was forwarded, what the forwarded one says."""
        found = [self._said(0, self._quote_from(0, 0))]
        if block := self.forwarded:
            first = block.last + 1
            level = self._lines[block.last].level
            found.append(self._said(first, self._quote_from(first, level)))
        return found

    def kept(self) -> list[range]:
        """The lines of what the sender says and of what is forwarded, signatures among them.

        A forwarded mail may forward another in its turn; what one of them only quotes is not among them.
        """
        found = [range(self._quote_from(0, 0))]
        block = self.forwarded
        while block is not None and len(found) <= _MOST_FORWARDS:
            first = block.last + 1
            found.append(range(first, self._quote_from(first, self._lines[block.last].level)))
            block = self._forwarded_in(block, found[-1])
        if len(found) == 1 and is_forward(self._subject) and self._opens_unnamed(found[0].stop):
            found.append(self._unnamed(found[0].stop))
        elif len(found) == 1 and (below := self._below(found[0].stop)):
            found.append(below)
        if found[-1].stop == len(self._lines):  # what was not looked at is not known to be quoted
            found[-1] = range(found[-1].start, max(self._length, found[-1].stop))
        return found

    def _forwarded_in(self, block: Block, said: range) -> Block | None:
        """The block of the mail that a forwarded one forwards; None if it only quotes one, as an answer does."""
        after = next((each for each in self._blocks if each.first > block.last), None)
        if after is None or any(line.text for line in self._lines[said.stop : after.first]):
            return None
        if after.announced or is_forward(block.subject):
            return after
        return after if not is_reply(block.subject) and self._is_little(said) else None

    def _below(self, at: int) -> range | None:
        """What the sender says under a quotation whose every line is marked; None if that is next to nothing."""
        marked = next((n for n in range(len(self._lines) - 1, at - 1, -1) if self._lines[n].level), None)
        if marked is None or any(
            at <= b.first <= marked and not self._lines[b.first].level for b in self._blocks
        ):
            return None
        below = range(marked + 1, self._quote_from(marked + 1, 0))
        return below if sum(bool(self._lines[n].text) for n in below) >= _FEWEST else None

    def _opens_unnamed(self, at: int) -> bool:
        """Whether what is quoted from a line on is a mail that no header lines name."""
        return at < len(self._lines) and not any(block.first <= at <= block.last for block in self._blocks)

    def _unnamed(self, at: int) -> range:
        """The lines of a forwarded mail that no header lines name, without those that announce it."""
        first = at
        for number in range(at, min(at + 3, len(self._lines))):
            if _BEGINS_QUOTE.match(self._lines[number].text) or _ANNOUNCES.match(self._lines[number].text):
                first = number + 1
        if first == at and _attributes(self._lines, at):
            ends = (n for n in range(at, min(at + 3, len(self._lines))) if self._lines[n].text.endswith(":"))
            first = next(ends, at) + 1
        level = next((line.level for line in self._lines[first:] if line.text), 0)
        return range(first, self._quote_from(first, level))

    def _begins_with(self, block: Block) -> bool:
        """New Outlook forwards without "FW:"; then little but a greeting stands before the block."""
        return self._is_little(range(block.first))

    def _is_little(self, said: range) -> bool:
        return sum(len(line.text.split()) for line in self._lines[said.start : said.stop]) <= _LITTLE

    def _quote_from(self, first: int, level: int) -> int:
        """The line, from `first` on, where the words of somebody else begin."""
        starts = [block.first for block in self._blocks if block.first >= first]
        for number in range(first, len(self._lines)):
            line = self._lines[number]
            if (
                number in starts
                or line.level > level
                or _ANNOUNCES.match(line.text)
                or _BEGINS_QUOTE.match(line.text)
                or _attributes(self._lines, number)
            ):
                return number
        return len(self._lines)

    def _said(self, first: int, end: int) -> Said:
        lines = [line.text for line in self._lines[first:end]]
        cut = next((i for i, line in enumerate(lines) if _SIGNATURE.match(line)), len(lines))
        return Said("\n".join(lines[:cut]), "\n".join(lines[cut:]))


def _line(written: str) -> _Line:
    visible = written[:_LONGEST_LINE]
    if not visible.isascii():
        visible = "".join(ch for ch in visible if unicodedata.category(ch) != "Cf")
    marks = (_QUOTED_BESIDE_A_TABLE if _DRAWN_ROW.fullmatch(visible) else _QUOTED).match(visible)
    level = len(re.findall(r"[>|]", marks[0])) if marks else 0
    plain = " ".join(visible[marks.end() if marks else 0 :].split())
    found = _LABEL.match(plain)
    if not found:
        return _Line(plain, level)
    label = next(name for name in _LABELS if found[name] is not None)
    return _Line(plain, level, label, found["value"].strip(" *_"))


def _blocks(lines: Sequence[_Line]) -> Iterator[Block]:
    """Every header block from the top: a From, a Sent or Date, and a To or Subject, in any order."""
    filled = [number for number, line in enumerate(lines) if line.text]
    free = 0  # the blocks before end here
    for place, number in enumerate(filled):
        if lines[number].label != "from" or place < free:
            continue
        above = _above(lines, filled, place, free)
        below = _below(lines, filled, place)
        labels = {lines[filled[at]].label for at in range(above, below + 1)}
        if "sent" not in labels or not labels & {"to", "subject"}:
            continue
        about = next((lines[n].value for n in filled[above : below + 1] if lines[n].label == "subject"), "")
        block = Block(filled[above], filled[below], _value(lines, filled, place), subject=about)
        free = below + 1
        yield _announced(block, lines, filled[max(0, above - 3) : above])


def _above(lines: Sequence[_Line], filled: Sequence[int], place: int, free: int) -> int:
    """The first header line of the block: Thunderbird writes Subject and Date before From."""
    first = place
    while first > max(free, place - 4) and lines[filled[first - 1]].label not in ("", "from"):
        first -= 1
    return first


def _below(lines: Sequence[_Line], filled: Sequence[int], place: int) -> int:
    """The last header line of the block; long lists of recipients go on over further lines."""
    last, allowed = place, 1
    for at in range(place + 1, min(place + 16, len(filled))):
        label = lines[filled[at]].label
        if label == "from" or at - last > allowed + 1:
            break
        if label:
            last, allowed = at, 6 if label in ("to", "other") else 1
    return last


def _value(lines: Sequence[_Line], filled: Sequence[int], place: int) -> str:
    """What stands after From, or on the line below where a table was taken apart."""
    here = lines[filled[place]].value
    if here or place + 1 >= len(filled):
        return here
    return "" if lines[filled[place + 1]].label else lines[filled[place + 1]].text


def _announced(block: Block, lines: Sequence[_Line], before: Sequence[int]) -> Block:
    """With the lines that announce it, and whether they say that it was forwarded."""
    for number in reversed(before):
        text = lines[number].text
        if _ANNOUNCES.match(text):
            return replace(block, first=number, announced=True)
        if not _BEFORE.match(text):
            break
        block = replace(block, first=number)
    return block


def _attribution(lines: Sequence[_Line]) -> int | None:
    """The first line that says who wrote what is quoted below ("On 14 January 2014 … wrote:")."""
    return next((number for number in range(len(lines)) if _attributes(lines, number)), None)


def _attributes(lines: Sequence[_Line], number: int) -> bool:
    text = lines[number].text
    if not text.startswith(_WRITES):
        return False
    for more in range(3):
        joined = " ".join(line.text for line in lines[number : number + more + 1])[:600]
        end = joined.rstrip(" :*")
        if joined.endswith(":") and any(
            joined.startswith(start) and (end.endswith(verb) or f" {verb} " in end) for start, verb in _WROTE
        ):
            return True
    return False
