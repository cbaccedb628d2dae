"""Prints a plan for a person at a terminal."""

from collections.abc import Iterator, Sequence

from batch.config import said_origin
from batch.errors.counted import counted
from batch.identity.environment import Environment
from batch.jobs.plan.contents import AskingAccount, InputAccount, Plan
from batch.ledger import Category, CellPlace, in_megabytes
from batch.options.export_options import Words
from batch.report.wording import SANDBOX_WARNING, input_lines, other_foreign_lines, passed_over_line
from batch.tables.words.reasons import reason_said

_LISTED = 8  # columns to look at: a plan should fit on a screen, --json has all
_NAME_WIDTH = 36


def report_lines(plan: Plan) -> list[str]:
    """Return the lines; rows are named by file and number, and no digit of an identifier is in them."""
    return [*_head(plan), *_inputs(plan.inputs), *_categories(plan), *_asking(plan), *_verdict(plan)]


def _head(plan: Plan) -> Iterator[str]:
    yield f"Plan for {plan.environment}: nothing was asked, nothing was changed."
    if plan.environment is Environment.SANDBOX and plan.register_url is None:
        yield f"  register           embedded; {SANDBOX_WARNING}"
    else:
        yield f"  register           {plan.register_url}{said_origin(plan.foreign, 'register_url')}"
        yield f"  Maskinporten       {plan.token_url}{said_origin(plan.foreign, 'token_url')}"
        yield from (f"  {line}" for line in other_foreign_lines(plan.foreign))
    yield f"  key                {plan.key}"
    yield f"  limits             {', '.join(plan.limits)}"


def _inputs(inputs: InputAccount) -> Iterator[str]:
    yield "Inputs"
    yield from (
        f"  {line}" for line in input_lines([(file.name, file.decided) for file in inputs.files], all_in="--json")
    )
    if inputs.passed_over:
        yield f"  {passed_over_line(inputs.passed_over)}"
    for name, observation in inputs.observations[:_LISTED]:
        yield f"  LOOK AT {name}: {observation}"
    if len(inputs.observations) > _LISTED:
        yield f"  and {len(inputs.observations) - _LISTED} more columns to look at; see --json"


def _categories(plan: Plan) -> Iterator[str]:
    inputs = plan.inputs
    yield f"{'What they hold':<{_NAME_WIDTH + 2}}  {'identifiers':>12}  {f'{inputs.counted_noun}s':>12}  where first"
    yield _counted("rows with anything in them", rows=inputs.row_count)
    if inputs.blank_count:
        yield _counted("blank rows, passed over", rows=inputs.blank_count)
    yield _counted("identifier cells", rows=inputs.cells)
    yield _counted("distinct identifiers", identifiers=inputs.identifiers)
    yield from (
        _line(category, name=f"repeated {category.name} (asked once)")
        for category in inputs.duplicates
        if category.identifiers
    )
    if inputs.cut_at:
        yield f"  cut by --limit at {inputs.cut_at}: that row and all after it are not in the run"
    yield from _section("No identifiers, not sent", inputs.invalid)
    yield from _section(f"Not for {plan.environment}, not sent", inputs.wrong_environment)
    yield from _section("Damaged, and read all the same", inputs.repairs)


def _section(title: str, categories: Sequence[Category]) -> Iterator[str]:
    if not categories:
        return
    total = sum(category.rows for category in categories)
    yield f"{title:<{_NAME_WIDTH + 2}}  {sum(category.identifiers for category in categories):>12,}  {total:>12,}"
    for category in categories:
        words = reason_said(category.name, Words.EN)
        code = "" if words == category.name else f"  ({category.name})"  # by which errors.csv has it
        yield f"{_line(category, name=words)}{code}"


def _line(category: Category, *, name: str) -> str:
    return f"{_counted(name, identifiers=category.identifiers, rows=category.rows)}  {_shown(category.places)}"


def _counted(name: str, *, identifiers: int | None = None, rows: int | None = None) -> str:
    counts = "".join(f"  {'' if count is None else f'{count:,}':>12}" for count in (identifiers, rows))
    return f"  {name:<{_NAME_WIDTH}}{counts}".rstrip()


def _shown(places: Sequence[CellPlace]) -> str:
    rows: dict[str, list[str]] = {}
    for place in places:
        rows.setdefault(place.source, []).append(str(place.row))
    return "; ".join(
        f"{source} row{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}" for source, numbers in rows.items()
    )


def _asking(plan: Plan) -> Iterator[str]:
    asking = plan.asking
    yield f"What would be asked{_begun(asking)}"
    for name, count in (
        ("settled in that run already", asking.settled),
        ("answered in earlier runs, reused", asking.reused),
        ("remembered as slow, skipped", asking.slow),
    ):
        if count:
            yield _counted(name, identifiers=count)
    if asking.unknown_answers:
        yield f"  {asking.unknown_answers}"
    yield _counted("requests", identifiers=asking.requests)
    room = f"{in_megabytes(asking.expected_bytes)} of the {in_megabytes(asking.free_bytes)} free"
    yield f"  expected duration: {asking.estimate}; expected room: {room}"


def _begun(asking: AskingAccount) -> str:
    return f": run {asking.continued_run} is continued" if asking.continued_run else ": a new run begins"


def _verdict(plan: Plan) -> Iterator[str]:
    if plan.key_warning:
        yield f"Warning: {plan.key_warning}"
    yield from (f"NOT READ: {each}. A run would go on with the other inputs." for each in plan.unread)
    if plan.shrunk_list:
        yield f"LOOK: {plan.shrunk_list}."
    if plan.answered_today:
        yield f"{plan.answered_today[0].upper()}{plan.answered_today[1:]}."
    yield from (f"A run would end: {problem}" for problem in plan.problems)
    if plan.missing is not None:
        yield f"Before a run, {plan.missing}"
    if not plan.problems:
        yield from _outlook(plan)


def _outlook(plan: Plan) -> Iterator[str]:
    errors = plan.certain_errors
    if errors.identifiers:
        cells = counted(errors.rows, plan.inputs.counted_noun)
        yield f"errors.csv would have {errors.identifiers:,} at least (in {cells}): those not sent."
    if plan.unread:
        yield "A run would end with exit code 2, since not all inputs can be read."
    elif plan.asking.is_cut_short:
        requests = counted(plan.asking.requests, "request")
        yield f"A run would stop after {requests}, with exit code 75: the same command goes on."
    elif plan.has_too_many_errors:
        yield (
            "A run would end with exit code 3 (complete, but with more errors than --max-errors): correct these rows, "
            f"or allow them with --max-errors {errors.identifiers}."
        )
    else:
        yield "A run could go ahead, and end with exit code 0 if everybody asked about is answered."
    yield f"Next: {plan.next_command}"
