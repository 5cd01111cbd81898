import { askedOf } from '../../../core/matching/asked-of.ts'
import type { Redactor } from '../../../core/redaction/index.ts'
import type { ActionEntry } from '../action-entry.ts'
import type { ActionState } from '../observed-action.ts'
import { redactAction, redactRequest, redactValue } from './redact-action.ts'

const MOST_ROUNDS = 3

/** Replaces what became known as a secret after an action was opened. Returns `true` where anything was replaced. */
export function redactEntries(entries: readonly ActionEntry[], redactor: Redactor): boolean {
  let isChanged = false
  // Bounded, as what is left beside secrets could look like ever new ones.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { learnt } = redactor
    const earlier = entries.filter((entry) => entry.learnt < learnt)
    if (earlier.length === 0) break
    redactor.again(() => {
      for (const entry of earlier) isChanged = redactEntry(entry, redactor) || isChanged
    })
    for (const entry of earlier) entry.learnt = learnt
  }
  return isChanged
}

function redactEntry(entry: ActionEntry, redactor: Redactor): boolean {
  const { state } = entry
  const redacted = redactState(state, redactor)
  entry.state = redacted
  const { fresh } = entry
  const before = 'fresh' in state ? state.fresh : undefined
  if (!fresh || fresh === before) return false
  const isSameName = fresh.name === before?.name && fresh.request?.url === before.request?.url
  if (!isSameName)
    entry.identify({ type: fresh.type, name: fresh.name, operation: askedOf(fresh).operation })
  return true
}

function redactState(state: ActionState, redactor: Redactor): ActionState {
  if (state.kind === 'asked') return state
  const { content } = state
  const kept = content && {
    ...(content.request && { request: redactRequest(content.request, redactor) }),
    ...(content.inputs && { inputs: redactValue(content.inputs, redactor) }),
  }
  if (state.kind === 'running') return { ...state, content: kept }
  if (state.kind === 'blocked') {
    const message = redactor.text(state.error.message)
    return { ...state, content: kept, error: { ...state.error, message } }
  }
  return { ...state, content: kept, fresh: redactAction(state.fresh, redactor) }
}
