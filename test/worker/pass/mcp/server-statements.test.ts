import { expect, test } from 'vitest'
import type { RecordedAction } from '../../../../src/core/cassette/schema.ts'
import {
  ServerStatements,
  type HeardSoFar,
} from '../../../../src/worker/pass/mcp/server-statements.ts'

let next = 0
function message(facts: object = {}, parts: Partial<RecordedAction> = {}): RecordedAction {
  const index = next++
  const mcp = { server: 's', ...facts }
  const times = { start: index * 10, duration: 1 }
  return {
    kind: 'action',
    index,
    type: 'mcp',
    name: 'm',
    parent: 0,
    outcome: 'success',
    ...times,
    mcp,
    ...parts,
  }
}

function heard(asked: number[], unanswered: RecordedAction[] = []): HeardSoFar {
  return { isAsked: (index) => asked.includes(index), furthest: Math.max(-1, ...asked), unanswered }
}

const fromServer = { from: 'server' as const }

test('what belongs to a request comes once that was asked, and what belongs to none after the client came as far', () => {
  next = 0
  const a = message()
  const b = message()
  const ofA = message({ ...fromServer, of: a.index })
  const free = message(fromServer)
  const statements = new ServerStatements([a, b, ofA, free], () => false)
  expect(statements.take(heard([]))).toBeUndefined()
  expect(statements.take(heard([a.index]))).toBeUndefined()
  expect(statements.isHeldBack(heard([a.index]))).toBe(true)
  expect(statements.isComplete(a, heard([a.index]))).toBe(false)
  // The other message of the client does not come: what belongs to the first one is not held back for ever.
  statements.hurry(heard([a.index]))
  expect(statements.take(heard([a.index]))).toBe(ofA)
  expect(statements.isComplete(a, heard([a.index]))).toBe(true)
  expect(statements.take(heard([a.index]))).toBeUndefined()
  expect(statements.take(heard([a.index, b.index]))).toBe(free)
})

test('a response waits for the answer that its server had waited for', () => {
  next = 0
  const call = message({}, { duration: 100 })
  const question = message({ ...fromServer, of: call.index }, { outputs: { json: { result: 1 } } })
  const later = message({ ...fromServer, of: call.index })
  const statements = new ServerStatements([call, question, later], () => false)
  const asked = [call.index]
  expect(statements.take(heard(asked))).toBe(question)
  expect(statements.take(heard(asked, [question]))).toBeUndefined()
  expect(statements.take(heard(asked))).toBe(later)
  expect(statements.isComplete(call, heard(asked, [question]))).toBe(false)
  expect(statements.isComplete(call, heard(asked))).toBe(true)
})

test('what does not happen in a replay is waited for by nobody', () => {
  next = 0
  const call = message()
  const skipped = message({ ...fromServer, of: call.index })
  const statements = new ServerStatements([call, skipped], (index) => index === skipped.index)
  expect(statements.take(heard([call.index]))).toBeUndefined()
  expect(statements.isComplete(call, heard([call.index]))).toBe(true)
})
