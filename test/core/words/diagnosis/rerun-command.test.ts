import { expect, test } from 'vitest'
import { rerunCommand } from '../../../../src/core/words/diagnosis/rerun-command.ts'
import { buildRun } from '../../../report/build-report.ts'

const inFile = (file: string, project = '') => buildRun({ project, test: { file, fullName: 'a' } })

test('what records anew stands behind the files, as Vitest takes a word behind it for its value', () => {
  const runs = [inFile('b.test.ts'), inFile('a.test.ts'), inFile('b.test.ts')]
  expect(rerunCommand(runs, { records: true })).toBe('npx vitest run a.test.ts b.test.ts -u')
  expect(rerunCommand(runs, { records: false })).toBe('npx vitest run a.test.ts b.test.ts')
})
