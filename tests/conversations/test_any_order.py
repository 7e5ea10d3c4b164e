"""Any sequence of moves ends in a record of the answers last given: nothing lost, nothing that does not apply."""

import datetime as dt
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from conversations.engine import Turned, advance
from conversations.facts import KnownCase, Value
from conversations.moves import Back, ComeBack, Concern, Give, GoTo, Help, Leave, Move, Skip, Submit, WhereAmI
from conversations.outcomes import Ask, AskAgain, Done, Left, Review
from conversations.questions import NOT_APPLICABLE, Question, QuestionKind, SlotKind
from conversations.turns import CHECK, Turn
from framework.reading import Reading, Status
from framework.words import Judgement
from tests.conversations.dialogue import MAX, Dialogue

WORDS = st.sampled_from(
    ["Seen alone.", "“Yes”, she said.\nAnd again.", "<!channel> 😀", "‏שלום", "n" * 4000, "2/3"]
)
LINES = st.sampled_from(["Away", "<@U1> & co", "Because"])
BY_KIND: dict[SlotKind, st.SearchStrategy[Value]] = {
    SlotKind.CASE_REFERENCE: st.sampled_from(["10234", "AB-77/2"]),
    SlotKind.PERSON: st.sampled_from(["Tess Willow", "Somebody Else"]),
    SlotKind.DATE: st.sampled_from(["2013-12-12", "2013-11-30"]),
    SlotKind.DAY_TO_COME: st.sampled_from(["2013-12-20", "2014-01-31"]),
    SlotKind.LINE: LINES,
    SlotKind.TEXT: WORDS | st.none(),
    SlotKind.YES_NO: st.booleans(),
    SlotKind.GRADE: st.integers(1, 4) | st.just(NOT_APPLICABLE),
    SlotKind.FINDING: st.booleans() | st.just(NOT_APPLICABLE),
    SlotKind.JUDGEMENT: st.sampled_from([each.value for each in Judgement]),
}


class AnyOrder(RuleBasedStateMachine):
    """One audit, moved about in by two screens; `model` is what was last given and taken."""

    @initialize(
        form=st.sampled_from(["tier1-generic", "tier1-plo", "tier2", "supervision"]), known=st.booleans()
    )
    def start(self, form: str, known: bool) -> None:
        self.dialogue = Dialogue(form)
        if not known:
            self.dialogue.know(case=lambda _: KnownCase())
        self.model: dict[str, Value] = {}
        self.history: tuple[Turn, ...] = self.dialogue.conversation.turns
        self.old_screen = self.dialogue.conversation.version

    # Moves

    @rule(data=st.data(), on=st.booleans())
    def answer_what_is_asked(self, data: st.DataObject, on: bool) -> None:
        question = self.asked()
        if question is not None:
            self.give(question, data, on)

    @rule(data=st.data(), on=st.booleans())
    def answer_something_else(self, data: st.DataObject, on: bool) -> None:
        questions = [each for each in self.questions() if each.slots]
        self.give(data.draw(st.sampled_from(questions)), data, on)

    @rule(data=st.data())
    def answer_on_an_old_screen(self, data: st.DataObject) -> None:
        question = data.draw(st.sampled_from([each for each in self.questions() if each.slots]))
        self.give(question, data, on=True, seen=self.old_screen)

    @rule(data=st.data())
    def go_to(self, data: st.DataObject) -> None:
        ids = [each.id for each in self.questions()]
        actions = ["actions.new"] if self.dialogue.script.form.actions else []
        self.move(GoTo(data.draw(st.sampled_from([*ids, *actions, CHECK]))))

    @rule(data=st.data())
    def take_an_action_out(self, data: st.DataObject) -> None:
        actions = [each.id for each in self.questions() if each.kind is QuestionKind.ACTION]
        if actions:
            action = data.draw(st.sampled_from(actions))
            self.move(Give(action, {action: "removed"}))
            self.model[action] = "removed"

    @rule(
        move=st.sampled_from([Back(), Leave(), ComeBack(), Help(), WhereAmI(), Concern("Not seen for weeks")])
    )
    def move_about(self, move: Move) -> None:
        self.move(move)

    @rule()
    def skip(self) -> None:
        question = self.asked()
        if question is not None:
            self.move(Skip(question.id))

    @rule(move=st.sampled_from([Back(), GoTo(CHECK), GoTo("comments"), Submit()]))
    def move_about_on_an_old_screen(self, move: Move) -> None:
        before = self.dialogue.conversation.version
        self.move(move, seen=min(self.old_screen, before - 1))
        assert self.dialogue.conversation.version == before, "an old screen took somebody along"

    @rule()
    def keep_a_screen_open(self) -> None:
        self.old_screen = self.dialogue.conversation.version

    @rule(data=st.data())
    def submit_too_early_or_not(self, data: st.DataObject) -> None:
        """A submitted audit is as it was said, and submitting it again changes nothing."""
        before = self.dialogue.turned
        outcome = self.dialogue.do(Submit())
        outcome = self.dialogue.do(Submit()) if isinstance(outcome, Review) else outcome
        if isinstance(outcome, Done):
            self.compare(outcome.reading)
            assert isinstance(self.dialogue.do(Submit()), Left)
            self.dialogue.turned = before  # and the story goes on as if nobody had submitted
        self.grown()

    # What must hold

    @invariant()
    def what_stands_is_what_was_last_given(self) -> None:
        if hasattr(self, "model"):
            standing = self.dialogue.values
            assert standing == {path: value for path, value in self.model.items() if value is not None}

    @invariant()
    def every_value_that_ever_stood_is_among_the_turns(self) -> None:
        if hasattr(self, "model"):
            self.grown()
            for turn in self.dialogue.conversation.turns:
                if turn.instead_of is not None:
                    assert self.dialogue.conversation.turns[turn.instead_of - 1].where == turn.where

    def teardown(self) -> None:
        """Whatever happened, the audit can be finished, and its record is what was last given."""
        if hasattr(self, "model"):
            self.compare(self.completed())

    # Helpers

    def give(self, question: Question, data: st.DataObject, on: bool, seen: int | None = None) -> None:
        values: dict[str, Value] = {}
        for slot in question.slots:
            if slot.required or data.draw(st.booleans()):
                options = [each.id for each in slot.options]
                other = slot.path == "supervisor"  # else it is asked whether the two are really one person
                values[slot.path] = "Pat Partner" if other else data.draw(self.strategy(slot.kind, options))
        standing = {path: given.turn for path, given in self.dialogue.conversation.state().given.items()}
        self.move(Give(question.id, values, on=on, anyway=True), seen=seen)
        for path, value in values.items():
            if seen is None or standing.get(path, 0) <= seen or self.model.get(path) == value:
                self.model[path] = value

    def strategy(self, kind: SlotKind, options: list[str]) -> st.SearchStrategy[Value]:
        if kind is SlotKind.ANY_OF:
            return st.lists(st.sampled_from(options), min_size=1, unique=True).map(tuple)
        return st.sampled_from(options) if kind is SlotKind.ONE_OF else BY_KIND[kind]

    def move(self, move: Move, seen: int | None = None) -> None:
        self.dialogue.do(move, seen=seen)

    def grown(self) -> None:
        turns = self.dialogue.conversation.turns
        assert turns[: len(self.history)] == self.history or len(turns) < len(self.history)
        self.history = turns

    def questions(self) -> tuple[Question, ...]:
        state = self.dialogue.conversation.state()
        return self.dialogue.script.questions(state.values, self.dialogue.script.parts[0])

    def asked(self) -> Question | None:
        outcome = self.dialogue.turned.outcome
        outcome = outcome.ask if isinstance(outcome, AskAgain) else outcome
        return outcome.question if isinstance(outcome, Ask) else None

    def completed(self) -> Reading:
        turned = self.dialogue.turned
        for _ in range(400):
            turned = self.next_of(turned)
            if isinstance(turned.outcome, Done):
                return turned.outcome.reading
        raise AssertionError(f"never ends: {turned.outcome}")

    def next_of(self, turned: Turned) -> Turned:
        match turned.outcome:
            case Review(missing=()):
                return self.step(turned, Submit())
            case Review(missing=missing):
                return self.step(turned, GoTo(missing[0].id))
            case Ask(question=question) | AskAgain(ask=Ask(question=question)):
                return self.step(turned, Give(question.id, self.default(question), on=True, anyway=True))
            case _:
                return self.step(turned, ComeBack())

    def default(self, question: Question) -> dict[str, Value]:
        given: dict[str, Value] = {}
        for slot in question.slots:
            if slot.required and self.model.get(slot.path) is None:
                given[slot.path] = DEFAULTS.get(slot.kind) or slot.options[0].id
                if slot.path == "supervisor":
                    given[slot.path] = "Pat Partner"
        if question.kind is QuestionKind.AREA and not self.model.get(question.slots[-1].path):
            given[question.slots[-1].path] = "A reason"
        self.model.update(given)
        return given

    def step(self, turned: Turned, move: Move) -> Turned:
        at = dt.datetime(2013, 12, 12, 13, tzinfo=dt.UTC)
        return advance(self.dialogue.script, turned.conversation, move, by=MAX, at=at)

    def compare(self, reading: Reading) -> None:
        """The record, held against what was last given, worked out by a way of its own."""
        form, model = self.dialogue.script.form, self.model
        assert reading.status is Status.ACCEPTED, reading.problems
        assert reading.case_id == model.get("case_id")
        assert reading.overall == model.get("overall")
        only_for = self.dialogue.script.facts.case("any").service_area or model.get("service_area")
        for area, answer in zip(form.areas, reading.answers, strict=True):
            given: Any = model.get(f"areas.{area.id}.grade", model.get(f"areas.{area.id}.answer"))
            if (
                area.condition
                and area.condition.only_service_areas
                and only_for not in area.condition.only_service_areas
            ):
                assert (answer.grade, answer.not_applicable, answer.comment) == (None, True, "")
                continue
            assert answer.not_applicable is (given == NOT_APPLICABLE)
            assert (answer.grade, answer.answer) == (
                (given, None) if type(given) is int else (None, given if isinstance(given, bool) else None)
            )
            comment = model.get(f"areas.{area.id}.comment") or ""
            assert isinstance(comment, str) and answer.comment.endswith(comment)
        actions = sorted({path.split(".")[1] for path in model if path.startswith("actions.")}, key=int)
        standing = [each for each in actions if model.get(f"actions.{each}") != "removed"]
        assert [line.action for line in reading.actions] == [
            model.get(f"actions.{each}.action") for each in standing
        ]


DEFAULTS: dict[SlotKind, Value] = {
    SlotKind.CASE_REFERENCE: "10234",
    SlotKind.PERSON: "Tess Willow",
    SlotKind.DATE: "2013-12-12",
    SlotKind.DAY_TO_COME: "2014-01-31",
    SlotKind.LINE: "Because",
    SlotKind.TEXT: "Some words",
    SlotKind.YES_NO: True,
    SlotKind.GRADE: 2,
    SlotKind.FINDING: True,
    SlotKind.JUDGEMENT: "good",
}

TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
