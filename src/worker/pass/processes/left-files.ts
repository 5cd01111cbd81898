import { escapeTerminal } from '../../../core/words/escape-terminal.ts'

/** More are not named. */
const MOST_NAMED = 5

/** Names, while a run is recorded, the files that a replay will not bring back; each once. */
export class LeftFiles {
  readonly #runName: string
  readonly #named = new Set<string>()

  constructor(runName: string) {
    this.#runName = runName
  }

  /** @param program The name of the process that ran while they were written. */
  announce(program: string, files: readonly string[]): void {
    const fresh = files.filter((file) => !this.#named.has(file))
    if (fresh.length === 0) return
    for (const file of fresh) this.#named.add(file)
    const more = fresh.length > MOST_NAMED ? ` and ${fresh.length - MOST_NAMED} more` : ''
    const shown = `${fresh.slice(0, MOST_NAMED).join(', ')}${more}`
    console.warn(
      escapeTerminal(
        `[vitest-replay] "${this.#runName}": while the process "${program}" ran, files were written in its folder: ${shown}. A replay serves the process and does not bring them back. If the agent reads them, let it run in every replay: policy: { 'process ${program.split(' ')[0]} *': 'execute' }`,
      ),
    )
  }
}
