import type { JsonValue } from '../../../core/json.ts'
import type { ConsoleLine } from '../../../core/run-events/schema.ts'
import { asModelRequest, asRequest } from '../../../core/report/action-codec/exchange.ts'
import { shownMessage } from '../../../core/report/action-codec/error-facts.ts'
import {
  readAnswer,
  readAsked,
  readReturned,
} from '../../../core/report/action-codec/read-action.ts'
import type { ErrorFacts, ReportAction } from '../../../core/report/action-schema.ts'
import type { Unpack } from '../../../core/report/contents/unpack-contents.ts'
import { isFailedProcess, type EndedProcess } from '../../../core/analysis/failure/ended-process.ts'
import { saidByService } from '../../../core/analysis/failure/said-by-service.ts'
import { readText } from '../../../core/report/action-codec/read-results.ts'
import { readSpan } from '../../../core/report/action-codec/read-facts.ts'
import { hasFailedAction } from '../../../core/report/failed-action.ts'
import type { RunReport } from '../../../core/report/schema.ts'
import { hasCredential } from '../../../core/words/diagnosis/credential-of.ts'
import { formatDuration, formatUsd } from '../../../core/words/format-number.ts'
import { plural } from '../../../core/words/plural.ts'

/** The length of texts that are not wanted whole. */
const LENGTH = 200

/** Shortens a text to one line. */
export function brief(text: string, full: boolean): string {
  if (full) return text
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > LENGTH ? `${line.slice(0, LENGTH)} ...` : line
}

/** Renders the actions in their order: when each began, how long it took, how it ended. */
export function timelineLines({ actions, startedAt }: RunReport, unpack: Unpack): string[] {
  const depths = new Map<number, number>()
  return actions.map((action) => {
    const depth = action.parent === null ? 0 : (depths.get(action.parent) ?? 0) + 1
    depths.set(action.index, depth)
    const offset = action.startedAt
      ? Date.parse(action.startedAt) - Date.parse(startedAt)
      : action.start
    const facts = [
      endOf(action, unpack) + (action.replayed ? ', replayed' : ''),
      action.status === null ? null : `status ${action.status}`,
      formatDuration(action.recordedDuration ?? action.replayedDuration),
      action.type === 'llm' ? formatUsd(action.costUsd) : null,
    ].filter(Boolean)
    const mark = hasFailedAction(action) ? 'x' : ' '
    return `${mark} ${String(action.index).padStart(3)}  +${formatDuration(Math.max(0, offset)).padEnd(8)} ${'  '.repeat(Math.min(8, depth))}${action.type} ${action.name}: ${facts.join(', ')}`
  })
}

/** A process that failed has not failed its agent: the agent may have expected it. */
function endOf(action: ReportAction, unpack: Unpack): string {
  if (hasFailedAction(action)) return action.outcome === 'blocked' ? 'blocked' : 'error'
  const ended = readSpan(action, unpack).ended?.()
  return isFailedProcess(ended) ? describeExit(ended) : action.outcome
}

function describeExit({ exitCode, signal }: EndedProcess): string {
  return signal === null ? `exit code ${exitCode}` : `ended by ${signal}`
}

/** Renders what was said: of each model call, the messages that it adds, and the answer. */
export function conversationLines(run: RunReport, unpack: Unpack, full: boolean): string[] {
  let known: string[] = []
  return run.actions.flatMap((action) => {
    if (action.type !== 'llm') return []
    const messages = (asModelRequest(readAsked(action, unpack))?.messages ?? []).map(
      ({ role, text }) => `${role}: ${brief(text, full)}`,
    )
    const same = messages.findIndex((message, at) => message !== known[at])
    const added = same === -1 ? [] : messages.slice(same)
    known = messages
    const answer = readAnswer(action, unpack)
    // An answer that is none of a model: a page, or what a proxy says.
    const text = answer ? null : readText(action, unpack)
    const calls = answer?.toolCalls.map(
      (call) => `calls ${call.name}(${brief(JSON.stringify(call.arguments), full)})`,
    )
    return [
      `action ${action.index} (${action.name})`,
      ...added.map((line) => `  ${line}`),
      ...(answer?.text ? [`  answer: ${brief(answer.text, full)}`] : []),
      ...(text ? [`  body: ${brief(text, full)}`] : []),
      ...(calls ?? []).map((line) => `  ${line}`),
    ]
  })
}

/** Renders the hosts that were asked, how often, and with what result. */
export function connectionLines(run: RunReport, unpack: Unpack): string[] {
  const hosts = new Map<string, Connection>()
  for (const action of run.actions) {
    const request = asRequest(readAsked(action, unpack))
    if (!request) continue
    const host = URL.canParse(request.url) ? new URL(request.url).host : request.url
    const known = hosts.get(host) ?? { calls: 0, failed: 0, statuses: new Set(), keyed: 0 }
    hosts.set(host, known)
    known.calls++
    if (hasCredential(request)) known.keyed++
    if (hasFailedAction(action)) known.failed++
    if (action.status !== null) known.statuses.add(action.status)
  }
  return [...hosts].map(([host, { calls, failed, statuses, keyed }]) => {
    const facts = [
      plural(calls, 'call'),
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(statuses.size > 0 ? [`status ${[...statuses].sort((a, b) => a - b).join(', ')}`] : []),
      ...(keyed > 0 ? [keyed === calls ? 'with a credential' : `${keyed} with a credential`] : []),
    ]
    return `${host}: ${facts.join(', ')}`
  })
}

interface Connection {
  calls: number
  failed: number
  statuses: Set<number>
  /** Calls with a credential. */
  keyed: number
}

/** Renders the calls of tools with their arguments and results. */
export function toolLines(run: RunReport, unpack: Unpack, full: boolean): string[] {
  return run.actions.flatMap((action) => {
    if (action.type !== 'tool') return []
    const asked = readAsked(action, unpack)
    const args = Array.isArray(asked) ? asked.map((arg) => JSON.stringify(arg)).join(', ') : ''
    const returned = readReturned(action, unpack)
    const result = action.error ? errorText(action.error) : JSON.stringify(returned ?? null)
    return [`${action.index} ${action.name}(${brief(args, full)}) -> ${brief(result, full)}`]
  })
}

/** Renders the approvals: what each asked for, the notice, the answer, and where the agent went on. */
export function approvalLines(run: RunReport, unpack: Unpack, full: boolean): string[] {
  return (run.approvals ?? []).map(({ action: index, name, notifiedBy, answered, resumedBy }) => {
    const action = run.actions.find((one) => one.index === index)
    const [request] = action ? argumentsOf(readAsked(action, unpack)) : []
    const answer = action && readReturned(action, unpack)
    const facts = [
      notifiedBy === null
        ? 'no notice known'
        : `notice by ${notifiedBy.action === null ? '' : `action ${notifiedBy.action}, `}${notifiedBy.name}`,
      answered ? `answered ${brief(JSON.stringify(answer ?? null), full)}` : 'not answered',
      resumedBy === null ? null : `resumed by action ${resumedBy}`,
    ].filter(Boolean)
    return `${index ?? 'output'} ${name}(${brief(JSON.stringify(request ?? null), full)}): ${facts.join(', ')}`
  })
}

function argumentsOf(asked: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(asked) ? asked : []
}

/** Renders each failed action with its error and the causes of it. */
export function errorLines(run: RunReport, unpack: Unpack): string[] {
  const failed = run.actions.filter(hasFailedAction).flatMap((action: ReportAction) => {
    const place = action.source ? ` at ${action.source.file}:${action.source.line}` : ''
    const status = action.status === null ? '' : `, status ${action.status}`
    return [
      `action ${action.index} (${action.name})${status}${place}`,
      ...saidLines(action, unpack),
      ...(action.error ? causeLines(action.error) : []),
    ]
  })
  const end = run.mode === 'replay' ? run.finalOutput.replayed : run.finalOutput.recorded
  if (!end || !('error' in end)) return failed
  const place = run.errorSource ? ` at ${run.errorSource.file}:${run.errorSource.line}` : ''
  return [...failed, `the agent threw${place}`, ...causeLines(end.error)]
}

/** The words of a service that refused. */
function saidLines(action: ReportAction, unpack: Unpack): string[] {
  const said =
    (action.status ?? 0) < 400 ? null : saidByService(readSpan(action, unpack).errorBody?.())
  return said === null ? [] : [`  "${brief(said, false)}"`]
}

const MOST_STDERR = 20

/** Renders the processes that failed or wrote on standard error: command, end, and the last of what they wrote there. */
export function processLines(run: RunReport, unpack: Unpack, full: boolean): string[] {
  return run.actions.flatMap((action) => {
    const ended = readSpan(action, unpack).ended?.()
    if (!ended) return []
    const { command, stderr } = ended
    const written = stderr.split('\n').filter((line) => line.trim() !== '')
    const shown = full ? written : written.slice(-MOST_STDERR)
    if (shown.length === 0 && !isFailedProcess(ended)) return []
    return [
      `${action.index} ${brief(command, full)}: ${describeExit(ended)}`,
      ...(shown.length < written.length
        ? [`  stderr, the last ${shown.length} of ${plural(written.length, 'line')}`]
        : shown.length > 0
          ? ['  stderr']
          : []),
      ...shown.map((line) => `    ${line}`),
    ]
  })
}

function causeLines(error: ErrorFacts): string[] {
  const { code, status, requestId, cause, errors = [] } = error
  const facts = [
    code === undefined ? null : `code ${code}`,
    status === undefined ? null : `status ${status}`,
    requestId === undefined ? null : `request ${requestId}`,
  ].filter(Boolean)
  return [
    `  ${errorText(error)}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`,
    ...[cause, ...errors].flatMap((inner) =>
      inner ? causeLines(inner).map((line) => `  ${line}`) : [],
    ),
  ]
}

function errorText(error: ErrorFacts): string {
  return `${error.name}: ${brief(shownMessage(error), false)}`
}

/** Renders what was printed, with the action that printed it. */
export function consoleLines(console: readonly ConsoleLine[], run: RunReport): string[] {
  const actions = new Map(run.actions.map((action) => [action.spanId, action]))
  return console.flatMap(({ spanId, stream, text }) => {
    const action = spanId === null ? undefined : actions.get(spanId)
    const from = action ? `action ${action.index} ` : ''
    return text.split('\n').map((line) => `${from}${stream}: ${line}`)
  })
}
