"""What carries a plugin: it serves the classes of laniakea_plugin_sdk to the Laniakea daemon.

Importing it puts the SDK right: laniakea_plugin_sdk.datasource and .controller get the DatasourceBase, ControllerBase
and Serve of this file. It is the same in every project, and the generator's `update` replaces it: keep your own code
elsewhere.

    author's generator -> _Session (own thread) -> grpcio -> _Relay (HTTP/2 PINGs) -> daemon
"""

from __future__ import annotations

import asyncio
import atexit
import collections
import contextlib
import faulthandler
import inspect
import io
import json
import logging
import math
import os
import queue
import random
import re
import secrets
import select
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from concurrent import futures
from datetime import date, datetime, timezone
from datetime import time as clock_time
from decimal import Decimal
from typing import Any, NoReturn, TypeVar, cast

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from laniakea_plugin_sdk import controller, datasource
from laniakea_plugin_sdk.proto import plugin_pb2, plugin_pb2_grpc

# What the daemon expects of a plugin (laniakea-plugin-sdk, interface.go).
COOKIE = ("LANIAKEA_PLUGIN_MAGIC_COOKIE", "a56e5daaa516e17d3d4b3d4685df9f8ca59c62c2d818cd5a7df13c039f134e16")
PROTOCOL_VERSION = 1
JSON_TYPE = "application/json"
# The daemon marks the end of a stream with it: a plugin must not send it.
RESERVED_TYPE = "EOF"

# Seconds.
FRAME_INTERVAL = 0.025  # Between two frames: the daemon crashes or hangs on frames that come together.
PRIME_AFTER = 0.2  # For the first value, so that an error that comes before it can be shown to the operator.
SILENCE = 20.0  # Without a frame, until the log explains the daemon's timeout (30 s by default).
STOP_BOUND = 2.0  # For the author's code to end after StopRecord, Stop or a newer StartRecord.
# For everything to end, by what asked for it. After Shutdown the host kills at 2 s; nothing else hurries.
EXIT_BUDGET = {"Shutdown": 1.0, "SIGTERM": 5.0, "host gone": 5.0}
EXIT_GRACE = 0.2  # For threads that the author left running, after that.
PARENT_POLL = 0.5
HOST_SILENCE = 5.0  # Without a connection, after the host's own streams were cut, until the host counts as gone.

LARGE_FRAME = 4 * 2**20  # Bytes: what a gRPC client takes by default.

# In go-plugin's words (server.go), and one line of ours.
NOT_A_HOST = (
    "This binary is a plugin. These are not meant to be executed directly.\n"
    "Please execute the program that consumes these plugins, which will\n"
    "load any plugins automatically\n"
    "To try it without the daemon, run `make dev` in its project.\n"
)

log = logging.getLogger("laniakea")


class PluginError(Exception):
    """Shown to the operator: its message, and a gRPC code for hosts that look at it (default UNKNOWN)."""

    def __init__(self, message: str, code: grpc.StatusCode | str = grpc.StatusCode.UNKNOWN) -> None:
        super().__init__(message)
        self.message = message
        self.code = grpc.StatusCode[code] if isinstance(code, str) else code


# --- Version constraints: the grammar and comparison of github.com/hashicorp/go-version v1.6.0, oddities included,
# --- because a constraint must mean the same in every language.

MAX_INT64 = 2**63 - 1
_IDENTIFIERS = r"[0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*"
# Digits, then a prerelease (the hyphen is optional before a letter), then metadata, which never matters.
_VERSION = re.compile(
    rf"v?([0-9]+(?:\.[0-9]+)*)(?:-([0-9]{_IDENTIFIERS})|-?([A-Za-z~-]{_IDENTIFIERS}))?"
    r"(?:\+[0-9A-Za-z~-]+(?:\.[0-9A-Za-z~-]+)*)?"
)
# Go's \s is these five characters only.
_COMPARISON = re.compile(r"[\t\n\f\r ]*(=|!=|>=|<=|>|<|~>|)[\t\n\f\r ]*([^\t\n\f\r ]+)[\t\n\f\r ]*")


class ConstraintError(ValueError):
    """A constraint that go-version would refuse; the message says what to write instead."""


class VersionError(ValueError):
    """A version that go-version would refuse."""


class _Version:
    """At least three segments; how many were written counts for `~>`."""

    def __init__(self, text: str) -> None:
        match = _VERSION.fullmatch(text)
        if match is None:
            raise VersionError(
                f"{_quoted(text)} is not a version; write numbers with dots, such as 1.2.0 or 1.2.0-beta.1"
            )
        numbers = [_parse_int64(digits) for digits in match[1].split(".")]
        self.segments = [number for number in numbers if number is not None]
        if len(self.segments) < len(numbers):
            raise VersionError(f"{_quoted(text)} has a number above {MAX_INT64}")
        self.written = len(numbers)
        self.segments += [0] * (3 - self.written)
        self.prerelease: str = match[2] or match[3] or ""

    def compare(self, other: _Version) -> int:
        """Versions with different numbers of segments compare by number only: their prereleases are ignored."""
        if self.segments == other.segments:
            return _compare_prereleases(self.prerelease, other.prerelease)
        length = max(len(self.segments), len(other.segments))
        mine, theirs = (version.segments + [0] * (length - len(version.segments)) for version in (self, other))
        return (mine > theirs) - (mine < theirs)


class VersionConstraint:
    """A constraint such as `>= 1.0.0, < 2.0.0`: comparisons separated by commas, all of which must hold.

    Raises ConstraintError when the text is none.
    """

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise ConstraintError(f'a Laniakea version constraint is text, such as ">= 1.0.0, < 2.0.0"; got {text!r}')
        self.text = text
        self._comparisons = [self._comparison(part) for part in text.split(",")]

    def accepts(self, version: str) -> bool:
        """Raises VersionError when the version is none."""
        parsed = _Version(version)
        return all(holds(parsed, limit) for holds, limit in self._comparisons)

    def _comparison(self, part: str) -> tuple[Callable[[_Version, _Version], bool], _Version]:
        match = _COMPARISON.fullmatch(part)
        if match is None or _VERSION.fullmatch(match[2]) is None:
            raise _malformed(self.text)
        try:
            return _OPERATORS[match[1]], _Version(match[2])
        except VersionError as error:
            raise ConstraintError(
                f"the version constraint {_quoted(self.text)} has a number above {MAX_INT64}"
            ) from error


def _parse_int64(text: str) -> int | None:
    """None when it does not fit; checked by length first, because Python refuses to read very long numbers."""
    if len(text.lstrip("-").lstrip("0")) > 19:
        return None
    value = int(text)
    return value if -MAX_INT64 - 1 <= value <= MAX_INT64 else None


def _compare_prereleases(a: str, b: str) -> int:
    if a == b:
        return 0
    if a == "" or b == "":
        return 1 if a == "" else -1
    a_parts, b_parts = a.split("."), b.split(".")
    for i in range(max(len(a_parts), len(b_parts))):
        order = _compare_parts("".join(a_parts[i : i + 1]), "".join(b_parts[i : i + 1]))
        if order != 0:
            return order
    return 0


def _compare_parts(a: str, b: str) -> int:
    """Follows go-version branch by branch: it is not symmetric ("01" and "1" are each below the other)."""
    if a == b:
        return 0
    (a_is_number, a_value), (b_is_number, b_value) = _go_parse_int(a), _go_parse_int(b)
    if a == "":
        return -1 if b_is_number else 1
    if b == "":
        return 1 if a_is_number else -1
    if a_is_number != b_is_number:
        return -1 if a_is_number else 1
    if not a_is_number and a > b:
        return 1
    return 1 if a_value > b_value else -1


def _go_parse_int(text: str) -> tuple[bool, int]:
    """strconv.ParseInt: what does not fit fails, yet leaves the nearest value behind, and go-version compares that."""
    if re.fullmatch(r"-?[0-9]+", text) is None:
        return False, 0
    value = _parse_int64(text)
    if value is not None:
        return True, value
    return False, -MAX_INT64 - 1 if text.startswith("-") else MAX_INT64


def _prerelease_fits(version: _Version, limit: _Version) -> bool:
    """A prerelease is only ordered against a limit that is a prerelease of the same version."""
    if version.prerelease == "":
        return True
    return limit.prerelease != "" and version.segments == limit.segments


def _is_pessimistic_match(version: _Version, limit: _Version) -> bool:
    if not _prerelease_fits(version, limit) or (limit.prerelease != "" and version.prerelease == ""):
        return False
    if version.compare(limit) < 0 or len(limit.segments) > len(version.segments):
        return False
    fixed, last = limit.written - 1, len(limit.segments) - 1
    return version.segments[:fixed] == limit.segments[:fixed] and version.segments[last] >= limit.segments[last]


_OPERATORS: dict[str, Callable[[_Version, _Version], bool]] = {
    "": lambda version, limit: version.compare(limit) == 0,
    "=": lambda version, limit: version.compare(limit) == 0,
    "!=": lambda version, limit: version.compare(limit) != 0,
    ">": lambda version, limit: _prerelease_fits(version, limit) and version.compare(limit) > 0,
    "<": lambda version, limit: _prerelease_fits(version, limit) and version.compare(limit) < 0,
    ">=": lambda version, limit: _prerelease_fits(version, limit) and version.compare(limit) >= 0,
    "<=": lambda version, limit: _prerelease_fits(version, limit) and version.compare(limit) <= 0,
    "~>": _is_pessimistic_match,
}


def _malformed(text: str) -> ConstraintError:
    if text.strip() == "":
        return ConstraintError('the version constraint is empty; write ">= 0.0.0" to accept every version')
    problem = f"{_quoted(text)} is not a Laniakea version constraint"
    alternatives = [_to_go_form(part) for part in text.split("||")]
    if alternatives[0] is None:
        how_to = 'write comparisons separated by commas, such as ">= 1.0.0, < 2.0.0" (operators: = != > < >= <= ~>)'
        return ConstraintError(f"{problem}; {how_to}")
    if len(alternatives) == 1:
        return ConstraintError(f'{problem}; write "{alternatives[0]}" instead')
    return ConstraintError(f'{problem}: it has no "or"; write one range instead, such as "{alternatives[0]}"')


def _to_go_form(text: str) -> str | None:
    """Says in Go's words what a Python or npm range means; None when it is neither."""
    hyphen = re.fullmatch(r"\s*(\S+)\s+-\s+(\S+)\s*", text)
    if hyphen is not None:
        parts = [f">={hyphen[1]}", f"<={hyphen[2]}"]
    else:
        parts = [part for part in re.split(r"[\s,]+", re.sub(r"([\^~<>=!])\s+", r"\1", text)) if part != ""]
    translated = [_comparison_to_go_form(part) for part in parts]
    if not translated or None in translated:
        return None
    go_form = ", ".join(part for part in translated if part is not None)
    return go_form if all(_COMPARISON.fullmatch(part) for part in go_form.split(",")) else None


_FOREIGN_COMPARISON = re.compile(
    r"(\^|~>|~=|~|={1,3}|=>|=<|>=|<=|!=|>|<|)v?([0-9]{1,15}|[xX*])(?:\.([0-9]{1,15}|[xX*]))?"
    r"(?:\.([0-9]{1,15}|[xX*])(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)?"
)


def _comparison_to_go_form(comparison: str) -> str | None:
    match = _FOREIGN_COMPARISON.fullmatch(comparison)
    if match is None:
        return None
    numbers: list[int] = []
    for part in match.group(2, 3, 4):
        if part is None or part in "xX*":
            break
        numbers.append(int(part))
    if not numbers:
        return ">= 0.0.0"
    return _bounds_of(match[1], numbers, f"{_filled(numbers)}{match[5] or ''}")


def _bounds_of(operator: str, numbers: list[int], lowest: str) -> str:
    """With fewer than three numbers it stands for all versions that start so; `lowest` is the first of them."""
    last, partial = len(numbers) - 1, len(numbers) < 3
    if operator == "^":
        non_zero = next((i for i, number in enumerate(numbers) if number > 0), last)
        return f">= {lowest}, < {_next(numbers, non_zero)}"
    if operator == "~":
        return f">= {lowest}, < {_next(numbers, min(last, 1))}"
    if operator in ("~>", "~="):
        return f"~> {'.'.join(map(str, numbers)) if partial else lowest}"
    if operator in ("", "=", "==", "==="):
        return f">= {lowest}, < {_next(numbers, last)}" if partial else f"= {lowest}"
    if operator == ">":
        return f">= {_next(numbers, last)}" if partial else f"> {lowest}"
    if operator in ("<=", "=<"):
        return f"< {_next(numbers, last)}" if partial else f"<= {lowest}"
    return f"{'>=' if operator == '=>' else operator} {lowest}"


def _next(numbers: list[int], index: int) -> str:
    """The first version after all that share the numbers up to and including `index`."""
    return _filled([*numbers[:index], numbers[index] + 1])


def _filled(numbers: list[int]) -> str:
    return ".".join(map(str, [*numbers, 0, 0][:3]))


def _quoted(text: str, longest: int = 60) -> str:
    """Cut and escaped, so that a message stays one line."""
    return json.dumps(f"{text[:longest]}…" if len(text) > longest else text, ensure_ascii=False)


# --- The log: one line of JSON a record, as hclog writes it. A host panics on a record whose @-fields are no strings,
# --- and reads lines through a buffer of 64 KiB.

MAX_MESSAGE = 32 * 1024  # Bytes.
MAX_RECORD = 60 * 1024
_STANDARD_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def hclog_line(level: str, message: str, module: str, fields: dict[str, object], seconds: float) -> bytes:
    """One record with its newline, shorter than 64 KiB whatever is in it."""
    record = {"@level": level, "@message": _cut(message, MAX_MESSAGE), "@module": _cut(module, 256)}
    record["@timestamp"] = datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    room = MAX_RECORD - len(_encoded(record))
    for key, value in fields.items():
        name = _cut("_" + key.lstrip("@") if key.startswith("@") else key, 64)
        text = _cut(_text_of(value), max(room // 2, 0))
        room -= len(_encoded({name: text}))
        if room > 0:
            record[name] = text
    return _encoded(record) + b"\n"


def _encoded(value: object) -> bytes:
    # Half a surrogate pair has no UTF-8; as an escape it is JSON.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def _cut(text: str, room: int) -> str:
    """At most `room` bytes as JSON; marked when it was longer."""
    kept = text[:room]
    while True:
        mark = "" if len(kept) == len(text) else f"… [{len(text) - len(kept)} characters cut]"
        size = len(_encoded(kept + mark))
        if size <= room or kept == "":
            return kept + mark if size <= room else ""
        kept = kept[: max(0, int(len(kept) * room / size) - len(mark) - 4)]


def _text_of(value: object) -> str:
    try:
        return str(value)
    except Exception as error:
        return f"[unreadable: {type(error).__name__}]"


class _Stderr:
    """The host reads it line by line; one writer at a time, never an error for one who logs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # No child process inherits it: go-plugin's Kill returns when the last one who has the host's stderr is gone.
        self.descriptor = os.dup(2)
        if sys.platform != "win32":
            os.register_at_fork(after_in_child=self._leave_to_parent)

    def _leave_to_parent(self) -> None:
        os.dup2(2, self.descriptor, inheritable=False)
        self._lock = threading.Lock()

    def has_reader(self) -> bool:
        if sys.platform == "win32":
            return True
        poll = select.poll()
        poll.register(self.descriptor, 0)
        return not poll.poll(0)

    def write(self, line: bytes) -> None:
        deadline = time.monotonic() + 5
        with self._lock:
            while line:
                try:
                    line = line[os.write(self.descriptor, line) :]
                except BlockingIOError:  # The pipe is full: a host that never reads must not hang the plugin.
                    if time.monotonic() > deadline:
                        return
                    time.sleep(0.002)
                except OSError:  # The host is gone.
                    return


class _LogHandler(logging.Handler):
    """The records of Python's logging, as records of the host's log; `extra` becomes their fields."""

    def __init__(self, name: str, stderr: _Stderr) -> None:
        super().__init__()
        self.plugin_name = name
        self._stderr = stderr

    def emit(self, record: logging.LogRecord) -> None:
        try:
            fields = {key: value for key, value in vars(record).items() if key not in _STANDARD_ATTRIBUTES}
            if record.exc_info is not None and record.exc_info[1] is not None:
                fields["error"] = "".join(traceback.format_exception(record.exc_info[1])).rstrip()
            module = self.plugin_name if record.name in ("root", log.name) else record.name
            level = _hclog_level(record.levelno)
            self._stderr.write(hclog_line(level, self._message_of(record), module, fields, record.created))
        except Exception as error:  # A record that cannot be shown must not end a recording.
            message = f"a log record could not be shown: {error!r}"
            self._stderr.write(hclog_line("error", message, self.plugin_name, {}, time.time()))

    def _message_of(self, record: logging.LogRecord) -> str:
        try:
            return record.getMessage()
        except Exception as error:
            return f"{record.msg} [the arguments {record.args!r} do not fit: {error}]"


def _hclog_level(number: int) -> str:
    levels = ((logging.ERROR, "error"), (logging.WARNING, "warn"), (logging.INFO, "info"), (logging.DEBUG, "debug"))
    return next((name for least, name in levels if number >= least), "trace")


class _StderrText(io.TextIOBase):
    """sys.stderr: lines go through as they are, but one that would end the host becomes a record."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, stderr: _Stderr) -> None:
        self._stderr = stderr
        self._rest = ""
        self._lock = threading.RLock()

    def write(self, text: str) -> int:
        with self._lock:
            *lines, self._rest = (self._rest + text).split("\n")
            for line in lines:
                self.write_line(line)
        return len(text)

    def end(self) -> None:
        if self._rest:
            self.write("\n")

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2

    def write_line(self, line: str) -> None:
        if _would_end_host(line):
            log.info("%s", line, extra={"stream": "stderr"})
        else:
            self._stderr.write(line.encode("utf-8", "backslashreplace") + b"\n")


def _would_end_host(line: str) -> bool:
    """go-plugin asserts without a check that these are strings (log_entry.go)."""
    if not line.lstrip().startswith("{"):
        return False
    try:
        record = json.loads(line)
    except ValueError:
        return False
    return any(key in record and not isinstance(record[key], str) for key in ("@message", "@level", "@timestamp"))


class _Pipe:
    """In the place of a file descriptor of the host's: what C code and child processes write there, line by line."""

    def __init__(self, descriptor: int, longest: int, on_line: Callable[[str], None]) -> None:
        source, sink = os.pipe()
        os.dup2(sink, descriptor)
        os.close(sink)
        self._descriptor = descriptor
        self._longest = longest
        self._on_line = on_line
        self._reader = threading.Thread(target=self._read, args=(source,), name="output", daemon=True)
        self._reader.start()

    def end(self, instead: int) -> None:
        """Whatever is written from now on goes to that descriptor."""
        os.dup2(instead, self._descriptor)

    def wait_until_read(self, seconds: float) -> None:
        self._reader.join(seconds)

    def _read(self, source: int) -> None:
        rest = b""
        while chunk := os.read(source, 65536):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > self._longest:
                lines, rest = [*lines, rest], b""
            for line in lines:
                self._pass_on(line)
        self._pass_on(rest)

    def _pass_on(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip("\r")
        if text != "":
            self._on_line(text)


class _Output:
    """Keeps everything but the handshake away from the stdout that the host reads.

    Its first line must be the handshake, and nobody reads what follows. Whatever is printed there, by C code and by
    child processes too, goes through a pipe into the log. So does what they write to stderr: a child process that is
    left running must not have the host's.
    """

    def __init__(self) -> None:
        self._stderr = _Stderr()
        self.handler = _LogHandler(_program_name(), self._stderr)
        log.addHandler(self.handler)
        log.setLevel(logging.DEBUG)
        log.propagate = False
        # Records find it while no other handler is there: an author's logging.basicConfig keeps its say.
        logging.lastResort = self.handler
        if logging.root.level == logging.WARNING:
            logging.root.setLevel(logging.INFO)
        logging.captureWarnings(True)
        # A crash leaves nobody who would read the pipe.
        faulthandler.enable(self._stderr.descriptor)
        self._stdout = os.dup(1)
        if sys.platform != "win32":
            os.register_at_fork(after_in_child=lambda: os.dup2(1, self._stdout, inheritable=False))
        self._stderr_text = _StderrText(self._stderr)
        printed = {"stream": "stdout"}
        self._pipes = (
            _Pipe(1, MAX_MESSAGE, lambda line: log.info("%s", line, extra=printed)),
            _Pipe(2, MAX_RECORD, self._stderr_text.write_line),
        )
        sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        sys.stderr = cast(io.TextIOWrapper, self._stderr_text)
        self._report_crashes()
        atexit.register(self.end)

    def take_over_logging(self) -> None:
        """logging.basicConfig writes plain text to stderr: the host would show all of it as debug."""
        for handler in list(logging.root.handlers):
            if type(handler) is logging.StreamHandler and handler.stream in (sys.stdout, sys.stderr):
                logging.root.removeHandler(handler)
        if self.handler not in logging.root.handlers:
            logging.root.addHandler(self.handler)

    def handshake(self, line: str) -> None:
        os.write(self._stdout, f"{line}\n".encode())

    def has_reader(self) -> bool:
        """Whether the host's end of its stderr is open."""
        return self._stderr.has_reader()

    def end(self) -> None:
        """What was printed last still reaches the log; a child process that holds the pipe does not hold the end."""
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            stdout, stderr = self._pipes
            stdout.end(nowhere)
            stderr.end(self._stderr.descriptor)
            os.close(nowhere)
            until = time.monotonic() + 0.5
            for pipe in self._pipes:
                pipe.wait_until_read(max(0, until - time.monotonic()))
            self._stderr_text.end()

    def _report_crashes(self) -> None:
        """One record for a crash: the host shows a dead plugin only as EOF."""

        def crashed(kind: type[BaseException], error: BaseException, trace: Any) -> None:
            exc_info = (kind, error, trace)
            log.critical("the plugin crashed%s: %s", _place_of(trace), _message_of(error), exc_info=exc_info)

        def thread_crashed(hook: threading.ExceptHookArgs) -> None:
            if hook.exc_value is not None:
                name = hook.thread.name if hook.thread is not None else "?"
                exc_info = (hook.exc_type, hook.exc_value, hook.exc_traceback)
                log.error("the thread %s ended: %s", name, _message_of(hook.exc_value), exc_info=exc_info)

        sys.excepthook = crashed
        threading.excepthook = thread_crashed


def _place_of(trace: Any) -> str:
    """The author's line that a traceback names last."""
    # In an executable, files are named from the folder of the package on.
    folders = tuple(folder + os.sep for folder in (os.path.dirname(__file__), __name__.split(".")[0]))
    for frame in reversed(traceback.extract_tb(trace)):
        name = os.path.basename(frame.filename)
        if frame.filename.startswith(folders) and name not in ("_laniakea.py", "__main__.py"):
            return f" in {name}, line {frame.lineno}"
    return ""


def _program_name() -> str:
    name = os.path.splitext(os.path.basename(sys.executable if hasattr(sys, "_MEIPASS") else sys.argv[0]))[0]
    # Python's own word while `python -m` looks for the package.
    return name if name != "-m" else __name__.split(".")[0]


def _message_of(error: BaseException) -> str:
    text = _text_of(error)
    # A KeyError's text is the key alone, sys.exit's may be a number, and some errors have none.
    bare = isinstance(error, KeyError) or text.isdigit()
    return f"{type(error).__name__}: {text}" if bare else text or type(error).__name__


# --- The relay. A daemon that pauses gets the frames of the pause in one bunch, and crashes or hangs on it; what tells
# --- a paused daemon from one that is awake is an HTTP/2 PING, and grpcio gives a server none. So the relay has the
# --- address that the host is told, passes HTTP/2 frames on as they are, and puts PINGs of its own between them.

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_DATA, _HEADERS, _RST_STREAM, _PUSH_PROMISE, _PING, _CONTINUATION = 0x0, 0x1, 0x3, 0x5, 0x6, 0x9
_ACK = _END_STREAM = 0x1
_END_HEADERS = 0x4
_PADDED = 0x8
# How a call says which stream of which connection it came by.
STREAM_HEADER = "x-laniakea-stream"

# A PING answered within this share of the gap, and never less than the floor, shows a daemon that is awake.
QUICK_SHARE = 1 / 4
QUICK_FLOOR = 0.002
# A daemon that answers each PING slowly is slow, not paused: then the gap alone has to do. One that is paused does not
# answer at all, and that wait is not bounded.
MOST_TRIES = 20

T = TypeVar("T")


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + payload


class _Stream:
    """What of one call's answer has left for the host."""

    def __init__(self) -> None:
        self.messages = 0
        self.ended = threading.Event()
        self.changed = asyncio.Event()
        self._prefix = b""
        self._left = 0

    def passed(self, data: bytes) -> None:
        """Counts gRPC messages: each is a byte, its length in four, and itself, in any number of DATA frames."""
        while data:
            if self._left == 0:
                wanted = 5 - len(self._prefix)
                self._prefix, data = self._prefix + data[:wanted], data[wanted:]
                if len(self._prefix) < 5:
                    break
                self._left = int.from_bytes(self._prefix[1:], "big")
            else:
                self._left, data = max(0, self._left - len(data)), data[self._left :]
            if self._left == 0:
                self._prefix = b""
                self.messages += 1
        self.changed.set()

    def end(self) -> None:
        self.ended.set()
        self.changed.set()


class _Connection:
    """One connection of the host's, and the one to grpcio that stands for it."""

    def __init__(self, number: int, host: asyncio.StreamWriter, grpc_server: asyncio.StreamWriter) -> None:
        self.number = number
        self.streams: dict[int, _Stream] = {}
        self._host = host
        self._grpc = grpc_server
        self._newest = 0
        self._pings: dict[bytes, asyncio.Future[float]] = {}
        self._sent_pings = 0

    async def run(self, from_host: asyncio.StreamReader, from_grpc: asyncio.StreamReader) -> None:
        """Until either side closes."""
        directions = [asyncio.ensure_future(self._to_grpc(from_host)), asyncio.ensure_future(self._to_host(from_grpc))]
        try:
            await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for direction in directions:
                direction.cancel()
            results = await asyncio.gather(*directions, return_exceptions=True)
            for result in results:
                if isinstance(result, Exception) and not isinstance(result, (OSError, EOFError)):
                    log.error("the connection to the host failed: %s", result, exc_info=result)
            self._end()

    def _end(self) -> None:
        self._host.close()
        self._grpc.close()
        for ping in self._pings.values():
            if not ping.done():
                ping.set_exception(ConnectionError("the host closed the connection"))
        for stream in self.streams.values():
            stream.end()

    async def _to_grpc(self, source: asyncio.StreamReader) -> None:
        self._grpc.write(await source.readexactly(len(_PREFACE)))
        async for kind, flags, stream, payload in _frames(source):
            if kind == _PING and flags & _ACK and payload in self._pings:
                self._pings.pop(payload).set_result(time.monotonic())
                continue
            if kind in (_HEADERS, _CONTINUATION) and flags & _END_HEADERS and stream > self._newest:
                self._newest = stream
                self.streams[stream] = _Stream()
                self._grpc.write(_frame(kind, flags & ~_END_HEADERS, stream, payload))
                kind, flags, payload = _CONTINUATION, _END_HEADERS, self._name_of(stream)
            elif kind == _RST_STREAM:
                self._forget(stream)
            self._grpc.write(_frame(kind, flags, stream, payload))
            await self._grpc.drain()

    def _name_of(self, stream: int) -> bytes:
        """A header (HPACK: literal, not indexed), so that grpcio's handler can say which stream it answers."""
        name, value = STREAM_HEADER.encode(), f"{self.number}.{stream}".encode()
        return b"\0" + bytes((len(name),)) + name + bytes((len(value),)) + value

    async def _to_host(self, source: asyncio.StreamReader) -> None:
        held = b""
        async for kind, flags, stream, payload in _frames(source):
            held += _frame(kind, flags, stream, payload)
            if kind in (_HEADERS, _PUSH_PROMISE, _CONTINUATION) and not flags & _END_HEADERS:
                continue  # Nothing, and so no PING, may come into a block of headers.
            self._host.write(held)
            held = b""
            answered = self.streams.get(stream)
            if answered is not None and kind == _DATA:
                answered.passed(payload[1 : len(payload) - payload[0]] if flags & _PADDED else payload)
            if kind == _RST_STREAM or (kind in (_DATA, _HEADERS) and flags & _END_STREAM):
                self._forget(stream)
            await self._host.drain()

    def _forget(self, stream: int) -> None:
        ended = self.streams.pop(stream, None)
        if ended is not None:
            ended.end()

    async def pace(self, stream: _Stream, messages: int, interval: float) -> None:
        """Waits after a message until the next one, or the stream's end, can follow without harm to the daemon.

        A PING, answered once the message was read, then the gap, then a PING that must be answered quickly.
        Raises ConnectionError when the host closes the connection.
        """
        while stream.messages < messages:
            if stream.ended.is_set():
                return
            stream.changed.clear()
            await stream.changed.wait()
        await self._ping()
        for _ in range(MOST_TRIES):
            await asyncio.sleep(interval)
            if stream.ended.is_set() or await self._ping() < max(QUICK_FLOOR, interval * QUICK_SHARE):
                return

    async def _ping(self) -> float:
        """Returns the seconds until its answer."""
        if self._host.is_closing():
            raise ConnectionError("the host closed the connection")
        self._sent_pings = (self._sent_pings + 1) % 2**32
        payload = b"lani" + self._sent_pings.to_bytes(4, "big")
        answer = self._pings[payload] = asyncio.get_running_loop().create_future()
        since = time.monotonic()
        self._host.write(_frame(_PING, 0, 0, payload))
        answered: float = await answer
        return answered - since


async def _frames(source: asyncio.StreamReader) -> AsyncIterator[tuple[int, int, int, bytes]]:
    """Kind, flags, stream and payload of each frame, until the other side closes."""
    while True:
        head = await source.readexactly(9)
        payload = await source.readexactly(int.from_bytes(head[:3], "big"))
        yield head[3], head[4], int.from_bytes(head[5:], "big") & 0x7FFFFFFF, payload


class _Relay:
    """Runs in a thread of its own, on an asyncio loop."""

    def __init__(self, grpc_address: _Address, on_host_gone: Callable[[], None]) -> None:
        self._grpc_address = grpc_address
        self._on_host_gone = on_host_gone
        self._connections: dict[int, _Connection] = {}
        self._accepted = 0
        self._gone: asyncio.TimerHandle | None = None
        # The streams that a go-plugin host opens at once and keeps as long as its connection.
        self.has_lifeline = False
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="relay", daemon=True).start()

    def listen(self, listener: socket.socket) -> None:
        async def start() -> None:
            if listener.family == socket.AF_INET:
                await asyncio.start_server(self._accept, sock=listener)
            else:
                await asyncio.start_unix_server(self._accept, sock=listener)

        self._call(start())

    def stream_of(self, context: grpc.ServicerContext) -> tuple[_Connection, _Stream] | None:
        """None when the host has closed the connection, or cancelled the call."""
        names = [value for key, value in context.invocation_metadata() or () if key == STREAM_HEADER]
        number, stream = str(names[-1]).split(".")
        connection = self._connections.get(int(number))
        found = connection.streams.get(int(stream)) if connection is not None else None
        return (connection, found) if connection is not None and found is not None else None

    def pace(self, connection: _Connection, stream: _Stream, messages: int, interval: float) -> None:
        with contextlib.suppress(ConnectionError):
            self._call(connection.pace(stream, messages, interval))

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _accept(self, from_host: asyncio.StreamReader, host: asyncio.StreamWriter) -> None:
        if self._gone is not None:
            self._gone.cancel()
        self._accepted += 1
        number = self._accepted
        try:
            from_grpc, grpc_server = await self._grpc_address.connect()
            connection = self._connections[number] = _Connection(number, host, grpc_server)
            await connection.run(from_host, from_grpc)
        finally:
            host.close()
            self._connections.pop(number, None)
            if not self._connections and self.has_lifeline:
                self._gone = self._loop.call_later(HOST_SILENCE, self._on_host_gone)


# --- Where the plugin listens.

# sockaddr_un holds 108 bytes on Linux and 104 on macOS, with the final NUL; some room for either.
MAX_SOCKET_PATH = 100
LOOPBACK = "127.0.0.1"


class _Address:
    """Where grpcio listens, for the relay alone."""

    def __init__(self, path: str | None, port: int = 0) -> None:
        self.path = path
        self.port = port

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.path is not None:
            return await asyncio.open_unix_connection(self.path)
        return await asyncio.open_connection(LOOPBACK, self.port)


class _Folder:
    """A private folder (mode 0700) for sockets; `path` is None where unix sockets are not to be had."""

    def __init__(self) -> None:
        self.path: str | None = None
        parents = [tempfile.gettempdir(), "/tmp"] if hasattr(socket, "AF_UNIX") and sys.platform != "win32" else []
        for parent in parents:
            if _fits(os.path.join(parent, "plugin-XXXXXXXX", "g")):
                self.path = tempfile.mkdtemp(prefix="plugin-", dir=parent)
                break
        self._others: list[str] = []

    def socket_for_host(self) -> str | None:
        """Directly in PLUGIN_UNIX_SOCKET_DIR when the host names one: it may translate the path by its last part."""
        wanted = os.environ.get("PLUGIN_UNIX_SOCKET_DIR")
        if wanted:
            path = os.path.join(wanted, f"plugin{secrets.token_hex(6)}")
            if _fits(path):
                self._others.append(path)
                return path
        return None if self.path is None else os.path.join(self.path, "s")

    def socket_for_grpc(self) -> str | None:
        return None if self.path is None else os.path.join(self.path, "g")

    def open_to_group(self, path: str, group: str) -> None:
        """Lets a group connect (PLUGIN_UNIX_SOCKET_GROUP, go-plugin's server.go). grpcio's socket stays the owner's."""
        if sys.platform == "win32":
            return
        import grp

        gid = int(group) if group.isdigit() else grp.getgrnam(group).gr_gid
        os.chown(path, -1, gid)
        os.chmod(path, 0o660)
        if self.path is not None and os.path.dirname(path) == self.path:
            os.chmod(os.path.join(self.path, "g"), 0o600)
            os.chown(self.path, -1, gid)
            os.chmod(self.path, 0o710)

    def remove(self) -> None:
        for path in self._others:
            with contextlib.suppress(OSError):
                os.unlink(path)
        if self.path is not None:
            shutil.rmtree(self.path, ignore_errors=True)


def _fits(path: str) -> bool:
    return len(os.fsencode(path)) <= MAX_SOCKET_PATH


def _bind_tcp() -> socket.socket:
    """From a random port of the host's range on, so that plugins started together do not collide."""
    ports = range(_port("PLUGIN_MIN_PORT"), _port("PLUGIN_MAX_PORT") + 1)
    if len(ports) == 0:
        raise ValueError(
            f"PLUGIN_MIN_PORT value of {ports.start} is greater than PLUGIN_MAX_PORT value of {ports.stop - 1}"
        )
    start = random.randrange(len(ports))
    for i in range(len(ports)):
        # With its protocol named, asyncio turns off Nagle's algorithm, which would hold each answer for 40 ms.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if sys.platform == "win32":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            # No SO_REUSEPORT: with it another plugin could have the same port, and the kernel deals between the two.
            listener.bind((LOOPBACK, ports[(start + i) % len(ports)]))
            listener.listen()
            return listener
        except OSError:
            listener.close()
    raise OSError("no port between PLUGIN_MIN_PORT and PLUGIN_MAX_PORT is free")


def _port(name: str) -> int:
    text = os.environ.get(name) or "0"
    if re.fullmatch("[0-9]{1,5}", text) is None or int(text) > 65535:
        raise ValueError(f"{name} is {text}, which is no port")
    return int(text)


# --- One recording or one command: the author's generator on one side, a stream to the daemon on the other.


class _Context:
    """gRPC's context as the author's code sees it: its abort becomes the error that the operator sees."""

    def __init__(self, context: grpc.ServicerContext | None) -> None:
        self._context = context
        self.code: grpc.StatusCode | None = None
        self.details = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        raise PluginError(details, code)

    def abort_with_status(self, status: Any) -> NoReturn:
        raise PluginError(status.details, status.code)

    def set_code(self, code: grpc.StatusCode) -> None:
        self.code = code

    def set_details(self, details: str) -> None:
        self.details = details

    def raise_for_status(self) -> None:
        """For code that sets a status and returns, as generated servicers do."""
        if self.code is not None and self.code is not grpc.StatusCode.OK:
            raise PluginError(self.details or self.code.name, self.code)


class _SessionContext(_Context):
    def __init__(self, context: grpc.ServicerContext, session: _Session) -> None:
        super().__init__(context)
        self._session = session

    def is_active(self) -> bool:
        return not self._session.is_stopping


class _Session:
    """The author's generator runs in a thread of its own, and goes on after `yield` when the next frame may follow."""

    def __init__(self, plugin: _Plugin, relay: _Relay, interval: float, context: grpc.ServicerContext) -> None:
        self.context = _SessionContext(context, self)
        self.reply_id: object = None
        # The author's own word that it is to end; the daemon's is is_stopping.
        self.quit = False
        self.is_stopping = False
        self._plugin = plugin
        self._interval = interval
        self._relay = relay
        self._lane = relay.stream_of(context)
        self._changed = threading.Condition()
        self._offered: bytes | None = None
        self._done = False
        self._error: BaseException | None = None
        self._reason = ""
        self._give_up_at = math.inf
        self._cancelled = self._lane is None or not context.add_callback(self.cancel)
        self._sent = 0
        self._warned_of_large = False

    # What others ask of it.

    def stop(self, reason: str) -> None:
        """Begins the end: the generator goes no further than its next `yield`, and its `finally` runs."""
        with self._changed:
            if not self.is_stopping:
                self._reason = reason
                self._give_up_at = time.monotonic() + STOP_BOUND
            self.is_stopping = True
            self._changed.notify_all()

    def cancel(self) -> None:
        """The caller is gone: nothing is sent any more."""
        self._cancelled = True
        self.stop("the call was cancelled")

    def wait_until_ended(self, seconds: float) -> None:
        """Until the end of the stream has left for the daemon, so that a StartRecord that follows finds it there."""
        if self._lane is not None and not self._lane[1].ended.wait(seconds):
            log.warning("%s: the stream did not end within %g s", self._reason, seconds)

    def set_quit(self, value: bool) -> None:
        with self._changed:
            self.quit = value
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.quit or self.is_stopping, max(0, seconds))

    # The author's side, in a thread of its own.

    def start(self, open_stream: Callable[[_SessionContext], Iterator[object]]) -> None:
        threading.Thread(target=self._produce, args=(open_stream,), name="recording", daemon=True).start()

    def _produce(self, open_stream: Callable[[_SessionContext], Iterator[object]]) -> None:
        error: BaseException | None = None
        try:
            with self._plugin._running(self):
                if not self.is_stopping:  # Before it began, even.
                    self._drain(open_stream(self.context))
                self.context.raise_for_status()
        except BaseException as raised:  # sys.exit in a recording is a mistake of the recording's.
            error = raised
        with self._changed:
            self._error = error
            self._done = True
            self._changed.notify_all()
            stopping = self.is_stopping
        if stopping and error is not None:
            log.warning("an error while it ended: %s", _message_of(error), exc_info=error)

    def _drain(self, iterator: Iterator[object]) -> None:
        mistake: Exception | None = None
        try:
            while True:
                throw = getattr(iterator, "throw", None)
                if mistake is None:
                    value = next(iterator)
                elif throw is None:
                    raise mistake
                else:  # The mistake belongs to the line that yielded: it can be caught there, and its stack says where.
                    value = throw(mistake)
                mistake = None
                if self.is_stopping:
                    return
                try:
                    frame = self._frame_of(value)
                except (TypeError, ValueError) as refused:
                    mistake = refused
                    continue
                if not self._offer(frame):
                    return
        except StopIteration:
            return
        finally:
            close = getattr(iterator, "close", None)
            if close is not None:
                close()

    def _offer(self, message: bytes) -> bool:
        """Returns when the next one may follow; False when there is to be none."""
        with self._changed:
            self._offered = message
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._offered is None or self.is_stopping)
            return not self.is_stopping

    def _frame_of(self, value: object) -> bytes:
        frame = _to_frame(value, self.reply_id)
        if frame.type == RESERVED_TYPE:
            raise TypeError(
                f'a frame of type "{RESERVED_TYPE}" would end the stream for every subscriber: choose another'
            )
        if frame.source == "":
            frame.source = self._plugin._source
        if frame.timestamp == 0:
            frame.timestamp = int(time.time() * 1000)
        if len(frame.payload) > LARGE_FRAME and not self._warned_of_large:
            self._warned_of_large = True
            size = len(frame.payload) / 2**20
            log.warning(
                "a frame of %.1f MiB: clients with gRPC's own limit of 4 MiB do not get it; send it in pieces", size
            )
        return frame.SerializeToString()

    # The daemon's side, in a thread of grpcio's.

    def messages(self, needs_answer: str | None = None) -> Iterator[bytes]:
        """What goes to the daemon. Raises what the author's code raised.

        `needs_answer` is what an operator reads when nothing was yielded at all.
        """
        self._wait_for_first()
        if self._done and self._offered is None and not self.is_stopping:
            if self._error is not None:
                raise self._failure(self._error, "")
            if needs_answer is not None:
                raise PluginError(needs_answer, grpc.StatusCode.INVALID_ARGUMENT)
        # The daemon's client waits for the first frame of a stream, and drops it: an empty one goes ahead.
        yield from self._paced(b"")
        while (message := self._next()) is not None:
            yield from self._paced(message)
            with self._changed:
                self._offered = None
                self._changed.notify_all()
        if self._error is not None and not self.is_stopping:
            raise self._failure(self._error, " (after the start of the stream: the daemon shows this as EOF)")

    def _wait_for_first(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._offered is not None or self._done or self.is_stopping, PRIME_AFTER)

    def _next(self) -> bytes | None:
        """The next message; None when there is none any more."""
        with self._changed:
            if not self._changed.wait_for(self._has_news, SILENCE):
                log.warning(
                    "no frame for %g s: the daemon restarts a plugin that is silent for longer than its timeout in "
                    "config.yaml (default 30 s)",
                    SILENCE,
                )
                self._changed.wait_for(self._has_news)
            while self.is_stopping and self._offered is None and not self._done and not self._cancelled:
                left = self._give_up_at - time.monotonic()
                if left <= 0:
                    log.warning(
                        "%s: the code still runs after %g s, and goes on until its next yield; self.wait(seconds) ends "
                        "early where time.sleep(seconds) does not, and a read that blocks needs a timeout",
                        self._reason,
                        STOP_BOUND,
                    )
                    return None
                self._changed.wait(left)
            return None if self._cancelled else self._offered

    def _has_news(self) -> bool:
        return self._offered is not None or self._done or self.is_stopping

    def _paced(self, message: bytes) -> Iterator[bytes]:
        if self._cancelled or self._lane is None:
            return
        self._sent += 1
        yield message
        if self._interval > 0:
            self._relay.pace(*self._lane, self._sent, self._interval)

    def _failure(self, error: BaseException, seen: str) -> PluginError:
        failure = error if isinstance(error, PluginError) else PluginError(_message_of(error))
        log.error("%s%s", failure.message, seen, exc_info=None if failure is error else error)
        return failure


def _stream_of(method: Callable[..., object], request: object, context: _SessionContext) -> Iterator[object]:
    """What an author's method yields. One that returns a value, as a plain function does, yields that one."""
    values = method(request, context)
    if isinstance(values, (dict, str, bytes, bytearray, plugin_pb2.Frame)):
        yield values
    elif isinstance(values, Iterable):
        yield from values
    elif inspect.iscoroutine(values) or inspect.isasyncgen(values):
        if inspect.iscoroutine(values):
            values.close()
        name = values.__name__
        raise TypeError(f"{name} is async: write `def {name}`, and asyncio.run(...) around what has to be awaited")
    elif values is not None:
        raise TypeError(f"it must yield frames, and returned {_quoted(repr(values))}")


def _to_frame(value: object, reply_id: object = None) -> plugin_pb2.Frame:
    """A Frame stays as it is; text becomes text/plain, bytes application/octet-stream, all else JSON."""
    frame = plugin_pb2.Frame()
    if isinstance(value, plugin_pb2.Frame):
        frame.CopyFrom(value)
    elif isinstance(value, str):
        frame.type, frame.payload = "text/plain", value.encode("utf-8", "replace")
    elif isinstance(value, (bytes, bytearray, memoryview)):
        frame.type, frame.payload = "application/octet-stream", bytes(value)
    else:
        if reply_id is not None and isinstance(value, dict):
            value = {**value, "id": reply_id}
        frame.type, frame.payload = JSON_TYPE, _json(value)
    return frame


def _json(value: object) -> bytes:
    try:
        plain = _plain(value, "")
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    except RecursionError as error:
        raise TypeError("a frame needs a value that JSON can hold, and this one contains itself") from error


def _plain(value: Any, where: str) -> Any:
    """JSON has no NaN and no infinity; a sensor that gives one shows null, and goes on.

    Times become ISO 8601, and NumPy's values Python's.
    """
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (float, Decimal)):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _plain(item, f"{where}[{key!r}]") for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, f"{where}[{i}]") for i, item in enumerate(value)]
    if isinstance(value, (date, clock_time)):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return _plain(value.tolist(), where)
    place = f"; {where} is" if where else ", not"
    raise TypeError(f"a frame needs a value that JSON can hold{place} of type {type(value).__name__}")


# --- What an author's class inherits.


class _Plugin:
    """What both kinds of plugin have in common."""

    version: str
    laniVersionConstraint: str
    # The daemon's version, once it has pushed it.
    laniVersion: str

    def __new__(cls, *_args: object, **_keywords: object) -> _Plugin:
        plugin = super().__new__(cls)
        plugin._thread = threading.local()
        plugin._sessions = []
        plugin._quit = False
        return plugin

    _thread: threading.local
    _sessions: list[_Session]
    _quit: bool

    def __init__(self, version: str, laniVersionConstraint: str) -> None:
        super().__init__()
        self.setPluginVersion(version)
        self.setVersionConstraints(laniVersionConstraint)

    def setVersionConstraints(self, verStr: str) -> None:
        """Raises ConstraintError when it is none in go-version's grammar; `0.2.0` alone means exactly that version."""
        self._constraint = VersionConstraint(verStr)
        self.laniVersionConstraint = verStr

    def setPluginVersion(self, verStr: str) -> None:
        if not isinstance(verStr, str) or verStr == "":
            raise ValueError(f"a plugin needs a version, such as 1.0.0; got {verStr!r}")
        self.version = verStr

    def GetVersion(self, request: object, context: object) -> plugin_pb2.VersionNumber:
        return plugin_pb2.VersionNumber(version=self.version)

    def PushVersion(self, request: plugin_pb2.VersionNumber, context: object) -> plugin_pb2.Empty:
        self.laniVersion = request.version
        try:
            accepted = self._constraint.accepts(request.version)
        except VersionError as error:  # It must not keep the daemon from starting.
            log.warning("the daemon's version cannot be compared; accepted: %s", error)
            accepted = True
        if not accepted:
            raise PluginError(
                "plugin requires a different version of laniakea: "
                f"have {request.version}, need {self.laniVersionConstraint}",
                grpc.StatusCode.FAILED_PRECONDITION,
            )
        return plugin_pb2.Empty()

    def Stop(self, request: object, context: object) -> plugin_pb2.Empty:
        return plugin_pb2.Empty()

    @property
    def quit(self) -> bool:
        """Whether what runs in this thread, or else the newest of what runs at all, is to end.

        It belongs to one recording: a new one begins with False, and setting it ends no other. After a recording it
        stays True, for threads that were started in it.
        """
        session = self._session()
        return self._quit if session is None else session.quit or session.is_stopping

    @quit.setter
    def quit(self, value: bool) -> None:
        session: _Session | None = getattr(self._thread, "session", None)
        if session is None:
            self._quit = bool(value)
        for one in [session] if session is not None else list(self._sessions):
            one.set_quit(bool(value))

    def wait(self, seconds: float) -> bool:
        """Waits that long, or until it is to end. Returns whether it is: `while not self.wait(1): ...`."""
        session = self._session()
        if session is not None:
            return session.wait(seconds)
        time.sleep(max(0, seconds))
        return self._quit

    def _session(self) -> _Session | None:
        session: _Session | None = getattr(self._thread, "session", None)
        return session if session is not None or not self._sessions else self._sessions[-1]

    @contextlib.contextmanager
    def _running(self, session: _Session) -> Iterator[None]:
        self._thread.session = session
        try:
            yield
        finally:
            self._thread.session = None

    @property
    def _source(self) -> str:
        """The default source of a frame: pluginName of the module that has the class."""
        method = getattr(type(self), "StartRecord", None) or getattr(type(self), "Command", None)
        name = getattr(method, "__globals__", {}).get("pluginName")
        return name if isinstance(name, str) else _program_name()


class DatasourceBase(_Plugin, plugin_pb2_grpc.DatasourceServicer):
    """The base of a datasource: it needs StartRecord, a generator."""

    def StopRecord(self, request: object, context: object) -> plugin_pb2.Empty:
        return plugin_pb2.Empty()


class ControllerBase(_Plugin, plugin_pb2_grpc.ControllerServicer):
    """The base of a controller: it needs Command, a generator."""


# --- The services that the daemon calls.


class _Service:
    """proto.Datasource or proto.Controller, in front of the author's class."""

    def __init__(self, plugin: _Plugin, relay: _Relay, interval: float) -> None:
        self._plugin = plugin
        self._relay = relay
        self._interval = interval
        self._lock = threading.Lock()
        self._recording: _Session | None = None
        self._stopping = False
        self._stopped: futures.Future[object] = futures.Future()

    def handler(self) -> grpc.GenericRpcHandler:
        common: dict[str, Callable[..., Any]] = {
            "PushVersion": self._push_version,
            "GetVersion": self._get_version,
            "Stop": self._stop,
        }
        is_datasource = isinstance(self._plugin, DatasourceBase)
        if is_datasource:
            common["StopRecord"] = self._stop_record
        handlers = {key: _unary(method) for key, method in common.items()}
        if is_datasource:
            handlers["StartRecord"] = grpc.unary_stream_rpc_method_handler(self._start_record)
        else:
            handlers["Command"] = grpc.unary_stream_rpc_method_handler(self._command)
        return grpc.method_handlers_generic_handler(
            f"proto.{'Datasource' if is_datasource else 'Controller'}", handlers
        )

    def end(self, seconds: float) -> None:
        """Stop, for a plugin that ends without the daemon's word; bounded."""
        threading.Thread(target=self._stop_once, args=(_Context(None), seconds / 2), daemon=True).start()
        try:
            self._stopped.result(seconds)
        except (TimeoutError, futures.TimeoutError):
            log.warning("the plugin did not stop within %g s and is ended", seconds)
        except BaseException as error:
            log.error("Stop failed: %s", _message_of(error), exc_info=error)

    def _push_version(self, request: bytes, context: _Context) -> bytes:
        version = plugin_pb2.VersionNumber.FromString(request)
        self._plugin.PushVersion(version, context)
        return b""

    def _get_version(self, _request: bytes, context: _Context) -> bytes:
        version = self._plugin.GetVersion(plugin_pb2.Empty(), context)
        return plugin_pb2.VersionNumber(version=version.version).SerializeToString()

    def _stop_record(self, _request: bytes, context: _Context) -> bytes:
        with self._lock:
            recording = self._recording
        if recording is not None:
            recording.stop("StopRecord")
        try:
            cast(DatasourceBase, self._plugin).StopRecord(plugin_pb2.Empty(), context)
        finally:
            if recording is not None:
                recording.wait_until_ended(STOP_BOUND + 0.5)
        return b""

    def _stop(self, _request: bytes, context: _Context) -> bytes:
        """A second Stop shares the first one's outcome."""
        self._stop_once(context, STOP_BOUND + 0.5)
        self._stopped.result()
        return b""

    def _stop_once(self, context: _Context, seconds: float) -> None:
        with self._lock:
            if self._stopping:
                return
            self._stopping = True
            sessions = list(self._plugin._sessions)
        self._plugin._quit = True
        for session in sessions:
            session.stop("the plugin stops")
        until = time.monotonic() + seconds
        for session in sessions:
            session.wait_until_ended(max(0, until - time.monotonic()))
        try:
            self._stopped.set_result(self._plugin.Stop(plugin_pb2.Empty(), context))
        except BaseException as error:
            self._stopped.set_exception(error)

    def _start_record(self, _: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
        start_record: Callable[..., object] = self._plugin.StartRecord  # type: ignore[attr-defined]
        with self._session(context) as session:
            with self._lock:
                former, self._recording = self._recording, session
            if former is not None:
                # The daemon asks only when it believes that nothing records: to refuse would lock it out.
                log.warning("StartRecord while recording: the former recording is ended")
                former.stop("a new recording starts")
                former.wait_until_ended(STOP_BOUND + 0.5)
            session.start(lambda own: _stream_of(start_record, plugin_pb2.Empty(), own))
            try:
                yield from session.messages()
            finally:
                with self._lock:
                    if self._recording is session:
                        self._recording = None
                    self._plugin._quit = True

    def _command(self, frame: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
        command: Callable[..., object] = self._plugin.Command  # type: ignore[attr-defined]
        request = plugin_pb2.Frame.FromString(frame)
        with self._session(context) as session:
            value = _json_of(request)
            session.reply_id = value.get("id") if isinstance(value, dict) else None
            session.start(lambda own: _ExplainedCommand(_stream_of(command, request, own), request, value))
            yield from session.messages(needs_answer=_no_answer(request))

    @contextlib.contextmanager
    def _session(self, context: grpc.ServicerContext) -> Iterator[_Session]:
        """A session from its start to its end; what it raises ends the call with it."""
        session: _Session | None = None
        try:
            with self._lock:
                if self._stopping:
                    raise PluginError("stopping", grpc.StatusCode.UNAVAILABLE)
                session = _Session(self._plugin, self._relay, self._interval, context)
                self._plugin._sessions.append(session)
            yield session
        except PluginError as error:
            context.abort(error.code, error.message)
        finally:
            if session is not None:
                with self._lock:
                    self._plugin._sessions.remove(session)


def _unary(method: Callable[[bytes, _Context], bytes]) -> grpc.RpcMethodHandler[Any, Any]:
    def handle(request: bytes, context: grpc.ServicerContext) -> bytes:
        own = _Context(context)
        try:
            answer = method(request, own)
            own.raise_for_status()
            return answer
        except PluginError as error:
            failure = error
        except BaseException as error:  # sys.exit, too: grpcio would leave the call without an answer.
            log.error("%s", _message_of(error), exc_info=error)
            failure = PluginError(_message_of(error))
        raise context.abort(failure.code, failure.message)

    return grpc.unary_unary_rpc_method_handler(handle)


EXPECTED = f'send a frame of type {JSON_TYPE}, such as {{"command": "NAME"}}'


def _json_of(request: plugin_pb2.Frame) -> object:
    """What a command that is labelled JSON says. Raises PluginError when it is not JSON at all."""
    if request.type != JSON_TYPE:
        return None
    try:
        return json.loads(request.payload)
    except ValueError as error:
        raise PluginError(
            f"the command is not JSON: {error}; {EXPECTED}, got {_shown(request)}", grpc.StatusCode.INVALID_ARGUMENT
        ) from error


def _no_answer(request: plugin_pb2.Frame) -> str:
    if request.type != JSON_TYPE:
        return f"the plugin has no answer to a frame of type {_quoted(request.type)}; {EXPECTED}"
    return f"the plugin knows no command {_shown(request)}: it gave no answer"


def _shown(request: plugin_pb2.Frame) -> str:
    text = request.payload.decode("utf-8", "replace")
    return f"{text[:80]}…" if len(text) > 80 else text


class _ExplainedCommand(collections.abc.Iterator[object]):
    """Says in an operator's words what Python says of a command that lacks something."""

    def __init__(self, values: Iterator[object], request: plugin_pb2.Frame, value: object) -> None:
        self._values = values
        self._request = request
        self._value = value
        self._has_answered = False

    def __next__(self) -> object:
        return self._step(lambda: next(self._values))

    def throw(self, error: Exception) -> object:
        throw = getattr(self._values, "throw", None)
        if throw is None:
            raise error
        return self._step(lambda: throw(error))

    def close(self) -> None:
        close = getattr(self._values, "close", None)
        if close is not None:
            close()

    def _step(self, step: Callable[[], object]) -> object:
        try:
            answer = step()
        except (KeyError, TypeError, AttributeError) as error:
            mistake = None if self._has_answered or self._request.type != JSON_TYPE else self._mistake(error)
            if mistake is None:
                raise
            log.error("%s", mistake, exc_info=error)
            raise PluginError(mistake, grpc.StatusCode.INVALID_ARGUMENT) from error
        self._has_answered = True
        return answer

    def _mistake(self, error: Exception) -> str | None:
        if not isinstance(self._value, dict):
            return f'a command is a JSON object, such as {{"command": "NAME"}}; got {_shown(self._request)}'
        key = error.args[0] if isinstance(error, KeyError) and error.args else None
        if isinstance(key, str) and not _has_key(self._value, key):
            return f"the command lacks {json.dumps(key, ensure_ascii=False)}; got {_shown(self._request)}"
        return None


def _has_key(value: object, key: str) -> bool:
    if isinstance(value, dict):
        return key in value or any(_has_key(item, key) for item in value.values())
    return isinstance(value, list) and any(_has_key(item, key) for item in value)


# --- go-plugin's own services.


def _go_plugin_services(relay: _Relay, on_shutdown: Callable[[], None]) -> list[grpc.GenericRpcHandler]:
    def shutdown(_request: bytes, _context: grpc.ServicerContext) -> bytes:
        on_shutdown()
        return b""

    def stream_stdio(_request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
        """Says nothing: what is printed goes to the log, because the daemon throws this stream away."""
        relay.has_lifeline = True
        cancelled = threading.Event()
        if context.add_callback(cancelled.set):
            cancelled.wait()
        yield from ()

    def start_stream(messages: Iterator[bytes], _context: grpc.ServicerContext) -> Iterator[bytes]:
        """The broker, with nothing to broker: open for as long as the host's side is."""
        relay.has_lifeline = True
        with contextlib.suppress(Exception):  # Of a host that closes the connection.
            for _ in messages:
                pass
        yield from ()

    return [
        grpc.method_handlers_generic_handler(
            "plugin.GRPCController", {"Shutdown": grpc.unary_unary_rpc_method_handler(shutdown)}
        ),
        grpc.method_handlers_generic_handler(
            "plugin.GRPCStdio", {"StreamStdio": grpc.unary_stream_rpc_method_handler(stream_stdio)}
        ),
        grpc.method_handlers_generic_handler(
            "plugin.GRPCBroker", {"StartStream": grpc.stream_stream_rpc_method_handler(start_stream)}
        ),
    ]


def _add_health(server: grpc.Server) -> None:
    servicer = health.HealthServicer()
    for name in ("plugin", ""):
        servicer.set(name, health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)


# --- The life of the process.


class _Threads(futures.ThreadPoolExecutor):
    """A thread a call: streams hold theirs for as long as they are open, and must not keep StopRecord waiting."""

    def submit(self, work: Callable[..., T], /, *args: Any, **keywords: Any) -> futures.Future[T]:
        done: futures.Future[T] = futures.Future()

        def run() -> None:
            try:
                done.set_result(work(*args, **keywords))
            except BaseException as error:
                done.set_exception(error)

        # A daemon thread: one that hangs must not hold the process.
        threading.Thread(target=run, name="call", daemon=True).start()
        return done


class _Loading:
    """Looks after the host as long as the author's module and its __init__ take, because they may hang."""

    def __init__(self, output: _Output) -> None:
        self._output = output
        self._ended = threading.Event()
        threading.Thread(target=self._watch, name="loading", daemon=True).start()

    def end(self) -> None:
        self._ended.set()

    def has_ended(self) -> bool:
        return self._ended.is_set()

    def _watch(self) -> None:
        while not self._ended.wait(PARENT_POLL):
            if _is_orphan():
                _remove_unpacked()
                os._exit(1)
            # The first process of a single executable may live on, with this one as its child.
            if not self._output.has_reader():
                os._exit(1)


def _started_by_host() -> bool:
    return os.environ.get(COOKIE[0]) == COOKIE[1]


# From the import on, under a host: what an author's module prints while it loads would come before the handshake.
_output = _Output() if _started_by_host() else None
_parent = os.getppid()
_loading = _Loading(_output) if _output is not None else None


def Serve(servicer: object, *, min_frame_interval: float = FRAME_INTERVAL, network: str = "unix") -> None:
    """Serves a plugin to the daemon that started this process, and returns when the daemon ends it.

    min_frame_interval: seconds between two frames of a stream. The daemon crashes or hangs on frames that come
    together; 0 turns all pacing off, for other hosts.
    network: `unix`, which is TCP where there are no unix sockets, or `tcp`.

    Started by hand, it explains itself on stderr and ends the process with exit code 1.
    """
    if _output is None or _loading is None:
        sys.stderr.write(NOT_A_HOST)
        sys.exit(1)
    _output.take_over_logging()
    plugin = _checked(servicer)
    _output.handler.plugin_name = plugin._source
    if os.environ.get("PLUGIN_CLIENT_CERT"):
        log.error(
            "the host asks for AutoMTLS, which Python plugins do not have; the Laniakea daemon does not ask for it"
        )
        sys.exit(1)
    # A busy thread of the author's holds the interpreter for that long: a PING's answer must not look slow for it.
    sys.setswitchinterval(0.001)
    try:
        process = _Process(plugin, min_frame_interval, network)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        log.error("the plugin cannot be served: %s", _message_of(error), exc_info=error)
        sys.exit(1)
    _loading.end()
    process.run(_output)


def _checked(servicer: object) -> _Plugin:
    kinds = "DatasourceBase or ControllerBase"
    if isinstance(servicer, type):
        raise TypeError(f"Serve needs an object, not the class: Serve({servicer.__name__}(version=..., ...))")
    if not isinstance(servicer, _Plugin):
        raise TypeError(f"Serve needs an object of a class that is derived from {kinds}, got {type(servicer).__name__}")
    if not hasattr(servicer, "laniVersionConstraint"):
        raise TypeError(
            f"{type(servicer).__name__}.__init__ must call "
            "super().__init__(version=version, laniVersionConstraint=laniVersionConstraint)"
        )
    base, method = (
        (plugin_pb2_grpc.DatasourceServicer, "StartRecord")
        if isinstance(servicer, DatasourceBase)
        else (plugin_pb2_grpc.ControllerServicer, "Command")
    )
    if getattr(type(servicer), method) is getattr(base, method):
        raise TypeError(f"{type(servicer).__name__} needs a method {method}(self, request, context)")
    return servicer


def must_have_served() -> None:
    """For the end of plugin.py. Without a call of Serve, nobody would say why nothing is there."""
    if _loading is None or not _loading.has_ended():
        sys.exit("plugin.py ended without a call of Serve(...)")


class _Process:
    """A plugin that listens."""

    def __init__(self, plugin: _Plugin, interval: float, network: str) -> None:
        # A SimpleQueue can be put to by a signal handler, whatever the thread that it interrupts is doing.
        self._ends: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._folder = _Folder()
        try:
            self._server = grpc.server(
                _Threads(1),
                options=(
                    ("grpc.so_reuseport", 0),
                    ("grpc.max_receive_message_length", -1),
                    ("grpc.max_send_message_length", -1),
                ),
            )
            address = self._bind_grpc()
            relay = _Relay(address, lambda: self._ends.put("host gone"))
            self._service = _Service(plugin, relay, interval)
            services = _go_plugin_services(relay, lambda: self._ends.put("Shutdown"))
            self._server.add_generic_rpc_handlers((self._service.handler(), *services))
            _add_health(self._server)
            self._server.start()
            listener, self._handshake = self._bind_host(network)
            relay.listen(listener)
        except BaseException:
            self._folder.remove()
            raise

    def run(self, output: _Output) -> None:
        """From the handshake to the end."""
        with contextlib.suppress(ValueError):  # Not in the main thread: then the author has the signals.
            # Ctrl-C in a terminal reaches the whole group, and the host drives the end. A function, not SIG_IGN, which
            # child processes would inherit.
            signal.signal(signal.SIGINT, lambda *_: None)
            signal.signal(signal.SIGTERM, lambda *_: self._ends.put("SIGTERM"))
        try:
            output.handshake(self._handshake)
        except OSError:
            self._ends.put("host gone")
        reason = self._until_end()
        log.debug("the plugin ends: %s", reason)
        self._service.end(EXIT_BUDGET[reason])
        # What the author left running must not hold the process.
        last = threading.Timer(EXIT_GRACE, self._leave_at_once, args=(output,))
        last.daemon = True
        last.start()
        self._server.stop(EXIT_GRACE / 2).wait(EXIT_GRACE)
        self._folder.remove()
        if _is_orphan():
            self._leave_at_once(output)

    def _until_end(self) -> str:
        while True:
            try:
                return self._ends.get(timeout=PARENT_POLL)
            except queue.Empty:
                # Compared with the start's value, not with 1: a subreaper may adopt us. Not by prctl(PR_SET_PDEATHSIG),
                # which speaks of the thread that started us, and a Go host ends threads.
                if _is_orphan():
                    return "host gone"

    def _leave_at_once(self, output: _Output) -> None:
        """Whatever the author's threads do."""
        output.end()
        self._folder.remove()
        if _is_orphan():
            _remove_unpacked()
        os._exit(0)

    def _bind_grpc(self) -> _Address:
        path = self._folder.socket_for_grpc()
        if path is not None:
            self._server.add_insecure_port(f"unix:{path}")
            return _Address(path)
        return _Address(None, self._server.add_insecure_port(f"{LOOPBACK}:0"))

    def _bind_host(self, network: str) -> tuple[socket.socket, str]:
        path = self._folder.socket_for_host() if network == "unix" else None
        if path is None:
            listener = _bind_tcp()
            where = f"tcp|{LOOPBACK}:{listener.getsockname()[1]}"
        else:
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listener.bind(path)
            listener.listen()
            group = os.environ.get("PLUGIN_UNIX_SOCKET_GROUP")
            if group:
                self._folder.open_to_group(path, group)
            where = f"unix|{path}"
        # A host that asks for multiplexing hears that there is none.
        multiplexing = "|false" if os.environ.get("PLUGIN_MULTIPLEX_GRPC") else ""
        return listener, f"1|{PROTOCOL_VERSION}|{where}|grpc|{multiplexing}"


def _is_orphan() -> bool:
    return os.getppid() != _parent


def _remove_unpacked() -> None:
    """For the parent that unpacked the executable, when it was killed before it could remove what it unpacked."""
    unpacked = getattr(sys, "_MEIPASS", None)
    if unpacked is not None and os.path.basename(unpacked).startswith("_MEI"):
        shutil.rmtree(unpacked, ignore_errors=True)


# --- From here on the SDK's own names are these.

for _class, _module in ((DatasourceBase, datasource), (ControllerBase, controller)):
    _class.__module__ = _module.__name__
    vars(_module).update({_class.__name__: _class, "Serve": Serve, "PluginError": PluginError})
