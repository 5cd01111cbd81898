// Reading and writing.
export { parseCassette } from './core/cassette/parse.ts'
export { serializeCassette } from './core/cassette/serialize.ts'
export { CASSETTE_VERSION } from './core/cassette/versions.ts'

// Looking at bodies.
export { bodyBytes } from './core/cassette/body.ts'

// Type definitions.
export type { Body } from './core/cassette/body-schema.ts'
export type {
  Cassette,
  CassetteEnd,
  CassetteHeader,
  ModelFacts,
  RecordedAction,
  RecordedError,
  RecordedRequest,
  RecordedResponse,
  Value,
} from './core/cassette/schema.ts'
export type { ProcessEvent, ProcessFacts } from './core/processes/process-schema.ts'
