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

/** A whole number where the daemon wants one; it cuts a fraction off. */
export function numberOf(node: Node | null | undefined): number | undefined {
  if (!isScalar(node) || kindOf(node) !== "number") return undefined;
  const value = asNumber(node.source ?? "");
  return value === undefined || Math.abs(value) >= 2 ** 63 ? undefined : Math.trunc(value);
}

function asNumber(text: string): number | undefined {
  if (!/^[-+.0-9]/.test(text) || DATE.test(text)) return undefined;
  const plain = text.startsWith(".") ? text : text.replaceAll("_", "");
  if (INTEGER.test(plain)) return integer(plain);
  return FLOAT.test(plain) ? Number(plain) : undefined;
}

/** A leading 0 means octal, with or without an o. */
function integer(text: string): number {
  const digits = text.replace(/^[-+]/, "");
  const value = Number(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits);
  return text.startsWith("-") ? -value : value;
}
