import type { PublishedRun } from '../protocol/results.ts'
import { explainRun, explainThrown, findThrown } from '../core/words/diagnosis/explain-run.ts'
import type { KnownCause } from '../core/words/diagnosis/known-causes.ts'
import { DIAGNOSIS } from './shorten-errors.ts'

/** Puts the causes that the user knows into the errors of a test, in place of what its worker said. */
export function explainAgain(
  errors: ReadonlyArray<{ name?: string; message: string }>,
  published: readonly PublishedRun[],
  known: readonly KnownCause[],
): void {
  if (known.length === 0) return
  for (const error of errors) {
    const found = findThrown(error, published)
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

/** Puts the errors that nothing handled into the errors of tests whose runs were cut off, in place of what their workers said. */
export function explainUncaught(
  errors: ReadonlyArray<{ message: string }>,
  published: ReadonlyArray<Pick<PublishedRun, 'run' | 'contents'>>,
  known: readonly KnownCause[],
): void {
  for (const { run, contents } of published) {
    const error = errors.find(({ message }) => DIAGNOSIS.test(message))
    if (!error || !run.uncaught) continue
    const lines = explainRun(run, contents, known).map((line) => `  ${line}`)
    error.message = `${error.message.replace(DIAGNOSIS, '')}\n\n${lines.join('\n')}\n`
  }
}
