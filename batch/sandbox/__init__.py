"""An Ektepaktregisteret and a Maskinporten that run anywhere, and know nothing of the client."""

from batch.sandbox.command import run_command, serve_given
from batch.sandbox.errors import UnusableOptionsError
from batch.sandbox.hosting.ready_message import Audience
from batch.sandbox.hosting.server import Sandbox
from batch.sandbox.hosting.serving import serve
from batch.sandbox.hosting.threaded import sandbox_in_thread
from batch.sandbox.maskinporten.parties import Party
from batch.sandbox.memory import Memory
from batch.sandbox.population.drawing import Population
from batch.sandbox.population.members import EXAMPLE_DIGITS, Member, MemberKind, MemberOddity, describe
from batch.sandbox.sandbox_options import SandboxOptions
from batch.sandbox.trouble.faults import Capacity, Fault, Faults
from batch.sandbox.trouble.kinds import About, Alteration, Among, FaultKind, FaultPlace, Page, RetryAfter, Spread

__all__ = [
    "EXAMPLE_DIGITS",
    "About",
    "Alteration",
    "Among",
    "Audience",
    "Capacity",
    "Fault",
    "FaultKind",
    "FaultPlace",
    "Faults",
    "Member",
    "MemberKind",
    "MemberOddity",
    "Memory",
    "Page",
    "Party",
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
    "serve_given",
]
