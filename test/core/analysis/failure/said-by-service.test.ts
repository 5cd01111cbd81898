import { expect, test } from 'vitest'
import { saidByService } from '../../../../src/core/analysis/failure/said-by-service.ts'
import type { JsonValue } from '../../../../src/core/json.ts'

test.each<[body: JsonValue, said: string | null]>([
  [{ error: { message: 'no such model', type: 'x' } }, 'no such model'],
  [[{ error: { code: 404, message: 'models/x is not found' } }], 'models/x is not found'],
  [{ error: 'invalid_grant', error_description: 'the token has expired' }, 'the token has expired'],
  [{ error: 'not allowed' }, 'not allowed'],
  [{ detail: 'Not authenticated' }, 'Not authenticated'],
  [{ title: 'Bad request', detail: 'the field x is missing' }, 'the field x is missing'],
  [{ errors: [{ message: 'Cannot query field "x"' }] }, 'Cannot query field "x"'],
  [{ message: 'Too many tokens' }, 'Too many tokens'],
  ['<html><head><title> 502 Bad Gateway </title></head></html>', '502 Bad Gateway'],
  ['<!DOCTYPE html><style>a{}</style><body>Please\n sign in</body>', 'Please sign in'],
  ['upstream connect error', 'upstream connect error'],
  ['', null],
  [{ ok: false }, null],
  [[], null],
])('%j says %j', (body, said) => {
  expect(saidByService(body)).toBe(said)
})
