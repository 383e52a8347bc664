import { expect, test } from "vitest";
import { identityOf, sameFile } from "./same-file.js";

/** A disk that does not tell capital letters from small ones, and gives no numbers to its files. */
const files = ["C:\\plugins\\my-sensor.exe", "C:\\plugins\\heater.exe"];
const find = (path: string) => {
  const found = files.find((file) => file.toLowerCase() === path.toLowerCase());
  if (found === undefined) throw Object.assign(new Error(path), { code: "ENOENT" });
  return found;
};
const disk = {
  statSync: (path: string) => ({ dev: BigInt(find(path).length > 0), ino: 0n }),
  realpathSync: { native: find },
};

test("a disk that takes capital letters for small ones has one file under both names, also without numbers", () => {
  expect(sameFile("C:\\plugins\\MY-SENSOR.exe", "C:\\plugins\\my-sensor.exe", disk)).toBe(true);
  expect(sameFile("C:\\plugins\\heater.exe", "C:\\plugins\\my-sensor.exe", disk)).toBe(false);
  expect(identityOf("C:\\plugins\\other.exe", disk)).toBeUndefined();
});
