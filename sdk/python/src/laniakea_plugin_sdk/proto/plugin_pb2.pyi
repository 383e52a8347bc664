from google.protobuf.descriptor import FileDescriptor
from google.protobuf.message import Message

DESCRIPTOR: FileDescriptor

class Empty(Message):
    def __init__(self) -> None: ...

class Frame(Message):
    """One reading or answer on its way to the daemon."""

    source: str
    """Where it comes from; empty: pluginName of the plugin's module."""
    type: str
    """Media type of the payload, such as application/json. Never EOF: the daemon keeps that for itself."""
    timestamp: int
    """Milliseconds since 1970-01-01 UTC; 0: the moment at which it is yielded."""
    payload: bytes
    def __init__(self, *, source: str = ..., type: str = ..., timestamp: int = ..., payload: bytes = ...) -> None: ...

class VersionNumber(Message):
    version: str
    def __init__(self, *, version: str = ...) -> None: ...
