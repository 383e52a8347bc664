import { createHash } from "node:crypto";

/** In hexadecimal. */
export function sha256(contents: Buffer | string): string {
  return createHash("sha256").update(contents).digest("hex");
}
