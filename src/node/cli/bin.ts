#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { ReplayError } from '../../core/errors.ts'
import { nearestName } from '../../core/options/nearest-name.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { UsageError } from './command.ts'
import { COMMANDS, HELP } from './commands.ts'

async function main(argv: string[]): Promise<number> {
  const [name, ...args] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(HELP)
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${readVersion()}\n`)
    return 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) {
    process.stderr.write(`${describeUnknown(name)}\n`)
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

/** The version of the package that this file is a part of. */
function readVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

function describeUnknown(name: string): string {
  const nearest = nearestName(name, Object.keys(COMMANDS))
  const unknown = `vitest-replay: unknown command "${escapeTerminal(name)}".`
  return nearest
    ? `${unknown} Did you mean ${nearest}? vitest-replay ${nearest} --help shows its options.`
    : `${unknown}\n\n${HELP}`
}

// A reader that stops early (a pager, head) is no failure, and must not hide one.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? (process.exitCode ?? 0) : 2),
)
process.exitCode = await main(process.argv.slice(2))
