import { expect, test } from 'vitest'
import { parsePluginOptions, toWorkerOptions } from '../../src/node/plugin-options.ts'

test('a wrong option is named, with what is right', () => {
  expect(() => parsePluginOptions({ threshold: {} })).toThrowErrorMatchingInlineSnapshot(
    `[ReplayError: [vitest-replay] Failed to read the options of replay() in vitest.config: Unrecognized key: "threshold". The options are mode, thresholds, match, compare, passthrough, redact, verify, takes, replays, environment, release, report]`,
  )
  expect(() =>
    parsePluginOptions({ thresholds: { matchRate: 90 } }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[ReplayError: [vitest-replay] Failed to read the options of replay() in vitest.config: "thresholds.matchRate": Too big: expected number to be <=1. The options are mode, thresholds, match, compare, passthrough, redact, verify, takes, replays, environment, release, report]`,
  )
  expect(() => parsePluginOptions({ mode: 'replay' })).toThrowErrorMatchingInlineSnapshot(
    `[ReplayError: [vitest-replay] Failed to read the options of replay() in vitest.config: "mode": Invalid option: expected one of "none"|"once"|"new_episodes"|"all". The options are mode, thresholds, match, compare, passthrough, redact, verify, takes, replays, environment, release, report]`,
  )
})

const host = { update: false, root: '/project', env: {} }

test('patterns travel to the workers as text', () => {
  const options = toWorkerOptions(
    {
      redact: {
        secrets: [
          { name: 'a', pattern: /x+/i },
          { name: 'b', pattern: 'a.b' },
        ],
      },
    },
    host,
  )
  expect(options.redact?.secrets).toEqual([
    { name: 'a', source: 'x+', flags: 'i' },
    { name: 'b', source: 'a\\.b', flags: '' },
  ])
})

test.each([
  ['true', true],
  ['1', true],
  ['', false],
  ['false', false],
  ['0', false],
  [undefined, false],
])('CI=%s means %s', (CI, ci) => {
  expect(toWorkerOptions({}, { ...host, env: { CI } }).ci).toBe(ci)
})

test('the release is the option, or what CI says', () => {
  expect(
    toWorkerOptions({ release: '1.2.3' }, { ...host, env: { GITHUB_SHA: 'abc' } }).release,
  ).toBe('1.2.3')
  expect(toWorkerOptions({}, { ...host, env: { GITHUB_SHA: 'abc' } }).release).toBe('abc')
  expect(toWorkerOptions({}, host).release).toBeUndefined()
})

test('how reports are written is no matter of the workers', () => {
  expect(
    toWorkerOptions(parsePluginOptions({ report: { html: 'folder' } }), host),
  ).not.toHaveProperty('report')
  expect(() => parsePluginOptions({ report: { html: 'zip' } })).toThrow(
    /"report\.html": .*"auto"\|"file"\|"folder"/,
  )
})
