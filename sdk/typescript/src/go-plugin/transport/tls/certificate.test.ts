import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { autoMtls, handshakeCertificate } from "./auto-mtls.js";
import { createIdentity } from "./certificate.js";

test("a certificate says what go-plugin's own says, and is signed with its key", () => {
  const { certificateDer, certificatePem, privateKeyPem } = createIdentity(new Date("2026-01-02T03:04:05.678Z"));
  const certificate = new X509Certificate(certificateDer);
  expect(new X509Certificate(certificatePem).raw).toEqual(certificate.raw);
  expect(certificate.subject).toBe("O=HashiCorp\nCN=localhost");
  expect(certificate.issuer).toBe(certificate.subject);
  expect(certificate.subjectAltName).toBe("DNS:localhost");
  expect(certificate.ca).toBe(true);
  expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.1"]);
  expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(privateKeyPem))).toBe(true);
  expect(new Date(certificate.validFrom).toISOString()).toBe("2026-01-02T03:03:35.000Z");
  expect(new Date(certificate.validTo).toISOString()).toBe("2056-01-02T15:04:05.000Z");
});

test("every certificate is valid DER, whatever its random numbers are", () => {
  const serials = Array.from({ length: 100 }, () => {
    const certificate = new X509Certificate(createIdentity().certificateDer);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    return certificate.serialNumber;
  });
  expect(new Set(serials).size).toBe(100);
});

test("a host that sends a certificate gets one back, without padding", () => {
  const tls = autoMtls({ PLUGIN_CLIENT_CERT: createIdentity().certificatePem });
  const field = handshakeCertificate(tls);
  expect(field).toMatch(/^[A-Za-z0-9+/]+$/);
  expect(new X509Certificate(Buffer.from(field, "base64")).subjectAltName).toBe("DNS:localhost");
});

test("no certificate, no TLS; one that is none is refused", () => {
  expect(autoMtls({})).toBeUndefined();
  expect(autoMtls({ PLUGIN_CLIENT_CERT: "" })).toBeUndefined();
  expect(handshakeCertificate(undefined)).toBe("");
  expect(() => autoMtls({ PLUGIN_CLIENT_CERT: "no PEM" })).toThrow("PLUGIN_CLIENT_CERT");
});
