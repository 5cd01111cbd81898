import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { tableSize } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'
import { measureHarnesses, type Harness } from './harness-table.ts'

const MORE = ['extra_call', null] as const
const LESS = ['missing_call', null] as const
const TONE = ['unknown', /^\$\.env/] as const
const PROMPT = ['prompt', /^\$\.messages\[\d\]/] as const
const MODEL = ['model_parameters', /^\$\.model/] as const

const HARNESSES: readonly Harness[] = [
  ['curl by a shell', [['unknown', /^\$\.command\[2\]/], TONE, MORE]],
  ['git diff, exit code 1', [['unknown', /^\$\.command\[3\]/], ['unknown', /^\$\.env/], LESS]],
  ['execa with input', [['unknown', /^\$\.stdin/], TONE, ['unknown', /^\$\.command\[2\]/]]],
  ['cross-spawn', [['unknown', /^\$\.command\[2\]/], TONE, MORE]],
  ['spawnSync of Python', [['unknown', /^\$\.command\[2\]/], ['unknown', /^\$\.stdin/], TONE]],
  [
    'fork, by messages',
    [['unknown', /^\$\.messages\.messages\[0\]\.n/], ['unknown', /^\$\.command/], TONE],
  ],
  [
    'MCP over stdio, official SDK',
    [
      ['unknown', /^\$\.params\.arguments\.city/],
      ['unknown', /^\$\.params\.clientInfo\.version/],
      LESS,
    ],
  ],
  [
    'MCP over stdio, AI SDK',
    [
      ['unknown', /^\$\.params\.arguments\.city/],
      ['unknown', /^\$\.params\.clientInfo\.name/],
      LESS,
    ],
  ],
  ['an agent in Python', [['system_prompt', /^\$\.messages\[0\]/], MODEL, ['input', /bug/]]],
  ['an agent in Node, openai', [PROMPT, MODEL, MORE]],
  ['an agent in sh, curl', [PROMPT, MODEL, MORE]],
]

function createHarnesses(): Project {
  const project = createProject('programs')
  const from = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
  cpSync(from('fixtures/projects/harnesses'), project.root, { recursive: true })
  const server = 'weather-server.mjs'
  cpSync(from(`examples/mcp-stdio/src/${server}`), join(project.root, server))
  return project
}

test.skipIf(tableSize({ sample: true, whole: false }))(
  'harnesses that start processes match at rate 1, reach nobody, and name what changed',
  async () => {
    const reached: string[] = []
    const services = await startServer((request, response) => {
      reached.push(request.url)
      if (request.url.startsWith('/orders')) return sendJson(response, 'order 7')
      const message = { role: 'assistant', content: 'a patch' }
      const choices = [{ index: 0, message, finish_reason: 'stop' }]
      sendJson(response, { object: 'chat.completion', model: 'gpt-4o-mini', choices })
    })
    const env = {
      OPENAI_BASE_URL: `${services.url}/v1`,
      OPENAI_API_KEY: 'sk-only-for-recording-0123456789',
      SHOP_URL: services.url,
    }
    const project = createHarnesses()
    await measureHarnesses(HARNESSES, { project, files: ['harnesses'], env, reached })
    await services.close()
  },
)
