"""The error whose message and status reach whoever called the plugin."""

import grpc


class PluginError(Exception):
    """Shown to the operator as it is.

    message: what the operator reads. The daemon hands on nothing else, so it has to say what went wrong and what to do.
    code: a gRPC status, or its name such as "UNAVAILABLE", for hosts that look at it; default UNKNOWN.
    Raises KeyError for a name that is no gRPC status.
    """

    def __init__(self, message: str, code: grpc.StatusCode | str = grpc.StatusCode.UNKNOWN) -> None:
        super().__init__(message)
        self.message = message
        self.code = grpc.StatusCode[code] if isinstance(code, str) else code
