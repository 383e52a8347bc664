import { chmod, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { whyNotTrusted } from "./trusted-folder.js";

describe.skipIf(process.platform === "win32")("whyNotTrusted", () => {
  let folder: string;
  let owner: number;
  let ownGroup: boolean;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "trusted-"));
    const { uid, gid } = await stat(folder);
    owner = uid;
    ownGroup = uid === gid;
  });
  afterEach(() => rm(folder, { recursive: true }));

  test.each([0o700, 0o755, 0o500])("trusts one's own folder of mode %o", async (mode) => {
    await chmod(folder, mode);
    expect(await whyNotTrusted(folder)).toBeUndefined();
  });

  test.each([0o777, 0o757, 0o1777, 0o702])("does not trust one's own folder of mode %o", async (mode) => {
    await chmod(folder, mode);
    expect(await whyNotTrusted(folder)).toBe(`others may write in it (mode ${mode.toString(8).padStart(4, "0")})`);
  });

  test("trusts a folder that its user's own group may write in, and no other group's", async () => {
    await chmod(folder, 0o775);
    expect(await whyNotTrusted(folder)).toBe(ownGroup ? undefined : "others may write in it (mode 0775)");
  });

  test("does not trust the folder of another user, and trusts root's", async () => {
    const other = owner + 1;
    const expected = owner === 0 ? undefined : `it belongs to another user (uid ${owner})`;
    expect(await whyNotTrusted(folder, other)).toBe(expected);
  });

  test("trusts what is not there", async () => {
    expect(await whyNotTrusted(join(folder, "missing"))).toBeUndefined();
  });
});
