import { expect, test, vi } from 'vitest'
import { liftOptions } from '../../../src/core/policy/lift-options.ts'
import { Policy } from '../../../src/core/policy/policy.ts'
import { readPolicy } from '../../../src/core/policy/read-policy.ts'
import type { PolicyOptions } from '../../../src/core/options/policy-schema.ts'
import { ExitActions } from '../../../src/worker/pass/exit-actions.ts'
import { PassLedger } from '../../../src/worker/pass/pass-ledger.ts'
import { openReplay, recordingOptions } from './open-pass.ts'

const policyOf = (rules: PolicyOptions) => new Policy(readPolicy(rules, 'call'))
const replaying = (rules: PolicyOptions = {}) => {
  const ledger = openReplay([], { policy: policyOf(rules) })
  return { ledger, exits: new ExitActions(ledger) }
}
const OWN = { parent: null, isAttributed: false }
const DATABASE = { kind: 'tcp', names: ['db:5432', 'db', 'tcp://db:5432'] } as const
const GIT = { kind: 'process', names: ['git status', '/usr/bin/git status'] } as const
const WORKER = { kind: 'worker', names: ['work.mjs'] } as const

test('a replay refuses what leaves the process, by name and with the rule that allows it', () => {
  const { ledger, exits } = replaying()
  expect(exits.decide(DATABASE, OWN)).toMatchObject({ kind: 'refused' })
  expect(exits.decide(GIT, OWN)).toMatchObject({ kind: 'refused' })
  expect(ledger.blocked).toEqual([
    "a socket to tcp://db:5432, which can be neither recorded nor replayed; allow it with policy: { 'tcp db:5432': 'pass' }",
    `the child process "git status", which can be neither recorded nor replayed; allow it with policy: { 'process git *': 'execute' }`,
  ])
  expect(ledger.policy.processes).toBe(1)
  expect(ledger.policy.rows.map(({ effect, name }) => [effect, name])).toEqual([
    ['refused', 'db:5432'],
    ['refused', 'git status'],
  ])
})

test('a rule lets it out, and the receipt names it', () => {
  const { ledger, exits } = replaying({
    'tcp db': 'pass',
    'process git *': 'execute',
    'udp *': 'drop',
  })
  expect(exits.decide(DATABASE, OWN)).toEqual({ kind: 'open' })
  expect(exits.decide(GIT, OWN)).toEqual({ kind: 'open' })
  expect(exits.decide({ kind: 'udp', names: ['stats:8125'] }, OWN)).toEqual({ kind: 'dropped' })
  expect(ledger.blocked).toEqual([])
  expect(ledger.policy.rows.map(({ effect, rule, count }) => [effect, rule, count])).toEqual([
    ['passed', 'tcp db', 1],
    ['executed', 'process git *', 1],
    ['dropped', 'udp *', 1],
  ])
})

test('the option passthrough exempts a socket', () => {
  const policy = new Policy(liftOptions({ passthrough: ['tcp://db:5432'] }))
  expect(new ExitActions(openReplay([], { policy })).decide(DATABASE, OWN)).toEqual({
    kind: 'open',
  })
})

test('what stays on this machine is open, and counted', () => {
  const { ledger, exits } = replaying()
  const local = { kind: 'tcp', names: ['localhost:6379'], isLocal: true } as const
  expect(exits.decide(local, OWN)).toEqual({ kind: 'open' })
  expect(ledger.policy.rows).toMatchObject([
    { kind: 'tcp', name: 'localhost:6379', effect: 'passed' },
  ])
})

test('a worker thread starts with a closed network, and is refused when it reaches out', () => {
  const { ledger, exits } = replaying()
  expect(exits.decide(WORKER, OWN)).toEqual({ kind: 'closed' })
  expect(ledger.blocked).toEqual([])
  exits.decide({ ...WORKER, reached: 'tcp://api:443' }, OWN)
  expect(ledger.blocked).toEqual([
    "the worker thread work.mjs tried to reach tcp://api:443, and its network is closed in a run, since what it asks is not recorded; open it with policy: { 'worker work.mjs': 'pass' }",
  ])
  expect(replaying({ 'worker *': 'pass' }).exits.decide(WORKER, OWN)).toEqual({ kind: 'open' })
})

test('a recording lets it out, and says once that a replay is going to refuse it', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const ledger = new PassLedger(recordingOptions())
  const exits = new ExitActions(ledger)
  exits.decide(GIT, OWN)
  exits.decide(GIT, OWN)
  exits.decide(WORKER, OWN)
  expect(warn.mock.calls).toEqual([
    [
      `[vitest-replay] "a run": the child process git status was let out while recording, and a replay refuses it. To let it out there too: policy: { 'process git *': 'execute' }`,
    ],
  ])
  expect(ledger.policy.processes).toBe(2)
  warn.mockRestore()
})

test('a recording fails at what a rule refuses', () => {
  const ledger = new PassLedger(recordingOptions({ policy: policyOf({ 'process *': 'refuse' }) }))
  expect(new ExitActions(ledger).decide(GIT, OWN)).toMatchObject({ kind: 'refused' })
  expect(ledger.failure).toMatchObject({ code: 'REFUSED_BY_POLICY' })
})

test('while recording, a worker thread is closed as well, and what it tries fails the recording', () => {
  const ledger = new PassLedger(recordingOptions())
  const exits = new ExitActions(ledger)
  expect(exits.decide(WORKER, OWN)).toEqual({ kind: 'closed' })
  expect(ledger.failure).toBeUndefined()
  expect(exits.decide({ ...WORKER, reached: 'tcp://api:443' }, OWN)).toMatchObject({
    kind: 'refused',
  })
  expect(String(ledger.failure)).toContain(
    "the worker thread work.mjs tried to reach tcp://api:443, and its network is closed in a run, since what it asks is not recorded; open it with policy: { 'worker work.mjs': 'pass' }",
  )
})
