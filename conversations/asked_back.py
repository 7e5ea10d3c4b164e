"""What the bot asks back of its own ("Cancel it?"): it stands among the turns, so that yes answers that alone."""

from conversations.giving import asked_of
from conversations.moves import AskBack, Cancel, ComeBack, Concern, Give, GoTo, Move, Submit
from conversations.outcomes import AreYouSure, AskAgain, Asking
from conversations.questions import Question, Slot
from conversations.script import actions_in
from conversations.talk import Talk
from conversations.turns import Asked, TurnKind
from conversations.typed import agreed, typed_answer
from framework.answers import key
from framework.outlines import ACTIONS, OVERALL, Option
from framework.words import Judgement

OF_AN_ANSWER = frozenset({Asking.MEANT.value, Asking.RIGHT.value})
"""Those about something that was answered: other words than yes and no are another answer."""

_TELL = frozenset({"tell", "tellthem", "tellthemnow", "now", "y", "ok", "yesplease", "sure"})

GIVE_UP = (
    "What you changed since is given up, and the audit stands as it was submitted. Give the amendment up?"
)
CANCEL = "{kept} for a time, but they will not be part of any record or figures. Cancel this audit?"
NO_ACTION = "You judged it Inadequate and named no action. Is that right?"
MOVE_OVER = (
    "This audit tool was changed since you began. Move over to the new form, with the answers that fit?"
)
TO_WHOM = (
    "That name is not in the directory. Write the whole name or the e-mail address, or no to keep the audit."
)
TELLS = "This tells {whom} now, in a direct message. Nobody has been told yet."
THE_TWO = "the team manager and the head of service"
HAND_IT_TO = "Hand it to {name}?"
WHICH_OF_THEM = "Several people have a name like that. Hand it to one of these?"


def ask(talk: Talk, move: AskBack) -> AreYouSure | AskAgain:
    """Have it stand, and ask it."""
    talk.ask_back(move.what, move.about)
    shown = standing(talk)
    assert shown is not None
    return shown


def standing(talk: Talk, words: str = "") -> AreYouSure | AskAgain | None:
    """What the bot has asked back and nobody has answered yet; `words` were written and are no answer to it."""
    asked = talk.state.asked
    if asked is None:
        return None
    what = Asking(asked.what)
    if what in OF_AN_ANSWER:
        shown = _of_an_answer(talk, asked)
        talk.asking = shown is not None
        return shown
    talk.asking = True
    choices = _people(talk, asked) if what is Asking.HAND_OVER else ()
    if what is Asking.WORRIED:
        words = asked.about[0]
    return AreYouSure(_message(talk, what, choices), what, choices, words)


def asks_for_nothing(talk: Talk) -> bool:
    """Whether an Inadequate audit names no action, and nobody was asked about it since it was judged so."""
    values, judged = talk.state.values, talk.state.given.get(OVERALL)
    if judged is None or judged.value != Judgement.INADEQUATE or talk.script.form.actions is None:
        return False
    later = talk.conversation.turns[judged.turn :]
    asked = any(turn.kind is TurnKind.ASKED and turn.where == Asking.NO_ACTION for turn in later)
    return not actions_in(values) and not asked


def reply(talk: Talk, words: str) -> Move | None:
    """The move that the words make in answer to what was asked back; None where they are no answer to it."""
    asked, said = talk.state.asked, agreed(words)
    if asked is None:
        return None
    match Asking(asked.what):
        case Asking.MEANT | Asking.RIGHT:
            return _about_an_answer(talk, asked, words)
        case Asking.CANCEL if said:
            return Cancel(sure=True)
        case Asking.NO_ACTION if said is not None:
            return Submit() if said else GoTo(ACTIONS)
        case Asking.WORRIED if said is not False:
            return _about_a_worry(words)
        case _:
            return ComeBack() if said is False else None


def _about_a_worry(words: str) -> Concern:
    """Yes, and whatever follows it, has it told; other words are added to what will be told."""
    first, _, rest = words.strip().partition(" ")
    if key(words) in _TELL:
        return Concern(sure=True)
    yes = key(first) == "yes"
    return Concern(rest.strip() if yes and not agreed(words) else "" if yes else words, sure=yes)


def _about_an_answer(talk: Talk, asked: Asked, words: str) -> Move | None:
    shown, said = _of_an_answer(talk, asked), agreed(words)
    if shown is None:
        return None
    choices = [option.id for option in shown.choices]
    if shown.suggestion is not None:
        meant = shown.suggestion if said else None
    elif words.strip().isdecimal() and 1 <= int(words) <= len(choices):
        meant = choices[int(words) - 1]
    else:
        meant = choices[0] if said and len(choices) == 1 else None
    if meant is not None:
        question = shown.ask.question
        answer = typed_answer(question, str(meant), talk.state.values, talk.script.facts)
        return Give(question.id, {shown.path: meant}, on=answer.on)
    return ComeBack() if said is False else None


def _of_an_answer(talk: Talk, asked: Asked) -> AskAgain | None:
    question, slot = _slot(talk, asked)
    return asked_of(talk, question, slot, asked.about[2]) if question and slot else None


def _slot(talk: Talk, asked: Asked) -> tuple[Question | None, Slot | None]:
    question = talk.question(asked.about[0])
    slots = question.slots if question else ()
    return question, next((slot for slot in slots if slot.path == asked.about[1]), None)


def _message(talk: Talk, what: Asking, choices: tuple[Option, ...]) -> str:
    match what:
        case Asking.CANCEL:
            given = sum(value is not None for value in talk.state.values.values())
            kept = f"The {given} answers given so far are kept" if given > 1 else "What you gave is kept"
            return GIVE_UP if talk.state.amending else CANCEL.format(kept=kept)
        case Asking.NO_ACTION:
            return NO_ACTION
        case Asking.WORRIED:
            return TELLS.format(whom=THE_TWO)
        case Asking.HAND_OVER if len(choices) == 1:
            return HAND_IT_TO.format(name=choices[0].label)
        case Asking.HAND_OVER:
            return WHICH_OF_THEM if choices else TO_WHOM
        case _:
            return MOVE_OVER


def _people(talk: Talk, asked: Asked) -> tuple[Option, ...]:
    posts = (next(iter(talk.script.facts.directory.posts(email)), None) for email in asked.about)
    return tuple(Option(id=one.email, label=_who(one.name, one.team, one.role.label)) for one in posts if one)


def _who(name: str, team: str, role: str) -> str:
    return f"{name}, {team or role}"
