/**
 * What the Laniakea daemon expects of a plugin process before the first call.
 * Source: laniakea-plugin-sdk `interface.go` and `proto/plugin.proto`.
 */
import { FACTS } from "./facts.js";

/** The environment variable that proves to a plugin that a host started it. */
export const COOKIE = FACTS.cookie;

/** The one protocol version that the daemon speaks. */
export const PROTOCOL_VERSION = FACTS.protocol.version;

/** The two kinds of plugin, as the daemon's config and its gRPC services name them. */
export const PLUGIN_TYPES = ["datasource", "controller"] as const;
export type PluginType = (typeof PLUGIN_TYPES)[number];

/** gRPC service names on the wire. */
export const SERVICE_NAMES: Readonly<Record<PluginType, string>> = FACTS.service;

/** The frame type by which the daemon marks the end of a stream: QUIRKS.md, "Some words are the daemon's own". */
export const RESERVED_FRAME_TYPE = FACTS.frame.reservedType;

/** The version that Laniakea v1.0.0 pushes to its plugins (utils/version.go:10). */
export const CURRENT_LANIAKEA_VERSION = "1.0.0";
