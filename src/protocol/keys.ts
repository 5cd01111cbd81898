/** The key under which the plugin provides its options to the workers. */
export const OPTIONS_KEY = 'vitest-replay'

/** The type of the artifact that carries a run to the main process. */
export const ARTIFACT_TYPE = 'vitest-replay:run'

/** The key of the runs' summaries in `task.meta`. */
export const META_KEY = 'vitestReplay'

/**
 * The environment variable with the folder for the results of `vitest-replay learn`; set by that
 * command alone.
 */
export const LEARN_VARIABLE = 'VITEST_REPLAY_LEARN'
