import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { shortHash } from '../../../src/core/cassette/cassette-path.ts'
import { judgeTrials } from '../../../src/core/analysis/judge-trials.ts'
import type { StoredHead } from '../../../src/core/run-events/stored-head.ts'
import type { EndSummary } from '../../../src/core/run-events/schema.ts'
import { trialsOf } from '../../../src/node/runs/trials-of.ts'
import { buildHead } from '../../core/run-events/stored-run.ts'

const root = mkdtempSync(join(tmpdir(), 'trials-'))
afterEach(() => rmSync(join(root, 'agent.ts'), { force: true }))

const OF = 'a'.repeat(32)
const LINE = 'return order.owner.name'
const FAILED = {
  traceId: OF,
  failure: 'f1',
  failedLine: { file: 'agent.ts', line: 1, hash: shortHash(LINE) },
}

function trial(minute: number, failure?: string, more: Partial<EndSummary> = {}): StoredHead {
  const head = buildHead()
  const startedAt = `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`
  return {
    ...head,
    run: { ...head.run, startedAt, trial: { of: OF, kind: 'unchanged', at: null } },
    summary: { ...head.summary!, ...(failure ? { failure } : {}), ...more },
  }
}

function writeAgent(text: string, at: string): void {
  writeFileSync(join(root, 'agent.ts'), text)
  utimesSync(join(root, 'agent.ts'), new Date(at), new Date(at))
}

function statusOf(heads: StoredHead[]) {
  const { trials, isLineChanged } = trialsOf(root, FAILED, heads)
  return judgeTrials(trials, isLineChanged).status
}

test('trials are those of the execution, in their order, by how they ended', () => {
  writeAgent(LINE, '2026-11-20T09:00:00Z')
  const heads = [
    trial(3),
    trial(1, 'f1'),
    trial(2, 'f2', { stopReason: 'not_recorded' }),
    trial(4, 'f3'),
    {
      ...trial(5),
      run: { ...trial(5).run, trial: { of: 'b'.repeat(32), kind: 'unchanged', at: null } },
    },
  ] satisfies StoredHead[]
  const { trials, isLineChanged } = trialsOf(root, FAILED, heads)
  expect(trials.map(({ outcome }) => outcome)).toEqual(['same', 'left', 'gone', 'other'])
  expect(isLineChanged).toBe(false)
})

test('a failure that is gone since the line that failed changed is confirmed', () => {
  const heads = [trial(1, 'f1'), trial(20)]
  writeAgent('return order.owner?.name', '2026-11-20T10:10:00Z')
  expect(statusOf(heads)).toBe('confirmed')
})

test('a line that moved did not change, and a change after the trials was not tried', () => {
  const heads = [trial(1, 'f1'), trial(20)]
  writeAgent(`// a comment\n  ${LINE}`, '2026-11-20T10:10:00Z')
  expect(statusOf(heads)).toBe('observed')
  writeAgent('return 1', '2026-11-20T10:30:00Z')
  expect(statusOf(heads)).toBe('observed')
})
