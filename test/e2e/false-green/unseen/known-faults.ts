/** Changes that are not reported yet, and why: the list may only shrink. */
export const SILENT: Record<string, string> = {}

/** Changes that the receipt names a place for, which is not compared. */
export const NOT_COMPARED: Record<string, string> = {
  ...same(
    'a value that is redacted and easy to guess leaves no hash in the cassette, by which it could be found out',
    ...['pin', 'password'].flatMap((name) =>
      ['input', 'made', 'step', 'output'].map((place) => `${place}-${name}`),
    ),
  ),
  ...same(
    'a value that is redacted, and was another one when the recording was verified, has nothing to be compared with',
    'secret-digest-as-secret',
  ),
  ...same(
    'the content of a file or a body can only be read by waiting, which a call of a tool or a step does not',
    'argument-blob',
    'step-response-body',
  ),
  ...same(
    'a key that is drawn for the process is another one in the next, and cannot be told from one that the agent chose',
    'another-key',
  ),
  ...same(
    'of a secret that is easy to guess nothing is kept, in a header as elsewhere',
    'short-bearer',
    'seven-bearer',
    'short-key',
  ),
  ...same(
    'what the object of a method holds may be a cache, a count, or what an earlier test has left there',
    'receiver-field',
    'receiver-part',
  ),
  ...same('the name of a program says who asks, and seldom what', 'agent-name'),
  ...same(
    'the code of a function is written in another way by each build and each measuring of coverage',
    'argument-function-code',
  ),
}

/** Harmless changes that are reported. */
export const FALSE_RED: Record<string, string> = {}

/** Unchanged agents that are red on another machine. */
export const FALSE_RED_ELSEWHERE: Record<string, string> = {}

function same(reason: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, reason]))
}
