import { expect, test } from 'vitest'
import { createRedactor, normalizePlaceholders } from '../../../src/core/redaction/index.ts'

const SHAPED = 'sk-proj-FirstKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
const SHAPED_TOO = 'sk-proj-OtherKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
const TOKEN = [{ alg: 'HS256' }, { role: 'anon' }]
  .map((part) => btoa(JSON.stringify(part)).replace(/=+$/, ''))
  .concat('c2lnbmF0dXJlLXNpZ25hdHVyZS1zaWduYXR1cmU')
  .join('.')
const PLAIN = 'vitest-replay-stand-in-4f'

type Env = Record<string, string>

/** The texts that a replay shows of a recording and of itself, on machines with other values of the same variables. */
function bothSides(
  read: (env: Env) => unknown,
  recordedWith: Env,
  replayedWith: Env,
  change = read,
) {
  const recording = createRedactor({ env: recordedWith })
  const stored = recording.json(read(recordedWith) as never)
  for (const verified of [{ hasReplaced: () => true }, null]) {
    const replay = createRedactor({ env: replayedWith }, recording.secrets(verified))
    const now = replay.json(change(replayedWith) as never)
    expect({ now: replay.level(now), shown: replay.shown(now) }).toEqual({
      now: replay.level(stored),
      shown: replay.shown(stored),
    })
  }
}

const VALUES = { SHAPED, SHAPED_TOO, TOKEN, PLAIN }
const PAIRS = Object.keys(VALUES).flatMap((a) => Object.keys(VALUES).map((b) => [a, b] as const))

test.each(PAIRS)('a variable with %s, in a replay with %s, has one placeholder', (a, b) => {
  const at = (name: keyof typeof VALUES): Env => ({ OPENAI_API_KEY: VALUES[name] })
  const [before, after] = [at(a as 'PLAIN'), at(b as 'PLAIN')]
  bothSides((env) => ({ prompt: `My key is ${env['OPENAI_API_KEY']}.` }), before, after)
  bothSides((env) => [btoa(env['OPENAI_API_KEY']!), env['OPENAI_API_KEY']!], before, after)
  bothSides(
    (env) => ({ password: env['OPENAI_API_KEY']!, note: env['OPENAI_API_KEY']! }),
    before,
    after,
  )
})

test('two variables with one value have the placeholder that the recording has for both', () => {
  bothSides(
    (env) => ({ prompt: `My key is ${env['OPENAI_API_KEY']}.` }),
    { A_OPENAI_KEY: SHAPED, OPENAI_API_KEY: SHAPED },
    { A_OPENAI_KEY: SHAPED_TOO, OPENAI_API_KEY: PLAIN },
  )
})

test('a secret of another variable is another one', () => {
  const read = (name: string) => (env: Env) => ({ prompt: `My key is ${env[name]}.` })
  const env = { OPENAI_API_KEY: SHAPED, SHOP_API_KEY: PLAIN }
  expect(() => bothSides(read('OPENAI_API_KEY'), env, env, read('SHOP_API_KEY'))).toThrow()
  expect(() => bothSides(read('SHOP_API_KEY'), env, env, read('OPENAI_API_KEY'))).toThrow()
})

test('a part of a variable does not stand for the whole of it', () => {
  const env = { DATABASE_URL: 'postgres://ann:hunter2hunter2@db.test/orders' }
  const read = (value: string) => () => ({ password: value })
  expect(() =>
    bothSides(read('hunter2hunter2'), env, env, () => ({ note: env.DATABASE_URL }) as never),
  ).toThrow()
})

test('a key that a file has, too, is known where no variable holds it', () => {
  bothSides(() => ({ prompt: SHAPED }), { OPENAI_API_KEY: SHAPED }, {})
})

test('a placeholder in bytes that JSON has as numbers is numbered as in a text', () => {
  const bytes = (text: string) => [...new TextEncoder().encode(text)]
  for (const list of [bytes, (text: string) => Object.fromEntries(bytes(text).entries())])
    bothSides(
      (env) => ({ prompt: env['OPENAI_API_KEY'], file: list(`KEY=${env['OPENAI_API_KEY']}`) }),
      { OPENAI_API_KEY: SHAPED },
      { FIRST_OPENAI_KEY: SHAPED, OPENAI_API_KEY: SHAPED_TOO },
    )
  const [seventh, ninth] = [7, 9].map((number) => bytes(`KEY=<redacted:openai-key:${number}>`))
  expect(normalizePlaceholders(seventh!)).toEqual(normalizePlaceholders(ninth!))
  expect(normalizePlaceholders([ninth!, '<redacted:openai-key:9>'])[1]).toBe(
    '<redacted:openai-key:1>',
  )
})
