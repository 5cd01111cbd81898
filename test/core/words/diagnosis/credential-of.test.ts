import { expect, test } from 'vitest'
import type { FailureClass } from '../../../../src/core/analysis/failure/classes.ts'
import { createUnpacker } from '../../../../src/core/report/contents/unpack-contents.ts'
import { credentialOf } from '../../../../src/core/words/diagnosis/credential-of.ts'
import { buildAction } from '../../../report/build-report.ts'

const asked = (
  type: 'llm' | 'http',
  headers: Array<[string, string]>,
  url = 'https://api.openai.com/v1/chat/completions',
) => buildAction({ type, inputs: { method: 'POST', url, headers } })

test.each<[FailureClass, ReturnType<typeof asked> | undefined, string | undefined]>([
  ['missing_credentials', undefined, 'absent'],
  ['authentication', asked('llm', [['authorization', 'Bearer']]), 'rejected'],
  ['authentication', asked('llm', [['X-API-Key', '']]), 'rejected'],
  ['authentication', asked('llm', []), 'absent'],
  ['authentication', asked('http', []), undefined],
  ['authentication', asked('http', [], 'https://a.example/v1?key=a'), 'rejected'],
  ['authentication', undefined, undefined],
  ['rate_limit', asked('llm', [['authorization', 'Bearer']]), 'present'],
  ['rate_limit', asked('llm', []), undefined],
])('the credential of %s: %#', (errorClass, failed, state) => {
  const { credential } = credentialOf(
    { errorClass, variable: 'OPENAI_API_KEY', failed },
    createUnpacker({}),
  )
  expect(credential?.state).toBe(state)
  expect(credential?.name).toBe(
    state === undefined
      ? undefined
      : errorClass === 'missing_credentials'
        ? 'OPENAI_API_KEY'
        : null,
  )
})
