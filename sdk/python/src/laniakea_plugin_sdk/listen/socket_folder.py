"""The folder of the plugin's sockets."""

import contextlib
import os
import secrets
import shutil
import socket
import sys
import tempfile

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.text import fill

_OF_GRPC, _OF_HOST = "g", "s"


class SocketFolder:
    """A private folder (mode 0700) for sockets; `path` is None where unix sockets are not to be had.

    Raises OSError when it cannot be made.
    """

    def __init__(self) -> None:
        self.path: str | None = None
        parents = [tempfile.gettempdir(), "/tmp"] if hasattr(socket, "AF_UNIX") and sys.platform != "win32" else []
        for parent in parents:
            if _fits(os.path.join(parent, "plugin-XXXXXXXX", _OF_GRPC)):
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
        return None if self.path is None else os.path.join(self.path, _OF_HOST)

    def socket_for_grpc(self) -> str | None:
        return None if self.path is None else os.path.join(self.path, _OF_GRPC)

    def open_to_group(self, path: str, group: str) -> None:
        """Lets a group connect (PLUGIN_UNIX_SOCKET_GROUP, go-plugin's server.go). grpcio's socket stays the owner's.

        Raises ValueError when there is no such group, OSError when this process may not give files to it.
        """
        if sys.platform == "win32":
            return
        gid = _group_id(group)
        os.chown(path, -1, gid)
        os.chmod(path, 0o660)
        if self.path is not None and os.path.dirname(path) == self.path:
            os.chmod(os.path.join(self.path, _OF_GRPC), 0o600)
            os.chown(self.path, -1, gid)
            os.chmod(self.path, 0o710)

    def remove(self) -> None:
        """With all that is in it; what is gone already is no error."""
        for path in self._others:
            with contextlib.suppress(OSError):
                os.unlink(path)
        if self.path is not None:
            shutil.rmtree(self.path, ignore_errors=True)


def _group_id(group: str) -> int:
    if sys.platform == "win32" or group.isdigit():
        return int(group)
    # Not everywhere there is.
    import grp

    try:
        return grp.getgrnam(group).gr_gid
    except KeyError as error:
        raise ValueError(fill(facts.MESSAGE_NO_SUCH_GROUP, group=group)) from error


def _fits(path: str) -> bool:
    return len(os.fsencode(path)) <= facts.SOCKET_MAX_PATH_BYTES
