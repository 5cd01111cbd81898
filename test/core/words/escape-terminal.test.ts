import { expect, test } from 'vitest'
import { escapeTerminal } from '../../../src/core/words/escape-terminal.ts'

test.each([
  ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
  ['\u001b]8;;http://evil\u0007x', '\\u001b]8;;http://evil\\u0007x'],
  ['\u009b31m', '\\u009b31m'],
  ['a\rb\bc\0d', 'a\\u000db\\u0008c\\u0000d'],
  ['\u202eevil\u2066', '\\u202eevil\\u2066'],
  ['a\u2028b', 'a\\u2028b'],
  ['a\tb\nc', 'a  b\nc'],
  ['::set-output name=x::1', '\\u003a:set-output name=x::1'],
  ['a\n  ::error::b', 'a\n  \\u003a:error::b'],
  ['a ##[error]b ##vso[task.complete]', 'a #\\u0023[error]b #\\u0023vso[task.complete]'],
  ['std::vector', 'std::vector'],
  ['héllo 日本 😀 עברית', 'héllo 日本 😀 עברית'],
])('%j is shown, not obeyed', (text, escaped) => {
  expect(escapeTerminal(text)).toBe(escaped)
})
