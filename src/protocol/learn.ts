/** The environment variable that names the folder for what `vitest-replay learn` reads; set by that command alone. */
export const LEARN_VARIABLE = 'VITEST_REPLAY_LEARN'
