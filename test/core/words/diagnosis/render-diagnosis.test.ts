import { expect, test } from 'vitest'
import { renderReleaseDiff } from '../../../../src/core/words/diagnosis/render-diagnosis.ts'

test.each([
  [0, 'its error rate is the same as in the release before'],
  [0.01, 'its error rate is 1 percentage point higher than in the release before'],
  [-0.25, 'its error rate is 25 percentage points lower than in the release before'],
  [0.004, 'its error rate is 0.4 percentage points higher than in the release before'],
])('a change of the error rate of %d', (errorRate, line) => {
  expect(renderReleaseDiff({ lastPassed: null, errorRate, changes: [] })).toEqual([line])
})
