import { ReplayError } from '../../core/errors.ts'
import { plural } from '../../core/words/plural.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { type MissLedger, sharedState, type TestContext } from '../context/test-context.ts'

interface EndedRun {
  name: string
  isReplay: boolean
  test: TestContext
}

const LISTED = 5

/** Describes calls that had not ended at the bound. */
export function describeUnended(
  { name, isReplay }: EndedRun,
  { unended, followed, waited }: { unended: readonly string[]; followed: number; waited: number },
): ReplayError {
  const listed = unended.slice(0, LISTED).map(escapeTerminal).join(', ')
  const more = unended.length > LISTED ? `, and ${unended.length - LISTED} more` : ''
  return new ReplayError('RUN_UNENDED', {
    attempted: `Failed to ${isReplay ? 'replay' : 'record'} "${escapeTerminal(name)}"`,
    reason: `the agent returned while ${plural(unended.length, 'request or action was', 'requests or actions were')} under way (${listed}${more}), ${followed} more followed, and after ${Math.round(waited)} ms they had not all ended`,
    remedy:
      'Wait for them before the agent returns, or abort them; to wait longer, set afterReturn and testTimeout, in milliseconds',
  })
}

/** The calls that an agent made when its run was over. They are refused, and fail its test, or its file once that has ended. */
export class LateCalls {
  readonly #run: EndedRun
  #miss: (MissLedger & { messages: string[] }) | undefined
  #isSilent = false

  constructor(run: EndedRun) {
    this.#run = run
  }

  /** The run failed anyway: what its agent does later adds nothing. */
  silence(): void {
    this.#isSilent = true
  }

  /**
   * Files a call, and returns the reason for refusing it.
   *
   * @param isHarmless It repeats by itself: it is refused, and fails nothing.
   */
  note(what: string, isHarmless = false): string {
    const { test, name } = this.#run
    const reason = `${what}: the run "${name}" is over`
    if (isHarmless || this.#isSilent) return reason
    const messages = this.#miss?.messages ?? []
    messages.push(what)
    const error = describeLate(this.#run, messages)
    if (this.#miss) this.#miss.error = error
    else {
      this.#miss = {
        run: name,
        messages,
        accepted: 0,
        errorsBefore: test.errors(),
        error,
        continues: true,
      }
      const misses = test.isOver ? sharedState.file?.misses : test.misses
      misses?.push(this.#miss)
    }
    return reason
  }
}

function describeLate({ name, isReplay }: EndedRun, messages: readonly string[]): ReplayError {
  const listed = [...new Set(messages)].slice(0, LISTED).map(escapeTerminal).join(', ')
  const error = new ReplayError('RUN_CONTINUED', {
    attempted: `Failed to ${isReplay ? 'replay' : 'record'} "${escapeTerminal(name)}"`,
    reason: `the agent returned, and when all that it had begun had ended, ${plural(messages.length, 'more call')} followed (${listed}), and none of them is recorded or let out`,
    remedy: 'Wait for them before the agent returns',
  })
  // The stack of this function does not help to find the cause.
  error.stack = `${error.name}: ${error.message}`
  return error
}
