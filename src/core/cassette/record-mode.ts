import { ReplayError } from '../errors.ts'

/** VCR's record modes. */
export const RECORD_MODES = ['none', 'once', 'new_episodes', 'all'] as const
export type RecordMode = (typeof RECORD_MODES)[number]

/** The sources of a record mode, the strongest first. */
export interface RecordModeSources {
  call?: string
  /** The mode of one rerun from the live page. */
  rerun?: string | undefined
  environment?: string
  /** Vitest's `-u`: re-record what is missing or diverged. */
  update: boolean
  ci: boolean
  plugin?: string
}

/** The record mode in force and its origin. */
export interface RecordModeChoice {
  mode: RecordMode
  origin: 'call' | 'rerun' | 'VITEST_REPLAY' | 'vitest -u' | 'CI' | 'plugin' | 'default'
  /** With `vitest -u`: a recording that does not match any more is recorded again. */
  update: boolean
}

/**
 * Chooses the record mode: the call, a rerun from the live page, the variable `VITEST_REPLAY`, `vitest -u`, `CI`, the
 * plugin's option, `once`.
 *
 * @example
 * chooseRecordMode({ update: false, ci: true }) // { mode: 'none', origin: 'CI', update: false }
 *
 * @throws ReplayError `OPTION_INVALID` where a source names no record mode.
 */
export function chooseRecordMode(sources: RecordModeSources): RecordModeChoice {
  if (sources.call !== undefined) return choice(sources.call, 'call', 'the option "mode"')
  if (sources.rerun !== undefined) return choice(sources.rerun, 'rerun', 'the mode of the rerun')
  if (sources.environment)
    return choice(sources.environment, 'VITEST_REPLAY', 'the environment variable VITEST_REPLAY')
  if (sources.update) return { mode: 'once', origin: 'vitest -u', update: true }
  if (sources.ci) return { mode: 'none', origin: 'CI', update: false }
  if (sources.plugin !== undefined)
    return choice(sources.plugin, 'plugin', 'the plugin option "mode"')
  return { mode: 'once', origin: 'default', update: false }
}

function choice(mode: string, origin: RecordModeChoice['origin'], what: string): RecordModeChoice {
  if ((RECORD_MODES as readonly string[]).includes(mode)) {
    return { mode: mode as RecordMode, origin, update: false }
  }
  throw new ReplayError('OPTION_INVALID', {
    attempted: `Failed to read ${what}`,
    reason: `"${mode}" is not a record mode`,
    remedy: `Use one of ${RECORD_MODES.join(', ')}`,
  })
}

/** The plan for a run, by its mode and the state of its cassette. */
export type RunPlan = 'record' | 'replay' | 'extend' | 'refuse-missing' | 'refuse-interrupted'

/**
 * Decides what a run does.
 *
 * | mode           | no cassette | complete cassette | interrupted recording | cassette without an end |
 * | -------------- | ----------- | ----------------- | --------------------- | ----------------------- |
 * | `none`         | refuse      | replay            | refuse                | refuse                  |
 * | `once`         | record      | replay            | record anew           | refuse                  |
 * | `new_episodes` | record      | extend            | extend                | extend                  |
 * | `all`          | record      | record            | record                | record                  |
 */
export function planRun(
  mode: RecordMode,
  found: 'nothing' | 'complete' | 'interrupted' | 'cut-off',
): RunPlan {
  if (mode === 'all') return 'record'
  if (found === 'complete') return mode === 'new_episodes' ? 'extend' : 'replay'
  if (found === 'nothing') return mode === 'none' ? 'refuse-missing' : 'record'
  if (mode === 'new_episodes') return 'extend'
  // A file that lost the end of a cassette is recorded again only in mode `all`.
  return mode === 'none' || found === 'cut-off' ? 'refuse-interrupted' : 'record'
}
