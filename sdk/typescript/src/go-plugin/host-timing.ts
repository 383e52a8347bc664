/**
 * The times of go-plugin's client, which every host written in Go has. All in ms.
 */

/** From the start of a plugin's process to its handshake; then the host kills it (client.go:398-400, StartTimeout). */
export const START_TIMEOUT_MS = 60_000;

/**
 * From the answer to Shutdown to the end of the process and of its output; then the host kills it (client.go:531).
 * What a plugin does to end itself has to fit in.
 */
export const KILL_AFTER_SHUTDOWN_MS = 2_000;
