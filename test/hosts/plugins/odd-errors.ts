// A controller whose commands fail in odd ways, as code without types can.
import { controller, PluginError, serve } from "../../../sdk/typescript/src/index.js";

class Unreadable extends Error {
  override get message(): string {
    throw new Error("again");
  }
}

void serve(
  controller({
    name: "odd-errors",
    version: "1.2.3",
    commands: {
      empty() {
        throw new PluginError("");
      },
      fine() {
        throw new PluginError("all is well", "OK" as never);
      },
      "no-such-code"() {
        throw new PluginError("no bus", "NOPE" as never);
      },
      huge() {
        throw new Error("ä😀".repeat(1_000_000));
      },
      unreadable() {
        throw new Unreadable();
      },
      nothing() {
        throw undefined;
      },
      // An error after the first answer goes another way.
      async *late() {
        yield 1;
        throw new Unreadable();
      },
    },
  }),
);
