import { isScalar, type Node, type Scalar } from "yaml";

/** What the daemon's parser takes a scalar for; "tagged" ones say it themselves. */
export type ScalarKind = "null" | "bool" | "number" | "text" | "tagged";

const NULL = /^(?:~|null|Null|NULL|)$/;
const BOOL = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const DATE = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])/;

/** yaml.v2's rules (resolve.go), which differ from both YAML 1.1 and 1.2: no base 60, and y and n are booleans. */
export function kindOf(node: Scalar): ScalarKind {
  if (node.tag !== undefined) return "tagged";
  if (node.type !== "PLAIN") return "text";
  const text = node.source ?? "";
  if (NULL.test(text)) return "null";
  if (BOOL.test(text)) return "bool";
  return asNumber(text) === undefined ? "text" : "number";
}

/** A whole number where the daemon wants one; it cuts a fraction off. Undefined where it finds none that fits. */
export function numberOf(node: Node | null | undefined): number | undefined {
  if (!isScalar(node) || kindOf(node) !== "number") return undefined;
  const text = node.source ?? "";
  const value = asNumber(text);
  if (typeof value === "bigint") return value < 2n ** 63n ? Number(value) : undefined;
  // There is no lower bound to yaml.v2; what is less than the least integer becomes that.
  return value !== undefined && value <= 2 ** 63 ? Math.max(Math.trunc(value) + 0, -(2 ** 63)) : undefined;
}

/** A bigint for what is an integer of 64 bits to Go, a number for what is a float. */
function asNumber(text: string): number | bigint | undefined {
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return Number.NaN;
  if (!/^[-+.0-9]/.test(text) || DATE.test(text)) return undefined;
  const plain = text.startsWith(".") ? text : text.replaceAll("_", "");
  const whole = INTEGER.test(plain) ? integer(plain) : undefined;
  if (whole !== undefined && whole >= -(2n ** 63n) && whole < 2n ** 64n) return whole;
  return FLOAT.test(plain) ? Number(plain) : undefined;
}

/** A leading 0 means octal, with or without an o. */
function integer(text: string): bigint {
  const digits = text.replace(/^[-+]/, "");
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits);
  return text.startsWith("-") ? -value : value;
}
