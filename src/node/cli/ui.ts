import { spawn } from 'node:child_process'
import { z } from 'zod'
import { option } from '../../core/options/option.ts'
import { LIVE_VARIABLE } from '../../protocol/keys.ts'
import type { LiveOrder } from '../live/live-order.ts'
import { findVitest } from '../runs/find-vitest.ts'
import { readArguments, type Command } from './command.ts'

const FlagsSchema = z.strictObject({
  port: option(z.coerce.number().int().min(0).max(65_535), 'The port.', 'any that is free'),
  quiet: option(z.boolean(), 'Print the link, and open no browser.'),
})

/** Runs the tests in watch mode beside a live page. */
export const ui: Command = {
  summary: 'run the tests in watch mode, and show them in a live page',
  help: `Usage: vitest-replay ui [filter ...] [--port <n>] [--quiet] [-- <vitest options>]

Starts Vitest in watch mode, and serves the report page on 127.0.0.1 at a link with a token of its
own: runs appear as they start, their actions as they complete. A saved file runs its tests again.
The page can replay a run (r), or record it again, which calls models and tools for real.

  --port   by default any that is free
  --quiet  prints the link, and opens no browser

Words behind -- go to Vitest, as do filters of files. q in the terminal ends both.

Exit codes: those of vitest; 2 wrong usage.
`,
  flags: [FlagsSchema],
  run(args) {
    const end = args.indexOf('--')
    const own = end === -1 ? args : args.slice(0, end)
    const others = end === -1 ? [] : args.slice(end + 1)
    const { values, positionals } = readArguments(own, FlagsSchema)
    const root = process.cwd()
    const vitest = findVitest(root, 'Failed to start the live page')
    const order: LiveOrder = { port: values.port ?? 0, open: values.quiet !== true }
    return new Promise((done, fail) => {
      const child = spawn(process.execPath, [vitest, 'watch', ...positionals, ...others], {
        cwd: root,
        env: { ...process.env, [LIVE_VARIABLE]: JSON.stringify(order) },
        stdio: 'inherit',
      })
      // A terminal sends them to both; Vitest ends first.
      const stop = (signal: NodeJS.Signals) => void child.kill(signal)
      process.on('SIGINT', () => {}).on('SIGTERM', stop)
      child.on('error', fail)
      child.on('close', (code) => done(code ?? 1))
    })
  },
}
