import type { Script } from '../../../fixtures/projects/trajectories/script.ts'
import {
  dropCall,
  dropTool,
  insertAside,
  insertCall,
  insertTool,
  swapCalls,
} from './call-changes.ts'
import {
  changeOutput,
  changePrompt,
  changeToolArgument,
  changeToolResult,
} from './conversation-changes.ts'
import { createRandom } from './random.ts'
import {
  changeModel,
  changeSystemPrompt,
  changeTemperature,
  changeToolSchema,
} from './request-changes.ts'
import type { MakeChange, SeededChange } from './seeded-change.ts'

const KINDS: Record<string, MakeChange> = {
  'system prompt': changeSystemPrompt,
  prompt: changePrompt,
  'tool result': changeToolResult,
  'tool schema': changeToolSchema,
  temperature: changeTemperature,
  model: changeModel,
  'dropped tool call': dropTool,
  'dropped model call': dropCall,
  'inserted tool call': insertTool,
  'inserted model call': insertCall,
  'inserted aside': insertAside,
  'swapped calls': swapCalls,
  'final output': changeOutput,
  'tool argument': changeToolArgument,
}

/** One change of every kind that a script has a place for, at places that depend on the seed. */
export function makeChanges(script: Script, seed: string): Array<SeededChange> {
  return Object.entries(KINDS).flatMap(([kind, make]) => {
    const made = make(script, createRandom(`${seed} ${kind} ${script.name}`))
    return made ? [{ change: { kind, ...made.change }, expected: made.expected }] : []
  })
}
