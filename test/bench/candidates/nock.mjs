import nock from 'nock'

export async function open({ mode, name, folder }) {
  nock.back.fixtures = folder
  nock.back.setMode(mode === 'record' ? 'update' : 'lockdown')
  return {
    async run(agent) {
      const { nockDone } = await nock.back(`${name}.json`, {})
      const result = await agent()
      nockDone()
      return result
    },
  }
}
