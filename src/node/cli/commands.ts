import { bundle } from './bundle.ts'
import { check } from './check.ts'
import { compare } from './compare.ts'
import { doctor } from './doctor/doctor.ts'
import { dryRun } from './dry-run/dry-run.ts'
import { fork } from './fork.ts'
import { history } from './history.ts'
import { init } from './init.ts'
import { label } from './label.ts'
import { learn } from './learn.ts'
import { replayRecording } from './replay.ts'
import { report } from './report.ts'
import { runs } from './runs.ts'
import { show } from './show.ts'
import { ui } from './ui.ts'
import type { Command } from './command.ts'

/** The commands by their names, in the order of the help. */
export const COMMANDS: Record<string, Command> = {
  init,
  ui,
  show,
  runs,
  label,
  replay: replayRecording,
  bundle,
  fork,
  'dry-run': dryRun,
  check,
  doctor,
  compare,
  history,
  learn,
  report,
}

/** The help of the program itself. */
export const HELP = `vitest-replay: replay-based regression testing for AI agents

Usage: vitest-replay <command> [options]

Commands:
${Object.entries(COMMANDS)
  .map(([name, command]) => `  ${name.padEnd(8)} ${command.summary}`)
  .join('\n')}

  vitest-replay <command> --help shows its options, --version the version. Tests themselves run with vitest.

Exit codes: 0 fine, 1 a check failed, 2 wrong usage or unreadable input.
`
