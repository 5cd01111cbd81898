import type { SourceLocation } from '../../core/divergence/schema.ts'
import { workerState } from '../context/scope.ts'
import { ActionEntry } from './action-entry.ts'
import type { CallOrigin } from '../open-runs/open-run.ts'

/** Numbers the actions of a run, and times them. */
export class Timeline {
  readonly actions: ActionEntry[] = []
  #started = workerState.now()

  /** Milliseconds since the start of the run. */
  now(): number {
    return round(workerState.now() - this.#started)
  }

  /** Counts the time that a recorded action took as passed. */
  advance(to: number): void {
    this.#started -= Math.max(0, to - this.now())
  }

  /** The line of the action that a call is made in. */
  near({ parent }: CallOrigin): SourceLocation | null {
    return parent === null ? null : (this.actions[parent]?.source ?? null)
  }

  open(
    origin: CallOrigin,
    source: SourceLocation | null,
    near: SourceLocation | null = null,
    learnt = 0,
  ): ActionEntry {
    const entry = new ActionEntry({
      index: this.actions.length,
      ...origin,
      start: this.now(),
      startedAt: workerState.date(),
      source,
      near,
      learnt,
    })
    this.actions.push(entry)
    return entry
  }
}

/** Milliseconds to three decimals: more is noise in a cassette. */
export function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}
