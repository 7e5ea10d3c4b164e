"""What is shown in modals and on the app's Home."""

from collections.abc import Iterable, Iterator

from framework.reading import ActionLine, Answer, Reading
from framework.words import Judgement
from handlers.about import AuditFacts, AuditLine, VersionFacts
from handlers.blocks import (
    HEADER_LIMIT,
    VIEW_TITLE,
    Block,
    actions,
    button,
    escape,
    header,
    mrkdwn,
    plain,
    quoted,
    small_print,
    words,
)
from handlers.notice import LOOK, OPEN, Button, Fact
from handlers.notices.common import NOT_IN_CHAT, case_facts, judgement_fact, kept_as
from handlers.words import shown_date, shown_time

PAGE_BLOCKS = 40
PAGE_CHARACTERS = 40_000
A_MINUTE = 4_000  # characters: an audit that is longer has its areas on pages of their own
VIEW_BLOCKS = 100
NEWER = f"{LOOK}-newer"
MORE_THAN_FITS = "There is more than fits here. “/audit mine” and the buttons above show the rest."

LOADING = "One moment, please. If nothing appears here, close this and press the button again."
NOT_YOURS = (
    "You may not see this audit. It is open to whoever was told of it, to its auditor and to the "
    "Quality Assurance team. If you should see it, please ask them."
)


def sentence_view(sentence: str, title: str = "Audit") -> Block:
    """A modal that says one thing."""
    return modal_view(title, list(quoted(sentence)))


def audit_view(
    audit: AuditFacts,
    page: int = 1,
    newer: AuditFacts | None = None,
    *,
    in_qa_team: bool = False,
    look: str = LOOK,
    of: str = "",
    more: Iterable[Block] = (),
) -> Block:
    """One page of an audit. `newer` is the version that stands, where it is another and may be seen.

    Nothing is cut off: what does not fit goes to the next page. Pages outside the audit give the nearest one.
    `look` and `of` are for `turning` them; without, they are those of the audit itself. `more` stands at the end.
    """
    pages = _pages(audit, in_qa_team)
    page = min(max(page, 1), len(pages))
    blocks = [
        *_corrected(audit, newer),
        *pages[page - 1],
        *turning(look, of or str(audit.id), page, len(pages)),
        *more,
    ]
    return modal_view(f"Audit {audit.id}", blocks)


def home_view(
    name: str,
    audits: Iterable[AuditLine],
    *,
    help_text: str,
    everybodys: bool = False,
    first: Iterable[Block] = (),
) -> Block:
    """The app's Home: a welcome, what can be done, and audits without their judgements.

    They are those that the person was told of, or `everybodys`: the latest of the whole central record. `first`
    stands above them: everything that there is to do.
    """
    blocks = [header("Welcome to auditbot"), *quoted(f"Hello {name}. {help_text}"), *first]
    blocks.append(header("The latest audits" if everybodys else "Audits that I told you of"))
    rows = [audit_row(audit) for audit in audits]
    blocks += rows or list(quoted("There are none yet."))
    if len(blocks) > VIEW_BLOCKS:
        blocks = [*blocks[: VIEW_BLOCKS - 1], *small_print(MORE_THAN_FITS)]
    return {"type": "home", "blocks": blocks}


def sentence_home(sentence: str) -> Block:
    """A Home that says one thing."""
    return {"type": "home", "blocks": list(quoted(sentence))}


def modal_view(title: str, blocks: list[Block]) -> Block:
    """A modal of blocks."""
    return {
        "type": "modal",
        "title": plain(escape(title)[:VIEW_TITLE]),
        "close": plain("Close"),
        "blocks": blocks,
    }


def audit_row(audit: AuditLine, more: str = "") -> Block:
    """One audit without its judgement, and *Open*; `more` is said after it."""
    said = [audit.form.short_title, f"case {audit.case_id}" if audit.case_id else ""]
    text = escape(
        " ".join(filter(None, [f"{', '.join(filter(None, said))}, {shown_date(audit.date)}.", more]))
    )
    return {
        "type": "section",
        "text": plain(text[:2000]),
        "accessory": button(Button("Open", OPEN, str(audit.id))),
    }


# The groups of blocks that an audit consists of: what stands together on a page where it can


def _pages(audit: AuditFacts, in_qa_team: bool) -> list[list[Block]]:
    """What can be read in a minute stands first: judgement, learning, the child's words, what is to be done.

    The areas with their grades follow, on pages of their own where the whole is long.
    """
    if audit.form.confidential:
        return list(paged([list(_head(audit)), list(quoted(f"{NOT_IN_CHAT} {_instead(audit, in_qa_team)}"))]))
    first, areas = list(_first(audit)), list(_areas(audit))
    together = list(paged([*first, *areas], A_MINUTE))
    if len(together) == 1 or len(first) == 1:
        return list(paged([*first, *areas]))
    return [*paged(first), *paged(areas)]


def _first(audit: AuditFacts) -> Iterator[list[Block]]:
    yield list(_head(audit))
    yield from _problems(audit)
    for group in audit.asked:
        lines = [f"{label}: {said}" if label else said for label, said in group.answers]
        yield [*_title(group.title), *quoted("\n".join(lines))]
    yield from _replies(audit)
    if audit.reading.comments.strip():
        yield [*_title("Overall comments"), *quoted(audit.reading.comments)]
    yield from _fields(audit)
    yield from _action_lines(audit.reading)
    if audit.reading.notices:
        yield [*_title("Worth knowing"), *_listed([notice.message for notice in audit.reading.notices])]
    yield from _history(audit)


def _replies(audit: AuditFacts) -> Iterator[list[Block]]:
    for number, reply in enumerate(audit.replies):
        by = f", written down by {reply.written_by}" if reply.written_by else ""
        who = f"*{escape(reply.name)}*{escape(by)}, {shown_time(reply.at)}:"
        yield [
            *(_title("What the practitioner replies") if number == 0 else []),
            *words(who),
            *quoted(reply.words),
        ]


def _instead(audit: AuditFacts, in_qa_team: bool) -> str:
    if in_qa_team:
        return f"In the central record {kept_as(audit.id)}"
    return f"Ask the Quality Assurance team for record {audit.id}."


def _head(audit: AuditFacts) -> Iterator[Block]:
    facts = [*judgement_fact(audit), *case_facts(audit)]
    if audit.reading.social_worker and not audit.form.confidential:
        facts.append(Fact("Social worker", audit.reading.social_worker))
    if audit.version is not None and audit.version > 1:
        facts.append(Fact("Version", str(audit.version)))
    yield from words("\n".join(f"*{escape(fact.label)}:* {escape(fact.value)}" for fact in facts))


def _history(audit: AuditFacts) -> Iterator[list[Block]]:
    """Every version, the latest first, with the reasons of the auditor; nothing where there is only one."""
    if len(audit.history) > 1:
        lines = [_version(version) for version in reversed(audit.history)]
        yield [*_title("History"), *quoted("\n".join(lines))]


def _version(version: VersionFacts) -> str:
    said = [f"Version {version.number}, recorded on {shown_time(version.recorded)}"]
    said += [version.judgement.label] if version.judgement else []
    said += ["taken back"] if version.withdrawn else []
    why = f" Amended because: {version.because}" if version.because else ""
    return f"{', '.join(said)}.{why}"


def _problems(audit: AuditFacts) -> Iterator[list[Block]]:
    """In front of everything else, because they say how far the rest may be believed."""
    if audit.reading.problems:
        messages = [problem.message for problem in audit.reading.problems]
        yield [*_title("A person must look at this"), *_listed(messages)]


def _listed(messages: list[str]) -> Iterator[Block]:
    yield from quoted("\n".join(f"• {message}" for message in messages))


def _areas(audit: AuditFacts) -> Iterator[list[Block]]:
    answers = {answer.number: answer for answer in audit.reading.answers}
    sections = {section.id: section.label.shown for section in audit.form.sections}
    standing: str | None = None
    for area in audit.form.areas:
        group: list[Block] = []
        if area.section is not None and area.section != standing:
            standing = area.section
            group += _title(sections[standing])
        answer = answers.get(area.number) or Answer(number=area.number)
        group += words(f"*{area.number}. {escape(area.label.shown)}*\n{escape(_answered(answer))}")
        group += quoted(answer.comment)
        yield group


def _answered(answer: Answer) -> str:
    if answer.grade is not None:
        return f"{Judgement.of(answer.grade).label} ({answer.grade})"
    if answer.answer is not None:
        return "Yes" if answer.answer else "No"
    return "Not applicable" if answer.not_applicable else "Not answered"


def _fields(audit: AuditFacts) -> Iterator[list[Block]]:
    for name, value in audit.reading.fields.items():
        field = audit.form.field(name)
        if value and value.strip():
            yield [*_title(field.label.shown if field else name), *quoted(value)]


def _action_lines(reading: Reading) -> Iterator[list[Block]]:
    for number, line in enumerate(reading.actions, start=1):
        title = _title("Actions") if number == 1 else []
        yield [*title, *quoted(_action(number, line))]


def _action(number: int, line: ActionLine) -> str:
    said = [f"{number}. {line.action}"]
    said += [f"{label}: {value}" for label, value in _about_action(line) if value]
    return "\n".join(said)


def _about_action(line: ActionLine) -> Iterator[tuple[str, str]]:
    yield "Who", line.who
    yield "Timescale", line.timescale
    yield "Due", shown_date(line.due) if line.due else ""
    yield "Reviewed", shown_date(line.reviewed) if line.reviewed else ""
    yield "Outcome", line.outcome
    yield "Initials", line.initials


def _title(text: str) -> list[Block]:
    if len(escape(text)) <= HEADER_LIMIT:
        return [header(text)]
    return list(words(f"*{escape(text)}*"))


# Pages


def paged(groups: Iterable[list[Block]], characters: int = PAGE_CHARACTERS) -> Iterator[list[Block]]:
    """The groups on pages that Slack takes: what is in a group stands together where it can, nothing is cut off.

    `characters` are those of a page: more in a window than in a message.
    """
    page: list[Block] = []
    size = 0
    for group in groups:
        for piece in _split(group, characters):
            length = sum(_characters(block) for block in piece)
            if page and (len(page) + len(piece) > PAGE_BLOCKS or size + length > characters):
                yield page
                page, size = [], 0
            page += piece
            size += length
    yield page


def _split(group: list[Block], characters: int) -> Iterator[list[Block]]:
    """A group that is too long for any page, in pieces that are not; a very long comment, say."""
    piece: list[Block] = []
    for block in group:
        size = sum(_characters(one) for one in piece) + _characters(block)
        if piece and (len(piece) >= PAGE_BLOCKS or size > characters):
            yield piece
            piece = []
        piece.append(block)
    yield piece


def _characters(block: Block) -> int:
    """Of everything that a person reads in a block: its text, its fields, what stands on its buttons."""
    parts = [block, *block.get("elements", ()), *block.get("fields", ())]
    texts = (part.get("text") for part in parts)
    return sum(len(text["text"] if isinstance(text, dict) else text) for text in texts if text)


def turning(look: str, of: str, page: int, pages: int) -> Iterator[Block]:
    """Which page it is, and the buttons to the others: their actions begin with `look`, their values with `of`."""
    if pages == 1:
        return
    buttons = []
    if page > 1:
        buttons.append(Button("Previous", f"{look}-previous", f"{of}:{page - 1}"))
    if page < pages:
        buttons.append(Button("Next", f"{look}-next", f"{of}:{page + 1}"))
    yield from small_print(f"Page {page} of {pages}")
    yield actions(tuple(buttons))


def _corrected(audit: AuditFacts, newer: AuditFacts | None) -> Iterator[Block]:
    if not audit.superseded:
        return
    yield {"type": "section", "text": mrkdwn("*A correction has come since: this version no longer stands.*")}
    if newer is not None:
        yield actions((Button("Open the correction", NEWER, f"{newer.id}:1", "primary"),))
