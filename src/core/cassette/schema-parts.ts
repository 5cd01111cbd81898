import { z } from 'zod'
import { isBase64 } from '../checks/predicates.ts'
import type { JsonValue } from '../json.ts'
import { HEADER_NAME, HEADER_TEXT } from './response-head.ts'

/** @note Deep JSON is not walked by the schema: bodies reach megabytes and are read on every replay. */
export const Json = z.unknown() as unknown as z.ZodType<JsonValue>
export const Index = z.number().int().nonnegative()
export const Milliseconds = z.number().nonnegative()
/**
 * @note A header that `Headers` or `Response` would refuse is refused here, where file and line are
 * known.
 */
export const HeaderName = z.string().regex(HEADER_NAME, 'it is not a header name')
const HeaderText = z.string().regex(HEADER_TEXT, 'it holds what no header can')
export const HeaderList = z.array(z.tuple([HeaderName, HeaderText]))
export const Base64 = z.string().refine(isBase64, 'it is not base64')
