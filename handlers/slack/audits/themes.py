"""The list of themes, for the quality assurance team: shown, added to, renamed, retired, brought back."""

from collections.abc import Callable

from framework.outlines import Option
from handlers.access import may_keep_themes
from handlers.blocks import Block, actions, escape, header, plain, quoted, small_print
from handlers.notice import Button
from handlers.slack.audits import names
from handlers.slack.desk.elements import input_block, text_input, window
from handlers.slack.opening import show_window
from handlers.slack.views import modal_view, paged, sentence_view, turning
from handlers.slack.visiting import TROUBLE, Desk, Did, Visitor, first_time, visitor_of
from store.themes import Theme, ThemeRefused
from store.unit_of_work import UnitOfWork, in_one_transaction

THEMES = "Themes"
NOT_YOURS = "The list of themes is kept by the Quality Assurance team. If one is missing, please tell them."
WHAT_HAPPENS = (
    "Audits are tagged with these, and practice forums and training are planned from them. A retired theme is "
    "offered no more, and stays on the audits that name it."
)
Reply = Callable[..., object]


def show_themes(desk: Desk, did: Did) -> None:
    """`/audit themes`, *Themes* on Home, and the pages of the list."""
    page = int(did.value.rpartition(":")[2]) if did.value.rpartition(":")[2].isdecimal() else 1

    def fill(visitor: Visitor) -> Block:
        if not may_keep_themes(visitor.posts):
            return sentence_view(NOT_YOURS, THEMES)
        with desk.store.reading() as work:
            return themes_view(work.themes.all(desk.pack.themes), page)

    show_window(desk, did, THEMES, fill)


def themes_view(themes: tuple[Theme, ...], page: int = 1, happened: str = "") -> Block:
    """One page of the list; those that are retired stand at the end."""
    in_force = [each for each in themes if not each.retired]
    retired = [each for each in themes if each.retired]
    groups = [[header(f"{len(in_force)} themes are offered"), *small_print(WHAT_HAPPENS)]]
    groups += [_row(each) for each in in_force]
    groups += [[header("Retired")], *(_row(each) for each in retired)] if retired else []
    pages = list(paged(groups))
    page = min(max(page, 1), len(pages))
    add = actions((Button("Add a theme", names.ADD_THEME, "new", "primary"),))
    blocks = [*quoted(happened), add, *pages[page - 1], *turning(names.THEMES, "themes", page, len(pages))]
    return modal_view(THEMES, blocks) | {"private_metadata": str(page)}


def ask_for_label(desk: Desk, did: Did) -> None:
    """*Add a theme*, *Rename*: a window on top with one field."""
    if not first_time(desk, did):
        return
    visitor = visitor_of(desk, did.user)
    with desk.store.reading() as work:
        themes = work.themes.all(desk.pack.themes)
    known = next((each for each in themes if each.id == did.value), None)
    if visitor is None or not may_keep_themes(visitor.posts):
        desk.slack.update_view(did.view_id, sentence_view(NOT_YOURS, THEMES))
        return
    desk.slack.push_view(did.trigger_id, _label_window(known, did.context))


def label_given(desk: Desk, did: Did, reply: Reply) -> None:
    """A name was given to a theme: the list behind it shows it; or why not, beside the field."""
    page, _, theme = did.context.partition("|")
    label = did.given.get(names.THEME_LABEL, "")

    def change(work: UnitOfWork, first: tuple[Option, ...]) -> Theme:
        return work.themes.rename(theme, label, first) if theme else work.themes.add(label, first)

    try:
        happened = _change(desk, did, "theme-renamed" if theme else "theme-added", change)
    except ThemeRefused as refused:
        reply(response_action="errors", errors={names.THEME_LABEL: str(refused)})
        return
    except Exception:
        reply(response_action="errors", errors={names.THEME_LABEL: TROUBLE})
        raise
    reply()
    _show_again(desk, did.root_view_id, page, happened)


def retire(desk: Desk, did: Did) -> None:
    """*Retire*, or *Bring back* one that is retired."""
    with desk.store.reading() as work:
        retired = {each.id for each in work.themes.all(desk.pack.themes) if each.retired}
    back = did.value in retired

    def change(work: UnitOfWork, first: tuple[Option, ...]) -> Theme:
        do = work.themes.bring_back if back else work.themes.retire
        return do(did.value, first)

    try:
        happened = _change(desk, did, "theme-brought-back" if back else "theme-retired", change)
    except ThemeRefused as refused:
        happened = str(refused)
    _show_again(desk, did.view_id, did.context, happened)


def _change(
    desk: Desk, did: Did, what: str, change: Callable[[UnitOfWork, tuple[Option, ...]], Theme]
) -> str:
    """Change the list once, by somebody who may; what happened. ThemeRefused if it cannot be."""
    visitor = visitor_of(desk, did.user)
    if visitor is None or not may_keep_themes(visitor.posts):
        raise ThemeRefused(NOT_YOURS)
    if not first_time(desk, did):
        return ""

    def do(work: UnitOfWork) -> str:
        theme = change(work, desk.pack.themes)
        work.log.add(what, f"theme {theme.id}", who=visitor.email)
        return f"“{theme.label}” {_HAPPENED[what]}"

    return in_one_transaction(desk.store, do)


_HAPPENED = {
    "theme-added": "was added.",
    "theme-renamed": "has its new name.",
    "theme-retired": "is offered no more.",
    "theme-brought-back": "is offered again.",
}


def _show_again(desk: Desk, view_id: str, page: str, happened: str) -> None:
    with desk.store.reading() as work:
        themes = work.themes.all(desk.pack.themes)
    desk.slack.update_view(view_id, themes_view(themes, int(page) if page.isdecimal() else 1, happened))


def _row(theme: Theme) -> list[Block]:
    said = {"type": "section", "text": plain(escape(theme.label))}
    buttons = [
        Button("Bring back" if theme.retired else "Retire", f"{names.RETIRE_THEME}-{theme.id}", theme.id)
    ]
    if not theme.retired:
        buttons.insert(0, Button("Rename", f"{names.ADD_THEME}-{theme.id}", theme.id))
    return [said, actions(tuple(buttons))]


def _label_window(theme: Theme | None, page: str) -> Block:
    label = input_block(
        names.THEME_LABEL, "What it is called", text_input(written=theme.label if theme else "")
    )
    title = "Rename a theme" if theme else "Add a theme"
    return window(names.THEME_LABEL, title, "Keep", [label], f"{page}|{theme.id if theme else ''}")
