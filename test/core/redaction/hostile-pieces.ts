import { PRIVATE_KEY } from './fake-secrets.ts'

/** Texts that, repeated, keep a search for secrets busy: each begins what never ends. */
export const HOSTILE_PIECES = [
  'sk-',
  'sk-proj-',
  '\\nsk-proj-',
  'eyJ',
  '.eyJaaaaaaaaaaaa',
  '-----BEGIN',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----a-',
  '://a:',
  `://${':'.repeat(300)}`,
  '"password":"',
  '&password=',
  'key=',
  'token: ',
  '"token", ',
  '"key":"',
  `"key"${' '.repeat(80)}`,
  '"value": "',
  'Bearer ',
  'Basic aaaaaaaa',
  'a',
  '\\',
  '<redacted:',
  `${PRIVATE_KEY.slice(0, 40)}${'a'.repeat(100_000)}`,
]
