"""The Bolt app: what Slack sends, turned into plain values and given to a listener."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext, BoltResponse

from handlers.allocations.notices import APPROVE, CONFLICT, REFUSE
from handlers.allocations.notices import START as START_ALLOCATION
from handlers.notice import (
    ANSWER,
    LOOK,
    MODERATE,
    MODERATION_LIST,
    OPEN,
    RECORD_COPY,
    RECORD_DONE,
    RECORD_LIST,
    RECORD_UNDONE,
    REPLY,
    REVIEW_DESK,
    SEEN,
    WRITE_DOWN,
)
from handlers.slack import commands, listeners
from handlers.slack.allocations import conflicts, starting
from handlers.slack.audits import amending, changed_form, focus, listening, mine, themes, windows
from handlers.slack.audits import names as names_of_audits
from handlers.slack.audits.finished import AMEND
from handlers.slack.desk import answering, doing, going_through, names, picturing, vouching
from handlers.slack.desk.steps import STEPS
from handlers.slack.gateway import quiet_logger, web_client
from handlers.slack.listeners import Desk, Did, guarded, guarded_at_once
from handlers.slack.moderation import deciding as moderation
from handlers.slack.moderation import listing as moderation_list
from handlers.slack.people import actions_home, handing, replying, reviewing, telling
from handlers.slack.people import names as names_of_people
from handlers.slack.records import ticking
from handlers.slack.visiting import name_of
from handlers.slack.written import written

log = structlog.get_logger()

Body = dict[str, Any]
_LISTENERS_AT_ONCE = 10
START_AN_AUDIT = "start-audit"  # the shortcut, as docs/slack-manifest.yaml names it


def build_app(token: str, api_url: str, desk: Desk) -> App:
    """The app with all its listeners. Nothing connects until Slack has sent something."""
    app = App(
        client=web_client(token, api_url),
        logger=quiet_logger(),
        token_verification_enabled=False,
        listener_executor=ThreadPoolExecutor(_LISTENERS_AT_ONCE, "slack"),
    )
    register(app, desk)
    return app


def register(app: App, desk: Desk) -> None:
    """Put every listener into an app."""
    app.use(only_our_people)
    app.error(_log_trouble)
    _on_action(app, _exactly(OPEN), guarded(listeners.open_audit, desk))
    _on_action(app, _exactly(SEEN), guarded(listeners.seen, desk))
    _on_action(app, re.compile(rf"^{re.escape(LOOK)}-[a-z]+$"), guarded(listeners.turn_page, desk))
    _register_desk(app, desk)
    _register_records(app, desk)
    _register_moderation(app, desk)
    _register_allocations(app, desk)
    _register_audits(app, desk)
    _register_people(app, desk)
    _on_action(app, re.compile(r"^.*$", re.DOTALL), guarded(listeners.unknown, desk))
    _on_command(app, "/audit", guarded(commands.command, desk))
    _on_shortcut(app, START_AN_AUDIT, guarded(mine.show_start, desk))
    _on_event(app, "app_home_opened", guarded(listeners.show_home, desk), _home_did)
    _on_event(app, "message", guarded(listeners.said, desk), partial(_message_did, partial(name_of, desk)))
    app.event(re.compile(r"^.*$"))(_nothing_to_do)
    app.view(re.compile(r"^.*$"))(_acknowledge)
    app.view_closed(re.compile(r"^.*$"))(_acknowledge)


def _register_audits(app: App, desk: Desk) -> None:
    """Audits that are held in chat: every button, the one that begins one, and the way back to one."""
    _on_action(app, re.compile(rf"^{names_of_audits.BEGIN}(-\d+)?$"), guarded(listening.start, desk))
    _on_action(app, _exactly(names_of_audits.START), guarded(mine.show_start, desk))
    _on_action(app, _many(names_of_audits.MINE), guarded(mine.show_mine, desk))
    _on_action(app, _many(names_of_audits.FOCUS), guarded(focus.show_focus, desk))
    _on_action(app, _exactly(names_of_audits.HELP_WINDOW), guarded(commands.show_help, desk))
    _on_action(app, _many(names_of_audits.THEMES), guarded(themes.show_themes, desk))
    _on_action(app, _many(names_of_audits.ADD_THEME), guarded(themes.ask_for_label, desk))
    _on_action(app, _many(names_of_audits.RETIRE_THEME), guarded(themes.retire, desk))
    _on_view(app, desk, names_of_audits.THEME_LABEL, themes.label_given)
    for action, decide in changed_form.LISTENERS.items():
        _on_action(app, _many(action), guarded(decide, desk))
    _on_action(app, _exactly(names_of_audits.WINDOW), guarded(windows.open_window, desk))
    _on_action(app, _exactly(names_of_audits.MESSAGE), guarded(windows.to_message, desk))
    _on_view(app, desk, names_of_audits.ASKED, windows.sent)
    _on_closed(app, names_of_audits.ASKED, guarded(windows.closed, desk))
    _on_action(app, _exactly(AMEND), guarded(amending.open_amending, desk))
    _on_view(app, desk, amending.AMEND_WINDOW, amending.amended)

    @app.action(re.compile(r"^talk-"))
    def on_talk(ack: Ack, body: Body) -> None:  # pyright: ignore[reportUnusedFunction]
        ack()
        action = str(body["actions"][0]["action_id"])
        guarded(partial(listening.clicked_on, action=action), desk)(_action_did(body))


def _register_people(app: App, desk: Desk) -> None:
    """What people do for each other's audits: replies, reviews of actions, handing over."""
    for reply in (REPLY, WRITE_DOWN):
        _on_action(app, _exactly(reply), guarded(replying.open_reply, desk))
    _on_view(app, desk, names_of_people.REPLY_WINDOW, replying.replied)
    _on_action(app, re.compile(rf"^{names_of_people.REVIEW}(-\d+)?$"), guarded(reviewing.open_review, desk))
    _on_view(app, desk, names_of_people.REVIEW_WINDOW, reviewing.reviewed)
    _on_action(app, _many(names_of_people.ACTIONS), guarded(actions_home.show_actions, desk))
    _on_action(app, re.compile(rf"^{names_of_people.TELL}(-\d+)?$"), guarded(telling.open_telling, desk))
    _on_view(app, desk, names_of_people.TELL_WINDOW, telling.told)
    _on_view(app, desk, names_of_people.HAND_OVER_WINDOW, handing.chosen)


def _register_allocations(app: App, desk: Desk) -> None:
    """The cases that were drawn for heads of service."""
    _on_action(app, _many(START_ALLOCATION), guarded(starting.start, desk))
    _on_action(app, _many(CONFLICT), guarded(conflicts.open_conflict, desk))
    _on_view(app, desk, conflicts.CONFLICT_WINDOW, conflicts.conflict_written)
    for action, approved in ((APPROVE, True), (REFUSE, False)):
        _on_action(app, _exactly(action), guarded(partial(conflicts.decide, approved=approved), desk))


def _register_moderation(app: App, desk: Desk) -> None:
    """What the QA team looks at a second time."""
    _on_action(app, _many(MODERATION_LIST), guarded(moderation_list.show_list, desk))
    _on_action(app, re.compile(rf"^{MODERATE}(-home|-list)?$"), guarded(moderation.open_moderating, desk))
    _on_view(app, desk, moderation.MODERATE_WINDOW, moderation.moderated)


def _register_records(app: App, desk: Desk) -> None:
    """What is left to do in the child's record."""
    for name, done in ((RECORD_DONE, True), (RECORD_UNDONE, False)):
        listen = guarded(partial(ticking.tick, done=done), desk)
        _on_action(app, re.compile(rf"^{name}-"), listen)
    _on_action(app, _exactly(RECORD_LIST), guarded(ticking.show_list, desk))
    _on_action(app, re.compile(rf"^{RECORD_COPY}(-\d+)?$"), guarded(ticking.send_again, desk))


def _register_desk(app: App, desk: Desk) -> None:
    """The review desk: its ways in, its buttons and menus, its windows."""
    _on_action(app, _exactly(REVIEW_DESK), guarded(doing.open_desk, desk))
    for look in (names.LIST, names.ITEM):
        _on_action(app, _turned(look), guarded(doing.turn, desk))
    _on_action(app, _turned(names.SEE), guarded(doing.see_everything, desk))
    _on_action(app, _exactly(names.PICTURES), guarded(picturing.show_pages, desk))
    _on_action(app, _exactly(ANSWER), guarded(answering.open_reply, desk))
    for pages in (names.PAGES, names.DOUBTS, names.COMPARE):
        _on_action(app, _exactly(pages), guarded(going_through.open_pages, desk))
    _on_action(app, _exactly(names.BEFORE), guarded(going_through.before, desk))
    _on_action(app, _exactly(names.VOUCH), guarded(vouching.open_vouching, desk))
    _on_view(app, desk, names.PAGES, going_through.sent)
    _on_action(app, _exactly(names.KEY_IN), guarded(going_through.key_in, desk))
    for action in STEPS:
        pressed = doing.ask_for if action.startswith(names.WINDOW) else doing.step
        _on_action(app, _exactly(action), guarded(partial(pressed, action=action), desk))
        _on_view(app, desk, action, partial(doing.submitted, action=action))
    _on_view(app, desk, names.REPLY, answering.replied)


def only_our_people(
    body: Body, context: BoltContext, next: Callable[[], BoltResponse]
) -> BoltResponse:  # `next` is Bolt's name for it
    """Only what a person of this workspace did; bots, edits, other workspaces, shared channels end here."""
    ours = context.authorize_result.team_id if context.authorize_result else None
    if _by_nobody(body) or _from_elsewhere(body, ours):
        return BoltResponse(status=200)
    return next()


def _by_nobody(body: Body) -> bool:
    event = body.get("event") or {}
    changed = event.get("subtype") not in (None, "file_share", "thread_broadcast")
    return bool(event.get("bot_id") or changed or event.get("hidden") or event.get("edited"))


def _from_elsewhere(body: Body, ours: str | None) -> bool:
    event, user = body.get("event") or {}, body.get("user")
    teams = [body.get("team_id"), event.get("user_team"), event.get("source_team")]
    if isinstance(user, dict):
        teams.append(user.get("team_id"))
    foreign = ours is not None and any(team and team != ours for team in teams)
    return bool(body.get("is_ext_shared_channel")) or foreign


# Bolt's objects into plain values


def _exactly(action_id: str) -> re.Pattern[str]:
    """Bolt searches anywhere in the action's id."""
    return re.compile(f"^{re.escape(action_id)}$")


def _on_action(app: App, pattern: re.Pattern[str], listen: Callable[[Did], None]) -> None:
    @app.action(pattern)
    def on_action(ack: Ack, body: Body) -> None:  # pyright: ignore[reportUnusedFunction]
        ack()
        listen(_action_did(body))


def _many(action_id: str) -> re.Pattern[str]:
    """An action of which there are several in one place, told apart by what follows a hyphen."""
    return re.compile(f"^{re.escape(action_id)}(-.*)?$", re.DOTALL)


def _turned(look: str) -> re.Pattern[str]:
    """What opens something, and the buttons that turn its pages."""
    return re.compile(rf"^{re.escape(look)}(-previous|-next)?$")


def _on_view(app: App, desk: Desk, name: str, submit: Callable[..., None]) -> None:
    """A window that was filled in: what is wrong with it goes into the acknowledgement."""

    @app.view(name)
    def on_view(ack: Ack, body: Body) -> None:  # pyright: ignore[reportUnusedFunction]
        guarded_at_once(partial(submit, reply=ack), desk)(_view_did(body))


def _on_closed(app: App, name: str, listen: Callable[[Did], None]) -> None:
    @app.view_closed(name)
    def on_closed(ack: Ack, body: Body) -> None:  # pyright: ignore[reportUnusedFunction]
        ack()
        listen(_view_did(body))


def _on_command(app: App, name: str, listen: Callable[[Did], None]) -> None:
    @app.command(name)
    def on_command(ack: Ack, body: Body) -> None:  # pyright: ignore[reportUnusedFunction]
        ack()
        listen(_command_did(body))


def _on_shortcut(app: App, name: str, listen: Callable[[Did], None]) -> None:
    @app.global_shortcut(name)
    def on_shortcut(ack: Ack, body: Body) -> None:  # pyright: ignore[reportUnusedFunction]
        ack()
        trigger = str(body["trigger_id"])
        listen(Did(key=trigger, user=body["user"]["id"], trigger_id=trigger))


def _on_event(
    app: App, name: str, listen: Callable[[Did], None], translate: Callable[[Body], Did | None]
) -> None:
    @app.event(name)
    def on_event(body: Body) -> None:  # pyright: ignore[reportUnusedFunction]
        did = translate(body)
        if did is not None:
            listen(did)


def _action_did(body: Body) -> Did:
    action, container = body["actions"][0], body.get("container") or {}
    return Did(
        key=str(body.get("trigger_id") or action.get("action_ts", "")),
        user=body["user"]["id"],
        value=str(action.get("value") or (action.get("selected_option") or {}).get("value") or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        channel=str((body.get("channel") or {}).get("id") or container.get("channel_id") or ""),
        message_ts=str(container.get("message_ts") or ""),
        response_url=str(body.get("response_url") or ""),
        filled=_filled(body),
        **_modal(body),
    )


def _filled(body: Body) -> dict[str, str | tuple[str, ...]]:
    """What stands in the fields of a message or a window, by block."""
    state = body.get("state") or (body.get("view") or {}).get("state") or {}
    return {
        block: _whole(next(iter(each.values()), {})) for block, each in (state.get("values") or {}).items()
    }


def _whole(element: Body) -> str | tuple[str, ...]:
    if "selected_options" in element:
        return tuple(str(option["value"]) for option in element["selected_options"] or ())
    chosen = (element.get("selected_option") or {}).get("value")
    picked = element.get("selected_date") or element.get("selected_user")
    return str(element.get("value") or picked or chosen or "")


def _modal(body: Body) -> dict[str, Any]:
    """The modal in which it was done, if it was one."""
    view = body.get("view") or {}
    if view.get("type") != "modal":
        return {}
    return {
        "view_id": str(view["id"]),
        "root_view_id": str(view.get("root_view_id") or view["id"]),
        "context": str(view.get("private_metadata") or ""),
        "given": {block: next(map(_given, each.values()), "") for block, each in _values(view).items()},
    }


def _values(view: Body) -> Body:
    return (view.get("state") or {}).get("values") or {}


def _view_did(body: Body) -> Did:
    """A window that was sent; or closed, which has no trigger: each state of a window is closed once."""
    key = body.get("trigger_id") or f"closed:{body['view']['id']}:{body['view'].get('hash', '')}"
    return Did(key=str(key), user=body["user"]["id"], filled=_filled(body), **_modal(body))


def _given(element: Body) -> str:
    """What was put into one field: what was written, chosen or ticked."""
    ticked = element.get("selected_options") or []
    chosen = element.get("selected_option") or next(iter(ticked), None) or {}
    return str(element.get("value") or chosen.get("value") or "")


def _command_did(body: Body) -> Did:
    return Did(
        key=str(body["trigger_id"]),
        user=body["user_id"],
        value=str(body.get("text") or ""),
        trigger_id=str(body["trigger_id"]),
        response_url=str(body.get("response_url") or ""),
    )


def _home_did(body: Body) -> Did | None:
    event = body["event"]
    return Did(key=body["event_id"], user=event["user"]) if event.get("tab") == "home" else None


def _message_did(name: Callable[[str], str], body: Body) -> Did | None:
    """Only what is written to the bot itself; in channels it says nothing (requirements 5.3)."""
    event = body["event"]
    if event.get("channel_type") != "im" or not event.get("user"):
        return None
    return Did(key=body["event_id"], user=event["user"], value=written(event, name), channel=event["channel"])


def _acknowledge(ack: Ack) -> None:
    ack()


def _nothing_to_do() -> None:
    """An event that we subscribe to no longer, or not yet."""


def _log_trouble(error: Exception) -> BoltResponse:
    """What Bolt itself could not do. The words of the error may be a person's, so only its name is kept."""
    log.error("slack-trouble", error=type(error).__name__)
    return BoltResponse(status=200)
