import { plural } from '../../../core/words/plural.ts'
import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { formatDuration, formatUsd } from '../../../core/words/format-number.ts'
import type { RunState, StoredHead } from '../../../core/run-events/stored-head.ts'
import { paint, type Color } from '../text/paint.ts'

const COLORS: Record<RunState, Color> = {
  passed: 'green',
  failed: 'red',
  interrupted: 'yellow',
  running: 'bold',
}

/** Renders executions as a list, two lines each. */
export function renderRunList(heads: readonly StoredHead[], color: boolean): string[] {
  return heads.flatMap((head) => {
    const { traceId, run, environment, state, summary, reason, labels } = head
    const status = color ? paint(COLORS[state], state) : state
    const facts = [
      run.mode,
      summary && plural(summary.actions, 'action'),
      summary && formatDuration(summary.recordedDurationMs ?? summary.durationMs),
      summary && `cost ${formatUsd(summary.costUsd)}`,
      run.agent,
      run.workflow,
      run.tags.join(' '),
      environment.release,
      environment.ciJob && `job ${environment.ciJob}`,
      run.test.file,
    ].filter(Boolean)
    const named = labels.length > 0 ? ` (${labels.join(', ')})` : ''
    return [
      `${traceId.slice(0, 16)}  ${status}  ${run.startedAt.slice(0, 19).replace('T', ' ')}  ${escapeTerminal(run.name + named)}`,
      `    ${escapeTerminal(facts.join(', '))}`,
      ...(reason === null ? [] : [`    ${escapeTerminal(oneLine(reason))}`]),
    ]
  })
}

function oneLine(text: string): string {
  const [first, ...rest] = text.split('\n') as [string, ...string[]]
  // The message of some errors is JSON, which begins with a bracket alone.
  const line = /\p{L}/u.test(first) ? first : [first, ...rest].join(' ').replace(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 160)} ...` : line
}
