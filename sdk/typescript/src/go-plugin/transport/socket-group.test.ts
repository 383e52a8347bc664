import { expect, test } from "vitest";
import { groupId } from "./socket-group.js";

test("a group has a number, by number and by name", () => {
  expect(groupId("1234")).toBe(1234);
  expect(groupId(process.platform === "darwin" ? "wheel" : "root")).toBe(0);
});

test.each(["no-such-group", "", "-1", "--help"])("there is no group %j", (group) => {
  expect(() => groupId(group)).toThrow("PLUGIN_UNIX_SOCKET_GROUP");
});
