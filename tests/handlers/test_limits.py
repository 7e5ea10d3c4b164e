"""Every payload of an audit held against what Slack takes at most, with everything filled to its longest."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conversations.facts import Value
from conversations.moves import Cancel, ComeBack, Concern, Give, GoTo, Help, Leave, Move, Submit, WhereAmI
from conversations.outcomes import Ask, AskAgain, Done, Review
from conversations.questions import NOT_APPLICABLE, Question, QuestionKind, Slot, SlotKind
from conversations.understanding import LONGEST_LINE, LONGEST_TEXT
from framework.forms import Label
from framework.pack import Pack
from framework.words import Judgement
from handlers.auditing.moving import Moved, begin, move
from handlers.auditing.moving_over import offer
from handlers.slack.audits.changed_form import offer_message
from handlers.slack.audits.ended import message_of
from handlers.slack.audits.focus import focus_view
from handlers.slack.audits.good import good_view
from handlers.slack.audits.home import Mine, UnderWay
from handlers.slack.audits.mine import mine_view, start_view
from handlers.slack.audits.themes import themes_view
from handlers.slack.audits.window import elsewhere, window_view
from handlers.slack.helping import help_message, help_view
from handlers.slack.views import home_view
from store.themes import LONGEST_LABEL, MOST_IN_FORCE
from store.unit_of_work import Store
from tests.databases import migrated
from tests.handlers import council
from tests.handlers.conftest import Clock
from tests.handlers.limits import hold_message, hold_view

FORMS = ("tier1-generic", "tier1-plo", "tier2", "supervision", "observation")
WORST = "&<!channel> @here 👩‍👧 שלום "  # signs that grow when they are escaped, and some that weigh more
ACTIONS = 15
BY = next(each for each in council.people() if each.email == council.QA)


def long(characters: int) -> str:
    return (WORST * characters)[: characters - 1] + "."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, pack: Pack) -> Iterator[Store]:
    database = migrated(tmp_path_factory.mktemp("limits") / "auditbot.db")
    store = Store(database, Clock())
    with store.writing() as work:
        work.people.replace_people(council.people())
        for number in range(MOST_IN_FORCE - len(pack.themes)):
            work.themes.add(f"{number} {long(LONGEST_LABEL - 4)}", pack.themes)
        work.commit()
    yield store
    database.close()


def longest(slot: Slot) -> Value:
    match slot.kind:
        case SlotKind.CASE_REFERENCE:
            return council.CASE
        case SlotKind.PERSON | SlotKind.LINE:
            return long(LONGEST_LINE)
        case SlotKind.TEXT:
            return long(LONGEST_TEXT)
        case SlotKind.DATE:
            return "2013-09-30"
        case SlotKind.DAY_TO_COME:
            return "today"
        case SlotKind.ONE_OF:
            return slot.options[-1].id
        case SlotKind.ANY_OF:
            return tuple(each.id for each in slot.options)
        case SlotKind.YES_NO:
            return False
        case SlotKind.JUDGEMENT:
            return Judgement.OUTSTANDING.value
        case SlotKind.GRADE | SlotKind.FINDING:
            return NOT_APPLICABLE if slot.path.endswith(("risk.grade", "policy.answer")) else _worst(slot)


def _worst(slot: Slot) -> Value:
    return 4 if slot.kind is SlotKind.GRADE else False


class Walk:
    """An audit from its first question to its end, each screen on the way drawn in every way there is."""

    def __init__(self, store: Store, pack: Pack, form: str) -> None:
        self.store, self.pack = store, pack
        self.moved = begin(store, pack, form, BY)
        self.actions = 0

    def do(self, made: Move) -> Moved:
        moved = move(self.store, self.pack, self.moved.id, made, BY)
        self.draw(moved)
        return moved

    def draw(self, moved: Moved) -> None:
        """In the message and in the window, page after page, with the most digits in every number."""
        one = replace(moved, changed=True, version=10_000_000, id=10_000_000)
        page, more = 1, True
        while more:
            more = "Next page" in hold_message(message_of(one, page))
            hold_view(window_view(one, page))
            page += 1
        hold_message(elsewhere(one))

    def all(self) -> Moved:
        self.draw(self.moved)
        while not isinstance(self.moved.outcome, Review):
            self.moved = self.answer(self.moved)
        return self.moved

    def answer(self, moved: Moved) -> Moved:
        outcome = moved.outcome
        assert isinstance(outcome, Ask | AskAgain)
        question = outcome.question if isinstance(outcome, Ask) else outcome.ask.question
        if isinstance(outcome, Ask) and outcome.first:
            self.do(WhereAmI())
        for slot in question.slots[-1:]:
            self.do(Give(question.id, {slot.path: long(13_000)}))  # asked again, with what was written
        if question.area is not None:
            hold_view(good_view(self.pack, question.area))
        if question.kind is QuestionKind.ACTIONS and self.actions < ACTIONS:
            self.actions += 1
            return self.do(GoTo("actions.new"))
        if self.actions in (0, ACTIONS):
            self.do(Give(question.id, self.values(question)))  # kept, and drawn with everything in it
        return self.do(Give(question.id, self.values(question), on=True, anyway=True))

    def values(self, question: Question) -> dict[str, Value]:
        return {slot.path: longest(slot) for slot in question.slots}


@pytest.mark.parametrize("form", FORMS)
def test_a_screen_of_an_audit_is_refused_by_slack(store: Store, pack: Pack, form: str) -> None:
    walk = Walk(store, pack, form)
    at_check = walk.all()
    if pack.form(form).actions:
        assert walk.actions == ACTIONS
    assert isinstance(at_check.outcome, Review)
    walk.do(GoTo(at_check.outcome.lines[-2].question.id))
    walk.do(WhereAmI())
    walk.do(Help())
    for made in (Concern(long(13_000)), Concern(long(13_000), sure=True), Cancel(), Leave(), Submit()):
        walk.moved = walk.do(made)
    while not isinstance(walk.moved.outcome, Done):  # a tool in two parts
        if isinstance(walk.moved.outcome, Ask | AskAgain):
            walk.moved = walk.answer(walk.moved)
        else:
            walk.moved = walk.do(Submit() if isinstance(walk.moved.outcome, Review) else ComeBack())


def otherwise(pack: Pack) -> Pack:
    """Every area of Tier 1 asked in other words; from the fifth on they are other areas."""
    form = pack.form("tier1-generic")
    areas = tuple(
        area.model_copy(
            update={
                "label": Label(shown=f"Otherwise: {area.label.shown}"),
                "id": f"{area.id}-x" if area.number > 4 else area.id,
            }
        )
        for area in form.areas
    )
    forms = [each.model_copy(update={"areas": areas}) if each.id == form.id else each for each in pack.forms]
    tomorrow = pack.model_copy(update={"forms": tuple(forms)})
    vars(tomorrow).pop("_forms", None)
    return tomorrow


def test_what_a_changed_form_does_to_long_answers_is_refused_by_slack(store: Store, pack: Pack) -> None:
    walk = Walk(store, pack, "tier1-generic")
    walk.all()
    tomorrow = otherwise(pack)
    moved, told = offer(store, tomorrow, walk.moved.id, BY)
    assert told is not None
    text = "".join(hold_message(offer_message(moved, told, page)) for page in range(1, 40))
    assert long(LONGEST_TEXT)[-2_000:-1_000] in text.replace("\n", ""), (
        "an answer that does not fit is shown whole"
    )


def test_a_list_or_home_is_refused_by_slack(store: Store, pack: Pack) -> None:
    row = UnderWay(
        10_000_000, 10_000_000, long(200), long(100), "12 December 2013 at 14:05", theirs=True, waits=False
    )
    waiting = replace(row, waits=True)
    mine = Mine((row,) * 150 + (waiting,) * 150)
    for page in range(1, 9):
        hold_view(mine_view(mine, "", page))
    hold_view(start_view(pack, mine))
    with store.reading() as work:
        themes = work.themes.all(pack.themes)
    assert len([each for each in themes if not each.retired]) == MOST_IN_FORCE
    for page in range(1, 7):
        hold_view(
            themes_view(tuple(replace(each, retired=page % 2 == 0) for each in themes), page, long(200))
        )
    for area in (set[str](), {each.id for each in pack.service_areas}):
        for page in range(1, 5):
            hold_view(focus_view(pack, council.SENT.date(), area, page))
    hold_message(help_message([BY]))
    hold_view(help_view([BY]))
    crowded = [{"type": "divider"}] * 250
    assert len(home_view(long(200), [], help_text=long(2_000), first=crowded)["blocks"]) == 100
    hold_view(home_view(long(200), [], help_text=long(2_000), first=crowded))
