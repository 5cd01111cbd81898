import { describeValue } from '../../../core/cassette/describe-value.ts'
import { modulesWithin } from '../../../core/cassette/instances/framework-instances.ts'
import type { RecordedAction } from '../../../core/cassette/schema.ts'
import { captureValue } from '../../../core/cassette/value.ts'
import type { Redactor } from '../../../core/redaction/index.ts'
import type { CallOptions } from '../../open-runs/open-run.ts'

type Outputs = NonNullable<RecordedAction['outputs']>

/** Captures what a wrapped function returned: to be given back, or to be compared alone. */
export function captureOutput(
  output: unknown,
  { type, replay }: Pick<CallOptions, 'type' | 'replay'>,
  {
    name,
    redactor,
    recorded,
  }: { name: string; redactor: Redactor; recorded: RecordedAction | null },
): Outputs {
  // Where it was recorded to be given back, it is compared in that form.
  const isInstance = recorded?.outputs !== undefined && modulesWithin(recorded.outputs).length > 0
  const captured =
    replay === 'serve' || isInstance
      ? captureValue(output, `the output of ${type} "${name}"`, { withInstances: true })
      : describeValue(output)
  return { ...captured, json: redactor.json(captured.json) }
}
