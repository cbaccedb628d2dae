"""Renders a page to HTML by the package's template; whatever is filled in is escaped."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from batch.report.page.blocks import Page
from batch.report.page.course_chart import FAR_LEFT


def render(page: Page) -> str:
    return _template().render(page=page, style=_read("style.css"), far_left=FAR_LEFT)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(_read), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html.jinja")


def _read(name: str) -> str:
    return files("batch.report.page").joinpath("templates", name).read_text("utf-8")
