"""All tables, for whoever creates them: templates, the local seed, tests. No function asks for it,
so that a frame does not pay for what only admins use."""

from chalicelib.store.admin_tables import (
    AuditItem,
    ConfigVersionItem,
    GroupItem,
    KeyItem,
    KeySecretItem,
    RoleItem,
    RoutingRuleItem,
    RuleItem,
    SkillItem,
)
from chalicelib.store.archive_tables import ArchivedItem, ArchiveItem, VisitorKeyItem
from chalicelib.store.table import Table
from chalicelib.store.tables import (
    AccountItem,
    AgentItem,
    ChatItem,
    ConnectionItem,
    DayItem,
    DeadlineItem,
    IdempotencyItem,
    LimitItem,
    MessageItem,
    QueueItem,
    SignInItem,
    SocketTicketItem,
    VisitorItem,
)
from chalicelib.store.visit_tables import EngagementItem, VisitItem

TABLES: tuple[type[Table], ...] = (
    AccountItem,
    AgentItem,
    SignInItem,
    VisitorItem,
    VisitItem,
    EngagementItem,
    ChatItem,
    QueueItem,
    ConnectionItem,
    SocketTicketItem,
    DeadlineItem,
    IdempotencyItem,
    GroupItem,
    SkillItem,
    RoutingRuleItem,
    RuleItem,
    RoleItem,
    KeyItem,
    KeySecretItem,
    AuditItem,
    ConfigVersionItem,
    LimitItem,
    MessageItem,
    DayItem,
    ArchiveItem,
    ArchivedItem,
    VisitorKeyItem,
)
