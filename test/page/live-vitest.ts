import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stripVTControlCharacters } from 'node:util'
import type { Project } from '../e2e/run-project.ts'

/** Vitest in watch mode beside a live page. */
export interface LiveVitest {
  link: string
  output(): string
  end(): Promise<void>
}

/** Starts `vitest-replay ui` in a project, as a developer would. */
export async function startUi(project: Project, args: string[] = []): Promise<LiveVitest> {
  const bin = 'node_modules/vitest-replay/dist/bin.js'
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(CI|VITEST.*|NODE_ENV|TEST)$/.test(name)),
  )
  const child = spawn(process.execPath, [bin, 'ui', '--quiet', ...args], {
    cwd: project.root,
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const link = await new Promise<string>((resolve, reject) => {
    const take = (data: Buffer) => {
      output += stripVTControlCharacters(String(data))
      const found = /live page: (\S+)/.exec(output)
      if (found) resolve(found[1]!)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('close', () => reject(new Error(output)))
  })
  return {
    link,
    output: () => output,
    async end() {
      if (child.exitCode !== null) return
      child.kill()
      await once(child, 'close')
    },
  }
}
