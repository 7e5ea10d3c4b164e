"""A mailbox over Microsoft Graph when Graph, the network or people do what they do."""

import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from mail.mailboxes import graph_session
from mail.mailboxes.port import Fetched, MailboxError
from tests.mail.graph_bench import ADDRESS, GraphBench, serving
from tests.mail.letters import letter, wire
from tests.mail.test_mailboxes_contract import deliver, fetched, ids, last_cursor, subject, subjects
from tests.servers.exchange.faults import Wrong
from tests.servers.exchange.graph import GraphServer
from tests.servers.exchange.model import INBOX, Exchange


@pytest.fixture
def bench() -> Iterator[GraphBench]:
    with serving() as bench:
        yield bench


# Listing


def test_a_message_that_people_move_about_would_be_lost_or_counted_twice(bench: GraphBench) -> None:
    deliver(bench, "one", "two")
    mailbox = bench.open()
    one, _ = ids(mailbox.list(None))
    cursor = last_cursor(mailbox, None)
    bench.exchange.move(ADDRESS, one, "Elsewhere")
    assert ids(mailbox.list(cursor)) == []
    assert subject(next(mailbox.fetch([one])).raw) == "one"
    bench.exchange.move(ADDRESS, one, INBOX)
    assert ids(mailbox.list(cursor)) == [one]


def test_mail_after_an_empty_page_would_not_be_seen(bench: GraphBench) -> None:
    bench.server.answers.empty_pages = True
    names = bench.numbered(7)
    assert subjects(bench.open(), None) == names


@pytest.mark.parametrize("where", ["at once", "in the middle"])
def test_mail_would_be_lost_when_graph_forgets_how_far_it_was_read(
    bench: GraphBench, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.in_pages_of(2, monkeypatch)
    names = bench.numbered(5)
    mailbox = bench.open()
    cursor = last_cursor(mailbox, None)
    deliver(bench, "new")
    listing = mailbox.list(None if where == "in the middle" else cursor)
    first = [next(listing)] if where == "in the middle" else []
    bench.server.faults.add("lost-state", about=lambda asked: asked == "GET delta")
    rest = list(listing)
    assert all(page.anew for page in rest)
    assert len(ids(first)) == 2 * len(first)
    assert [subject(m.raw) for m in mailbox.fetch(ids(rest))] == [*names, "new"]


def test_a_server_that_forgets_again_and_again_would_be_asked_for_ever(bench: GraphBench) -> None:
    bench.numbered(2)
    mailbox = bench.open()
    cursor = last_cursor(mailbox, None)
    bench.server.faults.add("lost-state", about=lambda asked: asked == "GET delta", times=None)
    with pytest.raises(MailboxError, match="does not remember"):
        list(mailbox.list(cursor))
    assert len([asked for asked in bench.server.calls.asked if asked == "GET delta"]) == 3


def test_what_is_told_twice_would_be_two_messages(bench: GraphBench) -> None:
    names = bench.numbered(3)
    mailbox = bench.open()
    before = ids(mailbox.list(None))
    cursor = last_cursor(mailbox, None)
    bench.server.faults.add("replayed", about=lambda asked: asked == "GET delta")
    assert ids(mailbox.list(cursor)) == before
    assert len(set(before)) == len(names)


def test_another_folder_would_be_read_on_from_where_the_last_one_ended(bench: GraphBench) -> None:
    deliver(bench, "one")
    cursor = last_cursor(bench.open(), None)
    bench.exchange.deliver(ADDRESS, wire(letter("two")), folder="Council audits")
    pages = list(bench.open(folder="council audits").list(cursor))
    assert [page.anew for page in pages] == [True]
    assert subjects(bench.open(folder="council audits"), cursor) == ["two"]


def test_the_token_would_go_to_whatever_host_a_link_names(bench: GraphBench) -> None:
    with GraphServer(Exchange(ADDRESS)) as elsewhere:
        bench.server.answers.link_host = elsewhere.authority_url
        mailbox = bench.open()
        deliver(bench, "one")
        cursor = last_cursor(mailbox, None)
        deliver(bench, "two")
        assert subjects(mailbox, cursor) == ["two"]
        assert elsewhere.authority_url not in cursor
        assert elsewhere.calls.asked == []
        bench.server.answers.link_host = f"{elsewhere.authority_url}/other"
        with pytest.raises(MailboxError, match="gave no link"):
            list(mailbox.list(None))
        assert elsewhere.calls.asked == []


# Fetching


def test_graph_would_refuse_a_fifth_call_at_once_or_everything_would_go_one_by_one(bench: GraphBench) -> None:
    names = bench.numbered(12)
    bench.server.faults.add("slow", about=lambda asked: "value" in asked, times=None, seconds=0.1)
    first, second = bench.open(), bench.open()
    uids = ids(first.list(None))
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda m=m: found.append([subject(f.raw) for f in m.fetch(uids)]))
        for m in (first, second)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [names, names]
    assert bench.server.calls.most_at_once == 4
    assert time.monotonic() - began < 24 * 0.1 * 0.7


def test_a_heap_of_mail_would_be_held_in_memory_while_it_is_worked_through(bench: GraphBench) -> None:
    bench.numbered(20)
    mailbox = bench.open()
    fetching = cast(Generator[Fetched], mailbox.fetch(ids(mailbox.list(None))))
    next(fetching)
    time.sleep(0.3)
    assert len([asked for asked in bench.server.calls.asked if "value" in asked]) <= 5
    fetching.close()
    assert threading.active_count() < 30
    assert len([asked for asked in bench.server.calls.asked if "value" in asked]) <= 5


@pytest.mark.parametrize("wrong", ["broken", "dropped", "away", "throttled"])
def test_trouble_that_passes_would_cost_a_message(bench: GraphBench, wrong: Wrong) -> None:
    names = bench.numbered(3)
    mailbox = bench.open()
    uids = ids(mailbox.list(None))
    bench.server.faults.add(wrong, about=lambda asked: asked == f"GET value {uids[1]}", seconds=0.1)
    found = list(mailbox.fetch(uids))
    assert [subject(message.raw) for message in found] == names
    assert [message.problem for message in found] == [""] * 3


@pytest.mark.parametrize("wrong", ["broken", "dropped", "slow"])
def test_one_poison_message_would_stop_all_the_others(bench: GraphBench, wrong: Wrong) -> None:
    bench.numbered(4)
    mailbox = bench.open(timeout=0.4)
    uids = ids(mailbox.list(None))
    bench.server.faults.add(
        wrong, about=lambda asked: asked == f"GET value {uids[1]}", times=None, seconds=0.8
    )
    found = list(mailbox.fetch(uids))
    assert [message.raw is None for message in found] == [False, True, False, False]
    assert "however often it was asked" in found[1].problem


def test_every_message_would_be_given_up_while_the_server_is_away(bench: GraphBench) -> None:
    names = bench.numbered(6)
    mailbox = bench.open()
    uids = ids(mailbox.list(None))
    fetching = mailbox.fetch(uids)
    good = [subject(next(fetching).raw)]
    bench.server.stop()
    with pytest.raises(MailboxError, match=r"cannot be reached|broke off"):
        good.extend(subject(message.raw) for message in fetching)
    assert good == names[: len(good)]
    bench.server.start()
    assert [subject(message.raw) for message in mailbox.fetch(uids)] == names


def test_a_message_without_end_would_fill_the_memory(bench: GraphBench) -> None:
    bench.deliver(wire(letter("endless", "line of words\n" * 200_000)))
    bench.deliver(b"Subject: only a head\r\nX-Long: " + b"x" * 300_000)
    large, head = fetched(bench.open(max_bytes=200_000), None)
    assert subject(large.raw) == "endless"
    assert b"line of words" not in (large.raw or b"")
    assert "3.0 MB, more than the 0.2 MB" in large.problem
    assert (head.raw, bool(head.problem)) == (b"Subject: only a head\r\n", True)


# Being asked to wait


def test_a_throttled_server_would_be_asked_again_before_it_wants(bench: GraphBench) -> None:
    names = bench.numbered(6)
    mailbox = bench.open()
    uids = ids(mailbox.list(None))
    bench.server.faults.add("throttled", about=lambda asked: "value" in asked, seconds=1)
    began = time.monotonic()
    assert [subject(message.raw) for message in mailbox.fetch(uids)] == names
    assert time.monotonic() - began >= 1


def test_everything_would_stand_still_for_as_long_as_a_server_likes(bench: GraphBench) -> None:
    mailbox = bench.open()
    bench.server.faults.add("throttled", about=lambda asked: asked == "GET delta", seconds=120)
    began = time.monotonic()
    for _ in range(2):  # the second time the server is not even asked
        with pytest.raises(MailboxError, match=r"left alone for 1[12]") as caught:
            list(mailbox.list(None))
        assert not caught.value.lasting
        assert 110 < (caught.value.seconds or 0) <= 120
    assert time.monotonic() - began < 5
    assert bench.server.calls.asked.count("GET delta") == 1


def test_a_server_that_throttles_for_ever_would_be_asked_for_ever(
    bench: GraphBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph_session, "_PATIENCE", 2.0)
    bench.server.faults.add("throttled", about=lambda asked: "token" not in asked, times=None, seconds=0)
    with pytest.raises(MailboxError, match="left alone"):
        bench.open().check()
    assert len(bench.server.calls.asked) <= 5


# Tokens


def test_the_mailbox_would_stop_when_the_first_token_ends(bench: GraphBench) -> None:
    names = bench.numbered(3)
    mailbox = bench.open()
    uids = ids(mailbox.list(None))
    assert bench.server.calls.tokens == 1
    bench.server.end_tokens()
    assert [subject(message.raw) for message in mailbox.fetch(uids)] == names
    assert bench.server.calls.tokens == 2


def test_a_token_would_be_used_to_the_very_last_second(bench: GraphBench) -> None:
    bench.server.token_seconds = 200
    mailbox = bench.open()
    mailbox.check()
    mailbox.check()
    assert 2 <= bench.server.calls.tokens <= 4  # one that ends within five minutes is replaced before
    assert bench.server.faults.happened == []


def test_a_token_that_is_never_good_would_be_renewed_for_ever(bench: GraphBench) -> None:
    bench.server.token_seconds = -1
    with pytest.raises(MailboxError, match="refuses the application's token") as caught:
        bench.open().check()
    assert caught.value.lasting
    assert bench.server.calls.tokens == 2


# Moving


def test_a_mail_that_a_person_deleted_would_come_back(bench: GraphBench) -> None:
    deliver(bench, "one")
    mailbox = bench.open()
    (uid,) = ids(mailbox.list(None))
    bench.exchange.move(ADDRESS, uid, "Deleted Items")
    assert mailbox.file(uid, "Filed") is None
    assert len(bench.in_folder("Deleted Items")) == 1
    assert mailbox.file(uid, "Deleted Items") == uid


def test_a_folder_that_people_removed_and_made_again_would_stop_the_moves(bench: GraphBench) -> None:
    deliver(bench, "one", "two")
    mailbox = bench.open()
    one, two = ids(mailbox.list(None))
    assert mailbox.file(one, "It's filed") == one
    with bench.exchange.at(ADDRESS) as account:
        account.items.pop(one)
        account.folders.pop("It's filed")
    assert mailbox.file(two, "It's filed") == two
    assert [subject(raw) for raw in bench.in_folder("It's filed")] == ["two"]


def test_a_folder_made_by_somebody_at_the_same_moment_would_stop_the_move(bench: GraphBench) -> None:
    deliver(bench, "one")
    mailbox = bench.open()
    (uid,) = ids(mailbox.list(None))
    asked = False

    def made_meanwhile(request: str) -> bool:
        nonlocal asked
        if request == "POST folders" and not asked:
            asked = True
            bench.exchange.make_folder(ADDRESS, "Filed")
        return False

    bench.server.faults.add("slow", about=made_meanwhile)
    assert mailbox.file(uid, "Filed") == uid
    assert asked


def test_a_move_whose_answer_was_lost_would_fail_for_ever(bench: GraphBench) -> None:
    deliver(bench, "one")
    mailbox = bench.open()
    (uid,) = ids(mailbox.list(None))
    bench.server.faults.add("dropped", about=lambda asked: asked.startswith("POST move"))
    with pytest.raises(MailboxError, match="broke off"):
        mailbox.file(uid, "Filed")
    assert mailbox.file(uid, "Filed") == uid
    assert len(bench.in_folder("Filed")) == 1


# Looking


def test_down_and_refused_and_missing_and_forbidden_and_slow_would_sound_the_same(bench: GraphBench) -> None:
    told: dict[str, MailboxError] = {}

    def look(what: str, **changed: Any) -> None:
        with pytest.raises(MailboxError) as caught:
            bench.open(**changed).check()
        told[what] = caught.value
        assert "made-up-secret" not in str(caught.value)
        assert "wrong-secret" not in str(caught.value)
        assert "explanation" not in str(caught.value)

    look("secret", client_secret="wrong-secret")
    look("application", client_id="another")
    look("tenant", tenant="another")
    look("mailbox", address="nobody@council.example")
    look("folder", folder="Nowhere")
    bench.server.forbidden.add(ADDRESS)
    look("forbidden")
    bench.server.forbidden.clear()
    bench.server.faults.add("slow", times=None, seconds=0.6)
    look("slow", timeout=0.2)
    bench.server.faults.clear()
    bench.server.faults.add("broken", times=None)
    look("broken")
    bench.server.faults.clear()
    bench.server.faults.add("throttled", about=lambda asked: asked == "POST token")
    look("no tokens now")
    bench.server.stop()
    look("down")
    assert len({str(error) for error in told.values()}) == len(told)
    lasting = {what for what, error in told.items() if error.lasting}
    assert lasting == {"secret", "application", "tenant", "mailbox", "folder", "forbidden"}
    assert "AADSTS7000215" in str(told["secret"])
    assert "client_secret" in str(told["secret"])
    assert "client_id" in str(told["application"])
    assert "no mailbox nobody@council.example" in str(told["mailbox"])
    assert "Mail.ReadWrite" in str(told["forbidden"])
    assert "too slow" in str(told["slow"])
    assert "no folder 'Nowhere'" in str(told["folder"])
    assert "cannot be reached" in str(told["down"])


def test_a_secret_would_cross_a_network_in_the_clear(bench: GraphBench) -> None:
    for changed in (
        {"api_url": "http://graph.council.example/v1.0"},
        {"authority_url": "http://login.council.example"},
        {"api_url": "graph.council.example"},
    ):
        with pytest.raises(ValueError, match="https"):
            bench.open(**changed)


def test_an_authority_of_the_councils_own_that_cannot_be_read_would_be_a_crash(
    bench: GraphBench, tmp_path: Path
) -> None:
    with pytest.raises(MailboxError, match="Set ca_file") as caught:
        bench.open(ca_file=tmp_path / "nothing.pem").check()
    assert caught.value.lasting


def test_a_server_in_trouble_would_be_asked_as_often_as_a_well_one(bench: GraphBench) -> None:
    mailbox = bench.open(poll_seconds=0.2)
    bench.server.stop()
    for _ in range(2):
        with pytest.raises(MailboxError):
            list(mailbox.list(None))
    began = time.monotonic()
    mailbox.wait(30, threading.Event())
    assert time.monotonic() - began > 0.7
    bench.server.start()
    list(mailbox.list(None))
    began = time.monotonic()
    mailbox.wait(30, threading.Event())
    assert time.monotonic() - began < 0.6
