import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** What a test waits for by looking again and again; Vitest's second is short on a busy machine. */
const POLLS = { expect: { poll: { timeout: 20_000 } } }
const TIMEOUTS = { testTimeout: 60_000, hookTimeout: 60_000, ...POLLS }
/** A test runs Vitest up to ten times, which takes minutes where others run beside it. */
const LONG_TIMEOUTS = { testTimeout: 400_000, hookTimeout: 400_000, ...POLLS }
/** Of what starts browsers, servers and processes on a runner that others share; Vitest prints what was tried again. */
const IN_CI = { retry: process.env['CI'] ? 1 : 0 }

export default defineConfig({
  test: {
    // Much of a worker's time goes to waiting for the Vitest that it runs. A share above 100% would be cut to that.
    maxWorkers: 2 * availableParallelism(),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/{e2e,page,types,bench,corpus}/**',
            '**/*.e2e.test.ts',
            '**/node_modules/**',
          ],
          // Most of the time of a short file goes to loading zod and the schemas anew.
          isolate: false,
          ...TIMEOUTS,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/**/*.e2e.test.ts'],
          isolate: false,
          ...LONG_TIMEOUTS,
          ...IN_CI,
        },
      },
      {
        test: {
          name: 'page', // A worker's files share a browser.
          include: ['test/page/**/*.test.ts'],
          isolate: false,
          ...LONG_TIMEOUTS,
          ...IN_CI,
        },
      },
      {
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['test/types/**/*.test-d.ts'],
            // `npm run typecheck` checks the other files.
            tsconfig: 'test/types/tsconfig.json',
          },
        },
      },
      // The packages of the monorepo stand for themselves: projects do not nest. Mastra is installed by the test of its example.
      'examples/!(monorepo|mastra)/vitest.config.{ts,mts}',
      'examples/monorepo/packages/*/vitest.config.ts',
    ],
  },
})
