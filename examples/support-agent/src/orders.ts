import { setTimeout as sleep } from 'node:timers/promises'

export interface Order {
  id: string
  item: string
  price: number
  deliveredAt: Date
  refunded: boolean
}

const teapot = { id: 'A-17', item: 'stoneware teapot', price: 39.9, refunded: false }
const store = new Map<string, Order>([
  ['A-17', { ...teapot, deliveredAt: new Date('2025-03-04T10:20:00Z') }],
])

/** The shop's orders; a database and a payment provider in a real shop. */
export const orders = {
  async find(id: string): Promise<Order> {
    await sleep(40)
    return { ...get(id) }
  },

  async refund(id: string, amount: number) {
    await sleep(40)
    const order = get(id)
    if (order.refunded) throw new Error(`Order ${id} is refunded already.`)
    store.set(id, { ...order, refunded: true })
    return { refundId: `re_${crypto.randomUUID()}`, amount }
  },
}

function get(id: string): Order {
  const order = store.get(id)
  if (!order) throw new Error(`There is no order ${id}.`)
  return order
}
