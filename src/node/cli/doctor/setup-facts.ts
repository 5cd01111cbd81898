/** A cassette, as far as the set-up is concerned. */
export interface CassetteFacts {
  path: string
  recordedAt: string
  packages: Readonly<Record<string, string>>
  models: readonly string[]
}

/** The last report of a project. */
export interface ReportFacts {
  runs: number
  /** Runs with the id of their execution. */
  withTraceId: number
  /** Actions, and those with an id of their own. */
  actions: number
  withSpanId: number
  /** Requests and calls that were answered from a recording, or recorded. */
  intercepted: number
}

/** The facts of a project that `doctor` judges. No value of a variable is among them. */
export interface SetupFacts {
  now: number
  node: string
  /** The names of the variables that are set. */
  variables: ReadonlySet<string>
  /** The value of `VITEST_REPLAY`, of `MODEL_PROVIDER` and of `MODEL`: none of them is a secret. */
  recordMode: string | undefined
  modelProvider: string | undefined
  model: string | undefined
  isCI: boolean
  /** Versions of Vitest, MSW and the SDKs that are installed; `null` for one that is declared and not installed. */
  packages: Readonly<Record<string, string | null>>
  /** The text of the configuration of Vitest; `null` where there is none. */
  config: string | null
  report: ReportFacts | 'absent' | 'unreadable'
  cassettes: readonly CassetteFacts[]
  /** Cassettes that cannot be read. */
  damaged: readonly string[]
  /** Cassettes are left out of git. */
  ignoresCassettes: boolean
  /** The texts of the workflows in CI, by path. */
  workflows: ReadonlyArray<readonly [path: string, text: string]>
  /** Releases in the history, and executions in the store. */
  releases: number
  executions: number
}
