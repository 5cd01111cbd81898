import { inspect } from 'node:util'
import { CREDENTIAL_NAMES, drawnValue, FORMS } from '../../core/redaction/credential-forms.ts'
import { FAKE_SECRETS } from '../../core/redaction/fake-secrets.ts'
import { PLACED_SECRETS } from '../../core/redaction/secrets-in-files.ts'

/** A secret of some kind, and what carries it. */
export interface Carried {
  kind: string
  /** Parts of the secret, each found wherever it leaks: a line of a key, a piece of its base64. */
  parts: string[]
}

/** A secret that the agent is given as a value. */
interface CarriedByValue extends Carried {
  carrier: unknown
}

const forms = Object.keys(FORMS).filter((form) => form !== 'map')
const keyOf = (name: string) => `sk-proj-${drawnValue(name, 'key', 40)}`
const base64 = (text: string) => Buffer.from(text).toString('base64')
/** The characters of base64 that stand for a part of a text alone, whatever goes before it. */
const base64Parts = (text: string) =>
  [0, 1, 2].map((before) => base64(`${' '.repeat(before)}${text}`).slice(4, -6))

const shapes: CarriedByValue[] = FAKE_SECRETS.map(([kind, secret], at) => ({
  kind: `${kind} ${at}`,
  parts: [secret.split(/\n|\\n/).find((line) => !line.startsWith('-----'))!],
  carrier: `The key is ${secret}.`,
}))

const fields: CarriedByValue[] = CREDENTIAL_NAMES.map((name, at) => {
  const secret = drawnValue(name, 'file')
  return {
    kind: `field ${name}`,
    parts: [secret],
    carrier: FORMS[forms[at % forms.length]!]!([[name, secret]]),
  }
})

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = [
  part({ alg: 'RS256', kid: 'a' }),
  part({ sub: 'ada-lovelace-1815', exp: 1_900_000_000, tenant: 'analytical-engines' }),
  drawnValue('jwt', 'signature', 43),
].join('.')

/** A file, as it is sent within other texts. */
const file = (name: string) => `PORT=3000\nOPENAI_API_KEY=${keyOf(name)}\nLOG=debug\n`
const encoded = (name: string) => [keyOf(name), ...base64Parts(keyOf(name))]

const wrapped: CarriedByValue[] = [
  { kind: 'a file in base64', parts: encoded('whole'), carrier: base64(file('whole')) },
  {
    kind: 'a file in base64 of 60 columns',
    parts: encoded('lines'),
    carrier: base64(file('lines')).replace(/.{60}/g, '$&\n'),
  },
  {
    kind: 'a part of a mail in base64url',
    parts: encoded('mail'),
    carrier: Buffer.from(file('mail')).toString('base64url'),
  },
  {
    kind: 'a data URL',
    parts: encoded('data'),
    carrier: `data:text/plain;base64,${base64(file('data'))}`,
  },
  {
    kind: 'a JWT',
    parts: [
      jwt,
      'ada-lovelace',
      part({ sub: 'ada-lovelace-1815' }).slice(0, 20),
      drawnValue('jwt', 'signature', 43),
    ],
    carrier: { access_token: jwt },
  },
  {
    kind: 'a token that is sent on without its name',
    parts: [drawnValue('sent', 'on')],
    carrier: [{ refresh_token: drawnValue('sent', 'on') }, `note: ${drawnValue('sent', 'on')}`],
  },
]

const html = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

const NOT_ASCII = /[^\0-\x7f]/g
const everyByte = (text: string) => Buffer.from(text).toString('hex').replace(/../g, '%$&')
const unicode = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`

const WAYS: Record<string, (secret: string) => string> = {
  plain: (secret) => secret,
  percent: (secret) => encodeURIComponent(secret),
  form: (secret) => new URLSearchParams({ a: secret }).toString(),
  html,
  json: (secret) => JSON.stringify({ a: secret }),
  jsonTwice: (secret) => JSON.stringify(JSON.stringify({ a: secret })),
  base64: (secret) => base64(`user:${secret}`),
  percentTwice: (secret) => encodeURIComponent(encodeURIComponent(secret)),
  xml: (secret) => html(secret).replaceAll('&gt;', '>').replaceAll("'", '&apos;'),
  xmlOfAscii: (secret) => html(secret).replace(NOT_ASCII, (one) => `&#${one.codePointAt(0)};`),
  jsonOfAscii: (secret) => JSON.stringify(secret).replace(NOT_ASCII, unicode),
  printed: (secret) => inspect({ a: secret }),
  printedInJson: (secret) => JSON.stringify(inspect({ a: secret })),
}

const ownOf = (way: string) =>
  `hünter2 <of> "the" & machine's+own/${drawnValue(way, 'variable', 8)}`

const shortened = drawnValue('shortened', 'variable', 60)
const keyLines = [1, 2, 3].map((line) => drawnValue(`line ${line}`, 'key', 64))

/** Variables of the environment, with characters that every form writes in another way. */
export const VARIABLES: Record<string, string> = {
  ...Object.fromEntries(
    Object.keys(WAYS).map((way) => [`OWN_${way.toUpperCase()}_PASSWORD`, ownOf(way)]),
  ),
  OWN_SHORTENED_PASSWORD: shortened,
  OWN_PRIVATE_KEY: `-----BEGIN PRIVATE KEY-----\n${keyLines.join('\n')}\n-----END PRIVATE KEY-----\n`,
}

const variables: CarriedByValue[] = Object.entries(WAYS).map(([way, write]) => ({
  kind: `a variable of the environment, ${way}`,
  parts: [drawnValue(way, 'variable', 8), ...(way === 'base64' ? base64Parts(ownOf(way)) : [])],
  carrier: `It is ${write(ownOf(way))} here`,
}))
const own = ownOf('plain')
const drawn = drawnValue('plain', 'variable', 8)
const numbers = (text: string) => [...Buffer.from(text)].join(',')
variables.push(
  {
    kind: 'a variable of the environment, every byte percent-encoded',
    parts: [everyByte(drawn)],
    carrier: `It is ${everyByte(own)} here`,
  },
  {
    kind: 'a variable of the environment, a buffer in JSON',
    parts: [numbers(drawn)],
    carrier: JSON.parse(JSON.stringify({ file: Buffer.from(`It is ${own} here`) })),
  },
  {
    kind: 'a variable of the environment, a buffer in a text',
    parts: [numbers(drawn)],
    carrier: `It is ${JSON.stringify(Buffer.from(own))} here`,
  },
)
variables.push({
  kind: 'a private key of the environment, in one line',
  parts: keyLines,
  carrier: `It is ${keyLines.join('')} here`,
})

const framed: CarriedByValue[] = Object.entries({
  'Slack webhook': (key: string) => `https://hooks.slack.com/services/T024BE91L/B024BE91L/${key}`,
  'Discord webhook': (key: string) => `https://discord.com/api/webhooks/112233445566778899/${key}`,
  'Teams webhook': (key: string) =>
    `https://acme.webhook.office.com/webhookb2/${key}/IncomingWebhook/a`,
  'password of a URL': (key: string) => `postgres://ann:${key}@db.test/orders`,
  'Azure storage key': (key: string) =>
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${key}${key}+ASt${key.slice(0, 6)}==`,
  'Azure OpenAI key': (key: string) => `${key}${key.slice(0, 20)}JQQJ99${key.slice(0, 26)}`,
  'basic credentials': (key: string) => `Authorization: Basic ${base64(`ann:${key}`)}`,
  'bearer token': (key: string) => `Authorization: Bearer ${key}`,
}).map(([kind, write]) => {
  const key = drawnValue(kind, 'framed')
  const isBase64 = kind === 'basic credentials'
  return {
    kind,
    parts: isBase64 ? base64Parts(key) : [key],
    carrier: `Post it to ${write(key)} now`,
  }
})

/** Secrets that stand in values which an agent is given, returns, throws and passes on. */
export const CARRIED: CarriedByValue[] = [
  ...shapes,
  ...fields,
  ...wrapped,
  ...framed,
  ...variables,
  ...PLACED_SECRETS.map(({ name, carrier, secrets }) => ({
    kind: `place ${name}`,
    parts: secrets,
    carrier,
  })),
]

/** The secrets that the agent and its test make themselves, by where it puts them; `keyOf` their names in the test file. */
const PLACES_OF_AGENT = [
  'BytesOfABuffer',
  'BytesOfAnArray',
  'LateVariable',
  'StepName',
  'ActionName',
  'AgentName',
  'WorkflowName',
  'Tag',
  'Cookie',
  'Header',
  'Url',
  'CookieName',
  'Reason',
  'EventName',
  'EventId',
  'PackedBody',
  'PackedAnswer',
  'PackedBytes',
  'BeforeAll',
  'BeforeEach',
  'AfterEach',
  'AfterAll',
  'ThrownInAHook',
  'CauseOfAnError',
  'StreamInPieces',
  'TestName',
  'PrintedByModule',
  'PrintedByTest',
  'PrintedByAgent',
  'PrintedAfterRun',
  'PrintedInAHook',
  'PrintedAsBytes',
  'PrintedAsField',
  'PrintedLateVariable',
  'Annotation',
  'Meta',
]

export const MADE: Carried[] = PLACES_OF_AGENT.map((place) => ({
  kind: `made by the agent: ${place}`,
  // Some are carried without their beginning, or cut.
  parts: [keyOf(place).slice('sk-proj-'.length, 30), ...base64Parts(keyOf(place))],
}))

MADE.push({ kind: 'shortened in a message', parts: [shortened.slice(0, 24)] })

/** The keys that the test file makes, by name. */
export const KEYS = Object.fromEntries(PLACES_OF_AGENT.map((place) => [place, keyOf(place)]))
