import { chmodSync, chownSync, readFileSync } from "node:fs";
import { GO_PLUGIN, worded } from "../rpc/facts.js";

/** Owner and group may connect; nobody else. */
const SOCKET_MODE = 0o660;
/** The group may reach what is in the folder, and not list it. */
const FOLDER_MODE = 0o710;
const SAME_OWNER = -1;

/**
 * Lets a group connect to a socket (PLUGIN_UNIX_SOCKET_GROUP, server.go:613-637); `folder` is made passable for it too.
 * @throws {Error} when there is no such group, or this process may not give files to it.
 */
export function openToGroup(group: string, socket: string, folder: string | undefined): void {
  const gid = groupId(group);
  chownSync(socket, SAME_OWNER, gid);
  chmodSync(socket, SOCKET_MODE);
  if (folder === undefined) return;
  chownSync(folder, SAME_OWNER, gid);
  chmodSync(folder, FOLDER_MODE);
}

/** A group's number, from its name or number. Node itself cannot look one up. */
export function groupId(group: string): number {
  if (/^\d+$/.test(group)) return Number(group);
  const gid = gidOf(group, readGroups()) ?? gidOf(group, askSystem(group));
  if (gid === undefined) throw new Error(worded(GO_PLUGIN.message.noSuchGroup, { group }));
  return gid;
}

/** From lines of `name:password:gid:members`. */
function gidOf(group: string, lines: string): number | undefined {
  for (const line of lines.split("\n")) {
    const [name, , gid] = line.split(":");
    if (name === group && gid !== undefined && /^\d+$/.test(gid)) return Number(gid);
  }
  return undefined;
}

function readGroups(): string {
  try {
    return readFileSync("/etc/group", "utf8");
  } catch {
    return "";
  }
}

/** Groups that a directory server knows are not in the file. */
function askSystem(group: string): string {
  // Loaded here: no other plugin needs it, and each would start later.
  const { execFileSync } = process.getBuiltinModule("node:child_process");
  try {
    return execFileSync("getent", ["group", "--", group], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
}
