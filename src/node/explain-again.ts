import type { PublishedRun } from '../protocol/results.ts'
import { explainRun, explainThrown, THREW } from '../core/words/diagnosis/explain-run.ts'
import type { KnownCause } from '../core/words/diagnosis/known-causes.ts'
import { DIAGNOSIS } from './shorten-errors.ts'

/** Puts the causes that the user knows into the errors of a test, in place of what its worker said. */
export function explainAgain(
  errors: ReadonlyArray<{ message: string }>,
  published: readonly PublishedRun[],
  known: readonly KnownCause[],
): void {
  if (known.length === 0) return
  for (const error of errors.filter(({ message }) => message.includes(THREW))) {
    const found = published.find(({ run }) => error.message.includes(`"${run.name}"`))
    if (found)
      error.message = explainThrown(error.message, found.run, { contents: found.contents, known })
  }
  for (const error of errors.filter(({ message }) => DIAGNOSIS.test(message))) {
    const said = error.message.replace(DIAGNOSIS, '')
    const found = published.find(({ run }) => run.error?.endsWith(said))
    if (!found) continue
    const lines = explainRun(found.run, found.contents, known).map((line) => `  ${line}`)
    error.message = `${said}\n\n${lines.join('\n')}\n`
  }
}
