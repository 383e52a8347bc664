/** The function of the code below, by which a module of a package with compiled files knows its place. */
export const FOLDER_FUNCTION = "__laniakea_addon_folder";
/** The asset of a binary with the list of its compiled files; their bytes are assets beside it. */
export const LIST_ASSET = "addons.json";
/** The variable that says where a binary unpacks its compiled files. */
export const FOLDER_VARIABLE = "LANIAKEA_PLUGIN_ADDONS";

/** What the list has of a package. */
export interface ListedPackage {
  /** Of all its files: the name of the folder that they are unpacked into. */
  readonly hash: string;
  readonly files: readonly { readonly path: string; readonly asset: string; readonly sha256: string }[];
}

/**
 * Code that stands at the start of a binary's bundle. A system loads compiled code from a file only, so what a package needs is
 * unpacked when a module of that package is loaded first, and not before.
 *
 * The folder is the user's alone, as whoever can write there decides what runs in the plugin. Its name is a hash of what is in it: another
 * version of a plugin has another one, and two plugins with the same add-on share one. It is made beside and renamed, so that of ten
 * plugins that start at once each finds a whole one or none. What is there is compared before it is used, and makes room where it is
 * damaged. The code has no comments and ends each statement, as it is put on one line.
 */
export const UNPACK_ADDONS = `
const ${FOLDER_FUNCTION} = (() => {
  const embedded = require;
  const folders = new Map();
  let load;
  require = Object.assign((id) => {
    if (!embedded("node:path").isAbsolute(id)) return embedded(id);
    load ??= embedded("node:module").createRequire(process.execPath);
    try {
      return load(id);
    } catch (error) {
      if (/failed to map segment|cannot enable executable|operation not permitted|not valid for use in process/i.test(error.message))
        throw new Error(id + " cannot be loaded: the system allows no program code from its folder (mounted noexec, or a policy). " +
          "Set ${FOLDER_VARIABLE} to a folder where it does, in the environment of the daemon", { cause: error });
      throw error;
    }
  }, embedded);

  const fs = () => embedded("node:fs");
  const path = () => embedded("node:path");
  const hashOf = (bytes) => embedded("node:crypto").createHash("sha256").update(bytes).digest("hex");
  const user = () => process.getuid?.();

  const places = () => {
    const { env, platform } = process;
    if (env.${FOLDER_VARIABLE}) return [path().resolve(env.${FOLDER_VARIABLE})];
    const os = embedded("node:os");
    const name = "laniakea-plugin-addons";
    const own = [];
    if (platform === "win32") {
      if (env.LOCALAPPDATA) own.push(path().join(env.LOCALAPPDATA, name));
    } else {
      let home = env.HOME;
      try { home ||= os.userInfo().homedir; } catch {}
      if (platform === "linux" && path().isAbsolute(env.XDG_CACHE_HOME ?? "")) own.push(path().join(env.XDG_CACHE_HOME, name));
      else if (home) own.push(path().join(home, ...(platform === "darwin" ? ["Library", "Caches"] : [".cache"]), name));
    }
    return [...own, path().join(os.tmpdir(), name + (user() === undefined ? "" : "-" + user()))];
  };

  const secure = (folder) => {
    fs().mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = fs().lstatSync(folder);
    if (!found.isDirectory()) throw new Error("it is no folder");
    if (user() === undefined) return;
    if (found.uid !== user()) throw new Error("it belongs to another user");
    if (found.mode & 0o077) fs().chmodSync(folder, 0o700);
  };

  const isIntact = (folder, files) => {
    try {
      const found = fs().lstatSync(folder);
      if (!found.isDirectory() || (user() !== undefined && (found.uid !== user() || found.mode & 0o022))) return false;
      return files.every(({ path: name, sha256 }) => {
        const file = path().join(folder, name);
        return fs().lstatSync(file).isFile() && hashOf(fs().readFileSync(file)) === sha256;
      });
    } catch {
      return false;
    }
  };

  const unpackInto = (base, { hash, files }) => {
    secure(base);
    const folder = path().join(base, hash);
    if (isIntact(folder, files)) return folder;
    const staging = fs().mkdtempSync(path().join(base, "staging-"));
    try {
      const fresh = path().join(staging, "fresh");
      for (const { path: name, asset } of files) {
        const file = path().join(fresh, name);
        fs().mkdirSync(path().dirname(file), { recursive: true, mode: 0o700 });
        fs().writeFileSync(file, new Uint8Array(embedded("node:sea").getRawAsset(asset)), { mode: 0o700 });
      }
      for (let left = 20; ; left--) {
        try {
          fs().renameSync(fresh, folder);
          return folder;
        } catch (error) {
          if (isIntact(folder, files)) return folder;
          if (left === 0) throw error;
          try { fs().renameSync(folder, path().join(staging, "damaged-" + left)); } catch {}
        }
      }
    } finally {
      try { fs().rmSync(staging, { recursive: true, force: true }); } catch {}
    }
  };

  const unpack = (id) => {
    const listed = JSON.parse(embedded("node:sea").getAsset("${LIST_ASSET}", "utf8"))[id];
    if (listed === undefined) throw new Error("this binary has no compiled files of " + id + ": it was built for another platform");
    const refused = [];
    for (const base of places()) {
      try {
        return unpackInto(base, listed);
      } catch (error) {
        refused.push(base + ": " + error.message);
      }
    }
    throw new Error("there is no place for the compiled files of " + id + " (" + refused.join("; ") + "). " +
      "Set ${FOLDER_VARIABLE} to a folder that this user can write, in the environment of the daemon");
  };

  return (id) => {
    if (!folders.has(id)) folders.set(id, unpack(id));
    return folders.get(id);
  };
})();
`;
