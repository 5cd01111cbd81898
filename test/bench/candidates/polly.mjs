import FetchAdapter from '@pollyjs/adapter-fetch'
import { Polly } from '@pollyjs/core'
import FSPersister from '@pollyjs/persister-fs'

Polly.register(FetchAdapter)
Polly.register(FSPersister)

export async function open({ mode, name, folder, work }) {
  return {
    async run(agent) {
      const polly = new Polly(name, {
        mode,
        adapters: ['fetch'],
        persister: 'fs',
        persisterOptions: { fs: { recordingsDir: folder } },
        logLevel: 'silent',
        recordIfMissing: mode === 'record',
        // Single calls come in any order, and carry a key that is not to be matched.
        ...(work.request ? { matchRequestsBy: { headers: false, order: false } } : {}),
      })
      const result = await agent()
      await polly.stop()
      return result
    },
  }
}
