import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

if (!process.env['VITEST_REPLAY_CORPUS']) {
  console.error(
    'Failed to run the corpus tests: the environment variable VITEST_REPLAY_CORPUS is not set. ' +
      'Set it to the folder that holds index.jsonl of the corpus.',
  )
  // An error would be printed with the stack of those who load this file.
  process.exit(1)
}

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/corpus/**/*.corpus.ts'],
    // Recordings hold bodies of megabytes, and the tables are read by people.
    testTimeout: 120_000,
    hookTimeout: 600_000,
    maxWorkers: 1,
    disableConsoleIntercept: true,
  },
})
