import type { Frame } from "../../sdk/typescript/src/api/frame.js";
import type { CommandDescription, FrameOrigin } from "../page/model/events.js";

/** Hears of all that happens under `dev`, in order. */
export interface DevListener {
  /** What `dev` itself has to say. */
  said?(line: string): void;
  /** What is wrong with the sources, a text each; empty when they can run. */
  built?(errors: readonly string[]): void;
  /** The plugin is started, for the first time or again. */
  starting?(): void;
  started?(): void;
  /** It did not start, or has ended without being asked to. */
  failed?(reason: string): void;
  /** A line that the plugin wrote to stderr. */
  wrote?(line: string): void;
  /** A command that it has, as its library describes it. */
  described?(command: CommandDescription): void;
  /** @param failed whether it ended by an error; `reason` is its message. */
  recording?(on: boolean, reason: string, failed?: boolean): void;
  /** @param at when it came; ms since 1970. */
  frame?(frame: Frame, origin: FrameOrigin, at: number): void;
  /** A command was given, and its answers have ended. */
  sent?(id: string, request: unknown): void;
  answered?(id: string, error: string | undefined): void;
}

/** One listener that tells all of them. */
export function tellAll(listeners: readonly DevListener[]): Required<DevListener> {
  return {
    said: (line) => listeners.forEach((one) => one.said?.(line)),
    built: (errors) => listeners.forEach((one) => one.built?.(errors)),
    starting: () => listeners.forEach((one) => one.starting?.()),
    started: () => listeners.forEach((one) => one.started?.()),
    failed: (reason) => listeners.forEach((one) => one.failed?.(reason)),
    wrote: (line) => listeners.forEach((one) => one.wrote?.(line)),
    described: (command) => listeners.forEach((one) => one.described?.(command)),
    recording: (on, reason, failed) => listeners.forEach((one) => one.recording?.(on, reason, failed)),
    frame: (frame, origin, at) => listeners.forEach((one) => one.frame?.(frame, origin, at)),
    sent: (id, request) => listeners.forEach((one) => one.sent?.(id, request)),
    answered: (id, error) => listeners.forEach((one) => one.answered?.(id, error)),
  };
}
