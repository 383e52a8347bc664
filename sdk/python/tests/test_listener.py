import os
import stat
import sys
from pathlib import Path

import pytest

from laniakea_plugin_sdk.listen.listener import listen_for_host
from laniakea_plugin_sdk.listen.socket_folder import SocketFolder
from laniakea_plugin_sdk.listen.tcp import bind_tcp, port_range

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="no unix sockets")


@pytest.fixture(autouse=True)
def no_host(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MIN_PORT", "MAX_PORT", "UNIX_SOCKET_DIR", "UNIX_SOCKET_GROUP", "MULTIPLEX_GRPC"):
        monkeypatch.delenv(f"PLUGIN_{name}", raising=False)


@pytest.mark.parametrize(
    ("ports", "message"),
    [
        (("20000", "10000"), "PLUGIN_MIN_PORT value of 20000 is greater than PLUGIN_MAX_PORT value of 10000"),
        (("x", "1"), "PLUGIN_MIN_PORT is x, which is no port"),
        (("1", "65536"), "PLUGIN_MAX_PORT is 65536, which is no port"),
        (("-1", "1"), "PLUGIN_MIN_PORT is -1, which is no port"),
    ],
)
def test_ports_that_cannot_be_are_named(ports: tuple[str, str], message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUGIN_MIN_PORT", ports[0])
    monkeypatch.setenv("PLUGIN_MAX_PORT", ports[1])
    with pytest.raises(ValueError, match=f"^{message}$"):
        port_range()


def test_without_a_range_the_system_chooses() -> None:
    assert port_range() == range(0, 1)
    with bind_tcp() as listener:
        assert listener.getsockname()[1] > 0


def test_a_port_that_is_taken_is_shared_with_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with bind_tcp() as taken:
        for name in ("PLUGIN_MIN_PORT", "PLUGIN_MAX_PORT"):
            monkeypatch.setenv(name, str(taken.getsockname()[1]))
        with pytest.raises(OSError, match=r"^no port between PLUGIN_MIN_PORT and PLUGIN_MAX_PORT is free$"):
            bind_tcp()


@unix_only
class TestSocket:
    @pytest.fixture
    def folder(self) -> SocketFolder:
        return SocketFolder()

    def test_it_is_in_a_private_folder_that_goes_with_it(self, folder: SocketFolder) -> None:
        listening = listen_for_host(folder, "unix")
        with listening.listener:
            parent = Path(listening.address).parent
            assert stat.S_IMODE(parent.stat().st_mode) == 0o700
            assert listening.handshake() == f"1|1|unix|{listening.address}|grpc|"
        folder.remove()
        assert not parent.exists()

    def test_it_is_where_the_host_wants_it(
        self, folder: SocketFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        short = Path(os.path.relpath(tmp_path))
        monkeypatch.setenv("PLUGIN_UNIX_SOCKET_DIR", str(short))
        listening = listen_for_host(folder, "unix")
        with listening.listener:
            assert Path(listening.address).parent == short
        folder.remove()
        assert not Path(listening.address).exists()

    def test_its_path_is_short_wherever_temporary_files_are(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deep = tmp_path / ("x" * 100)
        deep.mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(deep))
        folder = SocketFolder()
        assert folder.path is not None
        assert len(folder.path) < 100
        folder.remove()

    def test_a_group_that_is_none_is_named(self, folder: SocketFolder, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PLUGIN_UNIX_SOCKET_GROUP", "no-such-group")
        with pytest.raises(
            ValueError, match=r"^there is no group no-such-group, which PLUGIN_UNIX_SOCKET_GROUP names$"
        ):
            listen_for_host(folder, "unix")
        folder.remove()


def test_a_host_that_asks_for_multiplexing_hears_that_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUGIN_MULTIPLEX_GRPC", "true")
    folder = SocketFolder()
    listening = listen_for_host(folder, "tcp")
    with listening.listener:
        assert listening.handshake() == f"1|1|tcp|{listening.address}|grpc||false"
        assert listening.address.startswith("127.0.0.1:")
    folder.remove()
