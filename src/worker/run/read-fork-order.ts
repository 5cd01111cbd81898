import { parseJson } from '../../core/json.ts'
import { ForkOrderSchema, type ForkOrder } from '../../protocol/fork-order.ts'

/** Reads what a command tells of a fork. Loaded when there is such a command. */
export function readForkOrder(text: string): ForkOrder {
  return ForkOrderSchema.parse(parseJson(text))
}
