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
    SkillItem,
)
from chalicelib.store.table import Table
from chalicelib.store.tables import (
    AccountItem,
    AgentItem,
    ChatItem,
    ConnectionItem,
    DeadlineItem,
    IdempotencyItem,
    LimitItem,
    MessageItem,
    PageViewItem,
    QueueItem,
    SignInItem,
    SocketTicketItem,
    VisitorItem,
)

TABLES: tuple[type[Table], ...] = (
    AccountItem,
    AgentItem,
    SignInItem,
    VisitorItem,
    PageViewItem,
    ChatItem,
    QueueItem,
    ConnectionItem,
    SocketTicketItem,
    DeadlineItem,
    IdempotencyItem,
    GroupItem,
    SkillItem,
    RoutingRuleItem,
    RoleItem,
    KeyItem,
    KeySecretItem,
    AuditItem,
    ConfigVersionItem,
    LimitItem,
    MessageItem,
)
