import type { RunReport } from '../../core/report/schema.ts'
import { selectProject, selectTest } from '../../core/words/test-command.ts'

const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g

/** The command that replays a run; the names of its test and its file are untrusted. */
export function replayCommand({ test, project }: RunReport): string {
  const file = test.file.replace(INVISIBLE, '?')
  return `npx vitest run ${selectTest(file, test.fullName, selectProject(project))}`
}
