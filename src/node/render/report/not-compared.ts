import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { plural } from '../../../core/words/plural.ts'
import type { RunReport } from '../../../core/report/schema.ts'

const MOST_NAMED = 8

type Reason = NonNullable<RunReport['receipt']['notCompared']>[number]['reason']

/** Lines about cassettes that are old or were changed, and about headers and redacted values that took no part in matching, each reason once for all runs. */
export function describeNotCompared(
  runs: readonly Pick<RunReport, 'receipt' | 'cassette'>[],
): string[] {
  const list = (names: Iterable<string>) => {
    const sorted = [...new Set(names)].sort()
    const rest = sorted.length > MOST_NAMED ? ` and ${sorted.length - MOST_NAMED} more` : ''
    return escapeTerminal(`${sorted.slice(0, MOST_NAMED).join(', ')}${rest}`)
  }
  const named = (reason: Reason) => {
    const found = runs.flatMap(({ receipt }) => receipt.notCompared ?? [])
    return list(found.filter((one) => one.reason === reason).map(({ header }) => header))
  }
  const redacted = list(
    runs.flatMap(({ receipt }) =>
      (receipt.redacted ?? []).map(({ action, path }) => `${path} of ${action}`),
    ),
  )
  const opaque = (wanted: 'code' | 'content' | 'instance' | 'private' | 'state') =>
    list(
      runs.flatMap(({ receipt }) =>
        (receipt.opaque ?? []).flatMap(({ action, path, kind }) =>
          kind === wanted ? [`${path} of ${action}`] : [],
        ),
      ),
    )
  const [code, instance] = [opaque('code'), opaque('instance')]
  const [content, hidden, state] = [opaque('content'), opaque('private'), opaque('state')]
  const [old, unknown] = [named('not_recorded'), named('unknown')]
  const [credential, account] = [named('credential'), named('account')]
  const [program, guessable] = [named('program'), named('guessable')]
  const older = runs.filter(({ receipt }) => receipt.olderRules).length
  const edited = list(
    runs.filter(({ receipt }) => receipt.editedCassette).map(({ cassette }) => cassette),
  )
  return [
    ...(edited === ''
      ? []
      : [
          `  changed since recorded: ${edited}; edited by hand, or merged: nothing has verified what is there now. Restore it from git, or record it again with VITEST_REPLAY=all`,
        ]),
    ...(older === 0
      ? []
      : [
          `  older rules: ${plural(older, 'cassette')} of version 0.1.0, ids recognised by their look, all else compared by the present rules; record them again with VITEST_REPLAY=all`,
        ]),
    ...(old === ''
      ? []
      : [
          `  not compared: ${old}; the cassettes were recorded before these headers were kept, record them again with VITEST_REPLAY=all`,
        ]),
    ...(unknown === ''
      ? []
      : [
          `  not compared: ${unknown} differ from the recording and are known neither to mean something nor to be noise; name them in the option match.headers, or in match.ignore as headers.<name>`,
        ]),
    ...(credential === ''
      ? []
      : [
          `  not compared: ${credential} came in one run alone; the secret is in a variable that one of the two machines lacks, or the recording sent none`,
        ]),
    ...(account === ''
      ? []
      : [
          `  not compared: ${account} has another secret than the recorded one, which may be drawn for each process; where the account counts, name it in a header or the body`,
        ]),
    ...(guessable === ''
      ? []
      : [
          `  not compared: the secret in ${guessable}, which may be another one; the recorded one is too easy to guess for a hash of it to be kept`,
        ]),
    ...(program === ''
      ? []
      : [
          `  not compared: ${program} differs, and names another program than the recorded one; where a service answers by it, name it in the option match.headers`,
        ]),
    ...(content === ''
      ? []
      : [
          `  not compared: the content of ${content}; a file, a body, a stream or a promise that only the agent reads. Hand over what it holds`,
        ]),
    ...(code === ''
      ? []
      : [
          `  not compared: the code of ${code}; each build writes it in another way. Hand over what it decides by`,
        ]),
    ...(instance === ''
      ? []
      : [
          `  not compared: what is held by ${instance}; an instance of a class without fields of its own. Hand over plain data, or give the class a toJSON()`,
        ]),
    ...(hidden === ''
      ? []
      : [
          `  not compared: ${hidden}; private fields of a class, fields under symbols or that are not enumerable. Hand over what counts as plain data, or give the class a toJSON()`,
        ]),
    ...(state === ''
      ? []
      : [
          `  not compared: ${state}; another one than when it was recorded, and no part of a call. Where it counts, hand it over as an argument or in a message`,
        ]),
    ...(redacted === ''
      ? []
      : [
          `  not compared: ${redacted}; redacted, and too easy to guess for a hash of the value to be kept`,
        ]),
  ]
}
