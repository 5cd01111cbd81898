import { isJsonObject, type JsonValue } from '../json.ts'
import type { ApprovalFacts } from './approval-schema.ts'

/** An action as far as approvals are judged by it; what it sent is read only where that is needed. */
export interface ApprovalStep {
  index: number
  type: string
  name: string
  parent: number | null
  /** Milliseconds since the start of the run. */
  start: number
  end: number
  /** It came to its end without an error. */
  succeeded: boolean
  /** The action of the recording that it is; `null` for none. */
  recorded: number | null
  /** The request of an approval, or what another action sent, as one text with its address. */
  sent(): JsonValue | undefined
}

/** An action that only the recording has. */
export type RecordedStep = Pick<ApprovalStep, 'index' | 'type' | 'name' | 'parent'>

/** Names of tools, hosts and paths by which people are notified. */
const NOTIFIES =
  /notif|slack|discord|teams|telegram|whatsapp|twilio|sendgrid|mail|sms|messag|webhook|hooks\b|pager|alert|approv|announce/i

/** Types of actions that reach somebody. */
const REACHES = new Set(['http', 'tool', 'process'])

/**
 * Lists the approvals of a run: the call that notified somebody of each, whether it was answered, and where the agent went on.
 *
 * @param recorded The actions of the recording, of a replay: what was called within a served approval stands only there.
 */
export function approvalsOf(
  steps: readonly ApprovalStep[],
  recorded: readonly RecordedStep[] = [],
): ApprovalFacts[] {
  return steps.flatMap((step) => {
    if (step.type !== 'approval') return []
    return {
      action: step.index,
      name: step.name,
      notifiedBy: noticeOf(step, steps, recorded),
      answered: step.succeeded,
      resumedBy: step.succeeded ? firstAfter(step, steps) : null,
    }
  })
}

/** An approval that the output of a run asks for. */
export function openApproval(name: string): ApprovalFacts {
  return { action: null, name, notifiedBy: null, answered: false, resumedBy: null }
}

function noticeOf(
  approval: ApprovalStep,
  steps: readonly ApprovalStep[],
  recorded: readonly RecordedStep[],
): ApprovalFacts['notifiedBy'] {
  const within = steps.find(
    (step) => REACHES.has(step.type) && isWithin(step, approval.index, steps),
  )
  if (within) return { name: within.name, action: within.index }
  const own = approval.recorded
  const before =
    own === null ? undefined : recorded.find((step) => reachesWithin(step, own, recorded))
  if (before) return { name: before.name, action: null }
  const asked = leavesOf(approval.sent())
  if (asked.length === 0) return null
  const message = steps.findLast(
    (step) =>
      REACHES.has(step.type) &&
      step.start <= approval.end &&
      !steps.some(
        ({ type, index }) => type === 'approval' && index > step.index && index < approval.index,
      ) &&
      carries(step, asked),
  )
  return message ? { name: message.name, action: message.index } : null
}

function reachesWithin(step: RecordedStep, index: number, all: readonly RecordedStep[]): boolean {
  return REACHES.has(step.type) && isWithin(step, index, all)
}

/** A message notifies people, and holds all that is to be approved. */
function carries(step: ApprovalStep, asked: readonly string[]): boolean {
  const text = JSON.stringify(step.sent() ?? null)
  return NOTIFIES.test(`${step.name} ${text}`) && asked.every((leaf) => text.includes(leaf))
}

/** The texts and numbers of a request, as JSON prints them within a text. */
function leavesOf(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return value === '' ? [] : [JSON.stringify(value).slice(1, -1)]
  if (typeof value === 'number') return [String(value)]
  if (Array.isArray(value)) return value.flatMap(leavesOf)
  return isJsonObject(value) ? Object.values(value).flatMap(leavesOf) : []
}

function firstAfter(approval: ApprovalStep, steps: readonly ApprovalStep[]): number | null {
  // Times are rounded.
  const end = approval.end - 1
  const next = steps.find(
    (step) =>
      step.index > approval.index && step.start >= end && !isWithin(step, approval.index, steps),
  )
  return next?.index ?? null
}

function isWithin(
  { parent }: Pick<RecordedStep, 'parent'>,
  index: number,
  steps: readonly RecordedStep[],
): boolean {
  for (let outer = parent; outer !== null;) {
    if (outer === index) return true
    outer = steps.find((step) => step.index === outer)?.parent ?? null
  }
  return false
}
