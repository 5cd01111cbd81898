const COLOR = String.raw`(?:\x1b\[\d{1,2}m)?`
/** Between the lines of a text that a console prints, `'one\n' + 'two'`. */
const JOINED = String.raw`['"]${COLOR} \+\s{1,60}${COLOR}['"]`
/** Between the lines of a text in a difference. */
const IN_DIFFERENCE = String.raw`\r?${COLOR}\n${COLOR}[+-] `

/**
 * One of the signs that stand for space between lines, as it is, in JSON, in JSON in JSON, printed, or in a difference: the
 * source of a pattern.
 */
export const SPACE_BETWEEN_LINES = String.raw`(?:${IN_DIFFERENCE}|\s|\\{1,8}[nrt]|${JOINED})`
