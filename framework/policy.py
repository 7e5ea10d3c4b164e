"""How the ambiguities of the framework were settled, for those who want to see which rule the bot applied."""

from dataclasses import dataclass

from framework.pack import Pack, Rules


@dataclass(frozen=True)
class PolicyLine:
    """One ambiguity: what the framework says, what was chosen, where it stands, and the switches as they are now.

    `switches` are names in `Rules` with their values as text; empty where the choice cannot be switched.
    """

    id: str
    rule: str
    choice: str
    source: str
    switches: dict[str, str]


def policy_lines(pack: Pack, rules: Rules | None = None) -> tuple[PolicyLine, ...]:
    """The lines of `auditbot policy`, sorted by id. `rules` are those in force, the pack's own if left out."""
    in_force = rules or pack.rules
    return tuple(
        PolicyLine(
            id=policy.id,
            rule=policy.rule,
            choice=policy.choice,
            source=policy.source,
            switches={name: _said(getattr(in_force, name)) for name in policy.settings},
        )
        for policy in sorted(pack.policies, key=lambda policy: policy.id)
    )


def _said(value: object) -> str:
    """As it is written in the settings file."""
    return str(value).lower() if isinstance(value, bool) else str(value)
