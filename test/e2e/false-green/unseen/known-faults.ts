/** Changes that are not reported yet, and why: the list may only shrink. */
export const SILENT: Record<string, string> = {
  ...same(
    'two keys of one form become placeholders that do not tell which of them is sent',
    'keys-swapped',
    'keys-first-twice',
    'keys-last-other',
  ),
  ...same(
    'a constant that looks like a drawn id is taken as volatile in an executed output, though verification saw it stay',
    'made-call-id',
    'made-response-id',
    'made-tool-use-id',
    'step-call-id',
    'step-response-id',
    'step-tool-use-id',
  ),
  ...same(
    'the cause of an error is not compared',
    'tool-error-cause',
    'step-error-cause',
    'final-error-cause',
  ),
  ...same(
    'the parts of an AggregateError are not compared',
    'tool-error-parts',
    'step-error-parts',
    'final-error-parts',
  ),
  ...same(
    'what redaction replaces is compared by its placeholder alone, which is the same for every value',
    ...['pin', 'password'].flatMap((name) =>
      ['input', 'made', 'step', 'output'].map((place) => `${place}-${name}`),
    ),
  ),
  ...same(
    'text that was a placeholder before anything was redacted is equal to any other of its kind',
    'input-placeholder',
    'made-placeholder',
    'step-placeholder',
    'output-placeholder',
  ),
  ...same(
    'the header is not known to count: it is listed as not compared, and the replay passes',
    'fetch-api-version',
    'fetch-if-match',
  ),
  ...same(
    'where a generator that no journal covers drew an id, one replay cannot tell a constant from the next draw',
    ...['sent', 'asked', 'tool', 'step', 'output'].map(
      (place) => `${place}-uncovered-uuid-by-constant`,
    ),
  ),
  ...same('of two equal keys in a JSON body the first is dropped', 'fetch-json-duplicate-key'),
}

/** What is the same, and is reported. */
export const FALSE_RED: Record<string, string> = {}

/** What an unchanged agent is red for on another machine. */
export const FALSE_RED_ELSEWHERE: Record<string, string> = same(
  'the zone and the locale of the recording are not put back for what formats the local time',
  'request-local-time',
  'request-local-time-uncovered',
  'tool-local-time',
  'tool-local-time-uncovered',
  'step-local-time',
  'step-local-time-uncovered',
  'output-local-time',
  'output-local-time-uncovered',
)

function same(reason: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, reason]))
}
