"""A Tier 2 audit is of a case outside the service area of the head who does it (framework L1090-1094, T2-01)."""

from framework.directory import Directory
from framework.forms import Form
from framework.pack import Pack
from framework.words import Role

OUTSIDE = 2  # the tier that is audited from outside


def why_not_own_area(form: Form, area: str | None, email: str, directory: Directory, pack: Pack) -> str:
    """Why somebody may not do that audit of a case of that service area (an id), and who may; empty if they may."""
    if form.tier != OUTSIDE or area is None:
        return ""
    posts = [post for post in directory.posts(email) if post.active and post.role is Role.HEAD_OF_SERVICE]
    if not any(area in post.service_areas for post in posts):
        return ""
    named = next((each.name for each in pack.service_areas if each.id == area), area)
    may = ", ".join(_heads_of_others(area, directory))
    told = f"It can be done by {may}." if may else "Ask the Quality Assurance team who can do it."
    return (
        f"{posts[0].name} is the head of {named}, which has this case. A Tier 2 audit is done by the head of "
        f"another service area. {told}"
    )


def _heads_of_others(area: str, directory: Directory) -> list[str]:
    heads = [each for each in directory.people if each.active and each.role is Role.HEAD_OF_SERVICE]
    of_it = {each.email for each in heads if area in each.service_areas}
    return sorted({each.name for each in heads if each.email not in of_it})
