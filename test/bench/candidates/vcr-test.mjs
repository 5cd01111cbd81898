import { FileStorage, RecordMode, VCR } from 'vcr-test'

export async function open({ mode, name, folder }) {
  const vcr = new VCR(new FileStorage(folder))
  vcr.mode = mode === 'record' ? RecordMode.once : RecordMode.none
  return {
    async run(agent) {
      let result
      await vcr.useCassette(name, async () => {
        result = await agent()
      })
      return result
    },
  }
}
