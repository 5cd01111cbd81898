import { isCredentialField, isCredentialPair } from './credential-names.ts'
import { SPACE_BETWEEN_LINES as SPACE } from './quoted-text.ts'
import { isStandIn, isDrawnText, looksRandom } from './stand-in.ts'
import type { KnownSecret } from './tokens/known-secret.ts'

/** The ends of credential names, in the spellings in use, before the character that follows the name. */
function nameEnds(followedBy: string[]): string[] {
  const ends = 'assword asswd assphrase ecret oken key Key ization ature'.split(' ')
  const all = [...ends, ...ends.slice(0, 6).map((end) => end.toUpperCase())]
  return all.flatMap((end) => followedBy.map((character) => end + character))
}

const PARAMETERS = 'sig auth pass pwd jwt ential code'.split(' ').map((end) => `${end}=`)

/** Secrets that are known by what stands around them. */
export const FRAMED: KnownSecret[] = [
  {
    kind: 'private-key',
    atoms: ['-----BEGIN'],
    pattern:
      /-----BEGIN[ +][A-Z +]{0,24}PRIVATE[ +]KEY(?:[ +]BLOCK)?-----(?:[^-]{1,16384}(?:-[^-]{1,4096}){0,8}-----END[ +][A-Z +]{0,24}PRIVATE[ +]KEY(?:[ +]BLOCK)?-----|[A-Za-z0-9+/=\s\\]{1,16384})/dg,
    accept: (secret) => /[A-Za-z0-9+/=]{32}/.test(secret),
  },
  {
    kind: 'slack-webhook',
    atoms: ['hooks.slack.'],
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[\w/-]{20,200})/dg,
  },
  {
    kind: 'discord-webhook',
    atoms: ['/api/webhooks/'],
    pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{10,24}\/(?<secret>[\w-]{24,200})/dg,
  },
  {
    kind: 'zapier-webhook',
    atoms: ['hooks.zapier.'],
    pattern: /hooks\.zapier\.com\/hooks\/(?:catch|standard)\/(?<secret>[\w/]{8,120})/dg,
  },
  {
    kind: 'teams-webhook',
    atoms: ['.webhook.office.'],
    pattern: /\.webhook\.office\.com\/(?<secret>webhookb2\/[\w@./-]{24,400})/dg,
  },
  {
    kind: 'url-key',
    atoms: ['ook/', 'ooks/', 'key/', 'Key/', 'oken/', 'ecret/', 'rojects/'],
    pattern:
      /\/(?:(?:web)?hooks?|(?:api[-_]?|access[-_]?)?(?:key|token)|apiKey|accessToken|secret|projects)\/(?<secret>[\w~-]{16,256}(?:\/[\w~-]{24,256})?)(?![\w~-])/dg,
    accept: isDrawnPath,
  },
  {
    kind: 'url-key',
    atoms: [
      'fura.io/',
      'chemy.com/',
      'iknode.pro/',
      '.make.com/',
      'pagerduty.com/',
      'airtable.com/',
    ],
    pattern:
      /(?:infura\.io\/v3|alchemy\.com\/v2|\.quiknode\.pro|hook\.[a-z]{2}\d\.make\.com|pagerduty\.com\/integration|genericWebhook\/app\w{14}\/wfl\w{14})\/(?<secret>[\w-]{16,64})(?![\w-])/dg,
    accept: looksRandom,
  },
  {
    kind: 'url-password',
    atoms: ['://'],
    also: '@',
    pattern: /:\/\/(?!sha\d{3}:)[^\s:/@?#"'<>\\]{0,128}:(?<secret>[^\s/@?#"'<>\\]{4,256})@/dg,
    accept: (secret) =>
      !/^(?:pass|password|postgres|secret|example|changeme)$/i.test(secret) && !isStandIn(secret),
  },
  {
    kind: 'aws-secret-key',
    atoms: ['ecret_access_key', 'ECRET_ACCESS_KEY', 'ecretAccessKey'],
    pattern: /secret_?access_?key["'\\\s:=]{1,12}(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/dgi,
  },
  {
    kind: 'bearer-token',
    atoms: ['earer ', 'EARER ', 'earer%20'],
    pattern:
      /(?<name>authorization[\\"'\s:=]{1,12}|)bearer(?:\s{1,4}|%20)(?<secret>[A-Za-z0-9._~+/=-]{16,8192})/dgi,
    accept: (secret, name) => (name === '' ? isDrawnText(secret) : looksRandom(secret)),
  },
  {
    kind: 'basic-credentials',
    atoms: ['asic ', 'ASIC ', 'asic%20'],
    pattern: /basic(?:\s{1,4}|%20)(?<secret>[A-Za-z0-9+/]{8,8192}={0,2})/dgi,
    accept: isBasicCredentials,
  },
  {
    kind: 'digest-response',
    atoms: ['response="', 'response=\\'],
    also: 'igest ',
    pattern:
      /digest (?:(?!digest )[^\n]){0,600}?\bresponse=\\{0,8}"(?<secret>[0-9a-f]{32,128})\\{0,8}"/dgi,
  },
  {
    kind: 'password-hash',
    atoms: ['$apr1$', '$1$', '$5$', '$6$', '$y$', '$2a$', '$2b$', '$2y$', '$argon2', '$scrypt$'],
    pattern:
      /\$(?:apr1|[156y]|2[aby]|argon2(?:id|i|d)|scrypt)\$(?:[\w./,=+-]{1,80}\$){0,4}[\w./+]{22,128}|\$2[aby]\$\d\d\$[\w./]{53}/dg,
  },
  {
    kind: 'netrc-password',
    atoms: ['machine '],
    also: 'password',
    pattern: /machine\s+\S{1,256}\s+login\s+\S{1,128}\s+password\s+(?<secret>[^\s"'\\]{4,256})/dg,
    accept: (secret) => !isStandIn(secret),
  },
  {
    kind: 'postgres-password',
    atoms: [':5432:'],
    pattern:
      /(?<![^\s"'])[\w.*-]{1,128}:5432:[^\s:]{1,64}:[^\s:]{1,64}:(?<secret>[^\s"'\\]{4,256})/dg,
    accept: (secret) => !isStandIn(secret),
  },
  {
    kind: 'putty-key',
    atoms: ['Private-Lines:'],
    pattern: new RegExp(
      String.raw`Private-Lines: \d{1,4}(?<secret>(?:${SPACE}{1,30}[A-Za-z0-9+/=]{16,64}){1,200})`,
      'dg',
    ),
  },
  {
    kind: 'jwk',
    atoms: ['"kty', 'kty:'],
    pattern:
      /(?:"(?:d|k)\\{0,8}"\s{0,20}:\s{0,20}|\b[dk]: (?:\x1b\[32m)?)\\{0,8}["'](?<secret>[\w-]{32,1024})(?=\\{0,8}["'])/dg,
  },
  {
    kind: 'sql-password',
    atoms: ['DENTIFIED BY', 'dentified by'],
    pattern: /identified by (?:password )?['"](?<secret>[^'"\n]{4,256})['"]/dgi,
    accept: (secret) => !isStandIn(secret),
  },
  {
    kind: 'command-password',
    atoms: ['curl '],
    pattern:
      /\bcurl (?:(?!\bcurl )[^\n]){0,600}?(?<= )(?:-u|--user)[ =]['"]?[^\s:'"]{1,64}:(?<secret>[^\s'"\\]{4,256})/dg,
    accept: (secret) => !isStandIn(secret),
  },
  {
    kind: 'command-password',
    atoms: ['sshpass ', 'mysql ', 'mysqldump ', 'mysqladmin ', 'docker login ', 'podman login '],
    pattern:
      /\b(?:sshpass -p ?|mysql(?:dump|admin)? (?:(?!\bmysql)[^\n]){0,200}?(?<= )-p|(?:docker|podman) login (?:(?! login )[^\n]){0,200}?(?<= )-p )['"]?(?<secret>[^\s'"\\]{4,128})/dg,
    accept: (secret) => !isStandIn(secret),
  },
  {
    // A field of JSON that is text itself: a tool call's arguments, a body kept raw.
    kind: 'credential-field',
    atoms: nameEnds(['"', '\\']),
    pattern:
      /"(?<name>[\w.-]{6,60})\\{0,8}"\s{0,20}:\s{0,20}\\{0,8}"(?<secret>(?:[^"\\]|\\{1,8}[^"\\]){8,4000})(?=\\{0,8}"|$)/dg,
    accept: (secret, name) => isCredentialField(name, secret),
  },
  {
    kind: 'url-key',
    atoms: [...nameEnds(['=']), ...PARAMETERS],
    pattern: /(?:^|[?&;])(?<name>[\w.-]{2,60})=(?<secret>[^&\s"'<>\\;,()]{8,4096})/dg,
    accept: (secret, name) => isCredentialPair(name, secret),
  },
]

/** @note A hash names a key or a token; an address of a chain is public. */
function isDrawnPath(secret: string): boolean {
  const [first = '', second] = secret.split('/')
  const isId = /^0x|^[0-9a-f]+$/i.test(second ?? first)
  return !isId && isDrawnText(second ?? first)
}

/** @note Text that `atob` would throw at is excluded before: an exception takes 10 µs. */
function isBasicCredentials(secret: string): boolean {
  const bare = secret.replace(/=+$/, '')
  return bare.length % 4 !== 1 && /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(atob(bare))
}
