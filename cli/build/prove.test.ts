import { describe, expect, test } from "vitest";
import { LaunchError } from "../../sdk/typescript/src/testing/launch-error.js";
import { ExitCode, UserError } from "../run/errors.js";
import { isOfEmulator } from "./prove.js";

function failure(details: readonly string[], reason: "exited" | "silent" = "exited"): UserError {
  return new UserError("it does not speak", {
    exitCode: ExitCode.buildFailed,
    details,
    cause: new LaunchError(reason, "it ended with exit code 53 before its handshake"),
  });
}

describe("a start under an emulator", () => {
  test.each([
    [[]],
    [["wine: Unimplemented function shell32.dll.SHGetFolderPathW called at address 0 (thread 002c)"]],
    [["0024:err:module:import_dll Library bcryptprimitives.dll not found"]],
  ])("that ends in the emulator's words or none is the emulator's failure (%j)", (details) => {
    expect(isOfEmulator(failure(details))).toBe(true);
  });

  test("that ends in the plugin's words, or does not end, is the plugin's", () => {
    expect(isOfEmulator(failure(["Error: no sensor at COM3"]))).toBe(false);
    expect(isOfEmulator(failure(["0024:fixme:ntdll", "Error: no sensor at COM3"]))).toBe(false);
    expect(isOfEmulator(failure([], "silent"))).toBe(false);
    expect(isOfEmulator(new Error("interrupted"))).toBe(false);
  });
});
