/** The key under which the plugin provides its options to the workers. */
export const OPTIONS_KEY = 'vitest-replay'

/** The type of the artifact that carries a run to the main process. */
export const ARTIFACT_TYPE = 'vitest-replay:run'

/** The key of the summaries of runs in the `task.meta` of a test or a file: a list of `RunSummary`. */
export const META_KEY = 'vitestReplay'

/** The key of the names of a test and its suites, from the inner to the outer, in its `task.meta`; only where a run found a secret in one. */
export const NAMES_KEY = 'vitestReplay:names'

/** The key of the messages of a test's annotations in its `task.meta`; only where a run found a secret in one. */
export const ANNOTATIONS_KEY = 'vitestReplay:annotations'

/** The key of the runs that a file's hooks made, in its `task.meta`: a list of `PublishedRun`. A file has no artifacts. */
export const RUNS_KEY = 'vitestReplay:runs'

/** The key of the requests that a file made while no run was open, in its `task.meta`: a list of `UnhandledRequests`. */
export const UNHANDLED_KEY = 'vitestReplay:unhandled'

/**
 * The environment variable with the folder for the results of `vitest-replay learn`; set by that
 * command alone.
 */
export const LEARN_VARIABLE = 'VITEST_REPLAY_LEARN'

/** The environment variable with the file of an execution, or a bundle: its recording is replayed in the place of the cassette. */
export const RUN_VARIABLE = 'VITEST_REPLAY_RUN'

/** The environment variable with what `vitest-replay fork` tells the worker, as JSON: a `ForkOrder`. */
export const FORK_VARIABLE = 'VITEST_REPLAY_FORK'

/** The environment variable with what such a replay tries: a `FailureTrial` as JSON; set by `vitest-replay replay --confirm` alone. */
export const TRIAL_VARIABLE = 'VITEST_REPLAY_TRIAL'

/** The environment variable with which `vitest-replay ui` asks the plugin to serve the live page, as JSON: a `LiveOrder`. */
export const LIVE_VARIABLE = 'VITEST_REPLAY_UI'
