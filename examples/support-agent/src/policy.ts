import { setTimeout as sleep } from 'node:timers/promises'

/** The rules for refunds; a document store in a real shop. */
export const policy = {
  async find(reason: string) {
    await sleep(20)
    return reason === 'damaged'
      ? { refund: 'full', upTo: 100, returnNeeded: false }
      : { refund: 'on return', upTo: 50, returnNeeded: true }
  },
}
