"""What was answered in the parts of an audit that are finished, for whoever does the next one."""

from conversations.result import shown
from framework.pack import Pack
from framework.people import Person
from handlers.auditing.moving import loaded
from store.unit_of_work import Store


def answered_before(store: Store, pack: Pack, conversation_id: int, by: Person) -> list[tuple[str, str]]:
    """Question and answer of each part that is finished; NoSuchConversation for who may not come to the audit."""
    with store.reading() as work:
        _, conversation, script = loaded(work, pack, conversation_id, by)
        state = conversation.state()
        questions = [each for part in state.finished for each in script.questions(state.values, part)]
    slots = [(question, slot) for question in questions for slot in question.slots]
    found = [(question.text, shown(slot, state.values.get(slot.path))) for question, slot in slots]
    return [(asked, words) for asked, words in found if words]
