import { MessageWriter, readFields, toBytes, toInteger, toText } from "../rpc/wire.js";

/** plugin.ConnInfo: under which number one side listens where. */
export interface ConnInfo {
  readonly serviceId: number;
  readonly network: string;
  readonly address: string;
  /** Belongs to multiplexing, which is not spoken here. */
  readonly knock: boolean;
}

export function encodeConnInfo({ serviceId, network, address }: Omit<ConnInfo, "knock">): Uint8Array {
  return new MessageWriter().integer(1, serviceId).string(2, network).string(3, address).finish();
}

export function decodeConnInfo(message: Uint8Array): ConnInfo {
  let info: ConnInfo = { serviceId: 0, network: "", address: "", knock: false };
  for (const { number, value } of readFields(message)) {
    if (number === 1) info = { ...info, serviceId: toInteger(value) };
    if (number === 2) info = { ...info, network: toText(value) };
    if (number === 3) info = { ...info, address: toText(value) };
    if (number === 4) info = { ...info, knock: toBytes(value).length > 0 };
  }
  return info;
}
