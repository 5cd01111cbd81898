export { fromCassette } from './msw/from-cassette.ts'

// Type definitions.
export type { CassetteHandlers, FromCassetteOptions } from './msw/from-cassette.ts'
