/** A difference that a client sees in a replay or while it is recorded, and the reason that it is unavoidable. */
export interface Difference {
  /** The probes that show it, by group and name. */
  probes: readonly string[]
  reason: string
}

/** Each is a row of `.github/clients.md`. */
export const DIFFERENCES: readonly Difference[] = [
  {
    probes: [
      'http-answer-error',
      'fetch-answer-too-many',
      'fetch-answer-error',
      'undici-answer-error',
      'undici6-answer-error',
      'undici8-answer-error',
      'libraries-needle-answer-error',
    ],
    reason:
      'An answer with status 408, 409, 429, 500, 502, 503, 504 or 529 has `retry-after-ms: 1` beside its headers: SDKs would wait for real before they ask again.',
  },
  {
    probes: ['http-answer-http-1.0'],
    reason: '`httpVersion` is 1.1: the server that answers `node:http` speaks no other version.',
  },
  {
    probes: [
      'http-the-events-of-an-agent',
      'http-createConnection-of-a-request',
      'http-suite-a-class-of-agents',
    ],
    reason:
      'No connection is made for `node:http`: neither `createConnection` nor the methods of the agent that was handed over are called, and the sockets are not its own.',
  },
  {
    probes: [
      'http-refused-connection',
      'http-an-unknown-host',
      'sockets-http-a-socket-that-is-not-there',
    ],
    reason:
      'A connection that could not be made fails after the request was written, with the recorded error: `finish` is emitted before it.',
  },
  {
    probes: ['undici-connect', 'undici6-connect', 'undici8-connect'],
    reason: 'A tunnel (`CONNECT`) is no action: it is neither recorded nor answered.',
  },
  {
    probes: ['fetch-answer-empty-header'],
    reason: 'Spaces at the end of a header are gone: `Headers` takes them away.',
  },
  {
    probes: ['suites-http-a-body-that-is-too-long'],
    reason:
      'Of a body that is longer than its `content-length`, a replay sees what fits: more of it is no part of a request.',
  },
]
