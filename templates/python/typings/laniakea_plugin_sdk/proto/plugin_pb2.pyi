from google.protobuf.message import Message

class Empty(Message):
    def __init__(self) -> None: ...

class Frame(Message):
    source: str
    type: str
    # Milliseconds since 1970-01-01 UTC.
    timestamp: int
    payload: bytes
    def __init__(self, *, source: str = ..., type: str = ..., timestamp: int = ..., payload: bytes = ...) -> None: ...

class VersionNumber(Message):
    version: str
    def __init__(self, *, version: str = ...) -> None: ...
