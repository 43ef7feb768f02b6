"""Habits that reviewers forget. Each is a search through the syntax trees, with the code it must find and the code it must leave alone.

Invariant: an exception names its file and its reason, and goes when the file no longer needs it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from tests.guards.tree import Module, code, imports, offences, parsed

_MARKS = re.compile(r"#\s*(noqa(:\s*[A-Z0-9, ]+)?|type:\s*ignore(\[[a-z-]+\])?)", re.IGNORECASE)
_READS_CLOCK = {"datetime": {"now", "utcnow", "today"}, "date": {"today"}, "func": {"now", "current_timestamp"},
                "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"}}
_ENVIRONMENT = {"environ", "environb", "getenv", "getenvb", "putenv"}
_KEEPS_OBJECTS = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "joblib"}


@dataclass(frozen=True, slots=True)
class Habit:
    """`find` gives the lines of a module that break it; `bad` and `good` prove that it can. `allowed`: file -> reason."""

    name: str
    find: Callable[[Module], Iterator[int]]
    bad: tuple[str, ...]
    good: tuple[str, ...] = ()
    allowed: Mapping[str, str] = field(default_factory=dict)
    spared: tuple[str, ...] = ()  # beginnings of paths that it does not concern


def where(breaks: Callable[[ast.AST], bool]) -> Callable[[Module], Iterator[int]]:
    """The lines of the nodes that break a rule."""
    return lambda module: (getattr(node, "lineno", 1) for node in ast.walk(module.tree) if breaks(node))


def reads_clock(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=owner, attr=name):
            return name in _READS_CLOCK.get(_last_name(owner), ())
        case ast.ImportFrom(module="time", names=names):
            return any(one.name in _READS_CLOCK["time"] for one in names)
    return False


def assigns_state(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=targets):
            return any(isinstance(one, ast.Attribute) and one.attr == "state" for target in targets for one in ast.walk(target))
        case ast.AugAssign(target=ast.Attribute(attr="state")) | ast.AnnAssign(target=ast.Attribute(attr="state")):
            return True
        case ast.Call(func=function, args=[_, ast.Constant(value="state"), *_]):
            return _last_name(function) in {"setattr", "__setattr__"}
    return False


def updates_state(node: ast.AST) -> bool:
    """`update(...).values(state=...)`, and the dictionary that may stand for it."""
    match node:
        case ast.Call(func=ast.Attribute(attr="values"), args=given, keywords=words):
            return any(word.arg == "state" for word in words) or any(_holds_state(one) for one in [*given, *(word.value for word in words)])
    return False


def updates_parts(module: Module) -> Iterator[int]:
    """A change of parts, in a module that writes a dictionary with a state."""
    if any(_holds_state(node) for node in ast.walk(module.tree)):
        yield from where(lambda node: _calls(node, {"update"}) and any(_last_name(one) == "Part" for one in getattr(node, "args", ())))(module)


def imports_inside(module: Module) -> Iterator[int]:
    for function in ast.walk(module.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (line for line, _, _ in imports(function) if not _has_reason(module, line))


def keeps_objects(module: Module) -> Iterator[int]:
    return (line for line, name, _ in imports(module.tree) if name.partition(".")[0] in _KEEPS_OBJECTS)


def runs_text(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in {"eval", "exec", "compile"}
        case ast.Attribute(value=ast.Name(id="yaml"), attr=name):
            return "load" in name.lower() and name not in {"safe_load", "safe_load_all", "SafeLoader", "CSafeLoader"}
    return False


def reads_environment(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr=name):
            return name in _ENVIRONMENT
        case ast.ImportFrom(module="os", names=names):
            return any(one.name in _ENVIRONMENT for one in names)
    return False


def forgoes_token(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="csrf"), attr="exempt"):
            return True
        case ast.keyword(arg=name) | ast.Constant(value=name):
            return name in {"WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT", "WTF_CSRF_METHODS"}
    return False


_LOADS_NO_KIT = "an entry point that loads no Kit: that would bring the whole database with it"
HABITS = (
    Habit("only transaction() commits", where(lambda node: isinstance(node, ast.Attribute) and node.attr == "commit"),
          ("session.commit()", "end = connection.commit"), ("commit()", "session.flush()"),
          {"dsr/db.py": "the one place"}),
    Habit("the clock is read in one place", where(reads_clock),
          ("datetime.now(UTC)", "dt.datetime.utcnow()", "date.today()", "f(default=datetime.now)", "time.time()", "from time import time",
           "func.now()"),
          ("kit.now()", "now()", "time.monotonic()", "time.sleep(1)", "from time import monotonic", "datetime.fromisoformat(x)"),
          {"dsr/kit.py": "the one place", "dsr/cli/access.py": _LOADS_NO_KIT, "dsr/demo/run.py": _LOADS_NO_KIT}),
    Habit("nobody assigns a state", where(assigns_state),
          ("part.state = x", "a.b.state = x", "x, part.state = y", "part.state: int = 1", "part.state += 1", "setattr(part, 'state', x)"),
          ("state = part.state", "part.state == x", "Part(state=x)", "setattr(part, 'mark', x)")),
    Habit("a state changes by the statements of its own module", where(updates_state),
          ("update(T).values(state=x)", "update(T).where(y).values({'state': x})", "update(T).values(**{'state': x})"),
          ("update(T).values(rows=x)", "d.values()", "T(state=x)"),
          {"dsr/services/tasks.py": "states of tasks", "dsr/services/outbox.py": "states of letters",
           "dsr/services/mail_rows.py": "states of mails that came in",
           "dsr/services/repeats.py": "tasks that are carried out again",
           "dsr/services/sweep.py": "takes tasks and letters from workers that died", "dsr/services/company_terms.py": "states of companies"}),
    Habit("parts change state in lifecycle", updates_parts, ("v = {'state': x}\nupdate(Part).values(**v)",),
          ("update(Part).values(round=2)", "v = {'state': x}\nupdate(Task).values(round=1)"), {"dsr/services/lifecycle.py": "move(), the one place"}),
    Habit("nobody uses the scoped session",
          where(lambda node: isinstance(node, ast.Attribute) and node.attr == "session" and _last_name(node.value) in {"db", "SQLAlchemy"}),
          ("db.session.add(x)", "dsr.db.db.session"), ("flask.session", "session.add(x)")),
    Habit("an import inside a function says why", imports_inside,
          ("def f():\n    import x", "def f():\n    import x  # noqa: F401", "def f():\n    from x import y  # type: ignore[import-untyped]",
           "async def f():\n    if a:\n\n        import x"),
          ("import x", "def f():\n    import x  # heavy, and seldom needed", "def f():\n    # only where it serves\n    import x",
           "def f():\n    import x  # noqa: F401  # heavy, and seldom needed")),
    Habit("modules are named by tables only", where(lambda node: _calls(node, {"import_module", "__import__"})),
          ("import_module(x)", "importlib.import_module(x)", "__import__(x)"), ("import x",),
          {"dsr/__main__.py": "the table of commands", "dsr/connectors/registry.py": "the table of connectors"}),
    Habit("no object comes out of bytes", keeps_objects, ("import pickle", "from marshal import loads"), ("import json",)),
    Habit("no text is run", where(runs_text), ("eval(x)", "exec(x)", "compile(x, y, z)", "yaml.load(x)", "yaml.unsafe_load(x)", "f(yaml.FullLoader)"),
          ("re.compile(x)", "yaml.safe_load(x)", "yaml.SafeLoader(x)", "model.eval()")),
    Habit("libraries do not print", where(lambda node: _calls(node, {"print", "pprint", "breakpoint", "input"})),
          ("print(x)", "breakpoint()", "pprint(x)"), ("x.printed()", "sys.stdout.flush()"),
          {"dsr/__main__.py": "the help of the command"}, ("dsr/cli/", "dsr/demo/")),
    Habit("no view forgoes the token of its form", where(forgoes_token),
          ("@csrf.exempt\ndef f(): pass", "app.config.update(WTF_CSRF_ENABLED=False)", "app.config['WTF_CSRF_CHECK_DEFAULT'] = x"),
          ("app.config.update(WTF_CSRF_TIME_LIMIT=None)", "limiter.exempt"),
          {"dsr/web/gateway.py": "a machine posts there with a secret of ours, and no cookie"}),
    Habit("the environment is read at entry points", where(reads_environment),
          ("os.environ['X']", "os.getenv('X')", "from os import environ"), ("environ['X']", "os.path"),
          {"wsgi.py": "hands it to config.load", "workers/__main__.py": "hands it to config.load", "workers/context.py": "hands it to config.load",
           "dsr/demo/run.py": "hands it to its children, without settings of ours"}, ("dsr/cli/",)),
)


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_it_is_kept(habit: Habit) -> None:
    concerned = tuple(module for module in code() if not module.path.startswith(habit.spared))
    assert offences(concerned, habit.find, frozenset(habit.allowed)) == []


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_an_exception_is_still_needed(habit: Habit) -> None:
    assert {module.path for module in code() if module.path in habit.allowed and any(habit.find(module))} == set(habit.allowed)


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_it_is_seen(habit: Habit) -> None:
    assert [text for text in habit.bad if not any(habit.find(parsed("x.py", text)))] == []
    assert [text for text in habit.good if any(habit.find(parsed("x.py", text)))] == []


def _last_name(node: ast.AST) -> str:
    """`c` of a.b.c and of c."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _calls(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Call) and _last_name(node.func) in names


def _holds_state(node: ast.AST) -> bool:
    return isinstance(node, ast.Dict) and any(isinstance(key, ast.Constant) and key.value == "state" for key in node.keys)


def _has_reason(module: Module, line: int) -> bool:
    """Words in a comment on the line or the one above; marks for tools are none."""
    above = module.lines[line - 2].strip() if line > 1 else ""
    comment = _MARKS.sub("", module.lines[line - 1]).partition("#")[2] + (above if above.startswith("#") else "")
    return len(re.findall(r"[a-z]+", comment, re.IGNORECASE)) >= 2
