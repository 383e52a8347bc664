/** The folder of the SDK that a project carries; its go.mod replaces the module by it. */
export const SDK_FOLDER = "laniakea-plugin-sdk";

/** What a new project's executable is made of, and where its author's other packages usually are. */
export const SOURCES: readonly string[] = [
  "main.go",
  "plugin.go",
  "source.go",
  "instrument.go",
  "device.go",
  "broker.go",
  "server.go",
  "channels.go",
  "commands.go",
  "settings.go",
  "go.mod",
  "go.sum",
  SDK_FOLDER,
  "internal",
  "pkg",
];
