import type { DiagnosisCodes } from '../../analysis/diagnose-run.ts'
import type { Story } from '../../report/diagnosis-schema.ts'
import type { RunReport } from '../../report/schema.ts'
import { plural } from '../plural.ts'

/** The facts of a story beside the codes of a diagnosis. */
interface StoryParts {
  run: Pick<RunReport, 'agent' | 'name' | 'actions' | 'pending'>
  /** The input of the agent as one line of JSON; `null` where there is none. */
  input: string | null
  /** The sentence of the diagnosis. */
  statement: string
  /** The error that ended the run, as one line; `null` where none did. */
  thrown: string | null
  isCutOff: boolean
}

const LONGEST = 160

/** Renders a failed run in four sentences. It went wrong where it could no longer succeed, and not where its last error is. */
export function tellStory(
  { failed, lastGood, decisionBehindIt, signals }: DiagnosisCodes,
  { run, input, statement, thrown, isCutOff }: StoryParts,
): Story {
  const { actions, pending } = run
  const who = run.agent ?? 'the agent'
  const good = lastGood && actions.findIndex(({ index }) => index === lastGood.index) + 1
  const behind =
    decisionBehindIt && decisionBehindIt.index !== failed?.index
      ? `, decided by action ${decisionBehindIt.index} (${decisionBehindIt.name})`
      : ''
  const place = failed ? `action ${failed.index} (${failed.name}): ` : ''
  const [waiting] = pending ?? []
  const after = `after ${plural(actions.length, 'action')}`
  return {
    tried: cut(input === null ? `"${run.name}" by ${who}` : `${who} was given ${input}`),
    expectedUntil: lastGood
      ? `action ${lastGood.index} (${lastGood.name}), ${good} of ${plural(actions.length, 'action')}`
      : `its start: ${describeNothing(actions, decisionBehindIt ?? failed)}`,
    wentWrong: cut(`${place}${statement}${behind}`),
    ended: cut(
      isCutOff
        ? waiting
          ? `it was cut off while ${waiting.name} was under way, ${after}`
          : `it was cut off ${after}${thrown === null ? '' : `, when nothing handled ${thrown}`}`
        : thrown === null
          ? `it returned ${after}, stopped for ${signals.stop_reason}`
          : `it threw ${thrown}, ${after}`,
    ),
  }
}

/** The reason why no action was as expected: nothing comes before the first one. */
function describeNothing(
  actions: StoryParts['run']['actions'],
  wrong: { index: number; name: string } | null,
): string {
  if (actions.length === 0) return 'it made no action'
  if (wrong && actions.every(({ index }) => index >= wrong.index))
    return `nothing came before action ${wrong.index} (${wrong.name})`
  return 'no action before it ended well'
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 3)}...`
}
