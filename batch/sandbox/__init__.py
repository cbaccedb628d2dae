"""An Ektepaktregisteret and a Maskinporten that run anywhere, and know nothing of the client."""

from batch.sandbox.announcement import Audience
from batch.sandbox.command import run_command
from batch.sandbox.errors import UnusableOptionsError
from batch.sandbox.faults import Capacity, Fault, FaultKind, Faults, Place, RetryAfter, Spread
from batch.sandbox.members import EXAMPLE_DIGITS, Member, MemberKind, Oddity, describe
from batch.sandbox.memory import Memory
from batch.sandbox.options import SandboxOptions
from batch.sandbox.parties import Party
from batch.sandbox.population import Population
from batch.sandbox.server import Sandbox
from batch.sandbox.serving import serve
from batch.sandbox.threaded import sandbox_in_thread

__all__ = [
    "EXAMPLE_DIGITS",
    "Audience",
    "Capacity",
    "Fault",
    "FaultKind",
    "Faults",
    "Member",
    "MemberKind",
    "Memory",
    "Oddity",
    "Party",
    "Place",
    "Population",
    "RetryAfter",
    "Sandbox",
    "SandboxOptions",
    "Spread",
    "UnusableOptionsError",
    "describe",
    "run_command",
    "sandbox_in_thread",
    "serve",
]
