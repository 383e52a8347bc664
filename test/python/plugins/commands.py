# A controller with one command of each sort: a stream, one answer, refusals, none at all.
import itertools
import json

from laniakea_plugin_sdk.controller import ControllerBase, PluginError, Serve

pluginName = "commands"


class Wordless(Exception):
    def __str__(self):
        raise RuntimeError("no words")


class Controller(ControllerBase):
    def Command(self, request, context):
        message = json.loads(request.payload)
        command, args = message["command"], message.get("args", {})
        if command == "start-record":
            for n in itertools.count():
                yield {"n": n}
                if self.wait(0.05):
                    break
        elif command == "count":
            for n in range(args["to"]):
                yield {"n": n}
        elif command == "read":
            yield {"celsius": 21.5, "args": args}
        elif command == "values":
            yield [1, 2.5, float("nan"), None]
            yield "21 °C"
            yield b"\x00\xff"
        elif command == "fail":
            raise PluginError("the heater is not connected", "UNAVAILABLE")
        elif command == "fail-with":
            raise PluginError(args["text"] * args["times"], args["code"])
        elif command == "fail-without-words":
            raise Wordless
        elif command == "abort":
            import grpc

            context.abort(grpc.StatusCode.UNAVAILABLE, "aborted by the heater")
        elif command == "fail-after":
            yield {"n": 0}
            raise OSError("the heater was unplugged")
        elif command == "eof":
            try:
                yield request.__class__(type="EOF", payload=b"{}")
            except TypeError as error:
                yield {"refused": str(error)}
        elif command == "large":
            yield {"text": "x" * (5 * 2**20)}


if __name__ == "__main__":
    Serve(Controller(version="1.2.3", laniVersionConstraint=">= 1.0.0, < 2.0.0"))
