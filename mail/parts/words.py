"""Plain text out of the HTML of a mail."""

import re
from urllib.parse import quote

from lxml import etree

BREAKS = {
    "br",
    "p",
    "div",
    "tr",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "blockquote",
    "hr",
    "ul",
    "ol",
}
_CELLS = {"td", "th"}
_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,20})\s([^<>]{1500,})>?")
_MOST_ATTRIBUTES = 200  # lxml takes the square of their number
LONGEST = 2_000_000  # characters of an HTML text that are looked at
SILENT = {"script", "style", "head", "title", "template"}


def words_of_html(html: str, *, links: bool = False) -> str:
    """The words that a reader would see, a line for each paragraph or row; "" if there are none.

    With `links`, where a link leads stands after its words: "the audit tool <https://…>".
    """
    root = tree_of(html)
    if root is None:
        return ""
    lines = "".join(_pieces(root, links=links)).split("\n")
    joined = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", joined).strip()


def picture_ids(html: str) -> set[str]:
    """The Content-IDs of the pictures that an HTML text shows in itself."""
    return {found.lower() for found in re.findall(r"cid:([^\"'\s>)]{1,200})", html, re.IGNORECASE)}


def tree_of(html: str) -> etree._Element | None:
    """The elements of an HTML text; None if it has none. Nothing is fetched."""
    html = _LONG_TAG.sub(_bounded, html)[:LONGEST]
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        return etree.fromstring(html.encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _bounded(tag: re.Match[str]) -> str:
    attributes = max(len(re.findall(r"\s+", tag[2])), tag[2].count("="))
    return tag[0] if attributes <= _MOST_ATTRIBUTES else f"<{tag[1]}>"


def _pieces(root: etree._Element, *, links: bool) -> list[str]:
    pieces: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent += tag in SILENT
            if not silent:
                pieces += [_space(tag), _flowing(element.text)]
            continue
        silent -= tag in SILENT
        if not silent:
            pieces += [_target(element) if links and tag == "a" else ""]
            pieces += [_space(tag), _flowing(element.tail)]
    return pieces


def _flowing(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _space(tag: str) -> str:
    """What stands around an element: a new line, or the space between the cells of a row."""
    return "\n" if tag in BREAKS else " " if tag in _CELLS else ""


def _target(link: etree._Element) -> str:
    href = (link.get("href") or "").strip()
    plain = re.sub(r"[\s<>\"|]", lambda found: quote(found[0]), href)
    return f" <{plain}> " if plain else ""
