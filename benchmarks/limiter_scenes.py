"""The scenes that the adaptive limit is measured in: desks constant, halved or doubled half-way, or an outage."""

from collections.abc import Sequence
from enum import StrEnum

from scene import Change, Scene

from batch.sandbox import Capacity, Fault, FaultKind, Faults

DESKS = (2, 4, 8, 16, 32, 64)
FIXED = (1, 2, 4, 8, 16, 32, 64, 128)
CEILING = 128
LENGTH = 30.0
OUTAGE = (15.0, 25.0)
OUTAGE_LENGTH = 45.0


class Shape(StrEnum):
    """What becomes of the desks half-way through a scene."""

    CONSTANT = "constant"
    HALVED = "halved"
    DOUBLED = "doubled"


def capacity_scene(identifiers: str, desks: int, shape: Shape, fixed_limit: int | None) -> Scene:
    return Scene(
        name=f"{desks} {shape}",
        identifiers=identifiers,
        concurrency=CEILING,
        fixed_limit=fixed_limit,
        length=LENGTH,
        changes=(
            Change(at=0.0, faults=_served(desks, desks)),
            *(Change(at=LENGTH / 2, faults=_served(later, desks)) for later in _later(desks, shape)),
        ),
    )


def outage_scene(identifiers: str, desks: int, kind: FaultKind) -> Scene:
    """Return a scene in which every look-up meets this fault from the begin to the end of the outage."""
    begin, end = OUTAGE
    well = _served(desks, desks)
    ill = Faults(capacity=well.capacity, faults=(Fault(kind=kind),))
    return Scene(
        name=f"{desks} {kind}",
        identifiers=identifiers,
        concurrency=CEILING,
        length=OUTAGE_LENGTH,
        changes=(Change(at=0.0, faults=well), Change(at=begin, faults=ill), Change(at=end, faults=well)),
    )


def _later(desks: int, shape: Shape) -> Sequence[int]:
    match shape:
        case Shape.CONSTANT:
            return ()
        case Shape.HALVED:
            return (desks // 2,)
        case Shape.DOUBLED:
            return (2 * desks,)


def _served(desks: int, desks_at_start: int) -> Faults:
    return Faults(capacity=Capacity(served=desks, seconds=_service_seconds(desks_at_start)))


def _service_seconds(desks_at_start: int) -> float:
    """Return a mean with which the processes of a scene never need more than half of two cores."""
    return 0.1 if desks_at_start < max(DESKS) else 0.2
