import { expect, test } from 'vitest'
import { credentialVariables } from '../../../src/core/replay/credential-variables.ts'

const call = (provider: string, url: string) => ({
  llm: {
    provider,
    operation: 'chat',
    model: null,
    usage: null,
    costUsd: null,
    stopReason: null,
  },
  request: { method: 'POST', url, headers: [] },
})

test('the variables of a recording are those of its providers, its hosts, and its placeholders', () => {
  expect(credentialVariables([call('anthropic', 'https://api.anthropic.com/v1/messages')])).toEqual(
    ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
  )
  expect(
    credentialVariables([call('openai', 'https://api.deepseek.com/chat/completions')]),
  ).toContain('DEEPSEEK_API_KEY')
  expect(
    credentialVariables(
      [],
      [
        ['env-SHOP_API_KEY:1', 'environment'],
        ['openai-key:1', 'environment', ['SHOP_OPENAI_KEY']],
        ['env-SHOP_API_KEY:2', 'varies'],
      ],
    ),
  ).toEqual(['SHOP_API_KEY', 'SHOP_OPENAI_KEY'])
  expect(credentialVariables([call('unheard-of', 'not a url')])).toEqual([])
})

test('a host names a variable by itself alone: with a port, and not by what every object has', () => {
  expect(credentialVariables([call('unheard-of', 'http://constructor/')])).toEqual([])
  expect(credentialVariables([call('openai', 'https://api.groq.com:8443/v1')])).toContain(
    'GROQ_API_KEY',
  )
})
