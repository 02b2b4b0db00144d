import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A server's private key and its certificate, in PEM, as `createServer` of `node:https` takes them. */
export interface ServerCertificate {
  key: string;
  cert: string;
}

export interface TestAuthority {
  /** Its own certificate in PEM: who trusts it trusts what it issues. */
  certificate: string;
  /** A certificate of a server that is reached by this host name or IPv4 address; by default it is valid now, for an hour. */
  issue(host: string, validity?: Validity): ServerCertificate;
}

interface Validity {
  from: Date;
  to: Date;
}

const hourMs = 3_600_000;

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  utf8: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
};
/** Tags of certificate version, of extensions, and of the two kinds of names that a server is reached by. */
const context = { version: 0xa0, extensions: 0xa3, dnsName: 0x82, ipAddress: 0x87 };

/** Object identifiers, written out as DER. */
const oids = {
  ecdsaWithSha256: Buffer.from('06082a8648ce3d040302', 'hex'),
  commonName: Buffer.from('0603550403', 'hex'),
  basicConstraints: Buffer.from('0603551d13', 'hex'),
  subjectAltName: Buffer.from('0603551d11', 'hex'),
};

/** A certificate authority of this test alone. Node can read certificates but not make them, so they are written here: RFC 5280. */
export function createTestAuthority(name = 'Wasl test authority'): TestAuthority {
  const { privateKey, publicKey } = newKeys();
  const authority = { subject: name, validity: nowForAnHour(), extension: isAuthority() };

  function certify({ subject, validity, extension, subjectKey }: CertificateFields): string {
    const body = sequence(
      der(context.version, der(tags.integer, Buffer.of(2))),
      der(tags.integer, Buffer.of(1), randomBytes(8)),
      sequence(oids.ecdsaWithSha256),
      nameOf(name),
      sequence(timeOf(validity.from), timeOf(validity.to)),
      nameOf(subject),
      subjectKey,
      der(context.extensions, sequence(extension)),
    );
    const signature = der(tags.bits, Buffer.of(0), sign('sha256', body, privateKey));
    return pem(sequence(body, sequence(oids.ecdsaWithSha256), signature));
  }

  return {
    certificate: certify({ ...authority, subjectKey: publicKey }),
    issue(host, validity = nowForAnHour()) {
      const keys = newKeys();
      const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
      return {
        key,
        cert: certify({ subject: host, validity, extension: isReachedBy(host), subjectKey: keys.publicKey }),
      };
    },
  };
}

interface CertificateFields {
  subject: string;
  validity: Validity;
  extension: Buffer;
  subjectKey: Buffer;
}

function newKeys() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }) };
}

function nowForAnHour(): Validity {
  return { from: new Date(Date.now() - hourMs), to: new Date(Date.now() + hourMs) };
}

function isAuthority(): Buffer {
  const yes = der(tags.boolean, Buffer.of(0xff));
  return sequence(oids.basicConstraints, yes, der(tags.octets, sequence(yes)));
}

function isReachedBy(host: string): Buffer {
  const name = isIPv4(host)
    ? der(context.ipAddress, Buffer.from(host.split('.').map(Number)))
    : der(context.dnsName, Buffer.from(host));
  return sequence(oids.subjectAltName, der(tags.octets, sequence(name)));
}

function nameOf(commonName: string): Buffer {
  return sequence(der(tags.set, sequence(oids.commonName, der(tags.utf8, Buffer.from(commonName)))));
}

/** `YYMMDDHHMMSSZ`: the form of times before 2050. */
function timeOf(time: Date): Buffer {
  return der(tags.utcTime, Buffer.from(`${time.toISOString().slice(2, 19).replace(/\D/g, '')}Z`));
}

function sequence(...parts: Buffer[]): Buffer {
  return der(tags.sequence, ...parts);
}

/** One value: its tag, the length, and what it holds. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
