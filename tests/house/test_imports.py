"""Imports go one way: bot -> commands -> views -> desk -> store -> policy; the sandbox knows none of them."""

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.house.files import FOLDERS, ROOT, imports, modules, nodes

ORDER = ("bot", "commands", "views", "desk", "store", "policy")
# What each folder may import of the house: itself and what stands to its right. Only the bot, which fits the parts
# together, starts the sandbox.
ALLOWED = {folder: {*ORDER[place:]} for place, folder in enumerate(ORDER)} | {"sandbox": {"sandbox"}}
ALLOWED["bot"] |= {"sandbox"}
# Libraries that have their place.
PLACES = {
    "slack_bolt": {"bot", "commands"},
    "slack_sdk": {"bot", "commands", "views", "sandbox"},
    "sqlmodel": {"store", "desk"},
    "sqlalchemy": {"store", "desk"},
    "alembic": {"store"},
    "apscheduler": {"bot"},
    "typer": {"bot"},
    "pydantic_settings": {"bot"},
    "starlette": {"sandbox"},
    "uvicorn": {"sandbox"},
}
# Calls that open something or start something.
OPENERS = {
    "App", "WebClient", "SocketModeHandler", "create_engine", "Store", "Desk", "Bot", "Courier", "Settings",
    "BackgroundScheduler", "ThreadPoolExecutor", "Thread", "Timer", "Sandbox", "open", "connect", "getenv", "Popen",
}  # fmt: skip


def of_the_house(name: str) -> str:
    return name.split(".")[0]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_imports_only_from_folders_to_its_right(folder: str) -> None:
    for file, tree in modules(folder).items():
        wrong = {
            name for name in imports(tree) if (top := of_the_house(name)) in FOLDERS and top not in ALLOWED[folder]
        }
        assert not wrong, f"{file} imports {sorted(wrong)}."


@pytest.mark.parametrize("folder", FOLDERS)
def test_libraries_stay_in_their_place(folder: str) -> None:
    for file, tree in modules(folder).items():
        wrong = {name for name in imports(tree) if folder not in PLACES.get(of_the_house(name), {folder})}
        assert not wrong, f"{file} imports {sorted(wrong)}."


def test_the_program_imports_nothing_of_its_tests() -> None:
    for folder in FOLDERS:
        for file, tree in modules(folder).items():
            assert not {"tests", "bench", "pytest"} & {of_the_house(name) for name in imports(tree)}, file


def test_policy_does_no_input_or_output_and_asks_no_clock() -> None:
    outside = {"os", "socket", "sqlite3", "subprocess", "requests", "urllib", "threading", "logging", "pathlib"}
    for file, tree in modules("policy").items():
        assert not outside & {of_the_house(name) for name in imports(tree)}, file
        calls = {node.attr for node in nodes(tree) if isinstance(node, ast.Attribute)}
        assert not {"now", "utcnow", "today", "monotonic"} & calls, f"{file} asks for the time; `now` is an argument."


def test_views_ask_no_clock_and_open_no_unit_of_work() -> None:
    for file, tree in modules("views").items():
        calls = {node.attr for node in nodes(tree) if isinstance(node, ast.Attribute)}
        assert not {"utcnow", "today", "begin", "exec", "execute"} & calls, file


def test_listeners_contain_no_try() -> None:
    for file, tree in modules("commands").items():
        assert not any(isinstance(node, ast.Try) for node in nodes(tree)), f"{file}: bot/errors.py translates."


def at_import(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what runs when a file is imported: everything but the bodies of functions."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if _is_main(node):
            continue
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _is_main(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "__main__" in ast.dump(node.test)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_is_opened_and_no_environment_is_read_at_import(folder: str) -> None:
    for file, tree in modules(folder).items():
        if "/migrations/" in file:
            continue  # Alembic runs these; nobody imports them
        for node in at_import(tree):
            assert not (isinstance(node, ast.Call) and _called(node) in OPENERS), f"{file}:{node.lineno}"
            assert not (isinstance(node, ast.Attribute) and node.attr == "environ"), f"{file}:{node.lineno}"


# Run in a process of its own: notes what importing every module of the house does to the world outside.
_WATCH = """
import gc, sys
gc.disable()
done = []
WATCHED = ("socket.bind", "socket.connect", "sqlite3.connect", "subprocess.Popen", "os.putenv", "os.mkdir", "os.remove")
def watch(event, args):
    if event in WATCHED or (event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")):
        done.append((event, str(args[:1])))
sys.dont_write_bytecode = True
sys.addaudithook(watch)
for name in sys.argv[1:]:
    __import__(name)
import threading
print([thread.name for thread in threading.enumerate() if thread is not threading.main_thread()], done)
"""


def test_importing_the_whole_house_touches_nothing_outside_of_it() -> None:
    names = [
        file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for folder in FOLDERS
        for file in modules(folder)
        if "/migrations/" not in file and not file.endswith("__main__.py")
    ]
    watched = subprocess.run(
        [sys.executable, "-c", _WATCH, *names], cwd=ROOT, env={"PATH": "", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert watched.stdout.strip() == "[] []", watched.stdout + watched.stderr[-2000:]


def test_a_wrong_import_would_be_seen() -> None:
    tree = ast.parse("def f():\n    from bot.app import Bot\n")
    assert imports(tree) == {"bot.app", "bot.app.Bot"}
    opened = [
        node
        for node in at_import(ast.parse("class A:\n    engine = create_engine('x')\n"))
        if isinstance(node, ast.Call)
    ]
    assert [_called(node) for node in opened] == ["create_engine"]
