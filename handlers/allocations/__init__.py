"""The Tier 2 allocations: who is given which case to audit, and how they hear of it."""
