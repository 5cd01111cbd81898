import { z } from 'zod'
import { CassetteLineSchema } from './cassette/schema.ts'
import { ComparisonSchema } from './report/comparison-schema.ts'
import { ReplayReportSchema } from './report/schema.ts'

/** JSON Schema of a line of a cassette file. */
export const CASSETTE_JSON_SCHEMA = z.toJSONSchema(CassetteLineSchema, { io: 'input' })

/** JSON Schema of `report.json`. */
export const REPORT_JSON_SCHEMA = z.toJSONSchema(ReplayReportSchema, { io: 'input' })

/** JSON Schema of what `vitest-replay compare --format json` prints. */
export const COMPARISON_JSON_SCHEMA = z.toJSONSchema(ComparisonSchema, { io: 'input' })
