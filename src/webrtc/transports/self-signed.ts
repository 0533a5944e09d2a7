// Self-signed certificates: X.509 v3 (RFC 5280) for keys of Web Crypto.
import { randomBytes, webcrypto } from 'node:crypto';

import * as asn1 from 'asn1js';

type CryptoKeyPair = webcrypto.CryptoKeyPair;

const commonName = '2.5.4.3';
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const sha256WithRsa = '1.2.840.113549.1.1.11';
const version3 = 2;

/** When a certificate is valid, in milliseconds since 1970. */
export interface Validity {
  notBefore: number;
  notAfter: number;
}

/** The certificate in DER, signed with SHA-256. RFC 5280, section 4.1. */
export async function selfSigned(keys: CryptoKeyPair, validity: Validity): Promise<Buffer> {
  const { subtle } = webcrypto;
  const { name } = keys.privateKey.algorithm;
  const isEcdsa = name === 'ECDSA';
  const publicKey = asn1.fromBER(await subtle.exportKey('spki', keys.publicKey)).result;
  const algorithm = algorithmOf(isEcdsa);

  const contents = sequence(
    new asn1.Constructed({
      idBlock: { tagClass: 3, tagNumber: 0 },
      value: [new asn1.Integer({ value: version3 })],
    }),
    new asn1.Integer({ valueHex: serialNumber() }),
    algorithm,
    distinguishedName(),
    sequence(timeOf(validity.notBefore), timeOf(validity.notAfter)),
    distinguishedName(),
    publicKey
  );
  const signed = await subtle.sign({ name, hash: 'SHA-256' }, keys.privateKey, contents.toBER());
  const signature = isEcdsa ? ecdsaSignature(signed) : signed;
  const certificate = sequence(contents, algorithm, new asn1.BitString({ valueHex: signature }));
  return Buffer.from(certificate.toBER());
}

/** DER as text. RFC 7468. */
export function pemOf(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

const sequence = (...value: asn1.BaseBlock[]): asn1.Sequence => new asn1.Sequence({ value });

/** Positive, and of 16 bytes. RFC 5280, section 4.1.2.2. */
function serialNumber(): ArrayBuffer {
  const bytes = new Uint8Array(randomBytes(16));
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes.buffer;
}

/** RFC 5758, section 3.2, has no parameters for ECDSA; RFC 4055, section 5, has NULL for RSA. */
function algorithmOf(isEcdsa: boolean): asn1.Sequence {
  const id = new asn1.ObjectIdentifier({ value: isEcdsa ? ecdsaWithSha256 : sha256WithRsa });
  return isEcdsa ? sequence(id) : sequence(id, new asn1.Null());
}

/** Issuer and subject are the same: that is what self-signed means. */
function distinguishedName(): asn1.Sequence {
  const attribute = sequence(
    new asn1.ObjectIdentifier({ value: commonName }),
    new asn1.Utf8String({ value: 'crosspoint' })
  );
  return sequence(new asn1.Set({ value: [attribute] }));
}

function timeOf(milliseconds: number): asn1.BaseBlock {
  // eslint-disable-next-line no-restricted-globals -- a form of the instant, not the clock.
  const valueDate = new Date(milliseconds);
  // RFC 5280, section 4.1.2.5: from 2050 on, two digits are not enough for the year.
  return valueDate.getUTCFullYear() < 2050
    ? new asn1.UTCTime({ valueDate })
    : new asn1.GeneralizedTime({ valueDate });
}

/** Web Crypto's r and s side by side as a DER sequence. RFC 3279, section 2.2.3. */
function ecdsaSignature(signed: ArrayBuffer): ArrayBuffer {
  const half = signed.byteLength / 2;
  const number = (part: ArrayBuffer): asn1.Integer => {
    // Unsigned to signed: leading zeros go, one comes back where the sign bit is set.
    let bytes = Buffer.from(part);
    while (bytes.length > 1 && bytes[0] === 0) bytes = bytes.subarray(1);
    if (bytes[0]! >= 0x80) bytes = Buffer.concat([Buffer.alloc(1), bytes]);
    return new asn1.Integer({ valueHex: new Uint8Array(bytes).buffer });
  };
  return sequence(number(signed.slice(0, half)), number(signed.slice(half))).toBER();
}
