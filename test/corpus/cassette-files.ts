import { bodyBytes } from '../../src/core/cassette/body.ts'
import { findSecrets, type FoundSecret } from '../../src/core/redaction/index.ts'
import { parseCassette, type Body, type RecordedAction } from '../../src/cassette.ts'
import type { Project } from '../e2e/run-project.ts'

/** A cassette as it lies on the disk. */
export interface CassetteFile {
  path: string
  text: string
  actions: Array<RecordedAction>
}

/** Reads every cassette of a project. */
export function readCassettes(project: Project): Array<CassetteFile> {
  return project.cassettes().map((path) => {
    const text = project.read(path)
    return { path, text, actions: parseCassette(text, { file: path }).actions }
  })
}

/** Known secrets in a cassette: in its text, and in its bodies as they are sent, which base64 may hide. */
export function secretsIn({ text, actions }: CassetteFile): Array<FoundSecret> {
  const bodies = actions.flatMap(({ request, response }) => [request?.body, response?.body])
  return [text, ...bodies.map(sentText)].flatMap((found) => findSecrets(found, {}))
}

function sentText(body: Body | undefined): string {
  return Buffer.from(bodyBytes(body)).toString('latin1')
}
