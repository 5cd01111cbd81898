import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509'

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2'
const COMMON_NAME = '2.5.4.3'
const DAY = 24 * 60 * 60 * 1000

/** A certificate authority that lives as long as its process: its key is on no disk. */
export interface Authority {
  /** Its certificate, as PEM. */
  certificate: string
  /** Makes what a server of a host needs to be taken for that host. */
  identityOf(host: string): { key: string | Buffer; cert: string }
  contextOf(host: string): SecureContext
}

/**
 * Creates a certificate authority.
 *
 * @param now Milliseconds since 1970, of the real clock.
 */
export function createAuthority(now: number): Authority {
  const keys = createKeys()
  const subject = nameOf('vitest-replay, of one test process')
  const issuer = { subject, key: keys.privateKey, id: keyId(keys.publicKey) }
  const certificate = issue(issuer, {
    now,
    subject,
    publicKey: keys.publicKey,
    extensions: [
      extension(id_ce_basicConstraints, new BasicConstraints({ cA: true }), true),
      extension(
        id_ce_keyUsage,
        new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign),
        true,
      ),
      extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(issuer.id)),
    ],
  })
  const contexts = new Map<string, SecureContext>()
  // One key for all hosts: it proves nothing to anybody else.
  const own = createKeys()
  const key = own.privateKey.export({ type: 'pkcs8', format: 'pem' })
  const identityOf = (host: string) => {
    const cert = issue(issuer, {
      now,
      // A host's name may be longer than this name may be.
      subject: nameOf('vitest-replay'),
      publicKey: own.publicKey,
      extensions: hostExtensions(host, issuer.id, own.publicKey),
    })
    return { key, cert }
  }
  return {
    certificate,
    identityOf,
    contextOf(host) {
      const context = contexts.get(host) ?? createSecureContext(identityOf(host))
      contexts.set(host, context)
      return context
    },
  }
}

interface Issuer {
  subject: Name
  key: KeyObject
  id: ArrayBuffer
}

interface Request {
  now: number
  subject: Name
  publicKey: KeyObject
  extensions: Extension[]
}

function createKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
}

function hostExtensions(host: string, issuerId: ArrayBuffer, publicKey: KeyObject): Extension[] {
  const name =
    isIP(host) === 0 ? new GeneralName({ dNSName: host }) : new GeneralName({ iPAddress: host })
  return [
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: false }), true),
    extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature), true),
    extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyId(publicKey))),
    extension(
      id_ce_authorityKeyIdentifier,
      new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(issuerId) }),
    ),
    extension(id_ce_subjectAltName, new SubjectAlternativeName([name])),
  ]
}

/** Issues a certificate, as PEM. */
function issue(issuer: Issuer, { now, subject, publicKey, extensions }: Request): string {
  const signatureAlgorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 })
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: serialNumber(),
    signature: signatureAlgorithm,
    issuer: issuer.subject,
    // Clocks of programs that a test starts may differ from ours.
    validity: new Validity({ notBefore: new Date(now - DAY), notAfter: new Date(now + 300 * DAY) }),
    subject,
    subjectPublicKeyInfo: AsnConvert.parse(spki(publicKey), SubjectPublicKeyInfo),
    extensions: new Extensions(extensions),
  })
  const signed = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), issuer.key)
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm,
    signatureValue: bytes(signed),
  })
  const text = Buffer.from(AsnConvert.serialize(certificate)).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${text.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** @note A positive number: its first bit is not set, and it has no needless first byte. */
function serialNumber(): ArrayBuffer {
  const number = randomBytes(16)
  number[0] = (number[0]! & 0x3f) | 0x40
  return bytes(number)
}

function nameOf(common: string): Name {
  const value = new AttributeValue({ utf8String: common })
  return new Name([
    new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })]),
  ])
}

function extension(extnID: string, value: unknown, critical = false): Extension {
  const extnValue = new OctetString(AsnConvert.serialize(value))
  return new Extension({ extnID, critical, extnValue })
}

function keyId(key: KeyObject): ArrayBuffer {
  return bytes(createHash('sha1').update(spki(key)).digest())
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' })
}

function bytes(buffer: Buffer): ArrayBuffer {
  return new Uint8Array(buffer).buffer
}
