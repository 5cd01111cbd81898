import { FRAMED } from '../../../src/core/redaction/framed-secrets.ts'
import { NAME_ATOMS } from '../../../src/core/redaction/name-patterns.ts'
import { TOKENS } from '../../../src/core/redaction/tokens/token-shapes.ts'
import { PRIVATE_KEY } from './fake-secrets.ts'

/** Texts that, repeated, keep a search for secrets busy: each begins what never ends. */
export const HOSTILE_PIECES = [
  'sk-',
  'sk-proj-',
  '\\nsk-proj-',
  'eyJ',
  '.eyJaaaaaaaaaaaa',
  '-----BEGIN',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----a-',
  '://a:',
  `://${':'.repeat(300)}`,
  '"password":"',
  '&password=',
  'key=',
  'token: ',
  '"token", ',
  '"key":"',
  `"key"${' '.repeat(80)}`,
  '"value": "',
  'Bearer ',
  'Basic aaaaaaaa',
  'a',
  '\\',
  '<redacted:',
  'machine a login b password ',
  'machine a login ',
  'curl -u a:',
  'mysql -p',
  'digest response="',
  '$1$',
  '$argon2id$v=19$',
  'a:5432:a:a:',
  'Private-Lines: 1\n',
  '"kty":"d":"',
  'password:\n',
  'password: &a ',
  'api_key:\n  - ',
  '"tokens": ["',
  'password\t',
  'password is ',
  '<password ',
  'form-data; name="password"\n',
  'password="\\"',
  "identified by '",
  `password:${'\n'.repeat(40)}`,
  `"password' +\n '`,
  `${PRIVATE_KEY.slice(0, 40)}${'a'.repeat(100_000)}`,
  'CFPAT-a',
  'lsv2_a',
  'KEY=a',
  'api_key=',
  'api_key=a1/',
  'signature:\n  - aB3dE6gH9jK2mN5paB3dE6gH9jK2mN5paB3dE6gH9jK2mN5p\n  - ',
  'key"',
  'curl ',
  '1Q~aB3',
]

const atoms = new Set([...TOKENS, ...FRAMED].flatMap((rule) => rule.atoms))

/** The beginning of each rule with a few continuations, so that rules written later are covered, too. */
export const RULE_PIECES = [
  ...[...atoms].flatMap((atom) => ['', 'a', 'aB3', ' '].map((rest) => atom + rest)),
  ...NAME_ATOMS.flatMap((atom) =>
    ['=', '="', ': a', ':\n  - a', '\\": \\"'].map((rest) => `${atom}${rest}`),
  ),
]
