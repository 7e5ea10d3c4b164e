"""Logging in to Exchange Web Services, and what `auditbot check` says when that is not to be."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from mail.mailboxes.ews import EwsMailbox
from mail.mailboxes.port import MailboxError
from tests.mail.ews_bench import ADDRESS, EwsBench
from tests.mail.letters import letter, wire
from tests.servers.exchange.ews import CLIENT_ID, PASSWORD, TENANT, EwsServer
from tests.servers.exchange.model import Exchange


@pytest.fixture
def bench(server: EwsServer) -> EwsBench:
    server.exchange.deliver(ADDRESS, wire(letter("one")))
    return EwsBench(server)


def application(bench: EwsBench, **changed: Any) -> EwsMailbox:
    settings = {
        "tenant": TENANT,
        "client_id": CLIENT_ID,
        "client_secret": PASSWORD,
        "authority_url": bench.server.authority_url,
        "username": "",
        "password": "",
    }
    return bench.open(**settings | changed)


def refusal(mailbox: EwsMailbox) -> MailboxError:
    with pytest.raises(MailboxError) as raised:
        mailbox.check()
    mailbox.close()
    return raised.value


# What check says


def down(bench: EwsBench) -> EwsMailbox:
    bench.server.stop()
    return bench.open()


def refused(bench: EwsBench) -> EwsMailbox:
    return bench.open(password="another")


def no_mailbox(bench: EwsBench) -> EwsMailbox:
    return bench.open(address="nobody@council.example")


def too_slow(bench: EwsBench) -> EwsMailbox:
    bench.server.faults.add("slow", seconds=1)
    return bench.open(timeout=0.3)


def switched_off(bench: EwsBench) -> EwsMailbox:
    bench.server.faults.add("switched-off", about=lambda request: request != "token", times=None)
    return application(bench)


def not_allowed(bench: EwsBench) -> EwsMailbox:
    bench.server.operations.denied.add(ADDRESS)
    return bench.open()


CAUSES: list[tuple[Callable[[EwsBench], EwsMailbox], str, bool]] = [
    (down, "is down", False),
    (refused, "Check username and password", True),
    (no_mailbox, "has no mailbox nobody@council.example", True),
    (too_slow, "too slow: no answer within 0.3 seconds", False),
    (switched_off, "switched off", True),
    (not_allowed, "does not let audits@council.example use the mailbox", True),
]


@pytest.mark.parametrize(("cause", "told", "lasting"), CAUSES)
def test_a_person_would_not_know_what_to_put_right(
    bench: EwsBench, cause: Callable[[EwsBench], EwsMailbox], told: str, lasting: bool
) -> None:
    error = refusal(cause(bench))
    assert told in str(error)
    assert error.lasting is lasting
    for _, other, _ in CAUSES:
        assert other == told or other not in str(error)
    assert PASSWORD not in str(error)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("The application's ID is not in EwsAllowedAppIDs.", f"client id {CLIENT_ID} in EwsAllowedAppIDs"),
        ("EWS is disabled for this organization.", "because EWSEnabled is not true"),
        ("", f"to true and put the client id {CLIENT_ID} in EwsAllowedAppIDs"),
    ],
)
def test_nobody_would_know_which_switch_to_turn(bench: EwsBench, said: str, cause: str) -> None:
    bench.server.switched_off = said
    bench.server.faults.add("switched-off", about=lambda request: request != "token", times=None)
    error = str(refusal(application(bench)))
    assert cause in error
    for word in ("1 October 2026", "1 April 2027", 'kind = "graph"', CLIENT_ID):
        assert word in error


def test_a_switch_reported_as_a_lack_of_rights_would_be_taken_for_one(bench: EwsBench) -> None:
    bench.server.operations.denied.add(ADDRESS)
    bench.server.operations.denial = "Exchange Web Services is disabled for this mailbox."
    assert "switched off" in str(refusal(application(bench)))


def test_basic_authentication_switched_off_would_look_like_a_wrong_password(bench: EwsBench) -> None:
    bench.server.offers = "Negotiate, NTLM"
    error = str(refusal(refused(bench)))
    assert 'does not take auth = "basic"; it offers NTLM, Negotiate. Set auth = "ntlm".' in error
    bench.server.offers = "Negotiate"
    assert "Switch basic or NTLM authentication on" in str(refusal(refused(bench)))


# A Windows login


def windows(bench: EwsBench, **changed: Any) -> EwsMailbox:
    return bench.open(**{"username": "COUNCIL\\audits", "auth": "ntlm"} | changed)


def test_an_exchange_that_takes_windows_logins_only_could_not_be_used(bench: EwsBench) -> None:
    bench.server.offers = "NTLM"
    mailbox = windows(bench)
    assert mailbox.check().startswith("1 message")
    (page,) = mailbox.list(None)
    (found,) = mailbox.fetch([page.messages[0].uid])
    assert found.raw == wire(letter("one"))
    threading.Timer(0.5, bench.deliver, [wire(letter("two"))]).start()
    began = time.monotonic()
    mailbox.wait(20, threading.Event())
    assert time.monotonic() - began < 5
    assert len(next(mailbox.list(page.cursor)).messages) == 1
    bench.server.hang_up()
    assert mailbox.check().startswith("2 messages")
    mailbox.close()


def test_a_windows_login_that_is_refused_would_be_tried_for_ever_or_look_like_an_outage(
    bench: EwsBench,
) -> None:
    bench.server.offers = "NTLM"
    error = refusal(windows(bench, password="another"))
    assert error.lasting
    assert "refused COUNCIL\\audits. Check username and password" in str(error)
    assert "another" not in str(error)
    bench.server.offers = 'Basic realm="127.0.0.1"'
    assert 'Set auth = "basic".' in str(refusal(windows(bench)))


def test_a_windows_login_would_not_be_bound_to_the_servers_certificate(
    authority: trustme.CA, tmp_path: Path
) -> None:
    ours = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ours))
    with secured(authority, tmp_path) as bench:
        bench.server.offers = "NTLM"
        assert windows(bench, ca_file=ours).check().startswith("0 messages")


def test_a_wrong_address_of_the_server_would_look_like_an_outage(bench: EwsBench) -> None:
    error = refusal(bench.open(server=bench.server.url.replace("Exchange.asmx", "nothing")))
    assert "404" in str(error)
    assert error.lasting


def test_a_check_would_repeat_an_old_failure(bench: EwsBench) -> None:
    bench.server.faults.add("refused")
    mailbox = bench.open()
    assert "refused" in str(refusal(mailbox))
    assert mailbox.check() == "1 message in Inbox of audits@council.example"


# Applications


def test_an_application_could_not_open_a_mailbox(bench: EwsBench) -> None:
    mailbox = application(bench)
    assert mailbox.check().startswith("1 message")
    (page,) = mailbox.list(None)
    (found,) = mailbox.fetch([page.messages[0].uid])
    assert found.raw is not None
    assert mailbox.file(found.uid, "Filed") is not None
    mailbox.wait(0.3, threading.Event())
    assert bench.server.streams == 1
    mailbox.close()
    assert bench.server.asked["token"] == 1


def test_a_token_that_ran_out_would_stop_the_mailbox(bench: EwsBench) -> None:
    mailbox = application(bench)
    assert mailbox.check().startswith("1 message")
    bench.server.forget_tokens()
    assert mailbox.check().startswith("1 message")
    bench.server.forget_tokens()
    assert len(next(mailbox.list(None)).messages) == 1
    assert bench.server.asked["token"] == 3
    bench.server.token_seconds = 0
    bench.server.forget_tokens()
    error = refusal(mailbox)
    assert "refuses the token" in str(error)
    assert "full_access_as_app" in str(error)
    assert error.lasting


def test_a_secret_that_ran_out_would_look_like_an_outage(bench: EwsBench) -> None:
    error = refusal(application(bench, client_secret="another"))
    assert "AADSTS7000215" in str(error)
    assert "client_secret" in str(error)
    assert error.lasting
    assert not bench.server.asked["GetFolder"]


def test_a_login_server_that_is_down_would_look_like_a_wrong_secret(bench: EwsBench) -> None:
    bench.server.faults.add("away", about=lambda request: request == "token", times=None)
    mailbox = application(bench)
    error = refusal(mailbox)
    assert not error.lasting
    bench.server.faults.clear()
    time.sleep(0.1)
    assert mailbox.check().startswith("1 message")


def test_an_application_without_rights_would_be_told_to_ask_for_a_persons(bench: EwsBench) -> None:
    bench.server.operations.denied.add(ADDRESS)
    error = str(refusal(application(bench)))
    assert "full_access_as_app" in error
    assert CLIENT_ID in error


# Whom to trust


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@contextlib.contextmanager
def secured(authority: trustme.CA, directory: Path) -> Iterator[EwsBench]:
    certificate = directory / "server.pem"
    issued = authority.issue_cert("127.0.0.1")
    certificate.write_bytes(issued.private_key_and_cert_chain_pem.bytes())
    with EwsServer(Exchange(ADDRESS), certificate=certificate) as server:
        yield EwsBench(server)


def test_a_password_would_be_sent_to_a_server_that_nobody_vouches_for(
    authority: trustme.CA, tmp_path: Path
) -> None:
    with secured(authority, tmp_path) as bench:
        error = refusal(bench.open())
        assert "not to be trusted" in str(error)
        assert error.lasting
        assert not bench.server.asked


def test_the_councils_own_authority_would_not_be_trusted(authority: trustme.CA, tmp_path: Path) -> None:
    ours = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ours))
    with secured(authority, tmp_path) as bench:
        mailbox = bench.open(ca_file=ours)
        bench.deliver(wire(letter("one")))
        assert mailbox.check().startswith("1 message")
        list(mailbox.list(None))
        mailbox.wait(0.5, threading.Event())
        assert bench.server.streams == 1
        mailbox.close()
        assert (
            bench.open(server=f"127.0.0.1:{bench.server.port}", ca_file=ours).check().startswith("1 message")
        )


def test_an_authority_that_cannot_be_read_would_be_passed_over(bench: EwsBench, tmp_path: Path) -> None:
    error = refusal(bench.open(server=f"127.0.0.1:{bench.server.port}", ca_file=tmp_path / "nothing.pem"))
    assert "ca_file" in str(error)
    assert error.lasting


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_insecure_would_not_do_what_it_says_on_this_machine(authority: trustme.CA, tmp_path: Path) -> None:
    with secured(authority, tmp_path) as bench:
        assert bench.open(insecure=True).check().startswith("0 messages")


@pytest.mark.parametrize(
    "changed",
    [
        {"server": "http://mail.council.example/EWS/Exchange.asmx"},
        {"server": "mail.council.example", "insecure": True},
        {"server": "ftp://127.0.0.1/"},
        {"address": "audits"},
        {"version": "Exchange 2016"},
        {"version": "1.2.3"},
        {"client_id": CLIENT_ID, "authority_url": "http://login.council.example"},
    ],
)
def test_a_mistake_in_the_settings_would_send_secrets_in_the_clear_or_show_late(
    bench: EwsBench, changed: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"this machine only|https|address|version"):
        bench.open(**changed)


@pytest.mark.parametrize("version", ["", "Exchange2016", "Exchange2013", "15.1.2507", "15.2"])
def test_a_version_that_exists_would_be_refused(bench: EwsBench, version: str) -> None:
    assert bench.open(version=version).check().startswith("1 message")


def test_a_login_with_letters_beyond_a_to_z_would_be_refused(bench: EwsBench) -> None:
    error = refusal(bench.open(username="zoë@council.example", password="Größe"))
    assert "zoë@council.example" in str(error)
    assert bench.server.seen[-1] == ("zoë@council.example", "Größe")
