"""Journeys through the page in a real browser, with the sample app connected."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from bot.workspace import Workspace, WorkspaceServer
from tests.workspace.conftest import ADA, BEN, Bot, dm, make_workspace
from tests.workspace.sample_bot import allocation, mrkdwn, register

HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


@pytest.fixture
def ws() -> Workspace:
    return make_workspace(commands=["/audit"])


@pytest.fixture
def running(ws: Workspace, bot: Bot) -> Bot:
    """The sample app, connected, with one allocation sent to Ada."""
    register(bot.app)
    bot.connect()
    assert ws.wait_for_bot()
    ben = ws.as_member(BEN).member.id
    bot.client.chat_postMessage(channel=dm(bot.client), text="An audit for you", blocks=allocation(ben))
    return bot


@pytest.fixture
def page(chromium: Browser, server: WorkspaceServer) -> Iterator[Page]:
    """A page that fails the test when it asks anybody but the workspace for anything, or breaks its own policy."""
    context = chromium.new_context(viewport={"width": 1200, "height": 800}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(10_000)
    trouble: list[str] = []
    page.on("request", lambda r: None if r.url.startswith(server.url) else trouble.append(r.url))
    page.on("pageerror", lambda e: trouble.append(str(e)))
    page.on("console", lambda m: trouble.append(m.text) if "Content Security Policy" in m.text else None)
    yield page
    context.close()
    assert trouble == []


def at(server: WorkspaceServer, email: str = ADA, place: str = "") -> str:
    return f"{server.url}?as={email}{f'&in={place}' if place else ''}"


def focused(page: Page) -> str:
    return page.evaluate(
        "document.activeElement.textContent || document.activeElement.getAttribute('aria-label')"
    )


def test_somebody_chooses_who_to_be_and_sees_their_messages(
    page: Page, server: WorkspaceServer, running: Bot
) -> None:
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Who would you like to be?")).to_be_visible()
    expect(page.get_by_text("It is not Slack")).to_be_visible()
    assert page.get_by_text("Gone Person").count() == 0
    page.get_by_role("link", name="Ada Director").click()
    message = page.locator(".message")
    expect(message.get_by_role("heading", name="An audit for you 📋")).to_be_visible()
    expect(message.locator("strong", has_text="12 December 2013")).to_be_visible()
    expect(message.locator("blockquote")).to_contain_text("Please read the guide first.")
    assert message.get_by_role("link", name="guide").get_attribute("href") == "https://council.example/guide"
    expect(message.locator("li").last).to_have_text("ask @Ben Worker if in doubt & write 1 < 2")
    assert [message.locator(tag).first.inner_text() for tag in ("em", "s", "code")] == [
        "Tier 1",
        "old form",
        "new form",
    ]
    assert page.url.startswith(at(server).replace("@", "%40"))


def test_a_button_opens_a_modal_that_says_what_is_wrong_and_the_message_is_updated_in_place(
    page: Page, server: WorkspaceServer, running: Bot
) -> None:
    page.goto(at(server))
    page.get_by_role("button", name="Start the audit").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Tier 1 audit")).to_be_visible()
    dialog.get_by_role("button", name="Send").click()
    expect(dialog.get_by_text("Please complete this required field.")).to_have_count(2)
    dialog.get_by_label("2 Good").check()
    dialog.get_by_label("Comment").fill("short")
    dialog.get_by_role("button", name="Send").click()
    expect(dialog.get_by_text("Please say a little more.")).to_be_visible()
    comment = dialog.get_by_label("Comment")
    assert comment.get_attribute("aria-invalid") == "true"
    described = comment.get_attribute("aria-describedby") or ""
    assert "Please say a little more." in page.locator(f"#{described.split()[0]}").inner_text()
    assert comment.input_value() == "short" and dialog.get_by_label("2 Good").is_checked()
    comment.fill("The plan is clear & current.")
    dialog.get_by_role("button", name="Send").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".message")).to_have_count(1)
    expect(page.locator(".message")).to_contain_text("✅ Done. Grade 2. Thank you.")
    assert page.get_by_role("button", name="Start the audit").count() == 0


def test_everything_can_be_done_with_the_keyboard_alone(
    page: Page, server: WorkspaceServer, running: Bot
) -> None:
    page.goto(at(server))
    expect(page.get_by_role("button", name="Start the audit")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if focused(page) == "Start the audit":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert (focused(page), outline) == ("Start the audit", "solid")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_label("1 Outstanding")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("2 Good")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Written without a mouse.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Start the audit")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="More choices")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Ask for another case")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".message.ephemeral")).to_contain_text("You chose Why me?")
    page.reload()
    expect(page.get_by_role("button", name="Start the audit")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the messages")).to_be_focused()


def test_a_dangerous_button_asks_first_and_does_nothing_when_refused(
    page: Page, server: WorkspaceServer, running: Bot, ws: Workspace
) -> None:
    page.goto(at(server))
    page.get_by_role("button", name="Decline").click()
    dialog = page.get_by_role("dialog", name="Decline this audit?")
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_have_count(0)
    assert not [p for kind, p in ws.envelopes if kind == "interactive"]
    page.get_by_role("button", name="Decline").click()
    dialog.get_by_role("button", name="Yes, decline").click()
    expect(page.locator(".message")).to_contain_text("Declined")


def test_views_are_stacked_and_what_was_typed_below_is_still_there(
    page: Page, server: WorkspaceServer, running: Bot
) -> None:
    page.goto(at(server))
    page.get_by_role("button", name="Start the audit").click()
    page.get_by_label("Comment").fill("half a thought")
    page.get_by_role("button", name="What do the grades mean?").click()
    expect(page.get_by_role("dialog", name="Grades")).to_contain_text("1 is outstanding")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_role("dialog", name="Tier 1 audit")).to_be_visible()
    expect(page.get_by_label("Comment")).to_have_value("half a thought")
    expect(page.get_by_label("Date of the audit")).to_have_value("2013-12-12")


def test_words_commands_and_choices_reach_the_bot_and_its_answers_appear_and_are_announced(
    page: Page, server: WorkspaceServer, running: Bot
) -> None:
    page.goto(at(server))
    box = page.get_by_role("textbox", name="Message auditbot")
    box.fill("Hello <b> & co")
    box.press("Enter")
    expect(page.get_by_text("You wrote: Hello <b> & co").first).to_be_visible()
    expect(page.locator("#news")).to_contain_text("auditbot: You wrote: Hello <b> & co")
    box.fill("/audit A-1")
    page.get_by_role("button", name="Send").click()
    private = page.locator(".message.ephemeral", has_text="There is nothing called “A-1”.")
    expect(private).to_contain_text("Only visible to you")
    page.get_by_label("A quick grade").select_option("2 Good")
    expect(page.locator(".message.ephemeral", has_text="Noted: 2 Good")).to_be_visible()
    box.fill("/nonsense")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("/nonsense is not a command")
    expect(box).to_have_value("/nonsense")


def test_home_shows_what_the_app_published(page: Page, server: WorkspaceServer, running: Bot) -> None:
    page.goto(at(server))
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name="Your audits")).to_be_visible()
    page.get_by_role("button", name="Start the audit").click()
    expect(page.get_by_role("dialog", name="Tier 1 audit")).to_be_visible()
    page.keyboard.press("Escape")
    page.go_back()
    expect(page.locator(".message")).to_have_count(1)


def test_unread_messages_are_counted_until_they_are_seen(
    page: Page, server: WorkspaceServer, running: Bot
) -> None:
    page.goto(at(server))
    running.client.chat_postMessage(channel="#quality-assurance", text="*3* audits are due :tada:")
    channel = page.get_by_role("link", name="quality-assurance")
    expect(channel).to_contain_text("1 unread")
    channel.click()
    expect(page.locator(".message")).to_contain_text("3 audits are due 🎉")
    expect(channel).not_to_contain_text("unread")


def test_a_file_is_listed_and_downloaded(page: Page, server: WorkspaceServer, running: Bot) -> None:
    running.client.files_upload_v2(
        channel=dm(running.client), filename="report.csv", content="a,b\n1,2\n", initial_comment="The report"
    )
    page.goto(at(server))
    with page.expect_download() as download:
        page.get_by_role("link", name="report.csv").click()
    assert download.value.path().read_text() == "a,b\n1,2\n"


def test_what_comes_in_messages_is_never_run(page: Page, server: WorkspaceServer, running: Bot) -> None:
    link = f"<javascript:document.title='owned'|press me> {HOSTILE}"
    blocks = [
        {"type": "section", "text": mrkdwn(link)},
        {"type": "header", "text": {**mrkdwn(HOSTILE[:100])}},
    ]
    blocks[1]["text"]["type"] = "plain_text"
    running.client.chat_postMessage(channel=dm(running.client), text="x", blocks=blocks)
    page.goto(at(server))
    expect(page.get_by_text("onerror").first).to_be_visible()
    assert page.title() == "Ada Director – Example Council"
    assert page.locator(".message img, .message script, a[href^=javascript]").count() == 0


def test_without_the_bot_the_page_says_so_and_comes_to_life_with_it(
    page: Page, server: WorkspaceServer, bot: Bot
) -> None:
    bot.client.chat_postMessage(channel=dm(bot.client), text="x", blocks=allocation("U0"))
    page.goto(at(server))
    expect(page.get_by_role("status")).to_contain_text("The bot is not connected")
    page.get_by_role("button", name="Start the audit").click()
    expect(page.get_by_role("alert")).to_contain_text("The bot is not connected, so nothing happened.")
    register(bot.app)
    bot.connect()
    expect(page.get_by_role("status")).to_have_count(0)


def test_the_page_finds_its_way_back_after_the_workspace_was_gone(chromium: Browser) -> None:
    ws = make_workspace()
    first = WorkspaceServer(ws).start()
    page = chromium.new_page()
    page.goto(at(first))
    port = first.port
    first.stop()
    expect(page.get_by_role("status")).to_contain_text("cannot be reached", timeout=15_000)
    with WorkspaceServer(ws, port=port):
        ws.as_member(ADA).say("still here")
        expect(page.locator(".message")).to_contain_text("still here", timeout=15_000)
        page.close()


PHONE: ViewportSize = {"width": 390, "height": 780}


def test_on_a_phone_there_is_one_column_and_a_way_back(
    page: Page, server: WorkspaceServer, running: Bot
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(at(server))
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_text("You are", exact=True)).to_be_visible()
    picker = page.get_by_label("You are").bounding_box()
    assert picker is not None and picker["width"] > 250 and picker["x"] + picker["width"] <= 390
    page.get_by_role("button", name="Start the audit").click()
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None and (box["width"], box["height"]) == (390, 780)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="More choices").click()
    menu = page.get_by_role("menu").bounding_box()
    assert menu is not None and menu["x"] >= 0 and menu["x"] + menu["width"] <= 390
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("navigation")).to_be_visible()
    expect(page.get_by_role("main")).to_be_hidden()
    running.client.chat_postMessage(channel=dm(running.client), text="Another audit for you")
    expect(page.get_by_role("link", name="Direct messages")).to_contain_text("1 unread")
    page.get_by_role("link", name="Direct messages").click()
    expect(page.get_by_text("Another audit for you")).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()


CONTRAST = """() => {
    const light = (colour) => {
        const [x, y, z] = colour.slice(0, 3).map((v) => v / 255)
            .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const numbers = (colour) => colour.match(/[0-9.]+/g).map(Number);
    const ground = (e) => {
        for (let at = e; at; at = at.parentElement) {
            const colour = numbers(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const words = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    return [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && words(e)).map((e) => {
        const [a, b] = [light(numbers(getComputedStyle(e).color)), light(ground(e))];
        return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.textContent.trim().slice(0, 40)];
    });
}"""


def test_every_word_stands_out_from_its_ground(page: Page, server: WorkspaceServer, running: Bot) -> None:
    """WCAG AA: a contrast of at least 4.5 to 1."""
    running.client.chat_postMessage(channel="#quality-assurance", text="x")
    page.goto(server.url)
    expect(page.get_by_role("link", name="Ada Director")).to_be_visible()
    measured = page.evaluate(CONTRAST)
    page.goto(at(server))
    page.get_by_role("button", name="Later").click()
    expect(page.locator(".only-you")).to_be_visible()
    measured += page.evaluate(CONTRAST)
    page.get_by_role("button", name="Start the audit").click()
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(page.locator("p.error").first).to_be_visible()
    measured += page.evaluate(CONTRAST)
    assert len(measured) > 60
    assert [words for ratio, words in measured if ratio < 4.5] == []


def test_every_control_has_a_name_and_every_id_is_used_once(
    page: Page, server: WorkspaceServer, running: Bot
) -> None:
    page.goto(at(server))
    page.get_by_role("button", name="Start the audit").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, textarea, a")].filter((e) => !(
            e.getAttribute("aria-label") || e.textContent.trim() && e.tagName !== "SELECT" || e.labels?.length
            || e.getAttribute("aria-labelledby"))).map((e) => e.outerHTML)"""
    )
    repeated = page.evaluate(
        """() => { const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
            return ids.filter((id, at) => ids.indexOf(id) !== at); }"""
    )
    assert (nameless, repeated) == ([], [])
