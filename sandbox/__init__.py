"""A local Slack: its Web API, Socket Mode, a client for people, and a clock that can be moved."""

from sandbox.server import Sandbox

__all__ = ["Sandbox"]
