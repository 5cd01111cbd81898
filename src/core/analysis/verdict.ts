/** The result of a gate. */
export interface Verdict {
  pass: boolean
  message: string
}
