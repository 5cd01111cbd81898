// The work of the plugin's setup file in a Vitest worker, then one run of the agent.
import { start } from '../.work/vitest-replay/dist/engine.js'

export async function open({ mode, name, folder, verify, environment, home }) {
  const { replayRun } = start({ folder, verify, home })
  return {
    async run(agent) {
      const options = {
        cassette: name,
        mode: mode === 'record' ? 'all' : 'none',
        thresholds: false,
        ...(environment === undefined ? {} : { environment }),
      }
      const { output } = await replayRun(agent, options)
      return output
    },
  }
}
