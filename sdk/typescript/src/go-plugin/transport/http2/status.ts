import { type ErrorCode, type PluginError, StatusCode } from "../../rpc/plugin-error.js";

/** A status as trailers have it. */
export interface StatusHeaders {
  readonly "grpc-status": string;
  readonly "grpc-message"?: string;
}

export const OK_STATUS: StatusHeaders = { "grpc-status": String(StatusCode.OK) };

export function statusHeaders({ code, rawMessage }: PluginError): StatusHeaders {
  return { "grpc-status": String(StatusCode[code]), "grpc-message": percentEncode(rawMessage) };
}

/** The name of a status, from its number in a header; undefined for OK. What is no status is UNKNOWN. */
export function errorCodeOf(status: string): ErrorCode | undefined {
  const name = Object.entries(StatusCode).find(([, number]) => String(number) === status)?.[0] ?? "UNKNOWN";
  return name === "OK" ? undefined : (name as ErrorCode);
}

/** What a header says as it is. Blanks only inside: at either end HTTP/2 forbids them (RFC 9113, 8.2.1). */
const PLAIN_TEXT = /^(?! )[ -$&-~]*(?<! )$/;
const PLAIN_CHARACTER = /^[!-$&-~]$/;

/**
 * Text as a header has it: UTF-8, and in percent what is not printable ASCII
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses). A reason is bounded before it comes here.
 */
export function percentEncode(text: string): string {
  if (PLAIN_TEXT.test(text)) return text;
  const characters = [...text];
  return characters
    .map((character, index) => {
      const isInside = index > 0 && index < characters.length - 1;
      return PLAIN_CHARACTER.test(character) || (character === " " && isInside) ? character : escaped(character);
    })
    .join("");
}

function escaped(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

/** What `percentEncode` made of a text. What is no escape stays as it is. */
export function percentDecode(encoded: string): string {
  if (!encoded.includes("%")) return encoded;
  const binary = encoded.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(binary, "latin1").toString("utf8");
}
