import { reasonOf } from "./reason.js";

/** gRPC status codes by name (https://grpc.io/docs/guides/status-codes/). */
export const StatusCode = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** The name of a status that a call can fail with. */
export type ErrorCode = Exclude<keyof typeof StatusCode, "OK">;

/**
 * An error that reaches the host as it is: its message and its gRPC status. An empty message becomes "no reason was given", and one
 * of more than 4 KiB is cut: what has no reason, or more than HTTP/2 takes, helps nobody.
 *
 * The Laniakea daemon hands only the message on to its operator, and only when the error is thrown before the first frame:
 * put what matters into the message.
 */
export class PluginError extends Error {
  override readonly name = "PluginError";
  /** Default UNKNOWN, as Go's gRPC does for a plain error. */
  readonly code: ErrorCode;
  /** The message without the code. */
  readonly rawMessage: string;

  /** @param code the gRPC status; default UNKNOWN, also for what is none that a call can fail with. */
  constructor(message: string, code: ErrorCode = "UNKNOWN", options?: ErrorOptions) {
    const reason = reasonOf(message ?? "");
    super(reason, options);
    this.code = isErrorCode(code) ? code : "UNKNOWN";
    this.rawMessage = reason;
  }

  /** Whatever was thrown, as a PluginError: itself, or its message under `code` with the original as the cause. */
  static from(reason: unknown, code: ErrorCode = "UNKNOWN"): PluginError {
    return isPluginError(reason) ? reason : new PluginError(reasonOf(reason), code, { cause: reason });
  }
}

/** Authors in JavaScript have no compiler that tells them. */
function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && code !== "OK" && Object.hasOwn(StatusCode, code);
}

function isPluginError(thrown: unknown): thrown is PluginError {
  try {
    return thrown instanceof PluginError;
  } catch {
    return false; // A proxy is foreign code.
  }
}
