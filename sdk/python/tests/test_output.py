import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import BOUND
from hypothesis import given
from hypothesis import strategies as st

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.log.hclog import MAX_RECORD
from laniakea_plugin_sdk.log.host_stderr import HostStderr
from laniakea_plugin_sdk.output.lines import LineSplitter
from laniakea_plugin_sdk.output.stderr_text import StderrLines


def lines_of(pieces: list[bytes], longest: int = 1000) -> list[bytes]:
    lines: list[bytes] = []
    splitter = LineSplitter(longest, lines.append)
    for piece in pieces:
        splitter.feed(piece)
    splitter.end()
    return lines


class TestLines:
    @pytest.mark.parametrize(
        ("text", "lines"),
        [
            (b"a\nb\n", [b"a", b"b"]),
            (b"a\r\nb\r\n", [b"a", b"b"]),
            (b"10%\r20%\r30%", [b"10%", b"20%", b"30%"]),
            (b"a\n\nb", [b"a", b"", b"b"]),
            (b"a\r\r\n\nb", [b"a", b"", b"", b"b"]),
            (b"", []),
        ],
    )
    def test_each_end_of_a_line_is_one(self, text: bytes, lines: list[bytes]) -> None:
        assert lines_of([text]) == lines

    @given(st.lists(st.sampled_from([b"", b"a", b"bc", b"\n", b"\r", b"\r\n", b"\xc3", b"\xa9"]), max_size=30))
    def test_it_does_not_matter_how_the_text_is_cut(self, pieces: list[bytes]) -> None:
        assert lines_of(pieces) == lines_of([b"".join(pieces)])

    @given(st.text(alphabet="aé\U0001f321", max_size=200), st.integers(4, 20), st.integers(1, 7))
    def test_a_long_line_comes_in_parts_between_characters(self, text: str, longest: int, size: int) -> None:
        data = text.encode()
        parts = lines_of([data[start : start + size] for start in range(0, len(data), size)], longest)
        assert "".join(part.decode() for part in parts) == text
        assert all(longest - 4 < len(part) <= longest for part in parts[:-1])

    def test_what_has_no_end_costs_no_more_than_its_length(self) -> None:
        since = time.process_time()
        parts = lines_of([b"#"] * 1_000_000, MAX_RECORD)
        assert sum(map(len, parts)) == 1_000_000
        # By far: with a copy of the line for each piece it takes minutes.
        assert time.process_time() - since < BOUND


class Host:
    """Has the other end of this process's stderr."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.source, sink = os.pipe()
        monkeypatch.setattr("laniakea_plugin_sdk.log.host_stderr._STDERR", sink)
        self.stderr = HostStderr()
        os.close(sink)

    def read(self) -> bytes:
        """What is there."""
        os.set_blocking(self.source, False)
        text = b""
        while True:
            try:
                text += os.read(self.source, 65536)
            except BlockingIOError:
                return text


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    host = Host(monkeypatch)
    yield host
    os.close(host.source)
    os.close(host.stderr.descriptor)


class TestStderr:
    def test_a_progress_bar_is_lines_and_takes_no_time(self, host: Host) -> None:
        got: list[bytes] = []
        is_over = threading.Event()

        def read() -> None:
            while not is_over.is_set():
                got.append(host.read())

        reader = threading.Thread(target=read)
        reader.start()
        text = StderrLines(host.stderr).as_text()
        since = time.process_time()
        for n in range(20_000):
            text.write(f"\r{n:6d} of 20000")
        assert time.process_time() - since < BOUND
        is_over.set()
        reader.join()
        lines = (b"".join(got) + host.read()).decode().split("\n")
        assert [line for line in lines if line] == [f"{n:6d} of 20000" for n in range(19_999)]

    def test_it_is_a_file_as_libraries_expect_one(self, host: Host) -> None:
        text = StderrLines(host.stderr).as_text()
        text.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
        text.buffer.write(b"bytes\n")
        text.writelines(["a\n", "b\n"])
        print("c", file=text, flush=True)
        assert (text.fileno(), text.isatty(), text.writable()) == (2, False, True)
        assert host.read() == b"bytes\na\nb\nc\n"

    @pytest.mark.skipif(sys.platform == "win32", reason="cannot tell whether a pipe has room")
    def test_a_host_that_does_not_read_is_waited_for_once_and_told_what_it_missed(
        self, host: Host, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(host.stderr, "_give_up", 0.05)
        lines = [f"{n} {'x' * 5000}" for n in range(500)]
        for line in lines:
            host.stderr.write(f"{line}\n".encode())
        got = host.read().decode()
        whole = got.count("\n")
        assert "\n".join(lines).startswith(got.rstrip("\n"))
        host.stderr.write(b"it reads again\n")
        *ahead, told, last = host.read().decode().splitlines()
        # A line that was begun is ended.
        assert ahead == ([] if got.endswith("\n") else [""])
        assert f'"{500 - whole} lines were lost while the host did not read stderr"' in told
        assert last == "it reads again"

    @pytest.mark.skipif(sys.platform == "win32", reason="cannot tell whether a pipe has room")
    def test_one_who_waits_already_goes_when_the_process_is_to_end(self, host: Host) -> None:
        assert facts.TIME_STDERR_GIVE_UP >= 5
        writer = threading.Thread(target=host.stderr.write, args=(b"x" * 10_000_000,))
        writer.start()
        host.stderr.hurry()
        since = time.monotonic()
        writer.join(BOUND)
        assert time.monotonic() - since < facts.TIME_STDERR_GIVE_UP / 2

    def test_a_host_that_is_gone_is_no_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        gone = Host(monkeypatch)
        os.close(gone.source)
        gone.stderr.write(b"nobody reads this\n")
        os.close(gone.stderr.descriptor)

    def test_a_file_takes_all_of_it(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        file = tmp_path / "stderr.txt"
        with file.open("wb") as sink:
            monkeypatch.setattr("laniakea_plugin_sdk.log.host_stderr._STDERR", sink.fileno())
            stderr = HostStderr()
            stderr.write(b"x" * 100_000 + b"\n")
            os.close(stderr.descriptor)
        assert file.stat().st_size == 100_001
