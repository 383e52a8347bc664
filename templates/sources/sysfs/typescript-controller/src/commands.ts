import { constants } from "node:fs";
import { readFile, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type CommandContext, commandArgs, PluginError } from "laniakea-plugin-sdk";
import { valueOf } from "./channels.js";
import type { Settings } from "./settings.js";
import { found } from "./source.js";

/** What an operator may write. Adapt this; other files of a device may take it away from its driver. */
const WRITABLE = new RegExp(
  `^(?:${[
    "class/(?:leds|backlight)/NAME/brightness",
    "class/pwm/NAME/pwm\\d+/(?:period|duty_cycle|enable)",
    "class/gpio/NAME/value",
    "class/hwmon/NAME/(?:pwm\\d+(?:_enable)?|fan\\d+_target)",
    "bus/iio/devices/NAME/out_[a-z0-9_-]+_raw",
  ].join("|")})$`.replaceAll("NAME", "[\\w:-][\\w:.-]*"),
);

interface Wanted {
  readonly file: string;
  readonly value: number;
}

/** What an operator can do besides. They run in `open`, so that an error reaches the operator also when it comes late. */
export const commands = {
  /** {"command":"read","args":{"channel":"coretemp/temp1"}} */
  read: {
    args: commandArgs({ channel: { type: "string", maxLength: 100 } }),
    run: ({ args: { channel }, settings, open }: CommandContext<{ readonly channel: string }, Settings>) => open(() => read(channel, settings)),
  },
  /** {"command":"set","args":{"file":"class/leds/led0/brightness","value":255}} */
  set: {
    args: commandArgs({
      file: { type: "string", maxLength: 200, pattern: WRITABLE, allowed: "an output such as class/leds/led0/brightness" },
      value: { type: "number", minimum: -(2 ** 31), maximum: 2 ** 31 - 1, integer: true },
    }),
    run: ({ args, settings, open }: CommandContext<Wanted, Settings>) => open(() => set(args, settings)),
  },
};

async function read(name: string, settings: Settings) {
  const all = await found({ ...settings, device: "" });
  const channel = all.find((one) => one.name === name);
  if (channel !== undefined) return { channel: name, value: await valueOf(channel) };
  throw new PluginError(`there is no ${name}; there are: ${all.map((one) => one.name).join(", ")}`, "NOT_FOUND");
}

async function set({ file, value }: Wanted, { root }: Settings) {
  const path = join(root, file);
  try {
    // A link may lead elsewhere.
    const [own, real] = [await realpath(root), await realpath(path)];
    if (!real.startsWith(`${own}/`)) throw new PluginError(`${path} leads out of ${root}`, "INVALID_ARGUMENT");
    // Linux has all the files that there are: without O_CREAT none is made.
    await writeFile(path, `${value}\n`, { flag: constants.O_WRONLY | constants.O_TRUNC });
  } catch (error) {
    throw refused(error, path);
  }
  // Some files can be written only.
  const text = await readFile(path, "utf8").catch(() => null);
  return { file, value: text === null || Number.isNaN(Number(text)) ? text : Number(text) };
}

/** What an operator can do about it. */
function refused(error: unknown, path: string): PluginError {
  if (error instanceof PluginError) return error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return new PluginError(`there is no ${path}`, "NOT_FOUND");
  if (code === "EACCES" || code === "EPERM") {
    return new PluginError(`the user that runs Laniakea lacks the right to write ${path}; a udev rule can give it`, "PERMISSION_DENIED");
  }
  return new PluginError(`${path} does not take it: ${String(error)}`, "FAILED_PRECONDITION");
}
