import { z } from 'zod'
import { option } from './option.ts'
import { isRegExp } from '../checks/predicates.ts'

const PatternSchema = z.union([
  z.custom<RegExp>(isRegExp).meta({ expected: 'a RegExp' }),
  z.string().min(1),
])

const ActionNameSchema = PatternSchema

const PATH =
  'The place: `$.metadata.trace_id`, `$.messages[*].name`, `headers.x-trace`, `output.id`.'

const IgnoreRuleSchema = z.strictObject({
  path: z.string().min(1).meta({ description: PATH }),
  action: option(
    ActionNameSchema,
    'The actions it applies to: a name, in which `*` stands for anything, or a pattern.',
    'all actions',
  ),
})

/** Leaves a place out of the comparison. */
export type IgnoreRule = z.infer<typeof IgnoreRuleSchema>

/** The names of the built-in normalizers. */
export const NormalizerNameSchema = z.enum([
  'trim',
  'lowercase',
  'whitespace',
  'sort-lines',
  'sort',
  'round',
  'json',
])
export type NormalizerName = z.infer<typeof NormalizerNameSchema>

const NormalizeRuleSchema = z.strictObject({
  path: option(z.string().min(1), PATH, 'every text of the request'),
  action: option(
    ActionNameSchema,
    'The actions it applies to: a name, in which `*` stands for anything, or a pattern.',
    'all actions',
  ),
  pattern: option(PatternSchema, 'The text to replace.'),
  as: option(z.string(), 'What replaces each match of the pattern.', "'normalized'"),
  with: option(NormalizerNameSchema, 'The built-in normalizer that reduces the value at the path.'),
})

/** Replaces what a pattern matches, or reduces a value, before it is compared. */
export type NormalizeRule = z.infer<typeof NormalizeRuleSchema>

const MatchRulesSchema = z.strictObject({
  ignore: option(
    z.array(z.union([z.string().min(1), IgnoreRuleSchema])),
    'Places that are left out of the comparison.',
  ),
  normalize: option(
    z.array(NormalizeRuleSchema),
    'Values that are replaced or reduced before they are compared.',
  ),
})

/** Rules about what is the same. They change both sides of the comparison, never what is sent or stored. */
export type MatchRules = z.infer<typeof MatchRulesSchema>

export const MatchOptionsSchema = MatchRulesSchema.extend({
  headers: option(
    z.array(z.string().min(1)),
    'Names of headers that count too, such as `anthropic-version`.',
  ),
})

/**
 * Which requests are the same. Method, URL and body count, but for what a rule takes out of both sides.
 *
 * @example
 * match: {
 *   ignore: ['$.metadata.trace_id'],
 *   normalize: [{ pattern: /order-\d+/, as: 'order-N' }, { path: '$[0].query', with: 'trim', action: 'lookUp' }],
 * }
 */
export type MatchOptions = z.infer<typeof MatchOptionsSchema>
