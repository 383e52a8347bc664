// A datasource in plain Node, right in everything; the broken plugins change one thing each.
const { createServer } = require("node:http2");
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const COOKIE = "a56e5daaa516e17d3d4b3d4685df9f8ca59c62c2d818cd5a7df13c039f134e16";
const EMPTY = Buffer.alloc(0);

/** A field of a protobuf message: a Buffer or text is length-delimited, a number a varint. */
function field(number, value) {
  if (typeof value === "number") return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

function frame(payload, type = "application/json") {
  return Buffer.concat([field(1, "broken"), field(2, type), field(3, Date.now()), field(4, JSON.stringify(payload))]);
}

function version(text) {
  return field(1, text);
}

/** A call as a handler sees it. */
function callOn(stream) {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  let status = "0";
  let message = "";
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": status, "grpc-message": message }));
  stream.on("error", () => {});
  return {
    stream,
    send(bytes) {
      const length = Buffer.alloc(5);
      length.writeUInt32BE(bytes.length, 1);
      if (!stream.destroyed) stream.write(Buffer.concat([length, bytes]));
    },
    end(code = 0, text = "") {
      status = String(code);
      message = encodeURI(text);
      if (!stream.destroyed) stream.end();
    },
    answer(bytes = EMPTY) {
      this.send(bytes);
      this.end();
    },
  };
}

let recording;

function stopRecording() {
  clearInterval(recording?.timer);
  recording?.call.end();
  recording = undefined;
}

const datasource = {
  "/proto.Datasource/PushVersion": (call) => call.answer(),
  "/proto.Datasource/GetVersion": (call) => call.answer(version("1.0.0")),
  "/proto.Datasource/StartRecord": (call) => {
    let n = 0;
    call.send(EMPTY);
    recording = { call, timer: setInterval(() => call.send(frame({ n: n++ })), 50) };
  },
  "/proto.Datasource/StopRecord": (call) => {
    stopRecording();
    call.answer();
  },
  "/proto.Datasource/Stop": (call) => {
    stopRecording();
    call.answer();
  },
};

const host = {
  "/grpc.health.v1.Health/Check": (call) => call.answer(field(1, 1)),
  "/plugin.GRPCStdio/StreamStdio": () => {},
  "/plugin.GRPCBroker/StartStream": () => {},
  "/plugin.GRPCController/Shutdown": (call) => {
    call.stream.on("close", () => process.exit(0));
    call.answer();
  },
};

/** Serves until Shutdown. `services` replaces the datasource's methods or adds some; undefined takes one away. */
function serve(services = {}, handshake = (address) => `1|1|unix|${address}|grpc|`) {
  if (process.env.LANIAKEA_PLUGIN_MAGIC_COOKIE !== COOKIE) {
    process.stderr.write("This binary is a plugin.\n");
    process.exit(1);
  }
  const methods = { ...host, ...datasource, ...services };
  const server = createServer();
  server.on("stream", (stream, headers) => {
    stream.resume();
    const call = callOn(stream);
    const method = methods[headers[":path"]];
    if (method === undefined) call.end(12, `unknown method ${headers[":path"]}`);
    else stream.once("end", () => method(call));
  });
  const folder = mkdtempSync(join(tmpdir(), "broken-"));
  const address = join(folder, "s");
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  server.listen(address, () => process.stdout.write(`${handshake(address)}\n`));
  // Nobody is left to kill what hangs on purpose, should the host die.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && process.exit(1), 500).unref();
}

module.exports = { datasource, field, frame, serve, version, EMPTY };
