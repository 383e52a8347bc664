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
 * An error that reaches the host as it is: its message and its gRPC status.
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

  /** @param code the gRPC status; default UNKNOWN. */
  constructor(message: string, code: ErrorCode = "UNKNOWN", options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.rawMessage = message;
  }

  /** Whatever was thrown, as a PluginError: itself, or its message under `code` with the original as the cause. */
  static from(reason: unknown, code: ErrorCode = "UNKNOWN"): PluginError {
    if (reason instanceof PluginError) return reason;
    const message = reason instanceof Error ? reason.message || reason.name : String(reason);
    return new PluginError(message, code, { cause: reason });
  }
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
