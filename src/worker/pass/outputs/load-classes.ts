import {
  modulesWithin,
  type InstanceBook,
} from '../../../core/cassette/instances/framework-instances.ts'
import type { RecordedAction } from '../../../core/cassette/schema.ts'

/**
 * Loads the classes of frameworks whose instances recorded outputs hold; `null` where they hold none.
 *
 * @param file The file whose imports they are found by, as those of the agent are.
 */
export function loadClasses(
  recorded: readonly RecordedAction[],
  file: string,
): Promise<InstanceBook> | null {
  const modules = new Set(
    recorded.flatMap(({ outputs }) => (outputs ? modulesWithin(outputs) : [])),
  )
  if (modules.size === 0) return null
  return import('./import-classes.ts').then(({ importClasses }) => importClasses(modules, file))
}
