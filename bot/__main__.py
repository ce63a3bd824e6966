"""The command line: `ecoops`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot import garbage
from bot import settings as environment
from bot.stopping import stopped_by_signals
from policy.errors import DeskError
from store import DatabaseDown

app = typer.Typer(
    help="Partner operations inside Slack.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
db = typer.Typer(help="The database.", no_args_is_help=True)
playbook = typer.Typer(help="Regions, SLA targets, routing, people and rules, as files.", no_args_is_help=True)
importing = typer.Typer(help="Load the books.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(playbook, name="playbook")
app.add_typer(importing, name="import")
console = Console(soft_wrap=True, highlight=False)
SAMPLE = 20  # refused rows that are printed; the rest is counted


@app.command()
def run(
    http: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Listen for Slack over HTTP instead of Socket Mode.")
    ] = None,
) -> None:
    """Run the bot."""
    address = _address(http) if http else None
    settings = environment.read_to_run(http=bool(http))  # first: whoever has to mend them hears of it at once
    with garbage.left_alone():
        from bot import log
        from bot.app import Bot

    log.configure(settings.ecoops_log)
    with stopped_by_signals() as stop:
        bot = Bot(settings, http=bool(http))
        server = None
        try:
            with garbage.left_alone():
                bot.start()
                if address:
                    from bot.http import Server

                    server = Server(bot, *address)
                    server.start()
            console.print(f"EcoOps is ready{f' on {server.url}' if server else ''}. Stop it with Ctrl-C.")
            sys.stdout.flush()
            stop.wait()
        finally:
            if server is not None:
                server.stop()
            bot.stop()
    console.print("EcoOps has stopped.")


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")] = 8484,
    demo: Annotated[bool, typer.Option("--demo/--no-demo", help="With demo people, partners and accounts.")] = True,
    history: Annotated[
        bool, typer.Option("--history/--no-history", help="With a quarter of the demo company's deals behind it.")
    ] = True,
) -> None:
    """Run a Slack-like workspace in the browser with the bot in it."""
    with garbage.left_alone():
        from bot.demo import run as run_demo

    with stopped_by_signals() as stop:
        run_demo(port=port, demo=demo, history=history, stop=stop, say=console.print)


@app.command()
def check(live: Annotated[bool, typer.Option(help="Ask Slack too.")] = False) -> None:
    """Look at settings, database, playbook and channels, and say what to do about what is wrong."""
    with garbage.left_alone():
        from bot.doctor import Verdict, examine

    marks = {Verdict.GOOD: "[green]ok  [/green]", Verdict.WARN: "[yellow]warn[/yellow]", Verdict.BAD: "[red]bad [/red]"}
    lines = list(examine(environment.read(), live=live))
    for line in lines:
        console.print(marks[line.verdict], line.what, markup=True)
    if any(line.verdict is Verdict.BAD for line in lines):
        raise typer.Exit(1)


@app.command()
def manifest(write: Annotated[bool, typer.Option(help="Write app.manifest.yml.")] = False) -> None:
    """Print the Slack app manifest made from the commands in the code."""
    from bot.manifest import path, written

    if write:
        path().write_text(written(), encoding="utf-8")
        console.print(f"{path().name} is written.")
    else:
        sys.stdout.write(written())


@db.command()
def upgrade() -> None:
    """Bring the schema to this version."""
    from store import schema

    with _store() as store:
        before = schema.current(store)
        store.upgrade()
        after = schema.current(store)
    console.print(
        f"The schema is at {after}." if before == after else f"The schema went from {before or 'nothing'} to {after}."
    )


@playbook.command()
def apply(
    folder: Annotated[Path | None, typer.Argument(help="Default: ECOOPS_PLAYBOOK.")] = None,
    running_clocks: Annotated[
        bool, typer.Option("--running-clocks", help="Give running clocks the new targets; what they have used counts.")
    ] = False,
) -> None:
    """Put a playbook into force. Clocks that run keep the target they were started with."""
    from desk.playbook import RunningClocks
    from policy.words import count

    _play(folder, lambda playbooks, book: playbooks.apply(book), "The playbook was in force already; nothing changed.")
    with _store() as store:
        clocks = RunningClocks(store, _now)
        if running_clocks:
            console.print(f"{count(clocks.follow(), 'running clock')} got a new target.")
        elif kept := clocks.on_old_targets():
            console.print(
                f"{count(kept, 'running clock')} kept the target of before. "
                "To give them the new one: ecoops playbook apply --running-clocks"
            )


@playbook.command()
def diff(folder: Annotated[Path | None, typer.Argument(help="Default: ECOOPS_PLAYBOOK.")] = None) -> None:
    """Show what applying a playbook would change."""
    _play(folder, lambda playbooks, book: playbooks.diff(book), "The playbook is in force as it is.")


@playbook.command()
def export(folder: Path) -> None:
    """Write the playbook in force as files."""
    from desk.playbook import Playbooks

    with _store() as store:
        store.upgrade()
        Playbooks(store, _now).export(folder)
    console.print(f"The playbook is in {folder}.")


@app.command()
def digest(
    region: Annotated[str, typer.Argument(help="A region's code, or all.")],
    week: Annotated[str | None, typer.Option(metavar="2026-W47", help="Default: the last full week.")] = None,
    post: Annotated[bool, typer.Option(help="Post it where the weekly digest goes; once.")] = False,
) -> None:
    """Print a region's weekly digest, or post it."""
    from bot import printing
    from desk.digests import Digests
    from policy.weeks import Week

    wanted = Week.read(week) if week else None
    if week and wanted is None:
        raise DeskError(f"{week} is no week. Write it like 2026-W47.")
    with _store() as store:
        store.upgrade()
        digests = Digests(store, _now)
        sight = (digests.post if post else digests.report)(region, wanted)
    printing.digest(sight, console)
    if post:
        console.print("It is on its way to its readers; the running bot delivers it.")


@importing.command()
def partners(file: Path) -> None:
    """Load the partner book from a CSV file (id, name, tier, region, domain, active)."""
    _import(file, "import_partners")


@importing.command()
def accounts(file: Path) -> None:
    """Load the account book from a CSV file.

    Columns: id, name, domains, owner, customer, named, open_opportunity, last_contact_on.
    """
    _import(file, "import_accounts")


def _play(folder: Path | None, do: Callable[[Any, Any], Any], unchanged: str) -> None:
    from desk.playbook import Playbooks, read

    settings = environment.read()
    with _store() as store:
        store.upgrade()
        changes = do(Playbooks(store, _now), read(folder or settings.ecoops_playbook))
    for line in changes:
        console.print(str(line), markup=False)
    if not len(changes):
        console.print(unchanged)


def _import(file: Path, method: str) -> None:
    from desk.books import Books

    if not file.is_file():
        raise DeskError(f"There is no file {file}.")
    total = file.read_bytes().count(b"\n")
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with _store() as store, bar:
        store.upgrade()
        task = bar.add_task(file.name, total=total)
        report = getattr(Books(store, _now), method)(file, lambda done: bar.update(task, completed=done))
    console.print(
        f"{file.name}: {report.added} added, {report.changed} changed, {report.unchanged} as they were, "
        f"{len(report.refused)} refused."
    )
    for refusal in report.refused[:SAMPLE]:
        console.print(f"  {refusal}", markup=False)
    if len(report.refused) > SAMPLE:
        console.print(f"  and {len(report.refused) - SAMPLE} more")
    if report.refused:
        raise typer.Exit(1)


@contextmanager
def _store() -> Iterator[Any]:
    from store import Store

    store = Store(environment.read().database_url, patience=30)  # a running bot goes first
    try:
        yield store
    finally:
        store.close()


def _now() -> datetime:
    return datetime.now(UTC)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()):
        raise DeskError(f"--http takes HOST:PORT, for example 127.0.0.1:3000; it got {text}.")
    return host.strip("[]"), int(port)


def main() -> None:
    """Run `ecoops`; what a person can act on is one plain message and exit status 2."""
    try:
        app()
    except DeskError as error:
        words = error.message
    except DatabaseDown as error:
        why = str(error.orig).partition("\n")[0]
        words = f"The database does not answer ({why}). Check DATABASE_URL and that the database is up."
    else:
        return
    Console(stderr=True, soft_wrap=True, highlight=False).print(words, style="red", markup=False)
    sys.exit(2)


if __name__ == "__main__":
    main()
