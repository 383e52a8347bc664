import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExitCode, UserError } from "../run/errors.js";

/** ms to wait for another `register` on the same file; each takes a fraction of a second. */
const PATIENCE = 60_000;
/** Bytes of a socket's path that every system takes: macOS and BSD have 104, with a zero at the end. */
const LONGEST_SOCKET_PATH = 103;
const SHORT_TEMPORARY_FOLDER = "/tmp";
/** What ends a connection when the process that holds the lock lets go of it. */
const HOLDER_GONE: readonly (string | undefined)[] = ["ENOENT", "ECONNRESET", "EPIPE"];

/**
 * Runs `work` while no other process does so for the same file.
 *
 * The lock is a listening local socket: the system frees it the moment its owner ends, however it ends, so there are no
 * stale locks; and who waits is woken by the connection's end instead of asking again and again.
 * @throws {UserError} when another process keeps the lock for a minute.
 */
export async function withLock<T>(
  file: string,
  signal: AbortSignal,
  work: () => Promise<T>,
  platform: NodeJS.Platform = process.platform,
): Promise<T> {
  // Kept: Node.js forgets a timeout that only AbortSignal.any knows, and then it never comes.
  const late = AbortSignal.timeout(PATIENCE);
  const ends = AbortSignal.any([signal, late]);
  const release = await acquire(socketPath(file, platform), ends).catch((error: unknown) => {
    signal.throwIfAborted();
    if (!late.aborted) throw error;
    throw new UserError(`another process has been changing ${file} for ${PATIENCE / 1000} s`, {
      exitCode: ExitCode.configFailed,
      hint: "try again when it has ended",
    });
  });
  try {
    return await work();
  } finally {
    await release();
  }
}

/**
 * Linux has socket names apart from files, Windows has pipes; elsewhere it is a file in the temporary folder. Where that folder's path
 * is too long for a socket, the system refuses it, or takes a part of it that is somebody else's.
 */
function socketPath(file: string, platform: NodeJS.Platform): string {
  const name = `laniakea-config-${createHash("sha256").update(file).digest("hex").slice(0, 32)}`;
  if (platform === "linux") return `\0${name}`;
  if (platform === "win32") return `\\\\.\\pipe\\${name}`;
  const paths = [tmpdir(), SHORT_TEMPORARY_FOLDER].map((folder) => join(folder, `${name}.sock`));
  return paths.find((path) => Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) ?? paths[0] ?? name;
}

async function acquire(path: string, signal: AbortSignal): Promise<() => Promise<void>> {
  for (;;) {
    signal.throwIfAborted();
    const release = await listen(path);
    if (release) return release;
    const end = await holderGone(path, signal);
    if (end === "left behind" && !path.startsWith("\0")) await rm(path, { force: true });
  }
}

function listen(path: string): Promise<(() => Promise<void>) | undefined> {
  return new Promise((resolve, reject) => {
    const waiting = new Set<Socket>();
    const server = createServer((socket) => {
      waiting.add(socket.on("error", () => undefined));
      socket.on("close", () => waiting.delete(socket));
    });
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => resolve(() => close(server, waiting)));
  });
}

function close(server: Server, waiting: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of waiting) socket.destroy();
  });
}

/** Resolves when the process that holds the lock lets go of it: its end of the connection closes. */
function holderGone(path: string, signal: AbortSignal): Promise<"gone" | "left behind"> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const onAbort = () => {
      socket.destroy();
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    let outcome: "gone" | "left behind" = "gone";
    socket.on("error", (error: NodeJS.ErrnoException) => {
      const { code } = error;
      if (code === "ECONNREFUSED") outcome = "left behind";
      // Asked again at once it would answer the same, for a minute.
      else if (!HOLDER_GONE.includes(code)) reject(error);
    });
    socket.on("close", () => {
      signal.removeEventListener("abort", onAbort);
      resolve(outcome);
    });
    socket.resume();
  });
}
