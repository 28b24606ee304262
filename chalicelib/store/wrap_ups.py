"""Slots that ended chats hold while their agent finishes up. Called by services/wrap_ups.py."""

from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import Chat
from chalicelib.store import keys
from chalicelib.store.routing import frees
from chalicelib.store.tables import AgentItem
from chalicelib.store.writes import update


def over(agent: Agent, chat: Chat) -> None:
    """Free the slot of an ended chat; freeing it twice is freeing it once."""
    held = {keys.wrap(*wrap) for wrap in agent.wraps if wrap[0] == chat.id}
    # An ended chat never comes back: whatever it holds of this agent's is to be freed.
    actions = [frees(chat), *([AgentItem.wraps.delete(held)] if held else [])]
    update(AgentItem, (agent.account, agent.id), actions)
