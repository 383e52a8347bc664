/**
 * What the Laniakea daemon expects of a plugin process before the first call.
 * Source: laniakea-plugin-sdk `interface.go` and `proto/plugin.proto`.
 */

/** The environment variable that proves to a plugin that a host started it. */
export const COOKIE = {
  key: "LANIAKEA_PLUGIN_MAGIC_COOKIE",
  value: "a56e5daaa516e17d3d4b3d4685df9f8ca59c62c2d818cd5a7df13c039f134e16",
} as const;

/** The one protocol version that the daemon speaks. */
export const PROTOCOL_VERSION = 1;

/** The two kinds of plugin, as the daemon's config and its gRPC services name them. */
export const PLUGIN_TYPES = ["datasource", "controller"] as const;
export type PluginType = (typeof PLUGIN_TYPES)[number];

/** gRPC service names on the wire. */
export const SERVICE_NAMES = {
  datasource: "proto.Datasource",
  controller: "proto.Controller",
} as const satisfies Record<PluginType, string>;

/** The frame type by which the daemon marks the end of a stream: QUIRKS.md, "Some words are the daemon's own". */
export const RESERVED_FRAME_TYPE = "EOF";

/** The version that Laniakea v1.0.0 pushes to its plugins (utils/version.go:10). */
export const CURRENT_LANIAKEA_VERSION = "1.0.0";
