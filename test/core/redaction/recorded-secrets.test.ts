import { expect, test } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { hashSecret, isUnguessable } from '../../../src/core/redaction/recorded-secrets.ts'

const FIRST = 'sk-proj-FirstKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
const OTHER = 'sk-proj-OtherKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
const PIN = { pin: '1234' }

/** Returns the values that a replay compares for one that another redactor recorded. */
function replayOf(recorded: unknown) {
  const recording = createRedactor({})
  const stored = recording.json(recorded as never)
  const secrets = recording.secrets({ hasReplaced: () => true })
  const replay = createRedactor({}, secrets)
  return {
    secrets,
    before: replay.level(stored),
    now: (value: unknown) => replay.level(replay.json(value as never)),
  }
}

test('a secret with a hash is compared, whatever was replaced before it', () => {
  const { before, now } = replayOf([FIRST, OTHER])
  expect(now([OTHER, FIRST])).not.toEqual(before)
  expect(now([FIRST, FIRST])).not.toEqual(before)
  expect(now([FIRST, OTHER])).toEqual(before)
})

test('a secret that is easy to guess, of the environment, or not verified has none', () => {
  expect(replayOf(PIN).secrets).toEqual([['credential-field:1', 'guessable']])
  const env = createRedactor({ env: { SERVICE_TOKEN: FIRST } })
  env.text(FIRST)
  expect(env.secrets({ hasReplaced: () => true })).toEqual([
    ['openai-key:1', 'environment', ['SERVICE_TOKEN']],
  ])
  const unverified = createRedactor({})
  unverified.text(FIRST)
  expect(unverified.secrets(null)).toEqual([['openai-key:1', 'varies']])
})

test('a secret without a hash is equal to any other of its kind, and can be named', () => {
  const { before, now, secrets } = replayOf(PIN)
  expect(now({ pin: '9999' })).toEqual(before)
  const replay = createRedactor({}, secrets)
  expect(replay.hidesGuessable('<redacted:credential-field:1>')).toBe(true)
  expect(replay.hidesGuessable('<redacted:credential-field:2>')).toBe(false)
})

test('a text that is a placeholder before anything is replaced is compared as it is', () => {
  const { before, now } = replayOf('<redacted:openai-key:1>')
  expect(now('<redacted:openai-key:2>')).not.toEqual(before)
  expect(now('<redacted:openai-key:1>')).toEqual(before)
})

test('a recording that does not list its secrets is compared by their kinds', () => {
  const replay = createRedactor({})
  expect(replay.level('<redacted:openai-key:7>')).toEqual(replay.level(replay.text(OTHER)))
})

test('words, numbers and passwords of people are easy to guess', () => {
  for (const secret of [
    '1234',
    'hunter2hunter2',
    'correct horse battery staple',
    '4242424242424242',
    'aaaaaaaaaaaaaaaaaaaaaaaa1',
  ])
    expect(isUnguessable(secret), secret).toBe(false)
  expect(isUnguessable(FIRST)).toBe(true)
})

test('hashes of alike secrets are spread', () => {
  const hashes = Array.from({ length: 2000 }, (_, at) => hashSecret(`${FIRST}${at}`))
  expect(new Set(hashes).size).toBeGreaterThan(1900)
})

test('a secret that an answer gave is another one when it does not come from there', () => {
  const recording = createRedactor({})
  const stored = recording.json({ api_key: FIRST })
  const placeholder = '<redacted:openai-key:1>'
  const secrets = recording.secrets({ hasReplaced: () => false }, new Set([placeholder]))
  expect(secrets).toEqual([['openai-key:1', 'given']])
  const replay = createRedactor({}, secrets)
  const compared = (value: { api_key: string }) => replay.level(replay.json(value))
  expect(compared({ api_key: placeholder })).toEqual(replay.level(stored))
  expect(compared({ api_key: OTHER })).not.toEqual(replay.level(stored))
})

test('a placeholder that the agent puts into a URL is the secret that it stands for', () => {
  const replay = createRedactor({})
  const query = new URLSearchParams({ access_token: '<redacted:credential-field:1>' })
  expect(replay.url(`https://a.example/?${query}`)).toBe(
    'https://a.example/?access_token=<redacted:credential-field:1>',
  )
})
