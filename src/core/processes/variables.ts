import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { ProcessFacts } from './process-schema.ts'

/** An action that may be a process. */
interface StoredProcess {
  process?: ProcessFacts | undefined
  inputs?: { json: JsonValue } | undefined
}

/** Variables that name a machine, a person, a terminal or a build: those of a child process take no part. */
const OF_MACHINE = new RegExp(
  '^(?:' +
    'CI|COLORTERM|COLUMNS|COMPUTERNAME|FORCE_COLOR|HOME|HOMEDRIVE|HOMEPATH|HOSTNAME|LANG|LANGUAGE|LINES|LOGNAME|NO_COLOR|OLDPWD|PATH|Path' +
    '|PATHEXT|PWD|SHELL|SHLVL|SSH_\\w+|TEMP|TERM|TERM_\\w+|TMP|TMPDIR|TZ|USER|USERNAME|USERPROFILE|XDG_\\w+|_' +
    '|\\w*_PATH|LC_\\w+|NODE_V8_COVERAGE|VITEST\\w*|npm_\\w+|INIT_CWD|GITHUB_\\w+|GITLAB_\\w+' +
    ')$',
)

/** Checks that a variable that an agent sets for a child process is a choice of its own. */
export function isChosenVariable(name: string): boolean {
  return !OF_MACHINE.test(name)
}

/** Which variables of child processes are compared: none, or all but those that vary by themselves. */
export type ComparedVariables = 'none' | { varying: ReadonlySet<string> }

/** The name under which the end of a cassette lists a variable that varied when it was verified. */
export function varyingVariable(name: string): string {
  return `$${name}`
}

/** Checks that a recording holds the values of the variables that it names. */
export function holdsVariables(actions: readonly StoredProcess[]): boolean {
  return actions.every(
    ({ process, inputs }) => !process?.env || variablesIn(inputs?.json ?? null) !== undefined,
  )
}

/** The variables in the inputs of a process. */
export function variablesIn(inputs: JsonValue): JsonObject | undefined {
  const env = isJsonObject(inputs) ? inputs['env'] : undefined
  return isJsonObject(env ?? null) ? (env as JsonObject) : undefined
}

/** The inputs of a process with the variables that are compared. */
export function withComparedVariables(inputs: JsonValue, compared: ComparedVariables): JsonValue {
  const variables = variablesIn(inputs)
  if (!variables) return inputs
  const { env: _env, ...rest } = inputs as JsonObject
  if (compared === 'none') return rest
  const kept = Object.entries(variables).filter(
    ([name]) => !compared.varying.has(varyingVariable(name)),
  )
  return kept.length === 0 ? rest : { ...rest, env: Object.fromEntries(kept) }
}
