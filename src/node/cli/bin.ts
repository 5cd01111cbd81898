#!/usr/bin/env node
import { ReplayError } from '../../core/errors.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { UsageError } from './command.ts'
import { COMMANDS, HELP } from './commands.ts'

async function main(argv: string[]): Promise<number> {
  const [name, ...args] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(HELP)
    return name === undefined ? 2 : 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) {
    process.stderr.write(`vitest-replay: unknown command "${name}".\n\n${HELP}`)
    return 2
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(command.help)
    return 0
  }
  try {
    return await command.run(args)
  } catch (error) {
    if (error instanceof UsageError)
      process.stderr.write(`vitest-replay ${name}: ${error.message}\n\n${command.help}`)
    else if (error instanceof ReplayError)
      process.stderr.write(`${escapeTerminal(error.message)}\n`)
    else throw error
    return 2
  }
}

// A reader that stops early (a pager, head) is no failure, and must not hide one.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? (process.exitCode ?? 0) : 2),
)
process.exitCode = await main(process.argv.slice(2))
