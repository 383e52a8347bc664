"""grpcio against a server of ours: prints one JSON object with what each call came to. Argument: the target."""

import json
import sys
import threading

import grpc

OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


def failure(call) -> list[str]:
    try:
        return ["no failure", repr(call())]
    except grpc.RpcError as error:
        return [error.code().name, error.details()]


def main(target: str) -> None:
    with grpc.insecure_channel(target, options=OPTIONS) as channel:
        echo = channel.unary_unary("/test.Echo/Echo")
        watch = channel.unary_stream("/test.Echo/Watch")
        talk = channel.stream_stream("/test.Echo/Talk")
        sleep = channel.unary_stream("/test.Echo/Sleep")
        big = bytes(range(256)) * 4096 * 16
        flood = channel.unary_stream("/test.Echo/Flood")(b"")
        first = [len(next(flood)) for _ in range(1000)]
        flood.cancel()
        sleeping = sleep(b"")
        threading.Timer(0.2, sleeping.cancel).start()
        print(
            json.dumps(
                {
                    "echo": echo(b"hello").decode(),
                    "empty": len(echo(b"")),
                    "big": echo(big) == big,
                    "gzip": echo(big, compression=grpc.Compression.Gzip) == big,
                    "deflate": echo(b"hello" * 100, compression=grpc.Compression.Deflate) == b"hello" * 100,
                    "watch": [message.decode() for message in watch(b"frame")],
                    "talk": [message.decode() for message in talk(iter([b"a", b"b", b"c"]))],
                    "flood": sum(first),
                    "fail": failure(lambda: channel.unary_unary("/test.Echo/Fail")("50 %\n☃ ".encode())),
                    "unknown": failure(lambda: channel.unary_unary("/test.Echo/Unknown")(b"")),
                    "deadline": failure(lambda: list(sleep(b"", timeout=0.2))),
                    "cancelled": failure(lambda: list(sleeping)),
                    "many": sum(len(future.result()) for future in [echo.future(b"x" * n) for n in range(500)]),
                }
            )
        )


main(sys.argv[1])
