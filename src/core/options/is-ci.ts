/** Returns `true` in continuous integration, by the variable that its services set. */
export function isCI({ CI }: { CI?: string | undefined }): boolean {
  return Boolean(CI) && CI !== 'false' && CI !== '0'
}
