import { askedOf } from '../../../core/matching/asked-of.ts'
import type { Redactor } from '../../../core/redaction/index.ts'
import type { ActionEntry } from '../action-entry.ts'
import type { ActionState, CallContent } from '../observed-action.ts'
import type { PassOptions } from '../pass-options.ts'
import { withholdEntries } from './withhold.ts'
import { changed, redactAction, redactRequest, redactValue } from './redact-action.ts'

const MOST_ROUNDS = 3

/** Replaces what became known as a secret after an action was opened. Returns `true` where anything was replaced. */
export function redactEntries(
  entries: readonly ActionEntry[],
  { redactor, player }: Pick<PassOptions, 'redactor' | 'player'>,
): boolean {
  let isChanged = false
  withholdEntries(entries, redactor)
  // Bounded, as what is left beside secrets could look like ever new ones.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { learnt } = redactor
    const earlier = entries.filter((entry) => entry.learnt < learnt)
    if (earlier.length === 0) break
    redactor.again(() => {
      for (const entry of earlier) isChanged = redactEntry(entry, redactor) || isChanged
    })
    for (const entry of earlier) entry.learnt = learnt
    player?.readAgain()
  }
  return isChanged
}

function redactEntry(entry: ActionEntry, redactor: Redactor): boolean {
  const { state } = entry
  const redacted = redactState(state, redactor)
  if (redacted !== state) entry.state = redacted
  const { fresh } = entry
  if (!fresh) return redactName(entry, redactor) || redacted !== state
  const before = 'fresh' in state ? state.fresh : undefined
  const isSameName = fresh.name === before?.name && fresh.request?.url === before.request?.url
  if (!isSameName)
    entry.identify({ type: fresh.type, name: fresh.name, operation: askedOf(fresh).operation })
  return redacted !== state
}

/** An action that was not answered has no other name than that of its call. */
function redactName(entry: ActionEntry, redactor: Redactor): boolean {
  const { type, operation } = entry
  const isRequest = type === 'http' || type === 'llm'
  const name = isRequest ? redactor.url(entry.name) : redactor.name(entry.name)
  if (name === entry.name) return false
  entry.identify({ type, name, operation: redactor.text(operation) })
  return true
}

/** @returns The state itself where nothing was replaced. */
function redactState(state: ActionState, redactor: Redactor): ActionState {
  if (state.kind === 'asked') return state
  const content = state.content && redactContent(state.content, redactor)
  if (state.kind === 'running') return changed(state, { content })
  if (state.kind === 'blocked') {
    const message = redactor.text(state.error.message)
    return changed(state, { content, error: changed(state.error, { message }) })
  }
  const fresh = redactAction(state.fresh, redactor)
  if (state.kind === 'served') return changed(state, { content, fresh })
  const { differences } = state
  const output = redactor.json(differences.output as never) as typeof differences.output
  return changed(state, { content, fresh, differences: changed(differences, { output }) })
}

function redactContent(content: CallContent, redactor: Redactor): CallContent {
  return changed(content, {
    ...(content.request && { request: redactRequest(content.request, redactor) }),
    ...(content.inputs && { inputs: redactValue(content.inputs, redactor) }),
  })
}
