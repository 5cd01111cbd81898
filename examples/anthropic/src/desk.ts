/** The shop's order desk. A replay calls none of it: the recorded answers are given back. */
export const desk = {
  async lookUp({ order }: { order: string }) {
    return { order, item: 'teapot', arrived: 'without its lid' }
  },
  async sendPart({ order, part }: { order: string; part: string }) {
    return { order, part, sent: true }
  },
}
