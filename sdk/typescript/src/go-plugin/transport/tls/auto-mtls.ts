import { lateNode } from "../../late-node.js";
import { createIdentity, type Identity } from "./certificate.js";

/** Both ends of go-plugin's AutoMTLS: each side shows one certificate and trusts exactly one (mtls.go). */
export interface MutualTls {
  readonly own: Identity;
  /** PEM of the certificate that the peer must show. */
  readonly peerPem: string;
}

/**
 * A new identity for this run when the host asks for AutoMTLS with PLUGIN_CLIENT_CERT; undefined when it does not.
 * @throws {Error} when PLUGIN_CLIENT_CERT is no certificate: serving without one would be open to anybody.
 */
export function autoMtls(environment: Readonly<Record<string, string | undefined>>): MutualTls | undefined {
  const peerPem = environment["PLUGIN_CLIENT_CERT"];
  if (!peerPem) return undefined;
  try {
    new lateNode.crypto.X509Certificate(peerPem);
  } catch (cause) {
    throw new Error("PLUGIN_CLIENT_CERT, which the host sets for AutoMTLS, holds no PEM certificate", { cause });
  }
  return { own: createIdentity(), peerPem };
}

/** The certificate as the sixth field of the handshake: DER in base64 without padding (base64.RawStdEncoding). */
export function handshakeCertificate(tls: MutualTls | undefined): string {
  if (tls === undefined) return "";
  return Buffer.from(tls.own.certificateDer).toString("base64").replace(/=+$/, "");
}
