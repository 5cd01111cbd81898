import { expect, test } from 'vitest'
import { parsePluginOptions, toWorkerOptions } from '../../src/node/plugin-options.ts'

function refusalOf(options: unknown): string {
  try {
    parsePluginOptions(options)
  } catch (error) {
    return String(error).replace(
      'ReplayError: [vitest-replay] Failed to read the options of replay() in vitest.config: ',
      '',
    )
  }
  return 'accepted'
}

const REFUSED: unknown[] = [
  { threshold: {} },
  { thresholds: { matchRate: 90 } },
  { thresholds: { blocked: 1 } },
  { thresholds: { determinsm: 90 } },
  { thresholds: false },
  { mode: 'replay' },
  { mode: 'al' },
  { verify: 'false' },
  { passthrough: 'http://localhost' },
  { passthrough: [''] },
  { matchrate: 1 },
  { match: { agents: { refund: { header: [] } } } },
  { match: { agents: { refund: { normalize: [{ path: '$.a', with: 'lower' }] } } } },
  { match: { agents: [] } },
  { compare: { output: [{ path: '$', witinMs: 1 }] } },
  { compare: null },
  { redact: { secrets: [{ name: 'a', pattern: 1 }] } },
  { redact: { secret: [] } },
  { redact: { secrets: [/a/] } },
  { redact: { headers: ['set-cookie', 'Content-Length'] } },
  { redact: { headers: ['x-tenant', 'keep-alive'] } },
  { redact: { headers: ['date'] } },
  { redact: { headers: ['x-*'] } },
  { redact: { headers: ['x-tenant: a'] } },
  { match: { headers: ['set-cookie'] } },
  { match: { headers: ['transfer-encoding'] } },
  { match: { agents: { refund: { headers: ['Date'] } } } },
  { report: { html: 'zip' } },
  { report: { format: 'file' } },
  { takes: '2' },
  { live: ['tool'] },
  null,
]

test('a wrong option is named, with what was most likely meant', () => {
  expect(REFUSED.map(refusalOf).join('\n')).toMatchInlineSnapshot(`
    "the option "threshold" does not exist. Did you mean "thresholds"?
    the option "thresholds.matchRate" is 90. Use a number from 0 to 1
    the option "thresholds.blocked" does not exist. The fields of "thresholds" are matchRate, determinism
    the option "thresholds.determinsm" does not exist. Did you mean "thresholds.determinism"?
    the option "thresholds" is false. Use an object with matchRate, determinism
    the option "mode" is "replay". Use one of "none", "once", "new_episodes", "all"
    the option "mode" is "al". Did you mean "all"?
    the option "verify" is "false". Use true or false
    the option "passthrough" is "http://localhost". Use an array of strings that are not empty
    the option "passthrough[0]" is "". Use a string that is not empty
    the option "matchrate" does not exist. Did you mean "thresholds.matchRate"?
    the option "match.agents.refund.header" does not exist. Did you mean "match.agents.refund.headers"?
    ReplayError: [vitest-replay] Failed to read the match rules: "match.agents.refund.normalize[0].with" is "lower". It is one of trim, lowercase, whitespace, sort-lines, sort, round, json
    the option "match.agents" is an array. Use an object
    the option "compare.output[0]" has "witinMs", which does not exist. Did you mean "withinMs"?
    the option "compare" is not an object. Write compare: { output: [...rules], actions: { 'name': [...rules] } }
    the option "redact.secrets[0].pattern" is 1. Use a string that is not empty, or a RegExp
    the option "redact.secret" does not exist. Did you mean "redact.secrets"?
    the option "redact.secrets[0].name" is missing. Use a string that is not empty
    the option "redact.headers[1]" is "Content-Length", which no cassette keeps of a request, as it belongs to one connection or one moment. Remove it: of responses, every header is kept without being named
    the option "redact.headers[1]" is "keep-alive", which no cassette keeps of a request, as it belongs to one connection or one moment. Remove it: of responses, every header is kept without being named
    the option "redact.headers[0]" is "date", which no cassette keeps of a request, as it belongs to one connection or one moment. Remove it: of responses, every header is kept without being named
    the option "redact.headers[0]" is "x-*", and "*" stands for nothing here. Write each name in full
    the option "redact.headers[0]" is "x-tenant: a", which no header can be named. Write the name alone
    the option "match.headers[0]" is "set-cookie", which requests do not have. Remove it: the headers of requests are compared
    the option "match.headers[0]" is "transfer-encoding", which no cassette keeps of a request, as it belongs to one connection or one moment. Remove it
    the option "match.agents.refund.headers[0]" is "Date", which no cassette keeps of a request, as it belongs to one connection or one moment. Remove it
    the option "report.html" is "zip". Use one of "auto", "file", "folder"
    the option "report.format" does not exist. The fields of "report" are html
    the option "takes" is "2". Use a whole number from 1 to 100
    the option "live" does not exist. The options are mode, thresholds, match, compare, policy, passthrough, redact, verify, takes, afterReturn, replays, environment, release, report, runStore, diagnose, onEvent
    the argument "options" is null. Use an object with mode, thresholds, match, compare, policy, passthrough, redact, verify, takes, afterReturn, replays, environment, release, report, runStore, diagnose, onEvent"
  `)
})

const host = {
  update: false,
  root: '/project',
  launch: { startedIn: '/project', repository: '/project', flags: [] },
  packageRoot: '/project',
  project: '',
  env: {},
}

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
})
