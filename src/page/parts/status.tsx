import type { ReportAction } from '../../core/report/action-schema.ts'
import type { RunReport } from '../../core/report/schema.ts'
import { Badge, type Tone } from './badge.tsx'
import type { IconName } from './icon.tsx'

const RUN: Record<RunReport['status'], [Tone, IconName]> = {
  passed: ['good', 'check'],
  failed: ['bad', 'cross'],
  interrupted: ['warn', 'pause'],
}

interface RunStatusProps {
  status: RunReport['status']
  progress: { done: number; of: number | null } | null
}

/** The status of a run; of one that goes on, how far it has come. */
export function RunStatus({ status, progress }: RunStatusProps) {
  if (progress) {
    const { done, of } = progress
    return (
      <span class="badge tone-info running">
        running
        <span class="number">{of === null ? `, ${done} recorded` : `, ${done} of ${of}`}</span>
        {of !== null && <progress aria-hidden="true" value={Math.min(done, of)} max={of || 1} />}
      </span>
    )
  }
  const [tone, icon] = RUN[status] ?? ['plain', 'minus']
  return <Badge tone={tone} icon={icon} text={String(status)} />
}

const OUTCOME: Record<ReportAction['outcome'], [Tone, IconName]> = {
  success: ['good', 'check'],
  error: ['bad', 'cross'],
  blocked: ['bad', 'blocked'],
  replayed: ['info', 'replayed'],
}

/** The outcome of an action. */
export function OutcomeBadge({ outcome }: { outcome: ReportAction['outcome'] }) {
  const [tone, icon] = OUTCOME[outcome] ?? ['plain', 'minus']
  return <Badge tone={tone} icon={icon} text={String(outcome)} />
}
