import { spawn } from 'node:child_process'
import { selectProject, testPattern } from '../../core/words/test-command.ts'
import { findVitest } from './find-vitest.ts'

/** A test, or all of a file where its name is not known. */
export interface OwningTest {
  file: string
  fullName: string | null
  project: string
}

/** Runs a test with the project's own Vitest, whose output is shown unless it is to be quiet; resolves with its exit code. */
export function runTest(
  root: string,
  { file, fullName, project }: OwningTest,
  {
    attempted,
    env,
    isQuiet = false,
  }: { attempted: string; env: Record<string, string>; isQuiet?: boolean },
): Promise<number> {
  const vitest = findVitest(root, attempted)
  const words = [
    'run',
    file,
    ...(fullName === null ? [] : ['-t', testPattern(fullName)]),
    ...selectProject(project),
  ]
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [vitest, ...words], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: isQuiet ? 'ignore' : 'inherit',
    })
    child.on('error', fail)
    child.on('close', (code) => done(code ?? 1))
  })
}
