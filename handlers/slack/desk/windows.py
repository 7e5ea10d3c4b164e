"""The windows in which something is written at the desk; what they are about comes back with what is written."""

from collections.abc import Iterable, Mapping

from framework.correcting import places
from handlers.blocks import Block, actions, escape, header, quoted, small_print, words
from handlers.notice import Button
from handlers.slack.desk import names, wording
from handlers.slack.desk.elements import Option, grouped_menu, input_block, menu, text_input, tick, window
from handlers.slack.desk.pages import ALL, FROM_A_SCAN, SCAN, STANDS, Field, Page, previous_at, to_compare
from handlers.slack.desk.values import evidence_of, is_long
from handlers.words import in_words
from store.review import Item, Waiting

_PICTURES = "Change what the picture shows otherwise. The pictures are in your direct messages with me too."
_PICTURES_COME = "The pictures of what was read follow in a moment."
_TEXT = "Change what the words above a field say otherwise. They are what the text says at that place."
_AS_ON_THE_FORM = "As it would stand on the audit tool."


def write_window(waiting: Waiting, where: str, context: str) -> Block:
    """One value: what stands in the document, and a field for what it is to be."""
    place = wording.place(waiting.form, where)
    blocks = [*quoted(wording.area_of(waiting.form, where)), *quoted(evidence_of(waiting, where))]
    field = input_block(
        names.WRITTEN, place, text_input(lines=is_long(waiting.form, where)), hint=_AS_ON_THE_FORM
    )
    return window(names.WRITE, "Give the value", "Keep", [*blocks, field], context)


def page_window(
    waiting: Waiting, page: Page, context: str, refused: str = "", pictures: Mapping[str, str] | None = None
) -> Block:
    """One page of many values; `refused` says why it could not be left.

    `pictures` are the ids of the pictures (Slack's files) to show, by place; None while they are still made.
    """
    what = "Key in" if page.which == ALL else "Doubts" if page.pages > 1 else "Settle all doubts"
    if page.which == SCAN:
        held = "scan" if to_compare(waiting) == FROM_A_SCAN else "text"
        what = "Compare" if page.pages > 1 else f"Compare with the {held}"
    title = f"{what}, page {page.number} of {page.pages}" if page.pages > 1 else what
    blocks = [*words(f":warning: {escape(refused)}")] if refused else []
    about = f"{waiting.form.short_title} (audit {waiting.audit_id})"
    blocks += small_print(f"{about}. A page is kept when you send it. Leave out what you do not know yet.")
    if page.which == SCAN and to_compare(waiting) != FROM_A_SCAN:
        blocks += small_print(_TEXT)
    elif page.which == SCAN:
        blocks += small_print(_PICTURES_COME if pictures is None else _PICTURES)
    for part in page.parts:
        if pictures and part.picture in pictures:
            blocks.append(_picture(wording.place(waiting.form, part.picture), pictures[part.picture]))
        blocks += [{"type": "divider"}] if part.said else []
        blocks += [header(part.heading)] if part.heading else []
        for said in part.said:
            blocks += words(f"*{escape(said)}*")
        blocks += quoted(part.quoted)
        blocks += [_input(field) for field in part.fields]
    if previous_at(page) is not None:
        blocks.append(actions((Button("Keep, and to the page before", names.BEFORE, names.BEFORE),)))
    return window(names.PAGES, title, "Keep" if page.is_last else "Keep, next page", blocks, context)


def _picture(place: str, file: str) -> Block:
    return {"type": "image", "slack_file": {"id": file}, "alt_text": f"From the scan: {place}"}


def _input(field: Field) -> Block:
    if field.code:
        element = tick(STANDS)
    elif field.options:
        element = menu("menu", "Choose", field.options, chosen=field.shown)
    else:
        element = text_input(lines=field.lines, written=field.shown)
    chosen = bool(field.options and field.shown)  # which can be changed, and not be taken out
    return input_block(field.id, field.label, element, hint=field.hint, optional=not chosen)


def other_window(waiting: Waiting, context: str) -> Block:
    """Any value of the audit tool."""
    groups = _places(waiting)
    blocks = [
        input_block(names.WHERE, "What to correct", grouped_menu("menu", "Choose", groups)),
        input_block(
            names.WRITTEN,
            "What it is to be",
            text_input(lines=True),
            hint=_AS_ON_THE_FORM,
            optional=True,
        ),
        input_block(names.OUT, "Or nothing", tick("Take it out"), optional=True),
    ]
    return window(names.OTHER, "Correct something", "Keep", blocks, context)


def _places(waiting: Waiting) -> dict[str, list[Option]]:
    groups: dict[str, list[Option]] = {}
    for where in places(waiting.form, waiting.reading):
        head, _, part = where.partition(".")
        heading = {"answers": "Comments" if part.endswith("comment") else "Areas", "actions": "Actions"}
        name = wording.place(waiting.form, where)
        area = wording.area_of(waiting.form, where)
        words = f"{name}: {area.partition('. ')[2]}" if area else name
        groups.setdefault(heading.get(head, "About the audit"), []).append((words, where))
    for number in range(1, len(waiting.reading.actions) + 1):
        groups["Actions"].append((f"Action {number}, the whole line", f"actions.{number}"))
    return groups


def ask_window(item: Item, people: Iterable[str], context: str) -> Block:
    """A question to the sender; where they are not believed, a person says that it is right to ask."""
    to = in_words(list(people))
    blocks = [*quoted(f"The question goes to {to}. An answer comes back to this mail.")]
    blocks.append(input_block(names.WRITTEN, "Question", text_input(lines=True), hint="Name no child in it."))
    if not item.answerable:
        blocks += small_print("The sender of this mail is not believed, or it is a machine.")
        blocks.append(input_block(names.ANYWAY, "Ask anyway", tick("I know that it is right to ask them")))
    return window(names.ASK, "Ask the sender", "Send", blocks, context)


def reject_window(item: Item, context: str) -> Block:
    """Nothing of the mail is recorded."""
    told = "The sender is told the reason." if item.answerable else "The sender is not told."
    blocks = [*quoted(f"Nothing of this mail is recorded then. {told}")]
    blocks.append(input_block(names.WRITTEN, "Reason", text_input(lines=True)))
    return window(names.REJECT, "Reject the mail", "Reject", blocks, context)


def aside_window(waiting: Waiting, context: str) -> Block:
    """One audit is not recorded."""
    blocks = [*quoted(f"The {waiting.form.short_title} (audit {waiting.audit_id}) is not recorded then.")]
    hint = "The recorded one stands, say, or it is a training example."
    blocks.append(input_block(names.WRITTEN, "Reason", text_input(lines=True), hint=hint))
    return window(names.ASIDE, "Set aside", "Set aside", blocks, context)


def reply_window(question: str, context: str) -> Block:
    """The answer of whoever was asked."""
    blocks = [*quoted(f"The question: {question}")]
    blocks.append(input_block(names.WRITTEN, "Your answer", text_input(lines=True)))
    return window(names.REPLY, "Answer the question", "Send", blocks, context)
