"""The tables. Times are kept in UTC; what a person wrote is kept as written."""

from store.tables.afterwards import ActionReview, Moderation, Reply
from store.tables.allocations import AllocationRow, ConflictRow, DrawRow, SealRow
from store.tables.audits import Action, Audit, AuditMessage, Recipient
from store.tables.base import Table
from store.tables.conversations import ConversationRow, FormEdition, TurnRow
from store.tables.deliveries import Claim, Delivery
from store.tables.directory import CaseRow, PersonRow, Stamp
from store.tables.duties import Duty
from store.tables.happenings import LogEntry, ReviewStep, Trouble
from store.tables.ledger import DutyRun, DutyStart
from store.tables.mails import Attachment, Blob, Comparison, Cursor, Message, Placement
from store.tables.settings_of_people import Preference, ThemeRow

__all__ = [
    "Action",
    "ActionReview",
    "AllocationRow",
    "Attachment",
    "Audit",
    "AuditMessage",
    "Blob",
    "CaseRow",
    "Claim",
    "Comparison",
    "ConflictRow",
    "ConversationRow",
    "Cursor",
    "Delivery",
    "DrawRow",
    "Duty",
    "DutyRun",
    "DutyStart",
    "FormEdition",
    "LogEntry",
    "Message",
    "Moderation",
    "PersonRow",
    "Placement",
    "Preference",
    "Recipient",
    "Reply",
    "ReviewStep",
    "SealRow",
    "Stamp",
    "Table",
    "ThemeRow",
    "Trouble",
    "TurnRow",
]
