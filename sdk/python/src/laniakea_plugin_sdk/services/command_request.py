"""What an operator sent with `lanicli plugin-command`, and what is wrong with it."""

import json

import grpc

from laniakea_plugin_sdk import _facts as facts
from laniakea_plugin_sdk.errors import PluginError
from laniakea_plugin_sdk.proto.plugin_pb2 import Frame
from laniakea_plugin_sdk.services.failed_lookup import PARSED, looked_into
from laniakea_plugin_sdk.text import quoted

_EXPECTED = f'send a frame of type {facts.FRAME_JSON_TYPE}, such as {{"command": "NAME"}}'
_LONGEST_SHOWN = 80  # Characters.


class CommandRequest:
    """A command that is labelled JSON has its value. Raises PluginError when it is not JSON at all."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._is_json = frame.type == facts.FRAME_JSON_TYPE
        self._value = self._parsed() if self._is_json else None

    @property
    def reply_id(self) -> object:
        """The `id` that its answers get, because each caller gets the answers of all; None when it has none."""
        return self._value.get("id") if isinstance(self._value, dict) else None

    def no_answer(self) -> str:
        """What an operator reads when the author's code gave no answer at all."""
        if not self._is_json:
            return f"the plugin has no answer to a frame of type {quoted(self.frame.type)}; {_EXPECTED}"
        return f"the plugin knows no command {self._shown()}: it gave no answer"

    def mistake_behind(self, error: Exception) -> str | None:
        """Of the operator's, which the author's code ran into; None when it is none."""
        if not self._is_json:
            return None
        if not isinstance(self._value, dict) and not isinstance(error, KeyError):
            return f'a command is a JSON object, such as {{"command": "NAME"}}; got {self._shown()}'
        key = error.args[0] if isinstance(error, KeyError) and error.args else None
        if isinstance(error, KeyError) and isinstance(key, str) and self._lacks(key, looked_into(error)):
            return f"the command lacks {json.dumps(key, ensure_ascii=False)}; got {self._shown()}"
        return None

    def _lacks(self, key: str, container: object) -> bool:
        """Whether it was in the command, and not in a dict of the author's, that the key was looked for."""
        # An empty one stands for a part that was left out: message.get("args", {}).
        is_command = container is PARSED or container == {} or _has_part(self._value, container)
        return is_command and not _has_key(self._value, key)

    def _parsed(self) -> object:
        try:
            value: object = json.loads(self.frame.payload)
        except ValueError as error:
            message = f"the command is not JSON: {error}; {_EXPECTED}, got {self._shown()}"
            raise PluginError(message, grpc.StatusCode.INVALID_ARGUMENT) from error
        return value

    def _shown(self) -> str:
        text = self.frame.payload.decode("utf-8", "replace")
        return f"{text[:_LONGEST_SHOWN]}…" if len(text) > _LONGEST_SHOWN else text


def _has_part(value: object, part: object) -> bool:
    if isinstance(value, (dict, list)) and value == part:
        return True
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_has_part(item, part) for item in items)


def _has_key(value: object, key: str) -> bool:
    if isinstance(value, dict):
        return key in value or any(_has_key(item, key) for item in value.values())
    return isinstance(value, list) and any(_has_key(item, key) for item in value)
