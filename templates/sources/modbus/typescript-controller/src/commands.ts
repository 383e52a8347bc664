import { type CommandContext, commandArgs } from "laniakea-plugin-sdk";
import type ModbusRTU from "modbus-serial";
import { ask } from "./device.js";
import type { Settings } from "./settings.js";

const WORD = { type: "number", minimum: 0, maximum: 65_535, integer: true } as const;

interface Place {
  readonly address: number;
}
interface Word extends Place {
  readonly value: number;
}
interface Coil extends Place {
  readonly value: boolean;
}
type Given<Args extends Place> = CommandContext<Args, Settings>;

/** What an operator can do besides, such as {"command":"write-register","args":{"address":10,"value":215}}. */
export const commands = {
  "read-register": {
    args: commandArgs({ address: WORD }),
    run: (given: Given<Place>) => answered(given, async (client, { address }) => (await client.readHoldingRegisters(address, 1)).data[0]),
  },
  "write-register": {
    args: commandArgs({ address: WORD, value: WORD }),
    run: (given: Given<Word>) => answered(given, async (client, { address, value }) => (await client.writeRegister(address, value)).value),
  },
  "read-coil": {
    args: commandArgs({ address: WORD }),
    run: (given: Given<Place>) => answered(given, async (client, { address }) => (await client.readCoils(address, 1)).data[0]),
  },
  "write-coil": {
    args: commandArgs({ address: WORD, value: { type: "boolean" } }),
    run: (given: Given<Coil>) => answered(given, async (client, { address, value }) => (await client.writeCoil(address, value)).state),
  },
};

/** In `open`, so that an error reaches the operator also when it comes late. */
function answered<Args extends Place, Value>({ args, settings, open }: Given<Args>, how: (client: ModbusRTU, args: Args) => Promise<Value | undefined>) {
  return open(async () => ({ address: args.address, value: (await ask(settings, (client) => how(client, args))) ?? null }));
}
