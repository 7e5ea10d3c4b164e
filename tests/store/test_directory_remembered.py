"""The directory is read once and remembered, and a new one is never overlooked."""

import pytest
from sqlalchemy import event

from framework.directory import Person
from framework.words import Role
from store.database import connect
from store.unit_of_work import Store
from tests.store.clock import SettableClock


def somebody(name: str) -> Person:
    return Person(name=name, email="somebody@council.example", role=Role.TEAM_MANAGER)


def import_people(store: Store, *names: str) -> None:
    with store.writing() as work:
        work.people.replace_people([somebody(name) for name in names])
        work.commit()


def names(store: Store) -> list[str]:
    with store.reading() as work:
        return [person.name for person in work.people.directory().people]


def test_a_directory_imported_meanwhile_is_seen_by_the_very_next_look(store: Store) -> None:
    import_people(store, "Ada Old")
    assert names(store) == ["Ada Old"]
    import_people(store, "Ada New")
    assert names(store) == ["Ada New"]


def test_a_directory_imported_by_another_process_is_seen_by_the_very_next_look(
    store: Store, url: str, clock: SettableClock
) -> None:
    import_people(store, "Ada Old")
    assert names(store) == ["Ada Old"]
    other = connect(url)
    import_people(Store(other, clock), "Ada New")
    other.close()
    assert names(store) == ["Ada New"]


def test_a_directory_that_was_not_committed_is_remembered_by_nobody(store: Store) -> None:
    import_people(store, "Ada Old")
    with pytest.raises(RuntimeError), store.writing() as work:
        work.people.replace_people([somebody("Ada Undone")])
        assert [person.name for person in work.people.directory().people] == ["Ada Undone"]
        raise RuntimeError
    assert names(store) == ["Ada Old"]


def test_the_whole_directory_is_not_read_again_where_nothing_was_imported(store: Store) -> None:
    import_people(store, "Ada Old")
    names(store)
    read: list[str] = []
    event.listen(
        store.database.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_rest: read.append(statement),
    )
    assert names(store) == ["Ada Old"]
    assert [each for each in read if "FROM people" in each] == []
    assert [each for each in read if "FROM stamps" in each] != []
