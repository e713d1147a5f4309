"""Every name of the language that the design promises, and a check that each is used by at least one
program under tests/programs.

    tests/oracle/names.py          lists the names that no program uses; 1 if there are any
    tests/oracle/names.py --all    lists every name with a program that uses it

A name of a module counts as used where a program says `asyncio.wait` or `from asyncio import wait`
(imports under other names are followed). Methods count as used by their name in a program that
imports the module. What belongs to the language itself is looked for in the syntax tree."""

import ast
import os
import sys
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(os.path.dirname(HERE), "programs")

MODULES = {
    "asyncio": """run Runner sleep create_task ensure_future gather wait wait_for as_completed timeout
        timeout_at TaskGroup shield to_thread current_task all_tasks get_running_loop get_event_loop
        new_event_loop set_event_loop iscoroutine iscoroutinefunction isfuture
        run_coroutine_threadsafe Task Future Event Lock Semaphore BoundedSemaphore Condition Barrier
        Queue PriorityQueue LifoQueue QueueEmpty QueueFull CancelledError TimeoutError
        InvalidStateError BrokenBarrierError FIRST_COMPLETED FIRST_EXCEPTION ALL_COMPLETED""",
    "time": """time sleep perf_counter monotonic time_ns perf_counter_ns monotonic_ns strftime ctime
        localtime gmtime""",
    "datetime": "datetime timedelta",
    "logging": """basicConfig getLogger debug info warning error critical exception log DEBUG INFO
        WARNING ERROR CRITICAL""",
    "random": """seed random randint randrange uniform choice choices sample shuffle gauss expovariate
        getrandbits Random""",
    "math": "sqrt floor ceil pi e inf nan isnan isinf log exp pow sin cos gcd factorial isclose",
    "collections": "deque defaultdict Counter namedtuple OrderedDict",
    "dataclasses": "dataclass field",
    "enum": "Enum IntEnum auto",
    "functools": "partial wraps reduce lru_cache",
    "contextlib": "contextmanager asynccontextmanager suppress ExitStack AsyncExitStack",
    "itertools": "count cycle islice chain product repeat",
    "json": "dumps loads JSONDecodeError",
    "typing": "Any Optional List Dict",
    "__future__": "annotations",
    "sys": "argv exit stderr stdout version_info",
    "os": "cpu_count getpid",
    "threading": """Thread Lock RLock Event Semaphore Condition Timer current_thread get_ident""",
    "queue": "Queue Empty Full",
    "concurrent.futures": "ThreadPoolExecutor ProcessPoolExecutor as_completed wait",
    "traceback": "print_exc format_exc",
    "requests": "get post Session",
    "httpx": "get Client AsyncClient",
    "aiohttp": "ClientSession ClientTimeout TCPConnector",
}

# Methods, by the module that a program which uses them imports.
METHODS = {
    "asyncio": """time call_soon call_later call_at call_soon_threadsafe create_task create_future
        run_in_executor run_until_complete run_forever stop close is_running is_closed set_debug
        slow_callback_duration set_exception_handler
        result exception cancel cancelled done set_result set_exception add_done_callback
        remove_done_callback get_name set_name get_coro cancelling uncancel
        acquire release locked is_set clear notify notify_all wait_for n_waiting parties broken abort
        reset put get put_nowait get_nowait qsize empty full join task_done maxsize
        when expired reschedule get_loop""",
    "threading": "start join is_alive acquire release is_set notify notify_all cancel daemon name",
    "concurrent.futures": "submit map shutdown result exception add_done_callback cancel done running",
    "datetime": "now isoformat strftime total_seconds",
    "requests": "status_code json text raise_for_status elapsed",
    "httpx": "status_code json text raise_for_status elapsed",
    "aiohttp": "status json text raise_for_status",
}

DUNDERS = """__init__ __repr__ __str__ __eq__ __lt__ __hash__ __len__ __getitem__ __setitem__ __delitem__
    __contains__ __call__ __bool__ __add__ __radd__ __iadd__ __sub__ __mul__ __neg__ __getattr__
    __enter__ __exit__ __aenter__ __aexit__ __iter__ __next__ __aiter__ __anext__ __await__ __del__"""

BUILTINS = """print len range int float bool str bytes list tuple dict set frozenset abs all any bin
    callable chr divmod enumerate filter format getattr hasattr hash hex id isinstance issubclass iter
    map max min next oct ord pow repr reversed round setattr sorted sum super type zip slice object
    property staticmethod classmethod aiter anext"""

STATEMENTS = {
    "async def": ast.AsyncFunctionDef,
    "lambda": ast.Lambda,
    "async with": ast.AsyncWith,
    "async for": ast.AsyncFor,
    "while": ast.While,
    "except*": ast.TryStar,
    "global": ast.Global,
    "nonlocal": ast.Nonlocal,
    "assert": ast.Assert,
    "del": ast.Delete,
    "walrus": ast.NamedExpr,
    "unpacking": ast.Starred,
    "slice": ast.Slice,
    "conditional expression": ast.IfExp,
    "annotation": ast.AnnAssign,
    "f-string": ast.JoinedStr,
    "list comprehension": ast.ListComp,
    "set comprehension": ast.SetComp,
    "dict comprehension": ast.DictComp,
    "generator expression": ast.GeneratorExp,
    "yield from": ast.YieldFrom,
    "yield": ast.Yield,
    "await": ast.Await,
    "break": ast.Break,
    "continue": ast.Continue,
}


def conditions(node):
    """Names of what a node shows that its type alone does not say."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        arguments = node.args
        if arguments.posonlyargs:
            yield "positional-only parameter"
        if arguments.kwonlyargs:
            yield "keyword-only parameter"
        if arguments.vararg:
            yield "*args"
        if arguments.kwarg:
            yield "**kwargs"
        if arguments.defaults:
            yield "default parameter"
        if node.decorator_list:
            yield "decorator"
    elif isinstance(node, ast.ClassDef) and node.bases:
        yield "inheritance"
    elif isinstance(node, (ast.For, ast.AsyncFor)) and node.orelse:
        yield "for … else"
    elif isinstance(node, ast.While) and node.orelse:
        yield "while … else"
    elif isinstance(node, ast.Try):
        if node.orelse:
            yield "try … else"
        if node.finalbody:
            yield "finally"
    elif isinstance(node, ast.Raise) and node.cause is not None:
        yield "raise … from"
    elif isinstance(node, ast.Compare) and len(node.ops) > 1:
        yield "chained comparison"
    elif isinstance(node, (ast.With, ast.AsyncWith)) and len(node.items) > 1:
        yield "with of several items"
    elif isinstance(node, ast.comprehension) and node.is_async:
        yield "asynchronous comprehension"
    elif isinstance(node, ast.FormattedValue):
        if node.format_spec is not None:
            yield "format spec"
        if node.conversion != -1:
            yield "conversion"
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        if isinstance(node.left, ast.Constant) and isinstance(node.left.value, str):
            yield "% formatting"
    elif isinstance(node, ast.Attribute) and node.attr == "format":
        yield "str.format"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in ("ExceptionGroup",):
            yield node.func.id


CONDITIONS = (
    "positional-only parameter", "keyword-only parameter", "*args", "**kwargs", "default parameter",
    "decorator", "inheritance", "for … else", "while … else", "try … else", "finally",
    "raise … from", "chained comparison", "with of several items", "asynchronous comprehension",
    "format spec", "conversion", "% formatting", "str.format", "ExceptionGroup",
)


def names_used(tree):
    """The names of a program, as the tables above spell them."""
    aliases = {}  # what a name in the program stands for: "asyncio", "asyncio.wait"
    imported = set()
    used = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                imported.add(alias.name)
                aliases[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module)
            for alias in node.names:
                aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                used.add(f"{node.module}.{alias.name}")

    def full_name(node):
        if isinstance(node, ast.Name):
            return aliases.get(node.id)
        if isinstance(node, ast.Attribute):
            base = full_name(node.value)
            return base and f"{base}.{node.attr}"
        return None

    for node in ast.walk(tree):
        for name, kind in STATEMENTS.items():
            if isinstance(node, kind):
                used.add(f"syntax: {name}")
        for name in conditions(node):
            used.add(f"syntax: {name}")
        if isinstance(node, ast.Attribute):
            name = full_name(node)
            if name:
                used.add(name)
            if name is None or name.count(".") > 1:
                for module in imported:
                    used.add(f"{module}: .{node.attr}")
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            used.add(f"method: {node.name}")
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            used.add(f"builtin: {node.id}")
    return used


def wanted():
    for module, names in MODULES.items():
        for name in names.split():
            yield f"{module}.{name}"
    for module, names in METHODS.items():
        for name in names.split():
            yield f"{module}: .{name}"
    for name in DUNDERS.split():
        yield f"method: {name}"
    for name in BUILTINS.split():
        yield f"builtin: {name}"
    for name in (*STATEMENTS, *CONDITIONS):
        yield f"syntax: {name}"


def main():
    warnings.simplefilter("ignore", SyntaxWarning)  # of programs that are there to show one
    users = {}
    for folder, _, files in sorted(os.walk(PROGRAMS)):
        for file in sorted(files):
            path = os.path.join(folder, file)
            if not file.endswith(".py") or not os.path.exists(path[: -len("py")] + "out"):
                continue
            with open(path, "rb") as stream:
                text = stream.read()
            try:
                tree = ast.parse(text)
            except (SyntaxError, ValueError):
                continue  # a program that is refused on purpose
            for name in names_used(tree):
                users.setdefault(name, os.path.relpath(path, PROGRAMS))
    missing = [name for name in wanted() if name not in users]
    if "--all" in sys.argv[1:]:
        for name in wanted():
            print(f"{name}  {users.get(name, '-')}")
    for name in missing:
        print(f"tests/programs: nothing uses {name}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
