/** A frame comes from a recording (which one, counted from 1) or is an answer to a command. */
export type FrameOrigin = { readonly recording: number } | { readonly command: string };

/** One frame as it came. Exactly one of `text` and `base64` is there. */
export interface ObservedFrame {
  /** Counted from 1, without a gap: one that is missing was left out on the way to the page. */
  readonly n: number;
  /** When it came; ms since 1970. */
  readonly at: number;
  readonly origin: FrameOrigin;
  readonly source: string;
  readonly type: string;
  /** When the plugin made it; ms since 1970. */
  readonly timestamp: number;
  /** Bytes of the payload. */
  readonly size: number;
  readonly text?: string;
  readonly base64?: string;
}

/** One record of the plugin's log, or what `dev` itself said. */
export interface LogRecord {
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly from: "plugin" | "dev";
}

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A break in the data: no line is drawn across it. */
export interface Mark {
  readonly at: number;
  readonly reason: string;
}

/** The end of a command's answers. */
export interface AnswerEnd {
  readonly id: string;
  readonly at: number;
  /** What the plugin refused it with. */
  readonly error?: string;
}

/** A command on its way to the plugin, wherever it was given. */
export interface SentCommand {
  readonly id: string;
  readonly at: number;
  readonly request: unknown;
}

/** What can be sent to a controller. */
export interface CommandDescription {
  readonly name: string;
  /** JSON Schema of the arguments, where the plugin's library gives one. */
  readonly schema?: unknown;
}

/** What an author has to mend. */
export interface Problem {
  /** One line: what does not work. */
  readonly what: string;
  /** Why, with file and line where they are known. */
  readonly why: string;
}

/** How the plugin is at the moment. */
export interface Status {
  readonly run: "starting" | "running" | "failed" | "ended";
  /** It goes when a save has mended it. */
  readonly problem?: Problem;
  readonly recording: boolean;
  /** When the last recording started; ms since 1970. */
  readonly recordingSince?: number;
  /** Starts after the first. */
  readonly restarts: number;
  readonly commands: readonly CommandDescription[];
}

/** What the page is told, one after the other. */
export type PageEvent =
  | ({ readonly kind: "frame" } & ObservedFrame)
  | ({ readonly kind: "log" } & LogRecord)
  | ({ readonly kind: "mark" } & Mark)
  | ({ readonly kind: "sent" } & SentCommand)
  | ({ readonly kind: "answer" } & AnswerEnd)
  | { readonly kind: "status"; readonly status: Status };

/** What the page is told first, at each connection. */
export interface Hello {
  /** Another process behind the same address starts from nothing. */
  readonly session: string;
  readonly name: string;
  readonly type: "datasource" | "controller";
  /** ms of silence after which the daemon calls the plugin unresponsive. */
  readonly timeoutMs: number;
  /** `live`: a plugin runs. `file`: what is shown was recorded before, and its time is the recording's. */
  readonly mode: "live" | "file";
  readonly status: Status;
}
