import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'
import { startEchoService } from './echo-service.ts'

test('does in every mode what the table says, whatever is on the disk', async () => {
  const project = createProject('sessions')
  const service = await startEchoService()
  const { output } = await project.vitest(['truth-table'], { SERVICE_URL: service.url })
  await service.close()
  expect(output).toContain('Tests  12 passed (12)')
})
