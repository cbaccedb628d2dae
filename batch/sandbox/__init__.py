"""An Ektepaktregisteret and a Maskinporten that run anywhere, and know nothing of the client."""

from batch.sandbox.faults import Fault, FaultKind, Faults
from batch.sandbox.members import EXAMPLE_DIGITS, Member, MemberKind, describe
from batch.sandbox.memory import Memory
from batch.sandbox.options import SandboxOptions
from batch.sandbox.parties import Party
from batch.sandbox.server import Sandbox
from batch.sandbox.serving import serve
from batch.sandbox.threaded import sandbox_in_thread

__all__ = [
    "EXAMPLE_DIGITS",
    "Fault",
    "FaultKind",
    "Faults",
    "Member",
    "MemberKind",
    "Memory",
    "Party",
    "Sandbox",
    "SandboxOptions",
    "describe",
    "sandbox_in_thread",
    "serve",
]
