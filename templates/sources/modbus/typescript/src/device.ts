import { PluginError, shared } from "laniakea-plugin-sdk";
import ModbusRTU from "modbus-serial";
import { portError } from "./port-error.js";
import type { Settings } from "./settings.js";
import { whenUnplugged } from "./unplugged.js";

/** How many registers each kind of value takes, and how they are read. */
const KINDS = {
  int16: { words: 1, read: (bytes: Buffer) => bytes.readInt16BE() },
  uint16: { words: 1, read: (bytes: Buffer) => bytes.readUInt16BE() },
  int32: { words: 2, read: (bytes: Buffer) => bytes.readInt32BE() },
  uint32: { words: 2, read: (bytes: Buffer) => bytes.readUInt32BE() },
  float32: { words: 2, read: (bytes: Buffer) => bytes.readFloatBE() },
} as const;

/** A value in the device's holding registers. */
export interface Register {
  readonly name: string;
  readonly address: number;
  readonly kind: keyof typeof KINDS;
  readonly factor: number;
}

/** Reads all of them at once, with what is between them. */
export async function readRegisters(registers: readonly Register[], settings: Settings): Promise<Readonly<Record<string, number>>> {
  const first = Math.min(...registers.map(({ address }) => address));
  const end = Math.max(...registers.map(({ address, kind }) => address + KINDS[kind].words));
  const { buffer } = await ask(settings, (client) => client.readHoldingRegisters(first, end - first));
  const values = registers.map(({ name, address, kind, factor }) => {
    const { words, read } = KINDS[kind];
    const bytes = Buffer.from(buffer.subarray(2 * (address - first), 2 * (address - first + words)));
    // Which of a value's two registers comes first differs from maker to maker. The bytes of a register are in order.
    if (words === 2 && settings.wordOrder === "low-first") bytes.swap32().swap16();
    // 215 * 0.1 is 21.500000000000004.
    return [name, Number((read(bytes) * factor).toPrecision(12))] as const;
  });
  return Object.fromEntries(values);
}

/** Exceptions that come each time: the device does not know the function, the address or the value. Others, such as 6 (busy), pass. */
const LASTING: ReadonlySet<number> = new Set([1, 2, 3]);

/** The device's own answer that it will not. */
export class Refusal extends PluginError {
  readonly isLasting: boolean;

  constructor(place: string, reason: string, exception: number) {
    super(`${place}: the device refuses it: ${reason}`, "FAILED_PRECONDITION");
    this.isLasting = LASTING.has(exception);
  }
}

/** Asks the device one thing, when it is its turn. @throws {Refusal} and {Error} when there was no answer. */
export function ask<Value>(settings: Settings, how: (client: ModbusRTU) => Promise<Value>): Promise<Value> {
  return DEVICE.use(settings, async ({ client }) => {
    try {
      return await how(client);
    } catch (error) {
      const [place, reason] = [placeOf(settings), reasonOf(error)];
      if (error instanceof Error && "modbusCode" in error) throw new Refusal(place, reason, Number(error.modbusCode));
      throw new Error(`${place}: no answer: ${reason}`, { cause: error });
    }
  });
}

/** Some of the library's errors are none of JavaScript's. */
function reasonOf(error: unknown): string {
  return String(typeof error === "object" && error !== null && "message" in error ? error.message : error);
}

/** Where the device is. */
export function placeOf({ transport, host, port, serialPort }: Settings): string {
  return transport === "tcp" ? `${host}:${port}` : serialPort;
}

/** One connection for recordings and commands: a serial port opens once, and takes one question at a time. */
export const DEVICE = shared({
  async open(settings: Settings) {
    const { transport, host, port, serialPort, baudRate, parity, unit, timeoutMs } = settings;
    const client = new ModbusRTU();
    client.on("error", () => {});
    client.setID(unit);
    client.setTimeout(timeoutMs);
    try {
      if (transport === "tcp") await client.connectTCP(host, { port, timeout: timeoutMs });
      else await client.connectRTUBuffered(serialPort, { baudRate, parity });
    } catch (error) {
      throw portError(placeOf(settings), error);
    }
    return { client, transport, unwatch: transport === "tcp" ? () => {} : whenUnplugged(serialPort, () => client.close(() => {})) };
  },
  close: ({ client, transport, unwatch }) =>
    new Promise<void>((resolve) => {
      unwatch();
      // The other end of a connection may be gone without a word: that is not waited for.
      if (transport === "tcp") client.destroy(resolve);
      else if (client.isOpen) client.close(() => resolve());
      else resolve();
    }),
});
