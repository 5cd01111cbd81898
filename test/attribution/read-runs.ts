import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { JudgedStep } from '../../src/core/analysis/attribution/rank-steps.ts'

const RunSchema = z.object({
  history: z.array(z.object({ content: z.string(), role: z.string(), name: z.string().nullish() })),
  mistake_step: z.coerce.number().int().nonnegative(),
})

/** A failed run, with the step that people hold to have decided it. */
export interface LabelledRun {
  steps: JudgedStep[]
  mistake: number
}

/** Reads the labelled runs of a folder, in the order of their numbers. */
export function readLabelledRuns(folder: string): LabelledRun[] {
  const files = readdirSync(folder).filter((name) => /^\d+\.json$/.test(name))
  return files
    .sort((a, b) => Number.parseInt(a) - Number.parseInt(b))
    .map((name) => {
      const run = RunSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))
      return { steps: run.history.map(stepOf), mistake: run.mistake_step }
    })
}

function stepOf(
  { content, role, name }: z.infer<typeof RunSchema>['history'][number],
  index: number,
): JudgedStep {
  return {
    index,
    kind: kindOf({ content, role, speaker: name ?? role }),
    executes: content.includes('```'),
    text: content,
  }
}

function kindOf(step: { content: string; role: string; speaker: string }): JudgedStep['kind'] {
  const { content, role, speaker } = step
  if (role === 'human') return 'task'
  if (speaker === 'Computer_terminal' || content.startsWith('exitcode:')) return 'result'
  if (/thought|termination/.test(speaker)) return 'control'
  return speaker.includes('->') ? 'order' : 'decision'
}
