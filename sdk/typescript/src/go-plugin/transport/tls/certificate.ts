import type { KeyObject } from "node:crypto";
import { lateNode } from "../../late-node.js";
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  utf8String,
} from "./der.js";

/** A certificate and its private key. */
export interface Identity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly certificateDer: Uint8Array;
}

/** The name that go-plugin's client expects in a plugin's certificate, whatever it connects to (client.go:683). */
export const SERVER_NAME = "localhost";

const ORGANIZATION = "HashiCorp";
/** ms that the clocks of two programs on one machine may differ. */
const CLOCK_SKEW = 30_000;
/** ms: 30 years, as go-plugin's own (mtls.go:60). A plugin may run that long. */
const LIFETIME = 262_980 * 3_600_000;

const ECDSA_WITH_SHA256 = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
const SERVER_AND_CLIENT = ["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.1"] as const;
/** digitalSignature, keyEncipherment, keyAgreement, keyCertSign: bits 0, 2, 4 and 5, counted from the left. */
const KEY_USAGE = bitString(Buffer.of(0b1010_1100), 2);

/**
 * A self-signed certificate for one run of a plugin, with the fields of go-plugin's own (mtls.go:20-77) but a P-256 key,
 * which is made in a tenth of the time of its P-521.
 */
export function createIdentity(now = new Date()): Identity {
  const { publicKey, privateKey } = lateNode.crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
  const content = contentOf(publicKey, now);
  const signature = lateNode.crypto.sign("sha256", content, privateKey);
  const certificateDer = sequence(content, ECDSA_WITH_SHA256, bitString(signature));
  return {
    certificateDer,
    certificatePem: toPem(certificateDer),
    privateKeyPem: privateKey.export({ type: "sec1", format: "pem" }).toString(),
  };
}

/** The part of the certificate that is signed. */
function contentOf(publicKey: KeyObject, now: Date): Buffer {
  const name = sequence(attribute("2.5.4.10", ORGANIZATION), attribute("2.5.4.3", SERVER_NAME));
  const validity = sequence(time(new Date(now.getTime() - CLOCK_SKEW)), time(new Date(now.getTime() + LIFETIME)));
  const version3 = explicit(0, integer(Buffer.of(2)));
  return sequence(
    version3,
    integer(lateNode.crypto.randomBytes(16)),
    ECDSA_WITH_SHA256,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    explicit(3, extensions()),
  );
}

function attribute(type: string, value: string): Buffer {
  return set(sequence(objectIdentifier(type), utf8String(value)));
}

function extensions(): Buffer {
  const dnsName = implicit(2, Buffer.from(SERVER_NAME, "ascii"));
  return sequence(
    extension("2.5.29.15", "critical", KEY_USAGE),
    extension("2.5.29.37", "", sequence(...SERVER_AND_CLIENT.map(objectIdentifier))),
    extension("2.5.29.19", "critical", sequence(boolean(true))), // CA: the host trusts exactly this certificate.
    extension("2.5.29.17", "", sequence(dnsName)),
  );
}

function extension(type: string, critical: "critical" | "", value: Uint8Array): Buffer {
  const flag = critical === "" ? [] : [boolean(true)];
  return sequence(objectIdentifier(type), ...flag, octetString(value));
}

function toPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
