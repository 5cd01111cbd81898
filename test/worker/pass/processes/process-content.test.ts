import { expect, test } from 'vitest'
import { createRedactor } from '../../../../src/core/redaction/index.ts'
import { describeStart } from '../../../../src/worker/pass/processes/process-content.ts'

const OPTIONS = {
  places: { root: '/project', folders: [] },
  redactor: createRedactor({ env: {}, headers: [], secrets: [] }),
}
const startIn = (cwd: string | undefined) => describeStart({ command: ['ls'], cwd }, OPTIONS)

test('the folder that the tests were started in is no choice of an agent', () => {
  expect(startIn(undefined)).toEqual({ command: ['ls'] })
  expect(startIn(process.cwd())).toEqual({ command: ['ls'] })
  expect(startIn('/project')).toEqual({ command: ['ls'] })
  expect(startIn('/project/inner')).toEqual({ command: ['ls'], cwd: '<root>/inner' })
})
