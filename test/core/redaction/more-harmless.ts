import { createHash } from 'node:crypto'
import type { JsonValue } from '../../../src/core/json.ts'

const digest = (
  algorithm: string,
  text: string,
  encoding: 'hex' | 'base64' | 'base64url' = 'hex',
) => createHash(algorithm).update(text).digest(encoding)
const noise = (size: number) =>
  Buffer.from(Array.from({ length: size }, (_, at) => (at * 7919 + (at >> 3) * 31) % 256))
const DASHES = '-'.repeat(5)
const block = (name: string, lines: number) =>
  [
    `${DASHES}BEGIN ${name}${DASHES}`,
    ...Array.from({ length: lines }, (_, at) => digest('sha384', `${name}${at}`, 'base64')),
    `${DASHES}END ${name}${DASHES}`,
  ].join('\n')

/** Texts of daily life that hold no secret, thought up apart from the rules. */
export const MORE_HARMLESS: Record<string, JsonValue> = {
  budget: 'The token budget for this request is 4096 tokens, of which 1200 are left.',
  passwordRule: 'password must contain at least 8 characters, one digit and one capital',
  enter:
    'Enter your password to continue, or reset it at https://example.com/reset-password?step=2',
  mail: { to: 'secretary@example.com', subject: 'Secret Santa: Ann draws Ben' },
  loop: 'for (const token of tokens) { if (token.type === "key") keys.push(token.value) }',
  proverb: 'the key to success: practice, practice, practice',
  integrity: `sha512-${digest('sha512', 'package', 'base64')}`,
  etags: { etag: `W/"${digest('sha1', 'page')}"`, 'if-none-match': `"${digest('md5', 'page')}"` },
  trace: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  arn: 'arn:aws:iam::123456789012:role/service-role/Admin',
  versionId: { VersionId: 'L4kqtJlcpXroDTDmpUMLUo', bucket: 'orders-eu' },
  stripeIds: [
    'pi_3MtwBwLkdIwHu7ix28a3tqPa',
    'cus_NffrFeUfNV2Hib',
    'price_1MoBy5LkdIwHu7ixZhnattbh',
  ],
  openaiIds: {
    id: 'chatcmpl-9XyZAbCdEfGhIjKlMnOpQrStUvWx',
    assistant: 'asst_abc123def456ghi789jkl012',
    call_id: 'call_Vb9xQ2mT7nR4sK1pW8yZ3cAd',
    response: 'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b',
    system_fingerprint: 'fp_44709d6fcb',
  },
  anthropicIds: [
    'msg_01XFDUDYJgAACzvnptvVoYEL',
    'toolu_01A09q90qw90lq917835lq9',
    'req_011CSHoEeqs5C35K2UUqR7Fy',
  ],
  thought: {
    thoughtSignature: noise(300).toString('base64'),
    signature: noise(180).toString('base64'),
  },
  reasoning: { type: 'reasoning', encrypted_content: `gAAAAAB${noise(400).toString('base64url')}` },
  nodeIds: ['MDEwOlJlcG9zaXRvcnkxMjk2MjY5', 'R_kgDOGy9l7Q', 'PR_kwDOABCD1234567890'],
  ids: {
    ulid: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    nanoid: 'V1StGXR8_Z5jdHi6B-myT',
    cuid: 'cjld2cjxh0000qzrmn831i7rn',
    object: '507f1f77bcf86cd799439011',
    ksuid: '0ujtsYcgvSTl8PAuAdqWYSMnLOv',
  },
  campaign:
    'https://shop.test/?utm_source=news&utm_campaign=spring_24&gclid=Cj0KCQjw4bipBhCyARIsAFsieCz9',
  document: 'https://docs.google.com/document/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit',
  video: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s',
  slack: { channel: 'C024BE91L', ts: '1712345678.000200', team: 'T0001' },
  iban: 'Please pay to DE89 3704 0044 0532 0130 00, reference 2024-000117.',
  cron: '*/5 2-6 * * 1-5 /usr/bin/backup --keep 7 --quiet',
  pattern: '^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d@$!%*?&]{8,}$',
  greeting: Buffer.from('Hello, world. This is a friendly greeting from the other side.').toString(
    'base64',
  ),
  sql: 'SELECT id, password_hash FROM users WHERE email = $1 AND api_key_id IS NOT NULL',
  header: 'Send "Authorization: Bearer <your token>" with every request.',
  shell: 'curl -H "Authorization: Bearer $API_TOKEN" -d password=$PASSWORD https://api.example.com',
  template: 'API_KEY=your-api-key-here\nDB_PASSWORD=\nLOG_LEVEL=debug\nPORT=3000',
  python: 'password = getpass.getpass("Password: ")\ntoken = os.environ["API_TOKEN"]',
  types: 'interface Login { password: string; token?: string; apiKey: string | undefined }',
  kubernetes: 'valueFrom:\n  secretKeyRef:\n    name: database\n    key: password',
  image: `registry.test/app@sha256:${digest('sha256', 'image')}`,
  uuids: ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', '018f3f6e-5d1c-7cc2-9a4b-0d1f2e3a4b5c'],
  drawing: 'M10 10 H 90 V 90 H 10 L 10 10 C 20.5,40.2 30,45 45.75,60.125 Z',
  colours: ['#1a2b3c', '#FFEEDDCC', 'rgb(12, 34, 56)'],
  picture: `data:image/png;base64,iVBORw0KGgo${noise(240).toString('base64')}`,
  sshPublic: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${noise(32).toString('base64').slice(0, 42)} ann@desk`,
  certificate: block('CERTIFICATE', 6),
  publicKey: block('PUBLIC KEY', 4),
  jwks: {
    keys: [
      { kty: 'RSA', e: 'AQAB', use: 'sig', kid: '2024-05', n: noise(256).toString('base64url') },
    ],
  },
  ethereum: {
    address: '0x52908400098527886E0F7030069857D2E4169EE7',
    hash: `0x${digest('sha256', 'tx')}`,
  },
  network: ['2001:0db8:85a3:0000:0000:8a2e:0370:7334', '00:1B:44:11:3A:B7', '10.0.0.0/8'],
  place: { lat: 48.208174, lng: 16.373819, plus: '8FWR6937+JX' },
  otherLanguages: [
    'Le mot de passe est requis.',
    'Passwort: siehe Umschlag',
    'La clave es obligatoria',
  ],
  inputField: {
    type: 'password',
    name: 'password',
    placeholder: 'Password',
    autocomplete: 'new-password',
  },
  toolSchema: {
    name: 'connect',
    input_schema: {
      type: 'object',
      properties: {
        api_key: { type: 'string', description: 'The key of the service, as its page shows it.' },
      },
      required: ['api_key'],
    },
  },
  oauth: {
    token_type: 'Bearer',
    auth_type: 'oauth2',
    grant_type: 'client_credentials',
    scope: 'orders:read',
  },
  form: 'grant_type=client_credentials&scope=orders&audience=https%3A%2F%2Fapi.test',
  states: { session: 'active', cookie: 'accepted', auth: 'required', key: 'Enter', secret: false },
  postal: 'PIN code 110001, New Delhi; the office opens at 09:30.',
  tables: {
    sort_key: 'user#123',
    partition_key: 'orders',
    primary_key: 'id',
    foreign_key: 'customer_id',
  },
  agent:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  version: '1.2.3-beta.4+build.567.sha.5114f85',
  compound: 'Donaudampfschifffahrtsgesellschaftskapitaensmuetze',
  genome: 'ACGTTGCAACGTAGCTAGCTAGGATCCGATTACAGATTACAGATTACA',
  chess: 'rnbqkbnr/pp1ppppp/8/2p5/4P3/5N2/PPPP1PPP/RNBQKB1R b KQkq - 1 2',
  embedding: Buffer.from(new Float32Array(64).map((_, at) => Math.sin(at)).buffer).toString(
    'base64',
  ),
  minified:
    'function e(t,n){return t.key===n.token?r(t):n.auth(t.pass)}var a="abcdefghijklmnopqrstuvwxyz0123456789"',
  table: 'id,name,api calls,tokens\n1,Ann,120,45000\n2,Ben,7,1200\n',
  commit: `commit ${digest('sha1', 'commit')}\nAuthor: Ann <ann@example.com>\n\n    fix: the secret of a webhook is read from a file`,
  log: '2024-05-01T12:00:00.123Z INFO auth: login ok user=ann session=started token=refreshed in 12ms',
  license:
    'License key required. Contact sales@example.com for a trial key (format XXXX-XXXX-XXXX).',
  cssModule: 'Button_primary__x7Kq2 Card_header__pL0mN Layout_main__9aBcD',
}
