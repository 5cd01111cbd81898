import { POLICY_EFFECTS, type PolicyEffect } from '../../../src/core/options/policy-effects.ts'
import {
  EFFECTS_OF_KIND,
  POLICY_KINDS,
  type PolicyKind,
} from '../../../src/core/policy/policy-rule.ts'
import { TELEMETRY_ENDPOINTS } from '../../../src/core/policy/telemetry-endpoints.ts'

const EFFECTS: Record<PolicyEffect, { recording: string; replay: string }> = {
  serve: { recording: 'recorded', replay: 'answered from the recording' },
  execute: {
    recording: 'runs; of a process nothing is recorded',
    replay: 'runs for real; requests, outputs and what models say are compared',
  },
  gateway: {
    recording: 'the program runs, and the requests it sends through the gateway are recorded',
    replay: 'the program runs, and the gateway answers from the recording',
  },
  pass: { recording: 'runs, and is not recorded', replay: 'runs for real' },
  drop: {
    recording: 'runs, and is not recorded',
    replay: 'does nothing, with success',
  },
  refuse: { recording: 'refused: the recording fails', replay: 'refused: the test fails' },
}

const KINDS: Record<PolicyKind, { name: string; example: string }> = {
  http: {
    name: 'method and URL, method and host, URL or host',
    example: 'http POST https://host/path*',
  },
  llm: { name: 'operation and model', example: 'llm chat gpt-4.1*' },
  tool: { name: 'the name of the action', example: 'tool refund' },
  step: { name: 'the name of the step', example: 'step plan' },
  tcp: { name: 'host and port, or host', example: 'tcp db.example.com:5432' },
  udp: { name: 'host and port, or host', example: 'udp statsd:8125' },
  dns: { name: 'the name that is looked up', example: 'dns *.example.com' },
  process: { name: 'the program with its arguments', example: 'process git *' },
  approval: { name: 'the name of the approval', example: 'approval refund' },
  worker: { name: 'the file of the thread, or its name', example: 'worker *' },
}

/** Renders the kinds with their effects, and the effects with their meaning. */
export function renderPolicy(): string {
  const vendors = [...new Set(TELEMETRY_ENDPOINTS.map(({ vendor }) => vendor))]
  return [
    '| kind | its name is | a rule | effects |',
    '| --- | --- | --- | --- |',
    ...POLICY_KINDS.map((kind) => {
      const effects = [
        ...EFFECTS_OF_KIND[kind].map((effect) => `\`${effect}\``),
        ...(kind === 'approval' ? ['`{ answer }`'] : []),
      ].join(', ')
      return `| \`${kind}\` | ${KINDS[kind].name} | \`${KINDS[kind].example}\` | ${effects} |`
    }),
    '',
    '| effect | while recording | in a replay |',
    '| --- | --- | --- |',
    ...POLICY_EFFECTS.map(
      (effect) => `| \`${effect}\` | ${EFFECTS[effect].recording} | ${EFFECTS[effect].replay} |`,
    ),
    '| `{ answer }` | recorded as the answer | answers, and is compared with the recorded one |',
    '',
    'A worker thread runs with its network closed, in a recording too, unless its effect is `pass`.',
    '',
    'Telemetry is dropped without a rule, by method and path; a rule that names the address decides otherwise',
    `(\`'http POST */v1/traces': 'serve'\` records it). The vendors: ${vendors.join(', ')}.`,
  ].join('\n')
}
