import type { Script } from '../../../fixtures/projects/trajectories/script.ts'

/** An action that a script's run has, in the order in which it is started. */
export interface ScriptAction {
  type: 'llm' | 'save' | 'tool'
  turn: number
  /** Which of the turn's tools. */
  tool: number
}

/** The actions of a script's run that are recorded. */
export function scriptActions({ turns, tools: recorded }: Script): Array<ScriptAction> {
  return turns.flatMap(({ tools }, turn): Array<ScriptAction> => {
    const call: ScriptAction = { type: 'llm', turn, tool: 0 }
    if (recorded === 'plain' || tools.length === 0) return [call]
    const uses = tools.map((_, tool): ScriptAction => ({ type: 'tool', turn, tool }))
    return [call, { type: 'save', turn, tool: 0 }, ...uses]
  })
}

/** Finds where in a run an action stands. */
export function placeOf(
  script: Script,
  type: ScriptAction['type'],
  turn: number,
  tool = 0,
): number {
  const place = scriptActions(script).findIndex(
    (action) => action.type === type && action.turn === turn && action.tool === tool,
  )
  if (place === -1) throw new Error(`${script.name} has no ${type} ${tool} in turn ${turn}`)
  return place
}
