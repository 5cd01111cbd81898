import { resolve } from 'node:path'
import { createRedactor, type RedactionRules } from '../core/redaction/index.ts'
import type { ErrorFacts } from '../core/report/action-schema.ts'
import type { RunReport } from '../core/report/schema.ts'

/** An error that nothing handled, as Vitest keeps it. */
interface UncaughtError {
  name?: unknown
  message?: unknown
  code?: unknown
  cause?: unknown
  VITEST_TEST_NAME?: unknown
  VITEST_TEST_PATH?: unknown
}

/** Finds the error that nothing handled while a run that was cut off went on; `null` where none is known. */
type FindUncaught = (run: RunReport) => ErrorFacts | null

const MOST_CAUSES = 8

/**
 * Makes a search through the errors of a test run that nothing handled. Vitest names the test that ran when each was thrown.
 *
 * @param rules An error outside of a test passed no redactor of a worker.
 */
export function findUncaught(
  errors: readonly unknown[],
  root: string,
  rules: RedactionRules,
): FindUncaught {
  if (errors.length === 0) return () => null
  const redactor = createRedactor(rules)
  const read = ({ name, message, code, cause }: UncaughtError, depth = 0): ErrorFacts => ({
    name: typeof name === 'string' ? name : 'Error',
    message: redactor.text(String(message)),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(isObject(cause) && depth < MOST_CAUSES ? { cause: read(cause, depth + 1) } : {}),
  })
  return ({ status, test }) => {
    if (status !== 'interrupted') return null
    const path = resolve(root, test.file)
    const found = errors.filter(isObject).find(({ VITEST_TEST_NAME: name, VITEST_TEST_PATH }) => {
      const isTest = typeof name === 'string' && `> ${test.fullName}`.endsWith(`> ${name}`)
      return isTest && VITEST_TEST_PATH === path
    })
    return found ? read(found) : null
  }
}

function isObject(value: unknown): value is UncaughtError {
  return typeof value === 'object' && value !== null
}
