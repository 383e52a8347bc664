"""A device with a web server, which answers as the test says."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, bytes]


class WebDevice:
    """`answer`: the status and the body of each answer. `mode`: what goes wrong with it: hangs, drips, cut."""

    def __init__(self) -> None:
        self.answer: Answer = (200, b'{"celsius": 21.5}')
        self.mode = ""
        self.asked: list[tuple[str, str, bytes]] = []
        self.authorizations: list[str | None] = []
        self.released = threading.Event()
        self._port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/status"

    def start(self) -> None:
        device = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                device.serve(self)

            do_POST = do_PUT = do_GET

            def log_message(self, format: str, *args: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._server.daemon_threads = True
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.authorizations.append(handler.headers.get("Authorization"))
        self.asked.append((handler.command, handler.path, body))
        if self.mode == "hangs":
            self.released.wait()
        status, answer = self.answer
        with contextlib.suppress(OSError):
            handler.send_response(status)
            handler.send_header("Content-Type", "text/html")
            handler.send_header("Content-Length", str(len(answer) + (5 if self.mode == "cut" else 0)))
            handler.end_headers()
            while self.mode == "drips" and not self.released.wait(0.05):
                handler.wfile.write(b" ")
            handler.wfile.write(answer)
