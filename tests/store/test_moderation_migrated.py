"""Audits that were flagged before there was a list for moderation."""

import json

import sqlalchemy as sa
from alembic import command

from store.database import alembic_config, connect


def test_what_was_flagged_before_never_comes_to_moderation(empty_url: str) -> None:
    database = connect(empty_url)
    with database.engine.execution_options(auditbot_migrating=True).begin() as connection:
        config = alembic_config(connection)
        command.upgrade(config, "0009")
        for number, code in ((1, "judgement-and-areas"), (2, "action-needs-date")):
            row = {
                "id": number, "pack": "p", "form": "tier1-generic", "status": "accepted", "content_sha256": "x",
                "reading": json.dumps({"notices": [{"code": code, "message": "m"}]}), "subject": "s",
                "identity": str(number), "version": 1, "source": "mail", "sent": "2014-01-20 12:00:00+00",
                "recorded": "2014-01-20 12:00:00+00", "beside": "{}",
            }  # fmt: skip
            names = ", ".join(row)
            connection.execute(
                sa.text(f"insert into audits ({names}) values ({', '.join(f':{n}' for n in row)})"), row
            )
        command.upgrade(config, "0010")
        flagged = connection.execute(sa.text("select id, for_moderation from audits order by id")).all()
    database.close()
    assert [(number, bool(waits)) for number, waits in flagged] == [(1, True), (2, False)]
