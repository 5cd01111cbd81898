import type { Determinism, DeterminismFinding } from '../analysis/determinism/schema.ts'
import { BAND_NAMES, SCORE_DEFINITION } from './definitions.ts'
import { formatScore } from './format-number.ts'
import { plural } from './plural.ts'
import { escapeTerminal } from './escape-terminal.ts'

/** A line about determinism; its style is the score's band, or marks it as a finding. */
export interface DeterminismLine {
  style: Determinism['band'] | 'finding' | 'plain'
  text: string
}

const MAX_FINDINGS = 5

/** Describes a score for people: what it is, what keeps it from 100, first things first, and how to see that again. */
export function renderDeterminism(determinism: Determinism): DeterminismLine[] {
  const { score, band, stable, positions, replays, tiers, attributionReplays } = determinism
  const plain = (text: string): DeterminismLine => ({ style: 'plain', text })
  const lines: DeterminismLine[] = [
    {
      style: band,
      text: `determinism ${formatScore(score)} (${BAND_NAMES[band]}): ${stable} of ${plural(positions, 'position')} stable in ${plural(replays, 'replay')}`,
    },
    plain(`  ${SCORE_DEFINITION}`),
    plain(
      `  same actions ${formatScore(tiers.actions)} %, same inputs ${formatScore(tiers.inputs)} %, same final output ${formatScore(tiers.output)} %`,
    ),
  ]
  const open = foldRepeated(determinism.findings.filter((finding) => !isClosed(finding)))
  for (const [place, { finding, repeated }] of open.slice(0, MAX_FINDINGS).entries()) {
    lines.push(...renderFinding(finding, place === 0 ? 'first unstable action' : 'also'))
    if (repeated > 0) lines.push(plain(`    the same in ${plural(repeated, 'later position')}`))
  }
  if (open.length > MAX_FINDINGS)
    lines.push(plain(`  ... and ${plural(open.length - MAX_FINDINGS, 'more finding')}`))
  for (const finding of determinism.findings.filter(isClosed).slice(0, MAX_FINDINGS)) {
    const how = finding.pinned ? 'pinned' : `waived (${escapeTerminal(finding.waived!)})`
    lines.push(plain(`  ${how}: ${finding.type} in ${escapeTerminal(finding.action)}`))
  }
  for (const { dimension, reason } of determinism.notVaried)
    lines.push(plain(`  not varied: ${dimension} (${reason})`))
  if (open.length > 0)
    lines.push(
      plain(
        `  causes found in ${plural(attributionReplays, 'more replay')}; one replay again: VITEST_REPLAY_SEED=<seed>`,
      ),
    )
  return lines
}

/** Folds equal findings into one: a conversation repeats the value of its first turn at many positions. */
function foldRepeated(
  findings: readonly DeterminismFinding[],
): Array<{ finding: DeterminismFinding; repeated: number }> {
  const folded = new Map<string, { finding: DeterminismFinding; repeated: number }>()
  for (const finding of findings) {
    const { cause, action, path, source, values } = finding
    const key = JSON.stringify([cause, action, path, source, values])
    const known = folded.get(key)
    if (known) known.repeated++
    else folded.set(key, { finding, repeated: 0 })
  }
  return [...folded.values()]
}

function renderFinding(finding: DeterminismFinding, title: string): DeterminismLine[] {
  const { action, type, severity, source, values, description } = finding
  const place = source ? ` at ${source.file}:${source.line}` : ''
  return [
    {
      style: 'finding',
      text: `  ${title}: ${escapeTerminal(action)}, ${type} (${severity})${escapeTerminal(place)}`,
    },
    { style: 'plain', text: `    ${escapeTerminal(description)}` },
    ...(values.recorded === null && values.replayed === null
      ? []
      : [
          {
            style: 'plain' as const,
            text: `    ${shown(values.recorded)} became ${shown(values.replayed)}`,
          },
        ]),
  ]
}

function shown(value: string | null): string {
  return value === null ? 'nothing' : escapeTerminal(JSON.stringify(value))
}

/** Checks that a finding needs no attention: its value is pinned on purpose, or it was accepted. */
export function isClosed(finding: DeterminismFinding): boolean {
  return finding.pinned || finding.waived !== null
}
