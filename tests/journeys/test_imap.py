"""From a real IMAP server to a message in the workspace."""

import time
from pathlib import Path

from imap_tools import BaseMailBox, MailBoxUnencrypted

from framework.words import Judgement
from tests.journeys.world import audit_tool, council, mail
from tests.servers.dovecot import PASSWORD, Dovecot

DIRECTOR = "ada.north@council.example"


def test_an_audit_delivered_over_imap_is_told_at_once_and_then_moved_to_filed(tmp_path: Path) -> None:
    with Dovecot() as dovecot:
        mailbox = (
            f'name = "audits"\nkind = "imap"\nhost = "127.0.0.1"\nport = {dovecot.imap}\nsecurity = "none"\n'
            f'username = "audits"\npassword = "{PASSWORD}"\npoll_seconds = 1'
        )
        with council(tmp_path, mailbox=mailbox) as world, world.running():
            dovecot.deliver("audits", mail(audit_tool(Judgement.INADEQUATE)))
            (message,) = world.workspace.as_member(DIRECTOR).wait_for_messages(1, timeout=30)
            assert "Inadequate" in str(message["blocks"])
            with MailBoxUnencrypted("127.0.0.1", dovecot.imap).login("audits", PASSWORD) as box:
                assert wait_for_filed(box) == ["Completed audit"]


def wait_for_filed(box: BaseMailBox) -> list[str]:
    """The subjects in the folder Filed, once there are any."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if box.folder.exists("Filed"):
            box.folder.set("Filed")
            if found := [m.subject for m in box.fetch(mark_seen=False)]:
                return found
            box.folder.set("INBOX")
        time.sleep(0.1)
    return []
