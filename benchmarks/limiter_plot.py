"""Draws what was seen of the limiter; run by itself, it draws `limiter.json` again."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import msgspec
from limiter_report import Compared, Recovered, Report
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_COURSES = ("8 doubled", "64 constant", "64 halved")
_OUTAGE = "16 unavailable"
_WANTED = 0.9
_HERE = Path(__file__).parent


def draw(report: Report, path: Path) -> None:
    """Write an SVG that is the same for the same report."""
    mpl.rcParams["svg.hashsalt"] = "limiter"
    figure = Figure(figsize=(12, 9), layout="constrained")
    ratios, *courses = figure.subplot_mosaic("AA;BC;DE").values()
    _draw_ratios(ratios, report.compared)
    chosen = [*_named(report.compared, _COURSES), *_named(report.recovered, (_OUTAGE,))]
    for axes, each in zip(courses, chosen, strict=True):
        _draw_course(axes, each)
    figure.savefig(path, format="svg", metadata={"Date": None})


def _named(scenes: Sequence[Compared | Recovered], names: Sequence[str]) -> list[Compared | Recovered]:
    return [each for each in scenes if each.name in names]


def _draw_ratios(axes: Axes, scenes: Sequence[Compared]) -> None:
    places = range(len(scenes))
    axes.bar(places, [each.ratio for each in scenes], color="tab:blue")
    axes.axhline(_WANTED, color="tab:red", linewidth=1, label=f"{_WANTED:.0%}")
    axes.set_xticks(places, [each.name.replace(" ", "\n") for each in scenes], fontsize=8)
    axes.set_title("answers, as a share of the best fixed limit's (desks, and what becomes of them half-way)")
    axes.legend(loc="lower right")


def _draw_course(axes: Axes, scene: Compared | Recovered) -> None:
    course = scene.course
    seconds = range(len(course.answers))
    axes.step(seconds, course.limit, where="post", color="tab:orange", label="limit")
    axes.step(seconds, course.in_flight, where="post", color="tab:green", linestyle=":", label="in flight")
    axes.set_ylabel("look-ups")
    axes.set_xlabel("seconds")
    axes.set_title(f"{scene.name} (desks)")
    beside = axes.twinx()
    beside.plot(seconds, course.answers, color="tab:blue", linewidth=1, label="answers per second")
    beside.set_ylabel("answers per second")
    beside.set_ylim(bottom=0)
    axes.set_ylim(bottom=0)
    axes.legend(handles=[*axes.get_lines(), *beside.get_lines()], loc="lower right", fontsize=8)


if __name__ == "__main__":
    draw(msgspec.json.decode((_HERE / "limiter.json").read_bytes(), type=Report), _HERE / "limiter.svg")
